/** Prints a kernel's whole shader. Kernels of equal text share a pipeline. */
import type { Kernel } from "./kernel";

export const WORKGROUP_SIZE = 64;

/** The sizes in the order in which the shader's uniform holds them. */
export const sizesOf = ({ threads, sizes }: Kernel): Record<string, number> => ({
  threads,
  ...sizes,
});

export const workgroupSizeOf = ({ workgroupSize = WORKGROUP_SIZE }: Kernel): number =>
  workgroupSize;

export function shaderSource(kernel: Kernel): string {
  const size = workgroupSizeOf(kernel);
  const buffers = kernel.bindings.map(
    ({ name, type, access }, i) =>
      `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${type}>;`,
  );
  const fields = Object.keys(sizesOf(kernel)).map((name) => `${name}: i32`);
  return `struct Sizes { ${fields.join(", ")} }
${buffers.join("\n")}
@group(0) @binding(${kernel.bindings.length}) var<uniform> sizes: Sizes;
${kernel.functions ?? ""}

@compute @workgroup_size(${size})
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let team = i32(workgroup.y * workgroups.x + workgroup.x);
  ${kernel.isTeam ? together(size) : singly(size)}
${kernel.body}
}
`;
}

const singly = (size: number) => `let id = team * ${size} + i32(local);
  if (id >= sizes.threads) { return; }`;

/** All of a workgroup stay or leave, which the compiler has to see before it allows a barrier. */
const together = (size: number) => `let lane = i32(local);
  if (team * ${size} >= sizes.threads) { return; }`;
