/** Predictions for files from disk, by the model in use. */
import type { NamedFile } from "../../protocol";
import type { App } from "./app";
import { messageOf } from "./messageOf";

/** 9.png before 10.png. */
const byPath = new Intl.Collator("en", { numeric: true });

export async function predict({ calls, store }: App, picked: readonly NamedFile[]) {
  const files = [...picked].sort((a, b) => byPath.compare(a.path, b.path));
  const { use } = store.getState();
  store.setState({ predicting: { done: 0, total: files.length }, predictProblem: null });
  try {
    const table = await calls.predict(files, use);
    store.setState({
      predictions: {
        id: crypto.randomUUID(),
        files: new Map(files.map(({ path, file }) => [path, file])),
        table,
      },
    });
  } catch (error) {
    store.setState({
      predictProblem: { title: "No predictions were made", message: messageOf(error) },
    });
  } finally {
    store.setState({ predicting: null });
  }
}
