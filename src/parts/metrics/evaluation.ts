/** What an evaluation over a whole split counts; metrics are functions of it. */
export interface Evaluation {
  /** The loss over the whole split, Σ / Σ weights. */
  loss: number;
  /** `confusion[truth][prediction]`: numbers of images. */
  confusion: readonly (readonly number[])[];
}
