/**
 * Writes an optimizer's update as a WebAssembly module with one kernel: four parameters at a time, from
 * the flat buffers and back. https://webassembly.github.io/spec/core/binary/
 */
import type { UpdateGraph, UpdateNode } from "../plan/updateGraph";

/** Where the kernel's arguments are, in words. */
export const updateArguments = {
  size: 0,
  chunk: 1,
  /** What gradients are divided by, or multiplied with. */
  divisor: 2,
  clip: 3,
  /** The largest size of a gradient's number; Infinity for any. */
  limit: 4,
  parameter: 5,
  gradient: 6,
  /** Then the slots, then the coefficients. */
  firstSlot: 7,
} as const;

const I32 = 0x7f;
const V128 = 0x7b;
const FUNCTION = 0x60;
const MAXIMUM_PAGES = 65536;

/** Locals: the three parameters of every kernel, then ours, the first of them the addresses at hand. */
const ARGUMENTS = 0;
const UNIT = 1;
const FIRST_ADDRESS = 3;

const binaryOps: Record<Extract<UpdateNode, { kind: "binary" }>["op"], number> = {
  add: 0xe4,
  subtract: 0xe5,
  multiply: 0xe6,
  divide: 0xe7,
  maximum: 0xe9,
};
const MINIMUM = 0xe8;
const NEGATE = 0xe1;
const unaryOps = { absolute: 0xe0, squareRoot: 0xe3 } as const;

/** What is done to a gradient before the formula has it; what is not done takes no instruction. */
export interface GradientReading {
  /** By the divisor, where it is not divided by it. */
  isMultiplied: boolean;
  isClipped: boolean;
}

