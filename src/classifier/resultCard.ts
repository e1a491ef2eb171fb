/** An image with its most probable classes, as an item of the list. */
import type { Classified } from "./Classifier";

const SHOWN_CLASSES = 5;
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** An image that is being looked at; `show` puts in what was found. */
export function resultCard(file: File, classes: readonly string[]) {
  const item = document.createElement("li");
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  const body = document.createElement("div");
  const title = text("h2", file.name);
  body.append(title, text("p", "…"));
  item.append(image, body);
  return {
    item,
    show: (found: Classified) => {
      if (found.ok) item.dataset.probabilities = JSON.stringify(found.probabilities);
      body.replaceChildren(
        title,
        ...(found.ok ? bars(found.probabilities, classes) : [text("p", found.reason)]),
      );
    },
  };
}

function bars(probabilities: readonly number[], classes: readonly string[]): HTMLElement[] {
  const order = probabilities
    .map((_, c) => c)
    .sort((a, b) => probabilities[b]! - probabilities[a]!);
  return order.slice(0, SHOWN_CLASSES).map((c) => {
    const row = document.createElement("div");
    row.className = "bar";
    const track = document.createElement("span");
    const fill = document.createElement("i");
    fill.style.width = percent.format(probabilities[c]!);
    track.append(fill);
    row.append(text("span", classes[c]!), track, text("span", percent.format(probabilities[c]!)));
    return row;
  });
}

function text(tag: string, content: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}
