/**
 * The page of the html export: images are chosen, dropped or pasted, and classified here. It is built by
 * itself (tools/classifierPage.ts) and put into a file with a model (parts/formats/html); it asks nobody for
 * anything.
 */
import { Classifier } from "./Classifier";
import type { Embedded } from "./embedded";
import { resultCard } from "./resultCard";

/** More are a click away, so that they don't push the page down. */
const SHOWN_CLASSES = 20;

const element = (id: string) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no "${id}".`);
  return found;
};

const warn = (message: string) => {
  element("warning").textContent = message;
};
addEventListener("error", ({ message }) => warn(`This page is damaged: ${message}`));

const classifier = new Classifier(
  // The export wrote it.
  JSON.parse(element("model").textContent) as Embedded,
  element("weights").textContent,
);
const { classes } = classifier.embedded;
listClasses(classes);

/** One image after the other, in the order in which they came. */
let last: Promise<void> = check();

async function check(): Promise<void> {
  const status = element("status");
  status.textContent = "Checking …";
  const { isSound, message } = await classifier.check();
  status.textContent = isSound ? message : "";
  if (!isSound) warn(message);
}

function classify(files: Iterable<File>): void {
  for (const file of files) {
    const { item, show } = resultCard(file, classes);
    element("results").append(item);
    last = last.then(async () => show(await classifier.classify(file)));
  }
}

/** Open where they are few. A name of another script must not turn its neighbours around. */
function listClasses(names: readonly string[]): void {
  const details = element("classes");
  details.toggleAttribute("open", names.length <= SHOWN_CLASSES);
  details.querySelector("summary")!.textContent = `${names.length} classes`;
  for (const [i, name] of names.entries()) {
    const isolated = document.createElement("bdi");
    isolated.textContent = name;
    details.append(i === 0 ? "" : ", ", isolated);
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
document.addEventListener("paste", (event) => classify(event.clipboardData?.files ?? []));
