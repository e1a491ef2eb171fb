/** A Keras layer's settings, checked. */
import type { z } from "zod";
import type { KerasNode } from "./kerasGraph";

/** Throws, naming layer and setting, where one has a value that can't be read. */
export function configOf<T>({ className, name, config }: KerasNode, schema: z.ZodType<T>): T {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `Layer "${name}" (${className}) can't be read: ${issue!.path.join(".")} ${issue!.message}`,
  );
}
