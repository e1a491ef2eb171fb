import { BlobWriter, TextReader, ZipWriter, configure } from "@zip.js/zip.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ImportError } from "./importError";
import { inflateEntry } from "./inflateEntry";
import { listZip } from "./listZip";

configure({ useWebWorkers: false });

const { signal } = new AbortController();

type Options = NonNullable<Parameters<ZipWriter<Blob>["add"]>[2]>;

async function zip(...files: [path: string, text: string, options?: Options][]): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter());
  for (const [path, text, options] of files) await writer.add(path, new TextReader(text), options);
  return writer.close();
}

/** What became of every entry: its text, or why it was refused. */
async function outcomes(archive: Blob): Promise<Record<string, string>> {
  const { entries, refused } = await listZip(archive);
  const found: [string, string][] = refused.map(({ path, reason }) => [path, reason]);
  for (const { path, entry } of entries) {
    const loaded = await inflateEntry(entry, signal);
    found.push([path, "file" in loaded ? await loaded.file.text() : loaded.reason]);
  }
  return Object.fromEntries(found);
}

test("folders, stored and packed files, zip64 and odd names all come out", async () => {
  const archive = await zip(
    ["cats/1.png", "one"],
    ["cats/2.png", "two", { level: 0 }],
    ["dogs/größe 😀.png", "three", { zip64: true }],
    ["constructor/4.png", "four"],
  );
  expect(await outcomes(archive)).toEqual({
    "cats/1.png": "one",
    "cats/2.png": "two",
    "dogs/größe 😀.png": "three",
    "constructor/4.png": "four",
  });
});

test("an entry called __proto__ is only an entry", async () => {
  const { entries } = await listZip(await zip(["__proto__/1.png", "one"], ["b/2.png", "two"]));
  expect(entries.map(({ path }) => path)).toEqual(["__proto__/1.png", "b/2.png"]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("a path that leads out is refused, and the rest is kept", async () => {
  const archive = await renamed(
    await zip(["XX/a.png", "up"], ["a/XX/YY/b.png", "up"], ["ZZZ.png", "root"], ["c/ok.png", "ok"]),
    [
      ["XX/a.png", "../a.png"],
      ["a/XX/YY/b.png", "a\\..\\../b.png"],
      ["ZZZ.png", "/ZZ.png"],
    ],
  );
  expect(await outcomes(archive)).toEqual({
    "../a.png": "Its path in the archive leads out of the archive.",
    "a/../../b.png": "Its path in the archive leads out of the archive.",
    "/ZZ.png": "Its path in the archive is absolute.",
    "c/ok.png": "ok",
  });
});

test("a name that occurs twice gets a number, and nothing is lost", async () => {
  const archive = await renamed(
    await zip(["a/1.png", "one"], ["a/2.png", "two"], ["a/3.png", "three"]),
    [
      ["a/2.png", "a/1.png"],
      ["a/3.png", "a/1.png"],
    ],
  );
  expect(await outcomes(archive)).toEqual({
    "a/1.png": "one",
    "a/1 (2).png": "two",
    "a/1 (3).png": "three",
  });
  expect((await listZip(archive)).notes).toEqual([expect.stringContaining("2 files got a number")]);
});

test("an encrypted file is refused, and the rest is kept", async () => {
  const archive = await zip(["a/1.png", "secret", { password: "x" }], ["b/2.png", "two"]);
  expect(await outcomes(archive)).toEqual({
    "a/1.png": "It is encrypted: unpack the archive with its password first.",
    "b/2.png": "two",
  });
});

test("a file whose bytes do not fit their checksum is refused, and the rest is kept", async () => {
  const archive = await zip(["a/1.png", "flip me", { level: 0 }], ["b/2.png", "two"]);
  const bytes = new Uint8Array(await archive.arrayBuffer());
  const place = indexOf(bytes, "flip me");
  bytes[place]! ^= 1;
  expect(await outcomes(new Blob([bytes]))).toEqual({
    "a/1.png": "It is damaged: its checksum in the archive does not fit its bytes.",
    "b/2.png": "two",
  });
});

test("a file that unpacks to more than its limit is refused, whatever size it claims", async () => {
  const archive = await zip(["a/1.png", "0".repeat(100_000)]);
  const { entry } = (await listZip(archive)).entries[0]!;
  const limit = 2 ** 10;
  const reason = expect.stringContaining("when unpacked") as string;
  expect(await inflateEntry(entry, signal, limit)).toEqual({ reason });
  entry.uncompressedSize = 10;
  const lied = await inflateEntry(entry, signal, limit);
  expect("reason" in lied).toBe(true);
});

test("a large file that is no image is not unpacked to its end", async () => {
  const archive = await zip(["a/1.png", `${"0".repeat(300_000)} the end`, { level: 0 }]);
  const bytes = new Uint8Array(await archive.arrayBuffer());
  // Whoever comes this far sees that the checksum does not fit.
  bytes[indexOf(bytes, "the end")]! ^= 1;
  expect(await outcomes(new Blob([bytes]))).toEqual({
    "a/1.png": "It is a text file, not an image.",
  });
});

test("two entries that share their bytes are not both unpacked", async () => {
  const archive = await zip(["a/1.png", "one", { level: 0 }], ["b/2.png", "two", { level: 0 }]);
  const bytes = new Uint8Array(await archive.arrayBuffer());
  const directory = indexOf(bytes, "PK\x01\x02");
  const second = directory + indexOf(bytes.subarray(directory + 4), "PK\x01\x02") + 4;
  // The second record's offset of its local header.
  bytes.fill(0, second + 42, second + 46);
  expect((await listZip(new Blob([bytes]))).refused).toEqual([
    { path: "b/2.png", reason: "It shares its bytes with another file of the archive." },
  ]);
});

test.each([
  ["text", "this is no archive"],
  ["nothing", ""],
])("%s instead of an archive is refused with what to do", async (_, text) => {
  const refusal = listZip(new Blob([text]));
  await expect(refusal).rejects.toThrow(ImportError);
  await expect(refusal).rejects.toThrow("import the folder instead");
});

test("stopping ends the unpacking", async () => {
  const stop = new AbortController();
  const { entries } = await listZip(await zip(["a/1.png", "0".repeat(100_000)]));
  stop.abort(new Error("stopped"));
  await expect(inflateEntry(entries[0]!.entry, stop.signal)).rejects.toThrow("stopped");
});

test("no damage makes it hang or throw anything but an ImportError", async () => {
  const archive = await zip(["a/1.png", "one".repeat(50)], ["b/2.png", "two", { level: 0 }]);
  const whole = new Uint8Array(await archive.arrayBuffer());
  const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      const bytes = whole.slice();
      for (const [place, value] of changes) bytes[place] = value;
      try {
        await outcomes(new Blob([bytes]));
      } catch (error) {
        expect(error).toBeInstanceOf(ImportError);
      }
    }),
    { numRuns: 300 },
  );
});

/** Writers refuse such names: they are put in afterwards, at equal length. */
async function renamed(archive: Blob, names: [string, string][]): Promise<Blob> {
  const bytes = new Uint8Array(await archive.arrayBuffer());
  for (const [from, to] of names) {
    if (from.length !== to.length) throw new Error(`${from} and ${to} differ in length.`);
    for (let place = indexOf(bytes, from); place >= 0; place = indexOf(bytes, from))
      bytes.set(new TextEncoder().encode(to), place);
  }
  return new Blob([bytes]);
}

function indexOf(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(text, 0, "latin1");
}
