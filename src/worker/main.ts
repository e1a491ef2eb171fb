/** The worker's entry. It listens before it awaits anything, so that no call of the page is lost. */
import * as Comlink from "comlink";
import type { WorkerEvent } from "../protocol";
import { createCalls } from "./calls";

/** Events before the page hands over its port wait here. */
const waiting: WorkerEvent[] = [];
let port: MessagePort | null = null;

addEventListener("message", ({ data }: MessageEvent<{ type?: string; port?: MessagePort }>) => {
  if (data.type !== "events" || !data.port) return;
  port = data.port;
  for (const event of waiting.splice(0)) port.postMessage(event);
});

Comlink.expose(
  createCalls((event) => {
    if (port) port.postMessage(event);
    else waiting.push(event);
  }),
);
