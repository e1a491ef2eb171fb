/**
 * One core's multiply-adds on 128-bit vectors, a second: a loop over registers, assembled by hand.
 * https://webassembly.github.io/spec/core/binary
 */
import * as Comlink from "comlink";

const CHAINS = 12;
const LANES = 4;
const WANTED_MS = 300;
const V128 = 0x7b;

/** `x · x + x` in one instruction (relaxed SIMD) or two. */
const FUSED = [0xfd, 0x85, 0x02];
const SEPARATE = [0xfd, 0xe6, 0x01, 0xfd, 0xe4, 0x01];

function moduleBytes(isFused: boolean): Uint8Array<ArrayBuffer> {
  const chains = Array.from({ length: CHAINS }, (_, i) => i + 1);
  const get = (local: number) => [0x20, local];
  const square = (local: number) =>
    isFused
      ? [...get(local), ...get(local), ...get(local), ...FUSED]
      : [...get(local), ...get(local), ...get(local), ...SEPARATE];
  const code = [
    ...[1, CHAINS, V128],
    ...[0x03, 0x40],
    ...chains.flatMap((local) => [...square(local), 0x21, local]),
    // Counts down to zero.
    ...[...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0],
    0x0b,
    // The sum of all chains, so that none of them is left out.
    ...get(1),
    ...chains.slice(1).flatMap((local) => [...get(local), 0xfd, 0xe4, 0x01]),
    ...[0xfd, 0x1f, 0],
    0x0b,
  ];
  const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content];
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode("run"), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  );
}

/** An unsigned number of up to 14 bits. */
function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, value >> 7];
}

function gflops(): number {
  const isFused = WebAssembly.validate(moduleBytes(true));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(isFused)));
  const run = exports.run as (rounds: number) => number;
  let rounds = 1 << 16;
  for (;;) {
    const startMs = performance.now();
    run(rounds);
    const ms = performance.now() - startMs;
    if (ms > WANTED_MS) return (2 * LANES * CHAINS * rounds) / (ms * 1e6);
    rounds *= 2;
  }
}

Comlink.expose(gflops);
