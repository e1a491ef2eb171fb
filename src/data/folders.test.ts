import fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "./compareCodePoints";
import { readFolders } from "./folders";
import { ImportError } from "./importError";

test("a folder is a class, and the folder that holds all is left off", () => {
  const { files, skipped } = readFolders(["photos/dogs/2.png", "photos/cats/1.png"]);
  expect(files).toEqual([
    { index: 1, path: "cats/1.png", className: "cats", split: null },
    { index: 0, path: "dogs/2.png", className: "dogs", split: null },
  ]);
  expect(skipped).toEqual([]);
});

test("a class may hold folders of its own", () => {
  const { files } = readFolders(["cats/old/1.png", "cats/2.png", "dogs/3.png"]);
  expect(files.map(({ className }) => className)).toEqual(["cats", "cats", "dogs"]);
});

test.each([
  ["train", "train"],
  ["Train", "train"],
  ["val", "validation"],
  ["VALID", "validation"],
  ["validation", "validation"],
  ["test", "test"],
])("a folder named %s is the %s split", (folder, split) => {
  const { files } = readFolders([`${folder}/cats/1.png`, `${folder}/dogs/2.png`, "a/x/3.png"]);
  expect(files.map((file) => file.split).sort()).toEqual([null, split, split].sort());
  expect(files.find((file) => file.split)?.className).toMatch(/cats|dogs/);
});

test("the split is found below the folder that holds all, and paths keep it", () => {
  const paths = ["x/y/train/cats/1.png", "x/y/val/dogs/1.png", "x/y/train/dogs/1.png"];
  expect(readFolders(paths).files.map(({ path }) => path)).toEqual([
    "train/cats/1.png",
    "train/dogs/1.png",
    "val/dogs/1.png",
  ]);
});

test("a lone folder named for a split holds everything and splits nothing", () => {
  const { files } = readFolders(["test/cats/1.png", "test/dogs/2.png"]);
  expect(files.map(({ path, split }) => [path, split])).toEqual([
    ["cats/1.png", null],
    ["dogs/2.png", null],
  ]);
});

test("a class may be called train where it has no folders in it", () => {
  const { files } = readFolders(["bus/1.png", "train/2.png"]);
  expect(files.map(({ className, split }) => [className, split])).toEqual([
    ["bus", null],
    ["train", null],
  ]);
});

test("hidden and system files are left out without a word", () => {
  const junk = ["a/.DS_Store", "a/Thumbs.db", "__MACOSX/a/._1.png", "b/desktop.ini", ".git/x/y"];
  const { files, skipped } = readFolders([...junk, "a/1.png", "b/2.png"]);
  expect(files).toHaveLength(2);
  expect(skipped).toEqual([]);
});

test("files outside a class's folder are skipped by name", () => {
  const paths = [
    "d/readme.txt",
    "d/train/a/1.png",
    "d/train/b/1.png",
    "d/val/2.png",
    "d/val/a/3.png",
  ];
  const { files, skipped } = readFolders([...paths, "loose.png"]);
  expect(files).toHaveLength(3);
  expect(skipped).toEqual([
    { path: "loose.png", reason: "It is in no class's folder." },
    { path: "readme.txt", reason: "It is in no class's folder." },
    { path: "val/2.png", reason: "It is in the val folder, but in no class's folder." },
  ]);
});

test("names that differ only in how accents are stored are one class, and that is said", () => {
  const { files, notes } = readFolders(["caf\u00e9/1.png", "cafe\u0301/2.png", "tea/3.png"]);
  expect(new Set(files.map(({ className }) => className))).toEqual(new Set(["caf\u00e9", "tea"]));
  expect(notes).toEqual([expect.stringContaining("“caf\u00e9”")]);
});

test("names that mean something to JavaScript are only names", () => {
  const { files } = readFolders(["__proto__/1.png", "constructor/2.png", "toString/3.png"]);
  expect(files.map(({ className }) => className)).toEqual(["__proto__", "constructor", "toString"]);
  expect(Object.prototype).not.toHaveProperty("1.png");
});

test.each([
  [[], "There are no images here."],
  [[".DS_Store"], "There are no images here."],
  [["1.png", "2.png"], "No image is in a class's folder."],
  [["cats/1.png", "cats/2.png"], "There is only one class, “cats”"],
  [["x/train/cats/1.png", "x/val/cats/2.png"], "There is only one class, “cats”"],
])("%j is refused with what to do", (paths, message) => {
  expect(() => readFolders(paths)).toThrow(ImportError);
  expect(() => readFolders(paths)).toThrow(message);
  expect(() => readFolders(paths)).toThrow("Put each class's images in a folder of its own");
});

test("any paths: each is kept or skipped at most once, in an order of its own", () => {
  const part = fc.oneof(
    fc.constantFrom("train", "VAL", "a", "b", "..", "__proto__", ""),
    fc.string(),
  );
  const paths = fc.array(
    fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/")),
  );
  fc.assert(
    fc.property(paths, fc.nat(), (given, turn) => {
      const layout = attempt(given);
      if (!layout) return;
      const indices = layout.files.map(({ index }) => index);
      expect(new Set(indices).size).toBe(indices.length);
      expect(indices.length + layout.skipped.length).toBeLessThanOrEqual(given.length);
      const sorted = layout.files.map(({ path }) => path);
      expect(sorted).toEqual(sorted.toSorted(compareCodePoints));
      for (const { className } of layout.files) expect(className).toBe(className.normalize("NFC"));
      const at = turn % (given.length + 1);
      const turned = [...given.slice(at), ...given.slice(0, at)];
      expect(attempt(turned)?.files.map(labelled)).toEqual(layout.files.map(labelled));
    }),
  );
});

test("a path of many folders is read quickly", () => {
  const deep = "a/".repeat(20_000);
  expect(readFolders([`${deep}cats/1.png`, `${deep}dogs/2.png`]).files).toHaveLength(2);
});

function labelled({ path, className, split }: { path: string; className: string; split: unknown }) {
  return [path, className, split];
}

function attempt(paths: readonly string[]) {
  try {
    return readFolders(paths);
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    return null;
  }
}
