/** How much memory we allow ourselves, of what browsers tell of the machine. */

const GIBIBYTE = 2 ** 30;
/** Firefox, Safari and Node do not say. */
const UNKNOWN_GIBIBYTES = 4;

/** The machine's memory in bytes, as the browser rounds it. */
function deviceBytes(): number {
  const browser = globalThis.navigator as { deviceMemory?: number } | undefined;
  return (browser?.deviceMemory ?? UNKNOWN_GIBIBYTES) * GIBIBYTE;
}

/** The largest data set that is kept on the device as well; what is larger is copied batch by batch. */
export const residentImagesBudget = (): number => Math.min(GIBIBYTE, deviceBytes() / 8);

/** The most that is kept of features, so that images need not go through frozen layers again. */
export const featuresBudget = (): number => Math.min(GIBIBYTE, deviceBytes() / 8);

/** What a run may take: half of the machine's, and no more than WebAssembly can address. */
export const trainingBudget = (): number => Math.min(4 * GIBIBYTE, deviceBytes() / 2);
