import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { startDevice } from "../../device";

test("matMul over an odd shared extent ignores the padding of packed textures", async () => {
  await startDevice("webgl");
  // Tensors this small would be computed on the CPU, where the fault does not show.
  tf.env().set("WEBGL_CPU_FORWARD", false);
  const left = tf.add<tf.Tensor2D>(tf.ones([3, 3]), 1);
  const right = tf.sigmoid(tf.zeros<tf.Rank.R2>([1, 3]));
  const product = await tf.matMul(left, right, false, true).data();
  expect([...product]).toEqual([3, 3, 3]);
});
