/** The server and the static hosts' file send the same headers, with every answer. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { securityHeaders } from "./headers";
import { serve } from "./serve";

async function servePage(port = 0) {
  const folder = mkdtempSync(join(tmpdir(), "homeroom-serve-"));
  writeFileSync(join(folder, "index.html"), "<p>page</p>");
  const server = await serve(folder, port);
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  return server;
}

test.each(["", "index.html", "nothing-here"])("/%s carries every header", async (path) => {
  const { url } = await servePage();
  const { headers } = await fetch(url + path);
  for (const [name, value] of Object.entries(securityHeaders))
    expect(headers.get(name), name).toBe(value);
});

test("a missing file is a 404 and no path leaves the folder", async () => {
  const { url } = await servePage();
  expect((await fetch(`${url}nothing-here`)).status).toBe(404);
  expect((await fetch(`${url}%2e%2e/%2e%2e/etc/hostname`)).status).toBe(404);
});

test("a taken port gives way to a free one", async () => {
  const first = await servePage();
  const second = await servePage(Number(new URL(first.url).port));
  expect(second.url).not.toBe(first.url);
  expect(await (await fetch(second.url)).text()).toBe("<p>page</p>");
});

test("public/_headers holds the same headers for static hosts", () => {
  const text = readFileSync(join(import.meta.dirname, "../public/_headers"), "utf8");
  const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}\n`);
  expect(text).toBe(`/*\n${lines.join("")}`);
});
