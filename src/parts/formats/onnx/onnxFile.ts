/** ONNX's messages as functions, by the field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
import {
  bytesField,
  concat,
  floatField,
  integerField,
  messageField,
  stringField,
  type Field,
} from "./protobuf";

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT = 1;

/** A number is a float attribute, a list holds integers. */
export type Attributes = Record<string, { float: number } | { integer: number } | number[]>;

export interface OnnxNode {
  operator: string;
  inputs: readonly string[];
  output: string;
  attributes?: Attributes;
}

export interface OnnxTensor {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/** A float tensor of the graph's interface; a string is an extent that may vary, by name. */
export interface OnnxValue {
  name: string;
  shape: readonly (number | string)[];
}

export interface OnnxGraph {
  name: string;
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxTensor[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
}

export function writeOnnx(
  graph: OnnxGraph,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  return concat([
    integerField(1, IR_VERSION),
    stringField(2, "Homeroom"),
    messageField(7, graphFields(graph)),
    messageField(8, [stringField(1, ""), integerField(2, OPSET)]),
    ...Object.entries(metadata).map(([key, value]) =>
      messageField(14, [stringField(1, key), stringField(2, value)]),
    ),
  ]);
}

function graphFields({ name, nodes, initializers, inputs, outputs }: OnnxGraph): Field[] {
  return [
    ...nodes.map((node) => messageField(1, nodeFields(node))),
    stringField(2, name),
    ...initializers.map((tensor) => messageField(5, tensorFields(tensor))),
    ...inputs.map((value) => messageField(11, valueFields(value))),
    ...outputs.map((value) => messageField(12, valueFields(value))),
  ];
}

function nodeFields({ operator, inputs, output, attributes = {} }: OnnxNode): Field[] {
  return [
    ...inputs.map((input) => stringField(1, input)),
    stringField(2, output),
    stringField(3, output),
    stringField(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      messageField(5, [stringField(1, name), ...attributeFields(value)]),
    ),
  ];
}

function attributeFields(value: Attributes[string]): Field[] {
  if (Array.isArray(value)) return [...value.map((it) => integerField(8, it)), integerField(20, 7)];
  return "float" in value
    ? [floatField(2, value.float), integerField(20, 1)]
    : [integerField(3, value.integer), integerField(20, 2)];
}

function tensorFields({ name, shape, values }: OnnxTensor): Field[] {
  return [
    ...shape.map((extent) => integerField(1, extent)),
    integerField(2, FLOAT),
    stringField(8, name),
    bytesField(9, littleEndian(values)),
  ];
}

function valueFields({ name, shape }: OnnxValue): Field[] {
  const dimensions = shape.map((extent) =>
    messageField(1, [
      typeof extent === "number" ? integerField(1, extent) : stringField(2, extent),
    ]),
  );
  const tensor = [integerField(1, FLOAT), messageField(2, dimensions)];
  return [stringField(1, name), messageField(2, [messageField(1, tensor)])];
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}
