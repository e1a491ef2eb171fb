/**
 * tfjs-backend-wasm 4.22 starts its threads from the source text of a function, and that function reads
 * a variable from outside it, which minifying renames: every thread then fails. This makes the function
 * stand alone; the variable only serves to find files that we name anyway.
 */
import type { Plugin } from "vite";

const MODULE = /tfjs-backend-wasm\/wasm-out\/tfjs-backend-wasm-threaded-simd\.js$/;

export function selfContainedThreads(): Plugin {
  return {
    name: "self-contained-threads",
    transform: {
      filter: { id: MODULE },
      handler: (code) => {
        const alone = code
          .replace('typeof _scriptDir !== "undefined" && _scriptDir', "false")
          .replace("||_scriptDir,", ",");
        if (alone === code) throw new Error("tfjs-backend-wasm has changed: look at this plugin.");
        return { code: alone, map: null };
      },
    },
  };
}
