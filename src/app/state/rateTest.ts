/** The learning-rate range test of the draft: what it measured, and what its buttons do. */
import type { RateTestAnswer } from "../../protocol";
import type { FieldError } from "../../train/config";
import type { RatePoint } from "../../train/rateTest";
import type { App } from "./app";
import type { Draft } from "./draft";
import { editDraft } from "./editDraft";
import { messageOf } from "./messageOf";

type Answer = Extract<RateTestAnswer, { ok: true }>;

export interface RateTest {
  /** The settings that it tests, to tell when they are others by now. */
  settings: string;
  isRunning: boolean;
  points: readonly RatePoint[];
  done: number;
  total: number;
  /** null until it is over. */
  end: Answer["end"] | null;
  suggestions: Answer["suggestions"];
  /** Of the test's own options. */
  errors: readonly FieldError[];
  /** Why there is no answer; null where there is one. */
  problem: string | null;
}

const begun: Omit<RateTest, "settings"> = {
  isRunning: true,
  points: [],
  done: 0,
  total: 0,
  end: null,
  suggestions: null,
  errors: [],
  problem: null,
};

/** All that a test depends on: the rate itself and its schedule are what it is for. */
export function testedSettings(draft: Draft | null): string {
  const { schedule: _, ...settings } = draft ?? {};
  return JSON.stringify(settings, (key, value: unknown) =>
    key === "learningRate" ? undefined : value,
  );
}

export async function startRateTest({ calls, store }: App) {
  const { draft, rateTestOptions } = store.getState();
  const rateTest = { ...begun, settings: testedSettings(draft) };
  store.setState({ rateTest });
  const answered = await calls.testRates(draft, rateTestOptions).then(
    (answer) =>
      answer.ok
        ? answer
        : {
            errors: answer.optionErrors,
            problem: answer.errors.map(({ message }) => message).join(" ") || null,
          },
    (error: unknown) => ({ problem: messageOf(error) }),
  );
  store.setState((state) => ({
    rateTest: { ...(state.rateTest ?? rateTest), ...answered, isRunning: false },
  }));
}

/** Two digits are more than a range test knows. */
export function suggestedRate(rate: number): number {
  return Number(rate.toPrecision(2));
}

export function takeRate(app: App, rate: number): void {
  editDraft(app, "optimizer.learningRate", suggestedRate(rate));
}
