/** Connects the page to its worker and asks for what the page needs to draw itself. */
import { createStore } from "zustand";
import type { DeviceChoice } from "../../protocol";
import { connectWorker } from "../client";
import { initialState, type AppState } from "./appState";
import type { App } from "./app";
import { chooseDevice } from "./chooseDevice";
import { checkDraft, followDraft } from "./checkDraft";
import { handleEvent } from "./handleEvent";
import { messageOf } from "./messageOf";
import { pacedEvents } from "./pacedEvents";
import { savedDraft } from "./savedDraft";

const deviceChoices: readonly DeviceChoice[] = ["auto", "webgpu", "wasm", "webgl", "cpu"];

export function startApp(worker: Worker, search: string): App {
  const store = createStore<AppState>(() => initialState);
  const app: App = {
    store,
    calls: connectWorker(worker, {
      onEvent: pacedEvents((event) => handleEvent(app, event)),
      onDeath: (reason) => store.setState({ death: reason, importing: null }),
    }),
  };
  void greet(app, new URLSearchParams(search).get("device"));
  return app;
}

async function greet(app: App, wantedDevice: string | null) {
  const { calls, store } = app;
  try {
    const hello = await calls.hello();
    const draft = savedDraft() ?? { ...hello.presets[0]?.config };
    store.setState({ hello, device: hello.device, draft });
    followDraft(app);
    await checkDraft(app);
  } catch (error) {
    store.setState({ death: messageOf(error) });
    return;
  }
  const choice = deviceChoices.find((device) => device === wantedDevice);
  if (choice) await chooseDevice(app, choice);
}
