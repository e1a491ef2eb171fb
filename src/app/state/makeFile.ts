/** Lets the worker make a file and the browser save it. */
import { notifications } from "@mantine/notifications";
import type { MadeFile } from "../../protocol";
import { saveBlob } from "../saveBlob";
import type { App } from "./app";
import { messageOf } from "./messageOf";

/** How many bytes it had; null where it was given up or could not be made, which is told. */
export async function makeFile(
  { store }: App,
  name: string,
  make: () => Promise<MadeFile | null>,
): Promise<number | null> {
  store.setState(({ making }) => ({ making: { ...making, [name]: 0 } }));
  try {
    const file = await make();
    if (file) saveBlob(file.name, file.blob);
    return file?.blob.size ?? null;
  } catch (error) {
    notifications.show({ title: `${name} was not made`, message: messageOf(error) });
    return null;
  } finally {
    store.setState(({ making: { [name]: _, ...making } }) => ({ making }));
  }
}
