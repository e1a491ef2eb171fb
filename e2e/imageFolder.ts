/** Small folders of images that a model can learn in a moment: every class has its own colour. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PNG } from "pngjs";
import { randomFrom, randomKey, type Random } from "../src/lib/random";

interface ImageFolder {
  path: string;
  /** Writes one more file, for example one that is no image. */
  add: (name: string, bytes: string | Buffer) => void;
  remove: () => void;
}

/** `counts` are images by folder: `{ "train/cats": 20, "val/cats": 5, … }`. */
export function imageFolder(counts: Record<string, number>, sizePx = 16): ImageFolder {
  const path = join(mkdtempSync(join(tmpdir(), "homeroom-images-")), "pictures");
  mkdirSync(path);
  const add: ImageFolder["add"] = (name, bytes) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  };
  const classes = [...new Set(Object.keys(counts).map(classOf))];
  for (const [folder, count] of Object.entries(counts))
    for (let i = 0; i < count; i++) {
      const name = `${folder}/${String(i).padStart(3, "0")}.png`;
      add(name, picture(classes.indexOf(classOf(folder)), sizePx, randomFrom(randomKey(1, name))));
    }
  return { path, add, remove: () => rmSync(dirname(path), { recursive: true }) };
}

const classOf = (folder: string) => folder.split("/").at(-1)!;

/** A noisy field of the class's colour. */
function picture(label: number, sizePx: number, random: Random): Buffer {
  const png = new PNG({ width: sizePx, height: sizePx });
  for (let pixel = 0; pixel < sizePx * sizePx; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      png.data[pixel * 4 + channel] = ((label >> channel) & 1 ? 150 : 50) + random() * 60;
    png.data[pixel * 4 + 3] = 255;
  }
  return PNG.sync.write(png);
}
