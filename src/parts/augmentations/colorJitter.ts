/**
 * Changes brightness, contrast, saturation and hue, in random order, as torchvision's `ColorJitter`
 * does to float images: each factor is uniform in [max(0, 1 − strength), 1 + strength].
 * https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ColorJitter.html
 *
 * All four are one matrix here. So values are clamped once at the end and not after each; contrast is
 * about the mean grey of the whole image, not of the part that was cropped; and hue turns colours
 * about the grey axis in YIQ, which keeps luma, instead of HSV's hexagon, which does not.
 */
import { randomPermutation, type Random } from "../../lib/random";
import { augmentation, type ColorMatrix, type ColorRow, type ImageFacts } from "./augmentation";
import { between } from "./options";
import { composeColor, grayOf, recolor, saturation, towards } from "./transforms";

const strength = (label: string, value: number) =>
  ({ kind: "number", label, default: value, min: 0, max: 1, step: 0.1 }) as const;

export const colorJitter = augmentation({
  label: "Colour jitter",
  help: "Changes brightness, contrast, saturation and hue a little. Not where colour tells classes apart.",
  options: {
    brightness: strength("Brightness", 0.2),
    contrast: strength("Contrast", 0.2),
    saturation: strength("Saturation", 0.2),
    hue: {
      kind: "number",
      label: "Hue",
      help: "In turns of the colour circle: 0.5 reaches every hue.",
      default: 0.02,
      min: 0,
      max: 0.5,
      step: 0.01,
    },
  },
  build: ({ brightness, contrast, saturation: colorfulness, hue }) => {
    const factor = (random: Random, strength: number) =>
      between(random, Math.max(0, 1 - strength), 1 + strength);
    return (random, image) => {
      const factors = [brightness, contrast, colorfulness].map((it) => factor(random, it));
      const turns = between(random, -hue, hue);
      const [bright, contrasting, colorful] = factors as [number, number, number];
      const changes = [
        () => towards(0, bright),
        (before: ColorMatrix | null) => towards(meanGray(image, before), contrasting),
        () => saturation(colorful),
        () => hueTurn(turns),
      ];
      return {
        color: randomPermutation(changes.length, random).reduce<ColorMatrix | null>(
          (before, place) => composeColor(before, changes[place]!(before)),
          null,
        ),
      };
    };
  },
});

const meanGray = (image: ImageFacts, before: ColorMatrix | null): number =>
  grayOf(recolor(before, image.meanColor()));

/** RGB to YIQ (FCC NTSC), and back. */
const toYiq: ColorMatrix = [
  [0.299, 0.587, 0.114, 0],
  [0.5959, -0.2746, -0.3213, 0],
  [0.2115, -0.5227, 0.3112, 0],
];
const fromYiq = inverse(toYiq);

function hueTurn(turns: number): ColorMatrix {
  const [cos, sin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
  const turned: ColorMatrix = [
    [1, 0, 0, 0],
    [0, cos, -sin, 0],
    [0, sin, cos, 0],
  ];
  return composeColor(composeColor(toYiq, turned), fromYiq)!;
}

/** Of a matrix without constants, by cofactors. */
function inverse([a, b, c]: ColorMatrix): ColorMatrix {
  const cofactor = (u: ColorRow, v: ColorRow): [number, number, number] => [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ];
  const columns = [cofactor(b, c), cofactor(c, a), cofactor(a, b)] as const;
  const determinant = a[0] * columns[0][0] + a[1] * columns[0][1] + a[2] * columns[0][2];
  const row = (i: 0 | 1 | 2): ColorRow => {
    const [x, y, z] = columns.map((column) => column[i] / determinant);
    return [x!, y!, z!, 0];
  };
  return [row(0), row(1), row(2)];
}
