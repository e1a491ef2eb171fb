/** What people call an architecture: "ResNet-18". */
import type { Hello } from "../../protocol";

export function modelLabel(hello: Hello | null, name: string): string {
  return hello?.parts.models.find((part) => part.name === name)?.label ?? name;
}
