import { describe, expect, it, vi } from "vitest";
import type { WorkerEvent } from "../../protocol";
import { pacedEvents } from "./pacedEvents";

const epochEnded = (epoch: number): WorkerEvent => ({
  type: "epochEnded",
  runId: "run",
  record: {
    epoch,
    trainLoss: 1,
    valLoss: null,
    accuracy: null,
    macroF1: null,
    perClassF1: null,
    learningRate: 0.1,
    seconds: 1,
    imagesPerSecond: 1,
  },
  best: null,
  confusion: null,
  isBest: false,
});

describe("paced events", () => {
  it("hands on the first at once, and those soon after it together", () => {
    vi.useFakeTimers();
    try {
      const handled: WorkerEvent[] = [];
      const onEvent = pacedEvents((event) => handled.push(event));
      const events = [1, 2, 3].map(epochEnded);
      events.forEach(onEvent);
      expect(handled).toEqual(events.slice(0, 1));
      vi.runAllTimers();
      expect(handled).toEqual(events);
    } finally {
      vi.useRealTimers();
    }
  });

  it("keeps the order where another event follows", () => {
    const handled: WorkerEvent[] = [];
    const onEvent = pacedEvents((event) => handled.push(event));
    const events: WorkerEvent[] = [
      epochEnded(1),
      epochEnded(2),
      { type: "runPaused", runId: "run" },
    ];
    events.forEach(onEvent);
    expect(handled).toEqual(events);
  });
});
