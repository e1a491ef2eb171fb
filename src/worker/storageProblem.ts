/** Why a run can't be kept, and what to do about it. */
export function storageProblem(error: unknown): string {
  if (error instanceof DOMException && error.name === "QuotaExceededError")
    return "The browser's storage is full. Delete earlier runs on Data, or save the checkpoint before you close this tab.";
  const detail = error instanceof Error ? error.message : String(error);
  return `The browser's storage failed (${detail}). Save the checkpoint before you close this tab.`;
}
