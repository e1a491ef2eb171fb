/** How much memory we allow ourselves, of what browsers tell of the machine. */

const GIBIBYTE = 2 ** 30;
/** Firefox and Safari do not say. */
const UNKNOWN_GIBIBYTES = 4;

/** The machine's memory in bytes, as the browser rounds it. */
function deviceBytes(): number {
  const { deviceMemory = UNKNOWN_GIBIBYTES } = navigator as { deviceMemory?: number };
  return deviceMemory * GIBIBYTE;
}

/** The largest data set that is kept on the device as well; what is larger is copied batch by batch. */
export const residentImagesBudget = (): number => Math.min(GIBIBYTE, deviceBytes() / 8);
