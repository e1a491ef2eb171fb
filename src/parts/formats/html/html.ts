/** One HTML file that classifies images in any browser, from disk, without asking anyone for anything. */
import script from "virtual:classifier.js?raw";
import { toBase64 } from "../../../lib/base64";
import { format, type ExportedModel } from "../format";
import { writeWeights } from "../weights";
import style from "./page.css?raw";
import template from "./page.html?raw";
import type { Embedded } from "../../../classifier/embedded";

export const html = format({
  label: "Web page",
  help: "One file to open in any browser: drop images, see their classes. Works offline.",
  use: () =>
    "Open `classifier.html` in a browser. It first compares its answers for two of the examples with the app's.",
  files: async (exported) => ({ "classifier.html": await classifierPage(exported) }),
});

/** Two are enough for the page to see that this browser computes what the app does. */
const EXAMPLES = 2;

async function classifierPage(exported: ExportedModel): Promise<string> {
  const { model, state, classes, normalization, examples, metadata } = exported;
  const embedded: Embedded = {
    model,
    classes,
    normalization,
    examples: examples.slice(0, EXAMPLES).map(({ png, probabilities }) => ({
      pngBase64: toBase64(png),
      probabilities,
    })),
  };
  // Only this program and this style may act on the page, and nothing may be fetched.
  const policy = [
    "default-src 'none'",
    `script-src '${await hashOf(script)}'`,
    `style-src '${await hashOf(style)}'`,
    "img-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return filled({
    policy,
    style: `<style>${style}</style>`,
    // A class called </script> ends nothing.
    model: data("model", JSON.stringify(embedded).replaceAll("<", "\\u003c")),
    weights: data("weights", toBase64(writeWeights(model, state, metadata))),
    script: `<script>${script}</script>`,
  });
}

function filled(values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name]!);
}

/** A script element of a type that no browser runs. */
const data = (id: string, text: string) =>
  `<script type="application/octet-stream" id="${id}">${text}</script>`;

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${toBase64(new Uint8Array(digest))}`;
}
