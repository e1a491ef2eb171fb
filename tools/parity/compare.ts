/** How far apart two trainings of one run are, and whether that is within the limits. */

/** Of the loss of the last compared step, relative. */
export const LOSS_LIMIT = 1e-4;
/** Of the mean macro-F1 over the seeds, in points. */
export const F1_LIMIT_POINTS = 1;

export interface StepComparison {
  label: string;
  /** Of the last compared step. */
  loss: Both;
  /** Relative differences of the losses. */
  first: number;
  last: number;
  largest: number;
  /** At the last step too: from PyTorch in float64, here and PyTorch in float32. */
  fromDouble: Both;
  /** Of the validation loss after the last epoch. */
  validation: number;
  holds: boolean;
}

export interface Both {
  here: number;
  torch: number;
}

interface Losses {
  losses: readonly number[];
  epochs: readonly { valLoss: number }[];
}

/** @throws where a side did not make `steps` steps */
export function compareSteps(
  label: string,
  here: Losses,
  torch: Losses & { inDouble: readonly number[] },
  steps: number,
): StepComparison {
  const counts = [here.losses, torch.losses, torch.inDouble].map(({ length }) => length);
  if (counts.some((count) => count !== steps))
    throw new Error(
      `${label}: ${counts.join(", ")} steps here, in PyTorch and in float64 instead of ${steps}.`,
    );
  const differences = here.losses.map((loss, i) => relative(loss, torch.losses[i]!));
  const last = differences.at(-1)!;
  const loss = { here: here.losses.at(-1)!, torch: torch.losses.at(-1)! };
  const inDouble = torch.inDouble.at(-1)!;
  return {
    label,
    loss,
    first: differences[0]!,
    last,
    largest: Math.max(...differences),
    fromDouble: { here: relative(loss.here, inDouble), torch: relative(loss.torch, inDouble) },
    validation: relative(here.epochs.at(-1)!.valLoss, torch.epochs.at(-1)!.valLoss),
    // NaN is no agreement.
    holds: last < LOSS_LIMIT,
  };
}

export interface WholeComparison {
  /** By run; fractions. */
  runs: readonly (Both & { label: string })[];
  mean: Both;
  holds: boolean;
}

export function compareWholes(runs: WholeComparison["runs"]): WholeComparison {
  const meanOf = (side: keyof Both) => runs.reduce((sum, run) => sum + run[side], 0) / runs.length;
  const mean = { here: meanOf("here"), torch: meanOf("torch") };
  return { runs, mean, holds: 100 * Math.abs(mean.here - mean.torch) < F1_LIMIT_POINTS };
}

function relative(here: number, torch: number): number {
  return Math.abs(here - torch) / Math.abs(torch);
}
