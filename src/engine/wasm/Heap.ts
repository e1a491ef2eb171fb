/** Hands out a WebAssembly memory, which grows when it has to and never shrinks. */

/** What may be read past the end of an allocation. */
const SLACK_BYTES = 64;
const ALIGNMENT_BYTES = 64;
const PAGE_BYTES = 65536;

/** What an allocation of so many bytes takes of the heap. */
export const allocatedBytes = (bytes: number): number =>
  Math.ceil((bytes + SLACK_BYTES) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;

interface Block {
  address: number;
  bytes: number;
}

export class Heap {
  /** Sorted by address; neighbours are joined. The first bytes stay unused: address 0 means none. */
  private free: Block[];
  private readonly used = new Map<number, number>();

  constructor(readonly memory: WebAssembly.Memory) {
    const start = ALIGNMENT_BYTES;
    this.free = [{ address: start, bytes: memory.buffer.byteLength - start }];
  }

  /** The address of so many bytes, not cleared. Throws where the browser gives no more memory. */
  allocate(wantedBytes: number): number {
    const bytes = allocatedBytes(wantedBytes);
    let block = this.free.find((it) => it.bytes >= bytes);
    if (!block) {
      this.grow(bytes);
      block = this.free.at(-1)!;
    }
    const { address } = block;
    block.address += bytes;
    block.bytes -= bytes;
    if (block.bytes === 0) this.free = this.free.filter((it) => it !== block);
    this.used.set(address, bytes);
    return address;
  }

  release(address: number): void {
    const bytes = this.used.get(address);
    if (bytes === undefined) throw new Error("This memory is not in use.");
    this.used.delete(address);
    const blocks = [...this.free, { address, bytes }].sort((a, b) => a.address - b.address);
    this.free = [];
    for (const block of blocks) {
      const before = this.free.at(-1);
      if (before && before.address + before.bytes === block.address) before.bytes += block.bytes;
      else this.free.push(block);
    }
  }

  /** The same place where it has room for `size` floats; else another one, and the old one is given back. */
  enlarged<Place extends { address: number; size: number }>(old: Place, size: number): Place {
    if (size <= old.size) return old;
    if (old.address !== 0) this.release(old.address);
    return { ...old, address: this.allocate(4 * size), size };
  }

  get usedBytes(): number {
    return [...this.used.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  private grow(bytes: number): void {
    const end = this.memory.buffer.byteLength;
    const last = this.free.at(-1);
    const isAtEnd = last !== undefined && last.address + last.bytes === end;
    const missing = bytes - (isAtEnd ? last.bytes : 0);
    const pages = Math.ceil(missing / PAGE_BYTES);
    try {
      this.memory.grow(pages);
    } catch {
      const megabytes = Math.ceil((end + missing) / 1e6);
      throw new Error(
        `Training needs ${megabytes} MB, more memory than the browser gives. Use smaller batches, smaller images or a smaller model.`,
      );
    }
    if (isAtEnd) last.bytes += pages * PAGE_BYTES;
    else this.free.push({ address: end, bytes: pages * PAGE_BYTES });
  }
}
