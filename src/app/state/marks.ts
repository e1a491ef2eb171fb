/** Marks images that are wrong in the data, and in the end changes the data by them. */
import type { App } from "./app";
import { nothingOfImages } from "./importData";
import { messageOf } from "./messageOf";

/** @param mark a class to move the image to, or null to leave it out; the same again takes it back. */
export function toggleMark({ store }: App, path: string, mark: string | null): void {
  store.setState(({ marks }) => {
    const next = new Map(marks);
    if (marks.has(path) && marks.get(path) === mark) next.delete(path);
    else next.set(path, mark);
    return { marks: next };
  });
}

export function forgetMarks({ store }: App): void {
  store.setState({ marks: new Map() });
}

/** The data as they are from now on, for the next run. */
export async function applyMarks({ calls, store }: App): Promise<void> {
  store.setState({ reviewProblem: null });
  try {
    const dataset = await calls.editImages(store.getState().marks);
    store.setState({ dataset, ...nothingOfImages, place: "data" });
  } catch (error) {
    store.setState({
      reviewProblem: { title: "The data were not changed", message: messageOf(error) },
    });
  }
}
