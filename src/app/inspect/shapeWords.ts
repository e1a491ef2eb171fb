/** 16 × 28 × 28: a tensor's shape, in PyTorch's order. */
export function shapeWords(shape: readonly number[]): string {
  return shape.length > 0 ? shape.join(" × ") : "scalar";
}
