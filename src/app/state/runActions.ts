/** What the run's buttons ask for. None of them sets a status: that comes from the worker's events. */
import { notifications } from "@mantine/notifications";
import type { App } from "./app";
import { messageOf } from "./messageOf";

/** Starts the draft. A refusal shows at the fields that it names. */
export async function startRun({ calls, store }: App) {
  const { draft } = store.getState();
  store.setState({ isStarting: true, startProblem: null });
  try {
    const answer = await calls.startRun(draft);
    if (answer.ok) return;
    store.setState(({ check }) => ({
      check: check && { ...check, errors: answer.errors, config: null },
      startProblem: {
        title: "The run did not start",
        message: answer.errors.map(({ message }) => message).join(" "),
      },
    }));
  } catch (error) {
    store.setState({
      startProblem: { title: "The run did not start", message: messageOf(error) },
    });
  } finally {
    store.setState({ isStarting: false, compiling: null });
  }
}

export const pauseRun = ({ calls }: App) => told("The run could not be paused", calls.pauseRun());
export const stopRun = ({ calls }: App) => told("The run could not be stopped", calls.stopRun());

/** A run from a checkpoint may still need its images: then the refusal says which. */
export async function resumeRun({ calls, store }: App) {
  try {
    await calls.resumeRun();
  } catch (error) {
    const message = messageOf(error);
    store.setState(({ opened }) => ({ opened: opened && { ...opened, needsData: message } }));
    notifications.show({ title: "The run cannot go on yet", message });
  } finally {
    store.setState({ compiling: null });
  }
}

async function told(title: string, call: Promise<void>) {
  try {
    await call;
  } catch (error) {
    notifications.show({ title, message: messageOf(error) });
  }
}
