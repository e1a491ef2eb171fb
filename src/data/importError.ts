/** An import that cannot go on; its message says what was found and what to do, for a person. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}
