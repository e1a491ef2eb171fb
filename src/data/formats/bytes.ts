/** Reading numbers and text from bytes that may end too soon. */

/** An unsigned integer of `length` bytes; NaN past the end, so that no check holds for it. */
export function bigEndian(bytes: Uint8Array, offset: number, length: number): number {
  if (!(offset + length <= bytes.length)) return NaN;
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + bytes[offset + i]!;
  return value;
}

/** As `bigEndian`, lowest byte first. */
export function littleEndian(bytes: Uint8Array, offset: number, length: number): number {
  if (!(offset + length <= bytes.length)) return NaN;
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[offset + i]!;
  return value;
}

/** `length` bytes as one character each; shorter past the end. */
export function latin(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

export function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}
