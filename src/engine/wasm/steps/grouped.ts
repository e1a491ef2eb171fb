/**
 * Convolutions in groups: each group's channels are copied beside each other, convolved as any others,
 * and copied back. That costs three passes over memory and saves a second set of matrix kernels.
 */
import type { ConvGeometry, Slice } from "../../plan/program";
import { convolveBackward, convolveForward, plainFinish } from "./convolve";
import { biasGradient, filterGradient } from "./filterGradient";
import { chunkRowsOf, unitsOf, type Lower, type Places } from "./step";

/** Columns `first … first + columns` of a matrix `[rows, stride]`. */
interface Columns {
  address: number;
  stride: number;
}

interface Group {
  geometry: ConvGeometry;
  /** Of all channels, on either side of the convolution. */
  input(address: number): Columns;
  output(address: number): Columns;
  weight(address: number): Columns;
  inRows: number;
  outRows: number;
  weightRows: number;
}

export const groupedConv2d: Lower<"groupedConv2d"> = (step, at) => {
  const bias = step.bias ? at.parameter(step.bias) : 0;
  forEachGroup(step, at, (group, buffers) => {
    const { geometry } = group;
    const { inChannels, outChannels } = geometry;
    const { input, output, weight } = buffers;
    copy(at, group.input(at.tensor(step.x)), packed(input, inChannels), group.inRows, inChannels);
    copyWeight(at, group, step.weight, weight);
    const finish = { ...plainFinish, bias: bias && group.output(bias).address };
    convolveForward(at, { x: input, y: output, weight, geometry, finish });
    const target = group.output(at.tensor(step.y));
    copy(at, packed(output, outChannels), target, group.outRows, outChannels);
  });
};

export const groupedConv2dInputGradient: Lower<"groupedConv2dInputGradient"> = (step, at) =>
  forEachGroup(step, at, (group, { input, output, weight }) => {
    const { geometry } = group;
    const { inChannels, outChannels } = geometry;
    const from = group.output(at.tensor(step.dy));
    copy(at, from, packed(output, outChannels), group.outRows, outChannels);
    copyWeight(at, group, step.weight, weight);
    convolveBackward(at, { x: output, y: input, weight, geometry, finish: plainFinish });
    const target = group.input(at.tensor(step.dx));
    copy(at, packed(input, inChannels), target, group.inRows, inChannels, step.accumulate);
  });

export const groupedConv2dFilterGradient: Lower<"groupedConv2dFilterGradient"> = (step, at) => {
  forEachGroup(step, at, (group, { input, output, weight }) => {
    const { geometry, weightRows } = group;
    const { inChannels, outChannels } = geometry;
    copy(at, group.input(at.tensor(step.x)), packed(input, inChannels), group.inRows, inChannels);
    const from = group.output(at.tensor(step.dy));
    copy(at, from, packed(output, outChannels), group.outRows, outChannels);
    // The sums so far, to which the kernel adds.
    const gradient = group.weight(at.gradient(step.weight));
    copy(at, gradient, packed(weight, outChannels), weightRows, outChannels);
    filterGradient(at, {
      x: input,
      y: output,
      weightGradient: { address: weight, isAdded: 1 },
      geometry,
    });
    copy(at, packed(weight, outChannels), gradient, weightRows, outChannels);
  });
  if (step.bias)
    biasGradient(at, {
      from: at.tensor(step.dy),
      to: at.wholeGradient(step.bias),
      rows: at.batchSize * step.geometry.outHeight * step.geometry.outWidth,
      columns: step.geometry.outChannels,
    });
};

/** The groups take turns in the same scratch memory. */
function forEachGroup(
  { geometry, groups }: { geometry: ConvGeometry; groups: number },
  at: Places,
  visit: (group: Group, buffers: { input: number; output: number; weight: number }) => void,
): void {
  const { inHeight, inWidth, outHeight, outWidth, kernelPx } = geometry;
  const inChannels = geometry.inChannels / groups;
  const outChannels = geometry.outChannels / groups;
  const inRows = at.batchSize * inHeight * inWidth;
  const outRows = at.batchSize * outHeight * outWidth;
  const weightRows = kernelPx * kernelPx * inChannels;
  const buffers = {
    input: at.scratch(inRows * inChannels),
    output: at.scratch(outRows * outChannels),
    weight: at.scratch(weightRows * outChannels),
  };
  for (let index = 0; index < groups; index++) {
    const columns = (width: number, stride: number) => (address: number) => ({
      address: address + 4 * index * width,
      stride,
    });
    const group: Group = {
      geometry: { ...geometry, inChannels, outChannels },
      input: columns(inChannels, geometry.inChannels),
      output: columns(outChannels, geometry.outChannels),
      weight: columns(outChannels, geometry.outChannels),
      inRows,
      outRows,
      weightRows,
    };
    visit(group, buffers);
  }
}

const packed = (address: number, columns: number): Columns => ({ address, stride: columns });

function copyWeight(at: Places, group: Group, weight: Slice, to: number): void {
  const { outChannels } = group.geometry;
  const from = group.weight(at.parameter(weight));
  copy(at, from, packed(to, outChannels), group.weightRows, outChannels);
}

function copy(
  at: Places,
  from: Columns,
  to: Columns,
  rows: number,
  columns: number,
  isAdded = false,
): void {
  const chunkRows = chunkRowsOf(columns);
  at.emit("copyColumns", unitsOf(rows, chunkRows), {
    from: from.address,
    fromStride: from.stride,
    to: to.address,
    toStride: to.stride,
    isAdded: Number(isAdded),
    rows,
    columns,
    chunkRows,
  });
}
