/** The losses that a user can pick. */
import { binaryCrossEntropy } from "./binaryCrossEntropy";
import { crossEntropy } from "./crossEntropy";
import { crossEntropySoftF1 } from "./crossEntropySoftF1";
import { focal } from "./focal";
import { softF1 } from "./softF1";

export const losses = { crossEntropy, focal, softF1, crossEntropySoftF1, binaryCrossEntropy };
