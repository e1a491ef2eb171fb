/** The scratch buffers that kernels ask for, and where places are. */
import type { TensorId } from "../plan/program";
import type { Resolve } from "./bindKernels";
import type { BufferName, Kernel } from "./kernel";

/** Of so many floats, as whole vectors. */
export const bytesOf = (size: number): number => Math.ceil(size / 4) * 16;

/** By name, in floats. */
export function scratchSizes(kernels: readonly Kernel[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { bindings } of kernels)
    for (const { place } of bindings)
      if (place.kind === "scratch")
        sizes.set(place.name, Math.max(sizes.get(place.name) ?? 0, place.offset + place.size));
  return sizes;
}

export function resolver(
  flats: ReadonlyMap<BufferName, GPUBuffer>,
  scratches: ReadonlyMap<string, GPUBuffer>,
  tensorRoom: (id: TensorId) => ReturnType<Resolve>,
): Resolve {
  return (place) => {
    switch (place.kind) {
      case "tensor":
        return tensorRoom(place.id);
      case "flat":
        return { buffer: flats.get(place.name)!, offset: place.offset, size: place.size };
      case "scratch":
        return { buffer: scratches.get(place.name)!, offset: place.offset, size: place.size };
      default:
        return place satisfies never;
    }
  };
}
