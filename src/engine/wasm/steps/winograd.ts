/** 3×3 convolutions of stride 1 with transformed tiles, a few megabytes of tiles at a time. */
import type { ConvGeometry } from "../../plan/program";
import { finishArguments, PANEL, sharePanels, type Convolution } from "./convolve";
import type { KernelArguments } from "../kernelTable";
import type { FilterGradient } from "./filterGradient";
import type { Places } from "./step";

/** As in `kernels/winogradTiles.ts`. */
const BLOCK_TILES = 48;
/** A cache line: what keeps the 16 products of a block from falling into one set of the cache. */
const GAP_FLOATS = 16;
const UNIT_TILES = 8;
/** As in `kernels/winogradFilter.ts`. */
const GROUP_ROWS = 24;
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
  const { inChannels, outChannels } = geometry;
  const panels = Math.ceil(outChannels / PANEL);
  const packed = at.scratch(panels * PRODUCTS * (inChannels * PANEL + GAP_FLOATS));
  at.emit("winogradPack", panels, {
    weight,
    packed,
    ...layout,
    depth: inChannels,
    columns: outChannels,
    scale: finish.scale,
    ...at.local(PACK_FLOATS),
  });
  forEachChunk(at, geometry, { x, y }, (tiles) => {
    const tileBlocks = Math.ceil(tiles.tileCount / BLOCK_TILES);
    const { blockPanels, panelGroups } = sharePanels(panels, PRODUCTS * tileBlocks);
    const values = {
      ...tiles,
      packed,
      blockPanels,
      panelGroups,
      tileBlocks,
      ...at.local(2 * BLOCK_TILES + 16),
      ...finishArguments(at, finish, y, outChannels),
    };
    const tileUnits = Math.ceil(tiles.tileCount / UNIT_TILES);
    at.emit("winogradInputs", tileUnits, tiles);
    at.emit("winogradProducts", PRODUCTS * tileBlocks * panelGroups, values);
    at.emit("winogradOutputs", tileUnits, values);
  });
}

/** Adds to the weights' gradient; `y` is dy. */
export function winogradFilterGradient(
  at: Places,
  { x, y, weightGradient, geometry }: FilterGradient,
): void {
  const { inChannels, outChannels } = geometry;
  const groups = Math.ceil(inChannels / GROUP_ROWS);
  const sums = at.scratch(PRODUCTS * (inChannels * outChannels + GAP_FLOATS));
  const { address, isAdded } = weightGradient;
  const filter = { sums, groups, weightGradient: address, isAdded };
  forEachChunk(at, geometry, { x, y }, (tiles, isLast) => {
    const tileUnits = Math.ceil(tiles.tileCount / UNIT_TILES);
    at.emit("winogradInputs", tileUnits, tiles);
    at.emit("winogradGradients", tileUnits, { ...tiles, ...filter });
    at.emit("winogradFilterProducts", PRODUCTS * groups, { ...tiles, ...filter });
    if (isLast) at.emit("winogradFilterFinish", inChannels, { ...tiles, ...filter });
  });
}

/** What the kernels that work on tiles need to know of them, some tiles at a time. */
function forEachChunk(
  at: Places,
  geometry: ConvGeometry,
  { x, y }: { x: number; y: number },
  emit: (tiles: KernelArguments<"winogradInputs">, isLast: boolean) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, paddingPx } = geometry;
  const tileRows = Math.ceil(outHeight / 2);
  const tileColumns = Math.ceil(outWidth / 2);
  const allTiles = at.batchSize * tileRows * tileColumns;
  const wanted = Math.floor(CHUNK_FLOATS / PRODUCTS / (inChannels + outChannels) / BLOCK_TILES);
  const chunkTiles = Math.min(allTiles, Math.max(1, wanted) * BLOCK_TILES);
  const blocks = Math.ceil(chunkTiles / BLOCK_TILES);
  const blockFloats = (channels: number) => PRODUCTS * (BLOCK_TILES * channels + GAP_FLOATS);
  const inputs = at.scratch(blocks * blockFloats(inChannels));
  const products = at.scratch(blocks * blockFloats(outChannels));
  const zeros = at.zeros(Math.max(inChannels, Math.ceil(outChannels / PANEL) * PANEL));
  for (let firstTile = 0; firstTile < allTiles; firstTile += chunkTiles) {
    const tileCount = Math.min(chunkTiles, allTiles - firstTile);
    const tiles = {
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
      zeros,
    };
    emit(tiles, firstTile + tileCount === allTiles);
  }
}
