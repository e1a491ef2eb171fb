/**
 * Where a `.keras` file keeps a layer's weights, and so what tfjs's converter calls them: in a folder named
 * for the layer's class, the second of a class with a 1 and so on, numbered in the order in which the layer
 * made them. https://github.com/keras-team/keras/blob/master/keras/src/saving/saving_lib.py
 */
import type { Entry } from "./kerasLayout";

/** @param within the model's own folder, empty for the outermost */
export function storageOf(layers: readonly Entry[], within: string): Map<Entry, string> {
  const counts = new Map<string, number>();
  const folder = within === "" ? "layers" : `${within}/layers`;
  return new Map(
    layers.map((layer) => {
      const name = snakeCase(layer.class_name);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return [layer, `${folder}/${name}${count === 0 ? "" : `_${count}`}`];
    }),
  );
}

/** `naming.to_snake_case`: BatchNormalization is batch_normalization, Conv2D is conv2d. */
const snakeCase = (name: string) =>
  name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
