/**
 * Builds the program of the html export (`src/classifier`) while Vite builds or serves:
 * `virtual:classifier.js?raw` is its text, one script without imports.
 */
import { join } from "node:path";
import { build, type Plugin } from "vite";

const root = join(import.meta.dirname, "..");
const IMPORT = "virtual:classifier.js?raw";
const RESOLVED = "\0homeroom-classifier";

export function classifierPage(): Plugin {
  return {
    name: "classifier-page",
    enforce: "pre",
    resolveId: {
      filter: { id: /^virtual:classifier\.js\?raw$/ },
      handler: (source) => (source === IMPORT ? RESOLVED : null),
    },
    load: {
      filter: { id: /^\0homeroom-classifier$/ },
      async handler() {
        const { code, files } = await program();
        for (const file of files) this.addWatchFile(file);
        return `export default ${JSON.stringify(code)};`;
      },
    },
  };
}

async function program(): Promise<{ code: string; files: string[] }> {
  const built = await build({
    root,
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: {
        input: join(root, "src/classifier/main.ts"),
        output: { format: "iife" },
      },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  for (const output of outputs)
    if ("output" in output)
      for (const chunk of output.output)
        if (chunk.type === "chunk")
          // It stands within a script element.
          return { code: chunk.code.replaceAll("</script", "<\\/script"), files: chunk.moduleIds };
  throw new Error("The classifier's program was not built.");
}
