/** What is asked can't be done here, and no slower engine could do it. */
export class LimitError extends Error {
  override name = "LimitError";
}
