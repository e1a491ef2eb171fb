/**
 * The page of the html export: images are dropped or chosen, and classified here. It is built by itself
 * (tools/classifierPage.ts) and put into a file with a model (parts/formats/html); it asks nobody for
 * anything.
 */
import { Classifier } from "./Classifier";
import type { Embedded } from "./embedded";
import { resultCard } from "./resultCard";

const element = (id: string) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no "${id}".`);
  return found;
};

const classifier = new Classifier(
  // The export wrote it.
  JSON.parse(element("model").textContent) as Embedded,
  element("weights").textContent,
);
const { classes } = classifier.embedded;
element("classes").textContent = `${classes.length} classes: ${classes.join(", ")}`;

/** One image after the other, in the order in which they came. */
let last: Promise<void> = Promise.resolve();

function classify(files: Iterable<File>): void {
  for (const file of files) {
    const { item, show } = resultCard(file, classes);
    element("results").append(item);
    last = last.then(async () => show(await classifier.classify(file)));
  }
}

const input = element("files");
if (!(input instanceof HTMLInputElement)) throw new Error("The page has no input for files.");
input.addEventListener("change", () => {
  classify([...(input.files ?? [])]);
  input.value = "";
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  classify(event.dataTransfer?.files ?? []);
});

last = classifier.check().then(({ isSound, message }) => {
  const status = element("status");
  status.textContent = message;
  status.dataset.sound = String(isSound);
});
