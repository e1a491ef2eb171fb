/** How the images of a step are mixed with one another. */
import { cutMix } from "./cutMix";
import { mixup } from "./mixup";
import { mixupOrCutMix } from "./mixupOrCutMix";
import { none } from "./none";

export const mixes = { none, mixup, cutMix, mixupOrCutMix };
