/** The optimizers that a user can pick. */
import { adam } from "./adam";
import { adamW } from "./adamW";
import { rmsprop } from "./rmsprop";
import { sgd } from "./sgd";

export const optimizers = { sgd, adam, adamW, rmsprop };
