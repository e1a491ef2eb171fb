/** An image with its most probable classes, or the reason why it has none, as an item of the list. */
import { topClasses } from "../lib/topClasses";
import type { Classified } from "./Classifier";

const SHOWN_CLASSES = 5;

/** A file that is being looked at; `show` puts in what was found. */
export function resultCard(file: File, classes: readonly string[]) {
  const item = document.createElement("li");
  const picture = document.createElement("div");
  picture.className = "picture";
  const body = document.createElement("div");
  const title = text("h2", file.name);
  body.append(title, text("p", "…"));
  item.append(picture, body);
  return {
    item,
    show: (found: Classified) => {
      if (!found.ok) {
        body.replaceChildren(title, text("p", found.reason));
        return;
      }
      item.dataset.probabilities = JSON.stringify(found.probabilities);
      // Only now: what is refused, for its size too, the browser has to leave alone as well.
      picture.append(image(file));
      body.replaceChildren(title, ...bars(found.probabilities, classes));
    },
  };
}

function image(file: File): HTMLElement {
  const element = document.createElement("img");
  element.alt = "";
  element.src = URL.createObjectURL(file);
  return element;
}

function bars(probabilities: readonly number[], classes: readonly string[]): HTMLElement[] {
  return topClasses(probabilities, SHOWN_CLASSES).map(({ label, probability }) => {
    const row = document.createElement("div");
    row.className = "bar";
    const name = text("span", classes[label]!);
    // Where it is cut off.
    name.title = classes[label]!;
    const track = document.createElement("span");
    const fill = document.createElement("i");
    fill.style.width = `${100 * probability}%`;
    track.append(fill);
    row.append(name, track, text("span", `${(100 * probability).toFixed(1)} %`));
    return row;
  });
}

/** Names may be of any script, and must not turn what stands beside them around. */
function text(tag: string, content: string): HTMLElement {
  const element = document.createElement(tag);
  element.dir = "auto";
  element.textContent = content;
  return element;
}
