/**
 * What the headless commands share: how they end. Exit code 0 done, 1 failed, 2 bad arguments or
 * configuration, 130 interrupted.
 */

/** Bad arguments or a bad configuration: one message per argument or field. */
export class UsageError extends Error {
  constructor(readonly messages: readonly string[]) {
    super(messages.join("\n"));
  }
}

/**
 * Runs a command to its exit code; a UsageError ends in 2, any other error in 1. The first Ctrl-C
 * aborts the signal, and the command ends itself; the second ends the process at once.
 */
export async function runCommand(command: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort(new Error("Interrupted."));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    process.exitCode = await command(interrupt.signal);
  } catch (error) {
    const cause: unknown = interrupt.signal.aborted ? interrupt.signal.reason : error;
    console.error(cause instanceof Error ? cause.message : String(cause));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
  if (interrupt.signal.aborted) process.exitCode = 130;
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
}

/** Runs `parse`, and turns what it throws (`parseArgs` throws a TypeError) into a UsageError. */
export function parseUsage<T>(usage: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError([message, `Usage: ${usage}`]);
  }
}
