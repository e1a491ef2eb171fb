/** The kinds of hardware that a model can run on, best first. */
export const tiers = ["webgpu", "wasm", "webgl", "cpu"] as const;
export type Tier = (typeof tiers)[number];
