/** The worker's entry. It listens before it awaits anything, so that no call of the page is lost. */
import * as Comlink from "comlink";
import { claim } from "../lib/claim";
import type { EventLine, EventLineMessage, WorkerEvent } from "../protocol";
import { createCalls } from "./calls";

/** Events before the page hands over its port wait here. */
const waiting: WorkerEvent[] = [];
let port: MessagePort | null = null;

addEventListener("message", ({ data }: MessageEvent<Partial<EventLine>>) => {
  if (data.type !== "events" || !data.port) return;
  port = data.port;
  for (const event of waiting.splice(0)) port.postMessage(event);
  if (data.lifeline) void holdForLife(data.lifeline, data.port);
});

/** However the worker ends, even without a word, the browser lets go of its locks. */
async function holdForLife(name: string, port: MessagePort): Promise<void> {
  if ((await claim(name)) !== null) port.postMessage({ type: "alive" } satisfies EventLineMessage);
}

Comlink.expose(
  createCalls((event) => {
    if (port) port.postMessage(event);
    else waiting.push(event);
  }),
);
