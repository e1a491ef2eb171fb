/** Files that many people have their models in and that can't be read here: what they are, and what to do. */

/** A zip lists its files at its end; what PyTorch puts first stands at its beginning. */
const LOOKED_AT_BYTES = 65_536;

// A line feed ends each program, so that words which follow are no part of it.
const convertPyTorch = `Turn it into a safetensors file, in Python:
import torch, safetensors.torch
safetensors.torch.save_file(torch.load("FILE", map_location="cpu", weights_only=True), "model.safetensors")
`;

const convertKeras = `Turn it into a TensorFlow.js model, in Python, and choose all files of the folder "model" together:
import keras, tensorflowjs
tensorflowjs.converters.save_keras_model(keras.models.load_model("FILE"), "model")
`;

interface Foreign {
  is: string;
  todo: string;
  matches(file: LookedAt): boolean;
}

interface LookedAt {
  name: string;
  bytes: Uint8Array;
  /** What can be read as text at its beginning and at its end. */
  start: string;
  end: string;
  isZip: boolean;
}

const begins = (bytes: Uint8Array, ...magic: number[]) => magic.every((it, i) => bytes[i] === it);

const kinds: readonly Foreign[] = [
  {
    is: "This is a PyTorch file, which is a program as much as it is numbers, and is not run here.",
    todo: convertPyTorch,
    // `torch.save` pickles: into a zip, or as before PyTorch 1.6 with the protocol's number in front.
    matches: ({ bytes, start, end, isZip }) =>
      isZip
        ? (start + end).includes("/data.pkl")
        : begins(bytes, 0x80) && bytes[1]! >= 2 && bytes[1]! <= 5,
  },
  {
    is: "This is a Keras file.",
    todo: convertKeras,
    matches: ({ bytes, end, isZip }) =>
      begins(bytes, 0x89, 0x48, 0x44, 0x46) || (isZip && end.includes("model.weights.h5")),
  },
  {
    is: "This is an ONNX or a TensorFlow Lite model, or TensorFlow's SavedModel, which can't be trained further here.",
    todo: "Choose the model that it was made of, as a .safetensors file or as a TensorFlow.js LayersModel.",
    matches: ({ name, start, end, isZip }) =>
      /\.(onnx|tflite|pb)$/i.test(name) ||
      start.startsWith("TFL3", 4) ||
      (isZip && end.includes("saved_model.pb")),
  },
  {
    is: "This zip holds a weights file.",
    todo: "Unpack it, and choose the .safetensors file in it.",
    matches: ({ end, isZip }) =>
      isZip && end.includes(".safetensors") && !end.includes("manifest.json"),
  },
  {
    is: "These are numbers of a TensorFlow.js model.",
    todo: "Choose model.json and all its .bin files together.",
    matches: ({ name }) => /\.bin$|shard\d+of\d+$/i.test(name),
  },
];

/** What the file is and what to do with it; null where it is none of these. */
export function foreignFile(name: string, bytes: Uint8Array): string | null {
  const text = (part: Uint8Array) => new TextDecoder("latin1").decode(part);
  const start = text(bytes.subarray(0, LOOKED_AT_BYTES));
  const end = text(bytes.subarray(-LOOKED_AT_BYTES));
  const file = { name, bytes, start, end, isZip: start.startsWith("PK") };
  const kind = kinds.find((it) => it.matches(file));
  // The name is put between quotation marks.
  return kind ? `${kind.is} ${kind.todo.replace("FILE", () => name.replace(/["\\]/g, ""))}` : null;
}
