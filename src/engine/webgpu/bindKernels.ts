/** Turns kernels into dispatches: pipelines, bind groups and the uniform with their sizes. */
import { checkKernels } from "./checkLimits";
import { checkSize } from "./createBuffer";
import type { Binding, Kernel, Place } from "./kernel";
import { gridOf } from "./gridOf";
import type { Pipelines } from "./Pipelines";
import { sizesOf, workgroupSizeOf } from "./shaderSource";

export interface Dispatch {
  label: string;
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  workgroups: readonly [x: number, y: number];
}

export interface Bound {
  dispatches: Dispatch[];
  /** The uniform and the tables, which are of use to nobody else. */
  buffers: GPUBuffer[];
}

interface Room {
  buffer: GPUBuffer;
  /** In floats. */
  offset: number;
  size: number;
}

export type Resolve = (place: Exclude<Place, { kind: "table" }>) => Room;

export function bindKernels(
  device: GPUDevice,
  pipelines: Pipelines,
  kernels: readonly Kernel[],
  resolve: Resolve,
): Bound {
  checkKernels(kernels, device.limits);
  const alignment = device.limits.minUniformBufferOffsetAlignment;
  const uniform = device.createBuffer({
    label: "sizes",
    size: Math.max(1, kernels.length) * alignment,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
  const buffers = [uniform];
  const tableOf = (values: Int32Array<ArrayBuffer>): Room => {
    const buffer = device.createBuffer({
      label: "table",
      size: values.byteLength,
      usage: GPUBufferUsage.STORAGE,
      mappedAtCreation: true,
    });
    new Int32Array(buffer.getMappedRange()).set(values);
    buffer.unmap();
    buffers.push(buffer);
    return { buffer, offset: 0, size: values.length };
  };
  const mapped = uniform.getMappedRange();
  const entryOf = ({ type, place }: Binding, binding: number): GPUBindGroupEntry => {
    const room = place.kind === "table" ? tableOf(place.values) : resolve(place);
    const isScalar = type === "f32" || type === "u32";
    const size = isScalar ? room.size * 4 : Math.ceil(room.size / 4) * 16;
    checkSize(room.buffer.label, size, device.limits.maxStorageBufferBindingSize);
    return { binding, resource: { buffer: room.buffer, offset: room.offset * 4, size } };
  };
  const dispatches = kernels.map((kernel, i): Dispatch => {
    const { label, bindings, threads } = kernel;
    const sizes = Object.values(sizesOf(kernel));
    new Int32Array(mapped, i * alignment, sizes.length).set(sizes);
    const sizesEntry = {
      binding: bindings.length,
      resource: { buffer: uniform, offset: i * alignment, size: sizes.length * 4 },
    };
    return {
      label,
      pipeline: pipelines.get(kernel),
      bindGroup: device.createBindGroup({
        label,
        layout: pipelines.bindGroupLayout(kernel),
        entries: [...bindings.map(entryOf), sizesEntry],
      }),
      workgroups: gridOf(
        threads,
        workgroupSizeOf(kernel),
        device.limits.maxComputeWorkgroupsPerDimension,
        label,
      ),
    };
  });
  uniform.unmap();
  return { dispatches, buffers };
}

export function encode(encoder: GPUCommandEncoder, dispatches: readonly Dispatch[]): void {
  const pass = encoder.beginComputePass();
  for (const { pipeline, bindGroup, workgroups } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
  }
  pass.end();
}
