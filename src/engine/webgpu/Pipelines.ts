/** The pipelines of one device: equal shaders are compiled once, ahead of the first step if asked. */
import type { Kernel } from "./kernel";
import { shaderSource } from "./shaderSource";

export class Pipelines {
  private readonly ready = new Map<string, GPUComputePipeline>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();

  private constructor(private readonly device: GPUDevice) {}

  private static readonly ofDevice = new WeakMap<GPUDevice, Pipelines>();

  static of(device: GPUDevice): Pipelines {
    const known = this.ofDevice.get(device);
    if (known) return known;
    const pipelines = new Pipelines(device);
    this.ofDevice.set(device, pipelines);
    return pipelines;
  }

  /** Compiles what is not there yet, without blocking; rejects where the device refuses one. */
  async prepare(
    kernels: readonly Kernel[],
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    const missing = new Map<string, Kernel>();
    for (const kernel of kernels) {
      const source = shaderSource(kernel);
      if (!this.ready.has(source)) missing.set(source, kernel);
    }
    let done = 0;
    const compile = async ([source, kernel]: [string, Kernel]) => {
      const descriptor = this.descriptorOf(kernel, source);
      this.ready.set(source, await this.device.createComputePipelineAsync(descriptor));
      onProgress(++done, missing.size);
    };
    // An error here is told by the rejection, and is no fault of results.
    this.device.pushErrorScope("validation");
    const compiled = Promise.all([...missing].map(compile));
    const [error] = await Promise.all([this.device.popErrorScope(), compiled]);
    if (error) throw new Error(error.message);
  }

  get(kernel: Kernel): GPUComputePipeline {
    const source = shaderSource(kernel);
    let pipeline = this.ready.get(source);
    if (!pipeline) {
      pipeline = this.device.createComputePipeline(this.descriptorOf(kernel, source));
      this.ready.set(source, pipeline);
    }
    return pipeline;
  }

  /** Explicit layouts, because an automatic one leaves out what a shader does not read. */
  bindGroupLayout({ bindings }: Kernel): GPUBindGroupLayout {
    const types: GPUBufferBindingType[] = bindings.map(({ access }) =>
      access === "read" ? "read-only-storage" : "storage",
    );
    types.push("uniform");
    const key = types.join();
    let layout = this.layouts.get(key);
    if (!layout) {
      layout = this.device.createBindGroupLayout({
        entries: types.map((type, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type },
        })),
      });
      this.layouts.set(key, layout);
    }
    return layout;
  }

  private descriptorOf(kernel: Kernel, source: string): GPUComputePipelineDescriptor {
    const { label } = kernel;
    const layout = this.device.createPipelineLayout({
      bindGroupLayouts: [this.bindGroupLayout(kernel)],
    });
    const module = this.device.createShaderModule({ label, code: source });
    return { label, layout, compute: { module } };
  }
}
