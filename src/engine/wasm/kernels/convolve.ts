/**
 * Convolutions as matrix products over rows that are never copied: for each output pixel and tap a
 * pointer to the input pixel, or to zeros outside the image. Forward, a phase of the input gradient and
 * a linear layer are the same kernel with other steps.
 */
import { COLUMNS, Finish, multiplyTile, ROWS } from "./tile";
import { bytes } from "./vector";

/** Which output pixels are written, and which input pixel each tap reads. */
@unmanaged
export class Grid {
  x: usize = 0;
  y: usize = 0;
  batch: i32 = 0;
  inHeight: i32 = 0;
  inWidth: i32 = 0;
  inChannels: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  outChannels: i32 = 0;
  /** Output pixels: `outFirstY + row · outStep`, and so for columns. */
  rows: i32 = 0;
  columns: i32 = 0;
  outFirstY: i32 = 0;
  outFirstX: i32 = 0;
  outStep: i32 = 0;
  /** Input pixels: `inFirstY + row · inStep + tap · tapStep`. */
  inFirstY: i32 = 0;
  inFirstX: i32 = 0;
  inStep: i32 = 0;
  tapStep: i32 = 0;
  tapRows: i32 = 0;
  tapColumns: i32 = 0;
}

@unmanaged
class ConvolveArguments extends Grid {
  /** `[panels][taps · inChannels][8]` */
  packed: usize = 0;
  /** At least `inChannels` zeros. */
  zeros: usize = 0;
  /** Of a unit, in pixels; a multiple of every ROWS. */
  blockPixels: i32 = 0;
  blockPanels: i32 = 0;
  panelGroups: i32 = 0;
  /** 1: the taps of a pixel are copied beside each other, for inputs of few channels. */
  isGathered: i32 = 0;
  /** Each thread's own memory. */
  local: usize = 0;
  localBytes: i32 = 0;
  bias: usize = 0;
  hasAddend: i32 = 0;
  addendOffset: usize = 0;
  low: f32 = 0;
  high: f32 = 0;
}

/** A unit: one block of pixels, one group of panels. */
export function convolve(args: usize, unit: i32, thread: i32): void {
  const at = changetype<ConvolveArguments>(args);
  const finish = changetype<Finish>(args + offsetof<ConvolveArguments>("bias"));
  const pixelCount = at.batch * at.rows * at.columns;
  const block = unit / at.panelGroups;
  const group = unit - block * at.panelGroups;
  const first = block * at.blockPixels;
  const count = min(at.blockPixels, pixelCount - first);
  const allTaps = at.tapRows * at.tapColumns;
  const tileCount = (count + ROWS - 1) / ROWS;

  const outputs = at.local + <usize>(thread * at.localBytes);
  const pointers = outputs + bytes(at.blockPixels);
  const gathered = pointers + bytes(at.blockPixels * (at.isGathered ? 1 : allTaps));
  locate(at, first, count, tileCount, outputs, pointers, gathered);

  const taps = at.isGathered ? 1 : allTaps;
  const depth = at.isGathered ? allTaps * at.inChannels : at.inChannels;
  const panelBytes = bytes(allTaps * at.inChannels * COLUMNS);
  const panelCount = (at.outChannels + COLUMNS - 1) / COLUMNS;
  const lastPanel = min(panelCount, (group + 1) * at.blockPanels);
  for (let panel = group * at.blockPanels; panel < lastPanel; panel++) {
    const packed = at.packed + <usize>panel * panelBytes;
    for (let tile = 0; tile < tileCount; tile++)
      multiplyTile(
        pointers + bytes(tile * taps * ROWS),
        taps,
        depth,
        packed,
        outputs + bytes(tile * ROWS),
        min(ROWS, count - tile * ROWS),
        panel * COLUMNS,
        at.outChannels,
        finish,
      );
  }
}

/** Fills the tables of outputs `[tile][ROWS]` and inputs `[tile][tap][ROWS]`. */
function locate(
  at: ConvolveArguments,
  first: i32,
  count: i32,
  tileCount: i32,
  outputs: usize,
  pointers: usize,
  gathered: usize,
): void {
  const taps = at.tapRows * at.tapColumns;
  const pixelBytes = bytes(at.inChannels);
  const image = at.rows * at.columns;
  for (let i = 0; i < tileCount * ROWS; i++) {
    const tile = i / ROWS;
    const row = i - tile * ROWS;
    // The last tile's missing rows repeat its last pixel, and are not stored.
    const pixel = first + min(i, count - 1);
    const b = pixel / image;
    const rest = pixel - b * image;
    const gridY = rest / at.columns;
    const gridX = rest - gridY * at.columns;
    const outY = at.outFirstY + gridY * at.outStep;
    const outX = at.outFirstX + gridX * at.outStep;
    const output = at.y + bytes(((b * at.outHeight + outY) * at.outWidth + outX) * at.outChannels);
    store<u32>(outputs + bytes(i), <u32>output);
    const inY = at.inFirstY + gridY * at.inStep;
    const inX = at.inFirstX + gridX * at.inStep;
    const copy = gathered + <usize>i * <usize>taps * pixelBytes;
    if (at.isGathered) store<u32>(pointers + bytes(i), <u32>copy);
    let tap = 0;
    for (let ty = 0; ty < at.tapRows; ty++) {
      const y = inY + ty * at.tapStep;
      const line = at.x + <usize>((b * at.inHeight + y) * at.inWidth) * pixelBytes;
      const isInside = <u32>y < <u32>at.inHeight;
      for (let tx = 0; tx < at.tapColumns; tx++) {
        const x = inX + tx * at.tapStep;
        const from = isInside && <u32>x < <u32>at.inWidth ? line + <usize>x * pixelBytes : at.zeros;
        if (at.isGathered) {
          for (let c: usize = 0; c < pixelBytes; c += 4)
            store<f32>(copy + <usize>tap * pixelBytes + c, load<f32>(from + c));
        } else store<u32>(pointers + bytes((tile * taps + tap) * ROWS + row), <u32>from);
        tap++;
      }
    }
  }
}
