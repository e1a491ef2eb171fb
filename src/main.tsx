/** Makes the worker, the store and the root; outside React, which mounts twice in StrictMode. */
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Root } from "./app/Root";
import type { App } from "./app/state/app";
import { startApp } from "./app/state/startApp";

declare global {
  /**
   * For automation: the worker's calls and the page's state, as the page itself uses them. For
   * example `await homeroom.calls.importSample("fashion", { name: "…", imageSizePx: null })`,
   * `homeroom.store.getState().run?.status`. `?device=wasm` in the address chooses the tier at start.
   */
  var homeroom: App;
}

const worker = new Worker(new URL("./worker/main.ts", import.meta.url), { type: "module" });
const app = startApp(worker, location.search);
globalThis.homeroom = app;

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <Root app={app} />
  </StrictMode>,
);
