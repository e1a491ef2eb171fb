/** Writes Protocol Buffers: just what an ONNX file needs. https://protobuf.dev/programming-guides/encoding */

/** A field's encoded bytes; a message is their concatenation. */
export type Field = Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** An int64 or enum field; `value` is a whole number of up to 53 bits. */
export function integerField(number: number, value: number): Field {
  return concat([tag(number, VARINT), varint(BigInt.asUintN(64, BigInt(value)))]);
}

export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([tag(number, FIXED_32), bytes]);
}

export function stringField(number: number, value: string): Field {
  return bytesField(number, new TextEncoder().encode(value));
}

export function bytesField(number: number, bytes: Uint8Array): Field {
  return concat([tag(number, LENGTH_DELIMITED), varint(BigInt(bytes.length)), bytes]);
}

export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, concat(fields));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function tag(number: number, wireType: number): Uint8Array {
  return varint(BigInt((number << 3) | wireType));
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) {
      bytes.push(low);
      return Uint8Array.from(bytes);
    }
    bytes.push(low | 0x80);
  }
}
