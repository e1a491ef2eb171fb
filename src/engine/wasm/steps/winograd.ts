/** 3×3 convolutions of stride 1 with transformed tiles, a few megabytes of tiles at a time. */
import type { ConvGeometry } from "../../plan/program";
import { finishArguments, PANEL, sharePanels, type Convolution } from "./convolve";
import type { Places } from "./step";

/** As in `kernels/winograd.ts`. */
const BLOCK_TILES = 48;
const UNIT_TILES = 8;
/** Nine taps of 4×4 weights. */
const PACK_FLOATS = 144;
const PRODUCTS = 16;
/** Transformed inputs and products at once: they stay in the processor's cache. */
const CHUNK_FLOATS = 1 << 20;
/** Below, transforming costs more than multiplying. */
const MIN_CHANNELS = 16;

export function isForWinograd({
  kernelPx,
  stridePx,
  inChannels,
  outChannels,
}: ConvGeometry): boolean {
  return kernelPx === 3 && stridePx === 1 && Math.min(inChannels, outChannels) >= MIN_CHANNELS;
}

export function winogradForward(at: Places, convolution: Convolution): void {
  const { outChannels } = convolution.geometry;
  winograd(at, convolution, { isTurned: 0, depthStride: outChannels, columnStride: 1 });
}

/** `x` is dy and `y` is dx: a convolution with the kernel turned round and its channels exchanged. */
export function winogradBackward(at: Places, { geometry, ...rest }: Convolution): void {
  const turned: ConvGeometry = {
    ...geometry,
    inHeight: geometry.outHeight,
    inWidth: geometry.outWidth,
    inChannels: geometry.outChannels,
    outHeight: geometry.inHeight,
    outWidth: geometry.inWidth,
    outChannels: geometry.inChannels,
    paddingPx: 2 - geometry.paddingPx,
  };
  winograd(
    at,
    { ...rest, geometry: turned },
    { isTurned: 1, depthStride: 1, columnStride: geometry.outChannels },
  );
}

function winograd(
  at: Places,
  { x, y, weight, geometry, finish }: Convolution,
  layout: { isTurned: number; depthStride: number; columnStride: number },
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, paddingPx } = geometry;
  const panels = Math.ceil(outChannels / PANEL);
  const packed = at.scratch(PRODUCTS * panels * inChannels * PANEL);
  at.emit("winogradPack", panels, {
    weight,
    packed,
    ...layout,
    depth: inChannels,
    columns: outChannels,
    scale: finish.scale,
    ...at.local(PACK_FLOATS),
  });
  const tileRows = Math.ceil(outHeight / 2);
  const tileColumns = Math.ceil(outWidth / 2);
  const tiles = at.batchSize * tileRows * tileColumns;
  const wanted = Math.floor(CHUNK_FLOATS / PRODUCTS / (inChannels + outChannels) / BLOCK_TILES);
  const chunkTiles = Math.min(tiles, Math.max(1, wanted) * BLOCK_TILES);
  const inputs = at.scratch(PRODUCTS * chunkTiles * inChannels);
  const products = at.scratch(PRODUCTS * chunkTiles * outChannels);
  for (let firstTile = 0; firstTile < tiles; firstTile += chunkTiles) {
    const tileCount = Math.min(chunkTiles, tiles - firstTile);
    const tileBlocks = Math.ceil(tileCount / BLOCK_TILES);
    const { blockPanels, panelGroups } = sharePanels(panels, PRODUCTS * tileBlocks);
    const values = {
      x,
      y,
      inHeight,
      inWidth,
      inChannels,
      outHeight,
      outWidth,
      outChannels,
      paddingPx,
      tileRows,
      tileColumns,
      firstTile,
      tileCount,
      unitTiles: UNIT_TILES,
      inputs,
      products,
      packed,
      blockPanels,
      panelGroups,
      tileBlocks,
      ...at.local(2 * BLOCK_TILES + 16),
      noBias: at.zeros(panels * PANEL),
      ...finishArguments(at, finish, y, outChannels),
    };
    const tileUnits = Math.ceil(tileCount / UNIT_TILES);
    at.emit("winogradInputs", tileUnits, values);
    at.emit("winogradProducts", PRODUCTS * tileBlocks * panelGroups, values);
    at.emit("winogradOutputs", tileUnits, values);
  }
}
