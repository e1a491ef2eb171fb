/** Wrong arguments are refused, each with its own message. */
import { expect, test } from "vitest";
import { UsageError } from "./command";
import { parseTrainArguments } from "./trainArguments";

test("reads every argument", () => {
  const text =
    "--data images --config c.json --weights w.safetensors --set seed=1 --set training.epochs=2 --device cpu --out runs/a --export safetensors,onnx";
  expect(parseTrainArguments(text.split(" "))).toEqual({
    images: { kind: "folder", folder: "images" },
    configPath: "c.json",
    weights: "w.safetensors",
    settings: [
      { path: ["seed"], value: 1 },
      { path: ["training", "epochs"], value: 2 },
    ],
    device: "cpu",
    out: "runs/a",
    resume: null,
    exports: ["onnx"],
  });
});

test("a resumed run goes back to its folder, a new one gets a new folder", () => {
  expect(parseTrainArguments(["--sample", "x", "--resume", "runs/a"]).out).toBe("runs/a");
  expect(parseTrainArguments(["--sample", "x"]).out).toMatch(/^runs\/\d{4}-\d\d-\d\dT/);
});

test.each([
  ["", /--data DIR or --sample NAME/],
  ["--data a --sample b", /one of the two/],
  ["--sample a --device gpu", /--device.*webgpu/],
  ["--sample a --export safetensors,gguf", /"gguf".*safetensors/],
  ["--sample a --set seed", /"seed" is not path=value/],
  ["--sample a --resume b --set seed=1", /--resume/],
  ["--sample a --epochs 3", /--epochs/],
  ["--sample a more", /more/],
])("refuses: %s", (text, message) => {
  const parse = () => parseTrainArguments(text.split(" ").filter(Boolean));
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});
