/** How large a checkpoint of the catalogue is: as published, else by the number of its parameters. */
import type { Hello } from "../../protocol";
import { formatBytes, formatExpectedBytes } from "../format";

const BYTES_PER_PARAMETER = 4;

type Entry = Pick<Hello["catalogue"][number], "bytes" | "parameterCount">;

export function downloadWords({ bytes, parameterCount }: Entry): string {
  return bytes === null
    ? formatExpectedBytes(BYTES_PER_PARAMETER * parameterCount)
    : formatBytes(bytes);
}
