/** What the GPU's multiply-adds reach on registers, in GFLOP/s; null without an adapter. */

const INVOCATIONS = 65_536;
const CHAINS = 8;
const REPETITIONS = 3;
/** Long enough to be timed, short enough for a software adapter. */
const WANTED_MS = 200;

export async function measureWebgpuPeak(): Promise<number | null> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return null;
  const device = await adapter.requestDevice();
  const chains = Array.from({ length: CHAINS }, (_, i) => `c${i}`);
  const code = `
    @group(0) @binding(0) var<storage, read_write> sums: array<vec4f>;
    @group(0) @binding(1) var<uniform> rounds: vec4u;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) at: vec3u) {
      let x = vec4f(f32(at.x) * 1e-9);
      ${chains.map((name, i) => `var ${name} = vec4f(${i}.0);`).join("\n")}
      for (var i = 0u; i < rounds.x; i++) { ${chains.map((name) => `${name} = ${name} * x + x;`).join(" ")} }
      sums[at.x] = ${chains.join(" + ")};
    }`;
  const pipeline = await device.createComputePipelineAsync({
    layout: "auto",
    compute: { module: device.createShaderModule({ code }) },
  });
  const sums = device.createBuffer({ size: INVOCATIONS * 16, usage: GPUBufferUsage.STORAGE });
  const rounds = device.createBuffer({
    size: 16,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [sums, rounds].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const timeMs = async (count: number) => {
    device.queue.writeBuffer(rounds, 0, Uint32Array.of(count, 0, 0, 0));
    const startMs = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(INVOCATIONS / 64);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - startMs;
  };
  let count = 16;
  while ((await timeMs(count)) < WANTED_MS) count *= 2;
  let bestMs = Infinity;
  for (let i = 0; i < REPETITIONS; i++) bestMs = Math.min(bestMs, await timeMs(count));
  device.destroy();
  return (2 * 4 * CHAINS * count * INVOCATIONS) / (bestMs * 1e6);
}
