import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { sha256 } from "../lib/sha256";
import { fetchWeights } from "./fetchWeights";

const file = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
const entry = { name: "test/model", bytes: file.length, sha256: await sha256(file) };

/** Serves on localhost while `use` runs. */
async function serving<T>(answer: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.safetensors`,
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const signal = new AbortController().signal;
const get = (asked: typeof entry, url: string) =>
  fetchWeights(asked, { url, signal, onProgress: () => undefined });

test("a checkpoint is fetched by one plain GET, tells its progress, and is what was published", async () => {
  const methods: (string | undefined)[] = [];
  const progress: [number, number][] = [];
  const answer: RequestListener = (request, response) => {
    methods.push(request.method);
    response.write(file.subarray(0, 100_000), () => response.end(file.subarray(100_000)));
  };
  const fetched = await serving(answer, (url) =>
    fetchWeights(entry, { url, signal, onProgress: (...step) => progress.push(step) }),
  );
  expect(Buffer.compare(fetched, file)).toBe(0);
  expect(methods).toEqual(["GET"]);
  expect(progress.at(-1)).toEqual([file.length, file.length]);
});

test.each([
  ["another hash", { ...entry, sha256: "0".repeat(64) }, 200, file, "SHA-256"],
  ["a cut off file", entry, 200, file.subarray(0, 1000), "size"],
  ["a longer file", { ...entry, bytes: 1000 }, 200, file, "size"],
  ["an error", entry, 404, file, "answered 404"],
])("%s is refused", async (_, asked, status, body, message) => {
  const answer: RequestListener = (_, response) => response.writeHead(status).end(body);
  await serving(answer, (url) => expect(get(asked, url)).rejects.toThrow(message));
});

test("a connection that breaks off says so, and what to do", async () => {
  const answer: RequestListener = (_, response) =>
    response.write(file.subarray(0, 200_000), () => setTimeout(() => response.destroy(), 50));
  await serving(answer, async (url) => {
    const message = `broke off after 0.2 MB. Go online for this once and try again, or download ${url} elsewhere`;
    await expect(get(entry, url)).rejects.toThrow(message);
  });
});

test("without a network it says so, and giving up ends it", async () => {
  const gone = await serving(
    (_, response) => response.end(),
    (url) => Promise.resolve(url),
  );
  await expect(get(entry, gone)).rejects.toThrow(`can't be reached. Go online`);
  const controller = new AbortController();
  // Begins to answer, and never ends.
  const answer: RequestListener = (_, response) => response.write(file.subarray(0, 10));
  await serving(answer, (url) =>
    expect(
      fetchWeights(entry, {
        url,
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("Cancelled.")),
      }),
    ).rejects.toThrow("Cancelled."),
  );
});
