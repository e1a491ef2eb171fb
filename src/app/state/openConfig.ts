/** Reads a configuration file into the draft; a refused one changes nothing and says why, by field. */
import type { App } from "./app";
import { takeConfig } from "./editDraft";
import { messageOf } from "./messageOf";

export async function openConfig(app: App, file: File) {
  const refuse = (errors: readonly { path: string; message: string }[]) =>
    app.store.setState({ refusedConfig: { fileName: file.name, errors } });
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch (error) {
    refuse([{ path: "", message: `This is not JSON: ${messageOf(error)}` }]);
    return;
  }
  try {
    const { config, errors } = await app.calls.checkConfig(value);
    if (config) takeConfig(app, config);
    else refuse(errors);
  } catch (error) {
    refuse([{ path: "", message: messageOf(error) }]);
  }
}
