/** What an engine keeps from step to step: its weights, their average, and the optimizer's state. */
import { initialize } from "../../nn/initialize";
import { buffersOf, parametersOf, type Model } from "../../nn/model";
import { checkModelState } from "../../nn/state";
import { averageState } from "../average";
import { checkSlots } from "../checkSlots";
import type { EngineState } from "../engine";
import type { Layouts } from "./compile";
import { FlatTensors } from "./FlatTensors";
import type { Runtime } from "./runtime";
import { flatLayout } from "./slices";

/** What an average is kept of. */
const averaged = ["parameters", "buffers"] as const;

export class EngineMemory {
  readonly layouts: Layouts;
  readonly flats: FlatTensors;
  /** How often each parameter was updated. */
  readonly steps = new Map<string, number>();
  /** Since the buffers were written, by the name of each BatchNorm's counter. */
  readonly trainedBatches = new Map<string, number>();
  /** While it is used, weights and average have exchanged their places. */
  average: "none" | "kept" | "used" = "none";
  private slots: readonly string[] = [];
  private hasAverageFlats = false;

  constructor(
    private readonly model: Model,
    private readonly runtime: Runtime,
    seed: number,
  ) {
    const parameters = parametersOf(model);
    const buffers = buffersOf(model);
    this.layouts = { parameters: flatLayout(parameters), buffers: flatLayout(buffers) };
    this.flats = new FlatTensors(runtime, this.layouts);
    for (const name of ["parameters", "gradients", "buffers"] as const) this.flats.allocate(name);
    runtime.allocate("lossSum", 1);
    for (const it of parameters) this.flats.write("parameters", it.name, initialize(it, seed));
    for (const { name, initial } of buffers) {
      const { size } = this.layouts.buffers.slices.get(name)!;
      this.flats.write("buffers", name, new Float32Array(size).fill(initial));
    }
  }

  startAverage(): void {
    this.keepAverage();
    for (const name of averaged) this.runtime.copy(name, `average.${name}`);
  }

  useAverage(isUsed: boolean): void {
    if (isUsed && this.average === "none") throw new Error("No average of the weights is kept.");
    if (isUsed === (this.average === "used")) return;
    for (const name of averaged) this.runtime.exchange(name, `average.${name}`);
    this.average = isUsed ? "used" : "kept";
  }

  allocateSlots(slots: readonly string[]): void {
    for (const slot of slots) if (!this.slots.includes(slot)) this.flats.allocate(`slot.${slot}`);
    this.slots = [...new Set([...this.slots, ...slots])];
  }

  async readLossSum(): Promise<number> {
    const [sum] = await this.runtime.read("lossSum");
    return sum!;
  }

  async read(): Promise<EngineState> {
    const optimizer: EngineState["optimizer"] = {};
    for (const [name, step] of this.steps) optimizer[name] = { step, slots: {} };
    for (const slot of this.slots)
      for (const [name, values] of Object.entries(await this.flats.read(`slot.${slot}`)))
        if (optimizer[name]) optimizer[name].slots[slot] = values;
    const [first, second] = ["", "average."] as const;
    const [weights, average] = this.average === "used" ? [second, first] : [first, second];
    const buffers = await this.flats.read(`${weights}buffers`);
    for (const [name, count] of this.trainedBatches) buffers[name]![0]! += count;
    return {
      parameters: await this.flats.read(`${weights}parameters`),
      buffers,
      optimizer,
      lossSum: await this.readLossSum(),
      average:
        this.average === "none"
          ? null
          : averageState(
              this.model,
              {
                ...(await this.flats.read(`${average}parameters`)),
                ...(await this.flats.read(`${average}buffers`)),
              },
              buffers,
            ),
    };
  }

  /** Throws, changing nothing, where the state is not one of the model. */
  write(state: EngineState): void {
    checkModelState(this.model, state);
    if (state.average) checkModelState(this.model, state.average);
    checkSlots(this.model, state);
    const slots = Object.values(state.optimizer).flatMap((saved) => Object.keys(saved.slots));
    this.allocateSlots([...new Set(slots)]);
    for (const name of averaged) this.flats.writeAll(name, state[name]);
    this.average = "none";
    if (state.average) {
      this.keepAverage();
      for (const name of averaged) this.flats.writeAll(`average.${name}`, state.average[name]);
    }
    this.trainedBatches.clear();
    this.steps.clear();
    for (const slot of this.slots) this.runtime.clear(`slot.${slot}`);
    for (const [name, saved] of Object.entries(state.optimizer)) {
      this.steps.set(name, saved.step);
      for (const [slot, values] of Object.entries(saved.slots))
        this.flats.write(`slot.${slot}`, name, values);
    }
    this.runtime.write("lossSum", 0, Float32Array.of(state.lossSum));
  }

  /** Makes room for the average. */
  private keepAverage(): void {
    if (!this.hasAverageFlats) for (const name of averaged) this.flats.allocate(`average.${name}`);
    this.hasAverageFlats = true;
    this.average = "kept";
  }
}