export function updateModule(
  graph: UpdateGraph,
  { isMultiplied, isClipped }: GradientReading,
): Uint8Array<ArrayBuffer> {
  const at = updateArguments;
  const firstCoefficient = at.firstSlot + graph.slots.length;
  /** The flat buffers: parameters, gradients and slots, whose addresses are neighbours. */
  const flats = Array.from({ length: 2 + graph.slots.length }, (_, i) => at.parameter + i);
  const address = (word: number) => FIRST_ADDRESS + word - at.parameter;
  const START = FIRST_ADDRESS + flats.length;
  const END = START + 1;
  const [DIVISOR, CLIP, HIGH, LOW] = [0, 1, 2, 3].map((i) => END + 1 + i) as Four;
  const nodeLocal = (id: number) => LOW + 1 + id;
  const argument = (word: number) => [...getLocal(ARGUMENTS), 0x28, 2, ...unsigned(4 * word)];
  const floatArgument = (word: number) => [
    ...getLocal(ARGUMENTS),
    ...[0x2a, 2, ...unsigned(4 * word), ...simd(0x13)],
  ];
  const loadVector = (word: number) => [...getLocal(address(word)), ...simd(0x00), 2, 0];
  const clipped = [
    ...[...getLocal(CLIP), ...simd(binaryOps.multiply)],
    // These keep NaN.
    ...[...getLocal(HIGH), ...simd(MINIMUM), ...getLocal(LOW), ...simd(binaryOps.maximum)],
  ];

  const isInvariant = ({ kind }: UpdateNode) => kind === "constant" || kind === "coefficient";
  const valueOf = (node: UpdateNode): number[] => {
    switch (node.kind) {
      case "constant":
        return [0x43, ...float(node.value), ...simd(0x13)];
      case "coefficient":
        return floatArgument(firstCoefficient + node.index);
      case "parameter":
        return loadVector(at.parameter);
      case "gradient":
        return [
          ...loadVector(at.gradient),
          ...[...getLocal(DIVISOR), ...simd(binaryOps[isMultiplied ? "multiply" : "divide"])],
          ...(isClipped ? clipped : []),
        ];
      case "slot":
        return loadVector(at.firstSlot + node.index);
      case "unary":
        return [...getLocal(nodeLocal(node.x)), ...simd(unaryOps[node.op])];
      case "binary":
        return [
          ...getLocal(nodeLocal(node.a)),
          ...getLocal(nodeLocal(node.b)),
          ...simd(binaryOps[node.op]),
        ];
      default:
        return node satisfies never;
    }
  };
  const setNodes = (isWanted: (node: UpdateNode) => boolean) =>
    graph.nodes.flatMap((node, id) =>
      isWanted(node) ? [...valueOf(node), ...setLocal(nodeLocal(id))] : [],
    );
  const storeNode = (word: number, id: number) => [
    ...getLocal(address(word)),
    ...getLocal(nodeLocal(id)),
    ...[...simd(0x0b), 2, 0],
  ];

  const body = [
    ...setNodes(isInvariant),
    ...[...floatArgument(at.divisor), ...setLocal(DIVISOR)],
    ...[...floatArgument(at.clip), ...setLocal(CLIP)],
    ...[...floatArgument(at.limit), ...setLocal(HIGH)],
    ...[...getLocal(HIGH), ...simd(NEGATE), ...setLocal(LOW)],
    // start = unit · chunk, end = min(size, start + chunk)
    ...[...getLocal(UNIT), ...argument(at.chunk), 0x6c, ...setLocal(START)],
    ...[...getLocal(START), ...argument(at.chunk), 0x6a, ...setLocal(END)],
    ...[...getLocal(END), ...argument(at.size)],
    ...[...getLocal(END), ...argument(at.size), 0x49, 0x1b, ...setLocal(END)],
    // Each address += 4 · start, and the last one of the parameters' is 4 · (end − start) further.
    ...flats.flatMap((word) => [
      ...[...argument(word), ...getLocal(START), 0x41, 2, 0x74, 0x6a],
      ...setLocal(address(word)),
    ]),
    ...[...getLocal(END), ...getLocal(START), 0x6b, 0x41, 2, 0x74],
    ...[...getLocal(address(at.parameter)), 0x6a, ...setLocal(END)],
    // while (address < end)
    ...[0x02, 0x40, 0x03, 0x40],
    ...[...getLocal(address(at.parameter)), ...getLocal(END), 0x4f, 0x0d, 1],
    ...setNodes((node) => !isInvariant(node)),
    ...storeNode(at.parameter, graph.parameter),
    ...graph.slots.flatMap((id, slot) => storeNode(at.firstSlot + slot, id)),
    ...flats.flatMap((word) => [
      ...[...getLocal(address(word)), 0x41, 16, 0x6a],
      ...setLocal(address(word)),
    ]),
    ...[0x0c, 0, 0x0b, 0x0b, 0x0b],
  ];
  const locals = [
    ...vector([
      [...unsigned(flats.length + 2), I32],
      [...unsigned(4 + graph.nodes.length), V128],
    ]),
  ];
  const code = [...locals, ...body];
  const name = (text: string) => vector(Array.from(text, (it) => [it.charCodeAt(0)]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [[FUNCTION, ...vector([[I32], [I32], [I32]]), ...vector([])]]),
    // A shared memory with a limit.
    ...section(2, [
      [...name("env"), ...name("memory"), 0x02, 0x03, ...unsigned(1), ...unsigned(MAXIMUM_PAGES)],
    ]),
    ...section(3, [[0]]),
    ...section(7, [[...name("kernel"), 0x00, 0]]),
    ...section(10, [[...unsigned(code.length), ...code]]),
  ]);
}

type Four = [number, number, number, number];

const getLocal = (index: number) => [0x20, ...unsigned(index)];
const setLocal = (index: number) => [0x21, ...unsigned(index)];
const simd = (op: number) => [0xfd, ...unsigned(op)];
const float = (value: number) => [...new Uint8Array(Float32Array.of(value).buffer)];
const vector = (items: readonly (readonly number[])[]) => [
  ...unsigned(items.length),
  ...items.flat(),
];

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...unsigned(Math.floor(value / 128))];
}
