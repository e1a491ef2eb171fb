/** The optimizers that a user can pick. */
import { adadelta } from "./adadelta";
import { adagrad } from "./adagrad";
import { adam } from "./adam";
import { adamax } from "./adamax";
import { adamW } from "./adamW";
import { nAdam } from "./nAdam";
import { rAdam } from "./rAdam";
import { rmsprop } from "./rmsprop";
import { sgd } from "./sgd";

export const optimizers = {
  sgd,
  adam,
  adamW,
  nAdam,
  rAdam,
  adamax,
  rmsprop,
  adagrad,
  adadelta,
};
