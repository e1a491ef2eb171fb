import { expect, test } from "vitest";
import type { Decoded } from "./decode";
import { DecodeLane } from "./decodeLane";
import { decodeInPool, type DecodeJob } from "./decodePool";
import { readFixture } from "./fixtureImages";

const image = await readFixture("orientation1.jpg");
const signal = new AbortController().signal;

test("every file is answered, bad ones with their reason", async () => {
  const answers = await decodeAll({
    count: 20,
    load: (place) =>
      Promise.resolve(
        place === 3 ? { reason: "no file" } : { file: place === 5 ? new Blob([]) : image },
      ),
  });
  expect(answers.size).toBe(20);
  expect(answers.get(3)).toEqual({ ok: false, reason: "no file" });
  expect(answers.get(5)).toEqual({ ok: false, reason: "The file is empty." });
  expect([...answers.values()].filter(({ ok }) => ok)).toHaveLength(18);
});

test("files are loaded only as threads come free", async () => {
  let loaded = 0;
  let answered = 0;
  let most = 0;
  await decodeInPool({
    count: 40,
    imageSizePx: 16,
    signal,
    load: () => {
      loaded++;
      most = Math.max(most, loaded - answered);
      return Promise.resolve({ file: image });
    },
    onDecoded: () => {
      answered++;
    },
  });
  expect(answered).toBe(40);
  expect(most).toBeLessThanOrEqual(4);
});

test("stopping rejects with the signal's reason, and nothing is answered afterwards", async () => {
  const stop = new AbortController();
  let answered = 0;
  const job = decodeInPool({
    count: 1000,
    imageSizePx: 16,
    signal: stop.signal,
    load: () => Promise.resolve({ file: image }),
    onDecoded: () => {
      answered++;
      if (answered === 5) stop.abort(new Error("stopped"));
    },
  });
  await expect(job).rejects.toThrow("stopped");
  const answeredAtStop = answered;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(answered).toBe(answeredAtStop);
});

test("an error while loading ends the job", async () => {
  const load = (place: number) =>
    place === 2 ? Promise.reject(new Error("disk")) : Promise.resolve({ file: image });
  await expect(decodeAll({ count: 100, load })).rejects.toThrow("disk");
});

test.each([
  ["throws", "throw new Error('boom')", "The decoder crashed on it and was restarted."],
  ["closes itself", "close()", "The decoder went silent on it and was restarted."],
])("a thread that %s costs its file only", async (_, deed, reason) => {
  let created = 0;
  const createWorker = () =>
    created++ === 0
      ? new Worker(`data:text/javascript,onmessage = () => { ${deed} }`)
      : new Worker(new URL("./decode.worker.ts", import.meta.url), { type: "module" });
  const lane = new DecodeLane(createWorker, 3000);
  const request = { file: image, imageSizePx: 16 };
  expect(await lane.decode(request)).toEqual({ ok: false, reason });
  expect(await lane.decode(request)).toMatchObject({ ok: true });
  expect(created).toBe(2);
  lane.close();
});

async function decodeAll(job: Pick<DecodeJob, "count" | "load">): Promise<Map<number, Decoded>> {
  const answers = new Map<number, Decoded>();
  await decodeInPool({
    ...job,
    imageSizePx: 16,
    signal,
    onDecoded: (place, decoded) => answers.set(place, decoded),
  });
  return answers;
}
