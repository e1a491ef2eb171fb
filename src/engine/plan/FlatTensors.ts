/** Named tensors in the flat buffers, read and written in PyTorch's layouts. */
import type { Layouts } from "./compile";
import type { FlatName, Runtime } from "./runtime";
import { toKernelLayout, toTorchLayout } from "../../nn/kernelLayout";

export class FlatTensors {
  constructor(
    private readonly runtime: Runtime,
    private readonly layouts: Layouts,
  ) {}

  /** A flat buffer of zeros, in the layout that its name says. */
  allocate(name: FlatName): void {
    this.runtime.allocate(name, this.layoutOf(name).size);
  }

  write(name: FlatName, tensor: string, values: Float32Array): void {
    const { offset, torchShape } = this.layoutOf(name).slices.get(tensor)!;
    this.runtime.write(name, offset, toKernelLayout(values, torchShape));
  }

  writeAll(name: FlatName, tensors: Readonly<Record<string, Float32Array>>): void {
    for (const [tensor, values] of Object.entries(tensors)) this.write(name, tensor, values);
  }

  /** Waits for the device. */
  async read(name: FlatName): Promise<Record<string, Float32Array>> {
    const flat = await this.runtime.read(name);
    const values: Record<string, Float32Array> = {};
    for (const { name: tensor, offset, size, torchShape } of this.layoutOf(name).slices.values())
      values[tensor] = toTorchLayout(flat.subarray(offset, offset + size), torchShape);
    return values;
  }

  private layoutOf(name: FlatName) {
    const isOfBuffers = name === "buffers" || name === "average.buffers";
    return isOfBuffers ? this.layouts.buffers : this.layouts.parameters;
  }
}
