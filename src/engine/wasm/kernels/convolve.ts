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
  isPlain: i32 = 0;
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
  const outPixelBytes = bytes(at.outChannels);
  let b = first / image;
  let gridY = (first - b * image) / at.columns;
  let gridX = first - b * image - gridY * at.columns;
  for (let i = 0; i < tileCount * ROWS; i++) {
    const outY = at.outFirstY + gridY * at.outStep;
    const outX = at.outFirstX + gridX * at.outStep;
    const output = (b * at.outHeight + outY) * at.outWidth + outX;
    store<u32>(outputs + bytes(i), <u32>(at.y + <usize>output * outPixelBytes));
    const inY = at.inFirstY + gridY * at.inStep;
    const inX = at.inFirstX + gridX * at.inStep;
    if (at.isGathered) {
      const copy = gathered + <usize>(i * taps) * pixelBytes;
      store<u32>(pointers + bytes(i), <u32>copy);
      gatherPixel(at, b, inY, inX, copy);
    } else {
      const tile = i / ROWS;
      locateTaps(at, b, inY, inX, pointers + bytes(tile * taps * ROWS + i - tile * ROWS));
    }
    // The last tile's missing rows repeat its last pixel, and are not stored.
    if (i + 1 < count && ++gridX == at.columns) {
      gridX = 0;
      if (++gridY == at.rows) {
        gridY = 0;
        b++;
      }
    }
  }
}

/** A pointer for each tap of a pixel, ROWS apart. */
function locateTaps(at: ConvolveArguments, b: i32, inY: i32, inX: i32, to: usize): void {
  for (let ty = 0; ty < at.tapRows; ty++) {
    const y = inY + ty * at.tapStep;
    const line = at.x + bytes((b * at.inHeight + y) * at.inWidth * at.inChannels);
    const isInside = <u32>y < <u32>at.inHeight;
    for (let tx = 0; tx < at.tapColumns; tx++) {
      const x = inX + tx * at.tapStep;
      const from =
        isInside && <u32>x < <u32>at.inWidth ? line + bytes(x * at.inChannels) : at.zeros;
      store<u32>(to, <u32>from);
      to += bytes(ROWS);
    }
  }
}

/** Copies the taps of a pixel beside each other; writes up to three floats more. */
function gatherPixel(at: ConvolveArguments, b: i32, inY: i32, inX: i32, to: usize): void {
  const width = at.tapColumns * at.inChannels;
  const isStraight = at.tapStep == 1 && inX >= 0 && inX + at.tapColumns <= at.inWidth;
  for (let ty = 0; ty < at.tapRows; ty++) {
    const y = inY + ty * at.tapStep;
    const line = at.x + bytes((b * at.inHeight + y) * at.inWidth * at.inChannels);
    const isInside = <u32>y < <u32>at.inHeight;
    if (isInside && isStraight) {
      const from = line + bytes(inX * at.inChannels);
      for (let i = 0; i < width; i += 4) v128.store(to + bytes(i), v128.load(from + bytes(i)));
      to += bytes(width);
      continue;
    }
    for (let tx = 0; tx < at.tapColumns; tx++) {
      const x = inX + tx * at.tapStep;
      const from =
        isInside && <u32>x < <u32>at.inWidth ? line + bytes(x * at.inChannels) : at.zeros;
      for (let c = 0; c < at.inChannels; c++) store<f32>(to + bytes(c), load<f32>(from + bytes(c)));
      to += bytes(at.inChannels);
    }
  }
}
