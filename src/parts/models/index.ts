import { resnet18 } from "./resnet18";
import { smallCnn } from "./smallCnn";

export const models = { smallCnn, resnet18 };
