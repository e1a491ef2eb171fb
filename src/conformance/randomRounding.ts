/**
 * What float32 loses, estimated by running the same operations with a random rounding: each result
 * becomes the float32 number above or below it, equally likely. J. Vignes, "A stochastic arithmetic for
 * reliable scientific computation", 1993 (the CESTAC method; three runs are its usual number).
 */
import { randomFrom, randomKey, type Random } from "../lib/random";
import type { Rounding } from "./numberArithmetic";

const RUNS = 3;

/** Roundings to run a computation with, each equal at every call. */
export function randomRoundings(): Rounding[] {
  return Array.from({ length: RUNS }, (_, run) => randomRounding(randomFrom(randomKey(run))));
}

function randomRounding(random: Random): Rounding {
  return (value) => {
    const nearest = Math.fround(value);
    return nearest === value || random() < 0.5 ? nearest : neighbour(nearest, value > nearest);
  };
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The float32 number next to a finite one. */
function neighbour(value: number, isAbove: boolean): number {
  float[0] = value;
  if (value === 0) bits[0] = isAbove ? 1 : 0x80000001;
  else bits[0]! += value > 0 === isAbove ? 1 : -1;
  return float[0];
}
