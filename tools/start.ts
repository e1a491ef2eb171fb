/** `npm start`: builds the page, serves it until interrupted, and shows it where there is a display. */
import { spawn } from "node:child_process";
import { build, distFolder } from "./build";
import { serve } from "./serve";

const PORT = 4173;

console.log("Building …");
await build();
const { url } = await serve(distFolder, PORT);
console.log(`Homeroom is at ${url}`);
console.log("Ctrl-C ends it.");
openBrowser(url);

function openBrowser(url: string): void {
  const { env, platform } = process;
  const hasDisplay =
    platform === "darwin" || platform === "win32" || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
  if (!hasDisplay || env.CI || env.SSH_CONNECTION) return;
  const [command, ...args] =
    platform === "darwin"
      ? ["open", url]
      : platform === "win32"
        ? ["cmd", "/c", "start", url]
        : ["xdg-open", url];
  const opener = spawn(command, args, { stdio: "ignore", detached: true });
  // Without a browser to open, the printed address is enough.
  opener.on("error", () => undefined);
  opener.unref();
}
