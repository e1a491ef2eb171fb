/** A file that is made when it is asked for: how large it will be, how far it is, how large it was. */
import { useState } from "react";
import type { MadeFile } from "../../protocol";
import { formatBytes, formatExpectedBytes, formatPercent } from "../format";
import { useApp, useAppState } from "../state/app";
import { makeFile } from "../state/makeFile";

/** `words`: its size or progress; `share`: undefined while nothing is made. */
export function useMadeFile(
  name: string,
  expectedBytes: number | undefined,
  make: () => Promise<MadeFile | null>,
): { words: string; share: number | undefined; save: () => Promise<void> } {
  const app = useApp();
  const share = useAppState((state) => state.making[name]);
  const [made, setMade] = useState<{ bytes: number; expectedBytes: number | undefined } | null>(
    null,
  );
  // A file that was made is no measure once what goes into it is other.
  const size =
    made?.expectedBytes === expectedBytes && made
      ? formatBytes(made.bytes)
      : expectedBytes === undefined
        ? ""
        : formatExpectedBytes(expectedBytes);
  const save = async () => {
    const bytes = await makeFile(app, name, make);
    if (bytes !== null) setMade({ bytes, expectedBytes });
  };
  return { words: share === undefined ? size : formatPercent(share, 0), share, save };
}
