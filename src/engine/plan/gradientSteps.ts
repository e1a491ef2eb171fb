/**
 * The backward half of a program: the forward steps from last to first, each with its gradient. Long, because
 * it is one table over the steps.
 */
import type { Slice, Step, TensorId } from "./program";

interface Backward {
  steps: Step[];
  logitsGradient: TensorId;
}

interface Reach {
  /** Whether something before the tensor learns: not so for images and the outputs of frozen layers. */
  hasGradient(id: TensorId): boolean;
  /** Whether the parameter is not frozen. */
  learns(slice: Slice): boolean;
}

/** Adds the gradients' tensors to `tensors`. What nothing needs is not computed. */
export function gradientSteps(
  forward: readonly Step[],
  tensors: { label: string; size: number }[],
  logits: TensorId,
  { hasGradient, learns }: Reach,
): Backward {
  const gradients = new Map<TensorId, TensorId>();
  const written = new Set<TensorId>();
  const steps: Step[] = [];

  const gradientOf = (id: TensorId): TensorId => {
    const known = gradients.get(id);
    if (known !== undefined) return known;
    const { label, size } = tensors[id]!;
    const gradient = tensors.push({ label: `d ${label}`, size }) - 1;
    gradients.set(id, gradient);
    return gradient;
  };
  /** Where a step puts the gradient of its input, and whether another step did so before. */
  const target = (id: TensorId): { id: TensorId; accumulate: boolean } | null => {
    if (!hasGradient(id)) return null;
    const gradient = gradientOf(id);
    const accumulate = written.has(gradient);
    written.add(gradient);
    return { id: gradient, accumulate };
  };

  /** For steps that can't do without it: where nobody needs it, a tensor that is not read. */
  const targetOrUnread = (id: TensorId) => {
    const { label, size } = tensors[id]!;
    const unread = () => tensors.push({ label: `unread d ${label}`, size }) - 1;
    return target(id) ?? { id: unread(), accumulate: false };
  };

  const logitsGradient = gradientOf(logits);
  written.add(logitsGradient);
  for (const step of forward.toReversed())
    // What leads nowhere has no gradient.
    if (!("y" in step) || written.has(gradients.get(step.y) ?? -1)) steps.push(...backwardOf(step));
  return { steps, logitsGradient };

  function backwardOf(step: Step): Step[] {
    switch (step.op) {
      case "conv2d":
      case "depthwise": {
        const { op, x, y, weight, bias, geometry } = step;
        const dy = gradientOf(y);
        const filter = { x, dy, weight, bias, geometry };
        const input = target(x);
        const isDepthwise = op === "depthwise";
        const gradients: Step[] = [];
        if (learns(weight))
          gradients.push({
            op: isDepthwise ? "depthwiseFilterGradient" : "conv2dFilterGradient",
            ...filter,
          });
        if (input)
          gradients.push({
            op: isDepthwise ? "depthwiseInputGradient" : "conv2dInputGradient",
            ...{ dy, dx: input.id, weight, geometry, accumulate: input.accumulate },
          });
        return gradients;
      }
      case "batchNormTrain": {
        const { x, y, residual, statistics, norm, activation } = step;
        const dy = gradientOf(y);
        const residualGradient = residual === null ? null : target(residual);
        const { id: dx, accumulate } = targetOrUnread(x);
        return [
          {
            op: "batchNormGradient",
            x,
            y,
            dy,
            dx,
            residualGradient,
            statistics,
            norm,
            activation,
            accumulate,
          },
        ];
      }
      case "batchNormEval": {
        const { x, y, residual, norm, activation } = step;
        const dy = gradientOf(y);
        const residualGradient = residual === null ? null : target(residual);
        const { id: dx, accumulate } = targetOrUnread(x);
        const to = { dx, residualGradient, accumulate };
        return [{ op: "batchNormEvalGradient", y, dy, ...to, norm, activation }];
      }
      case "addActivation": {
        const { a, b, y, size, activation } = step;
        const dy = gradientOf(y);
        const targets = [a, b].flatMap((id) => (id === null ? [] : (target(id) ?? [])));
        return [{ op: "addActivationGradient", y, dy, targets, size, activation }];
      }
      case "groupedConv2d": {
        const { x, y, weight, bias, geometry, groups } = step;
        const dy = gradientOf(y);
        const input = target(x);
        const shared = { dy, weight, geometry, groups };
        const gradients: Step[] = [];
        if (learns(weight))
          gradients.push({ op: "groupedConv2dFilterGradient", x, bias, ...shared });
        if (input) {
          const { id: dx, accumulate } = input;
          gradients.push({ op: "groupedConv2dInputGradient", dx, accumulate, ...shared });
        }
        return gradients;
      }
      case "activation": {
        const { x, y, kind, size } = step;
        const input = target(x);
        if (!input) return [];
        const { id: dx, accumulate } = input;
        return [{ op: "activationGradient", x, dy: gradientOf(y), dx, kind, size, accumulate }];
      }
      case "layerNorm": {
        const { x, y, norm } = step;
        const { id: dx, accumulate } = target(x) ?? { id: null, accumulate: false };
        const to = { dx, accumulate, learns: learns(norm.weight) };
        return [{ op: "layerNormGradient", x, dy: gradientOf(y), norm, ...to }];
      }
      case "layerScale": {
        const { x, y, gamma, rows, channels } = step;
        const dy = gradientOf(y);
        const shared = { gamma, rows, channels };
        const input = target(x);
        const gradients: Step[] = [];
        if (learns(gamma)) gradients.push({ op: "layerScaleGammaGradient", x, dy, ...shared });
        if (input) {
          const { id, accumulate } = input;
          gradients.push({ op: "layerScale", x: dy, y: id, ...shared, accumulate });
        }
        return gradients;
      }
      case "scale": {
        const { x, y, gate, pixels, channels } = step;
        const dy = gradientOf(y);
        const [input, ofGate] = [target(x), target(gate)];
        const steps: Step[] = [];
        if (input) steps.push({ ...step, x: dy, y: input.id, accumulate: input.accumulate });
        if (ofGate) {
          const { id: dx, accumulate } = ofGate;
          steps.push({ op: "scaleGateGradient", x, dy, dx, pixels, channels, accumulate });
        }
        return steps;
      }
      case "multiplyImages": {
        const { x, y } = step;
        const input = target(x);
        if (!input) return [];
        return [{ ...step, x: gradientOf(y), y: input.id, accumulate: input.accumulate }];
      }
      case "averagePool": {
        const { x, y, geometry } = step;
        const input = target(x);
        if (!input) return [];
        const { id: dx, accumulate } = input;
        return [{ op: "averagePoolGradient", dy: gradientOf(y), dx, geometry, accumulate }];
      }
      case "maxPool": {
        const { x, y, places, geometry } = step;
        const input = target(x);
        if (!input || places === null) return [];
        const { id: dx, accumulate } = input;
        return [{ op: "maxPoolGradient", dy: gradientOf(y), dx, places, geometry, accumulate }];
      }
      case "globalAveragePool": {
        const { x, y, pixels, channels } = step;
        const input = target(x);
        if (!input) return [];
        const to = { dx: input.id, accumulate: input.accumulate };
        return [{ op: "globalAveragePoolGradient", dy: gradientOf(y), ...to, pixels, channels }];
      }
      case "multiply": {
        const { x, mask, y, size } = step;
        const input = target(x);
        if (!input) return [];
        const to = { y: input.id, accumulate: input.accumulate };
        return [{ op: "multiply", x: gradientOf(y), mask, ...to, size }];
      }
      case "linear": {
        const { x, y, weight, bias, inFeatures, outFeatures } = step;
        const dy = gradientOf(y);
        const input = target(x);
        const features = { inFeatures, outFeatures };
        const gradients: Step[] = [];
        if (learns(weight))
          gradients.push({ op: "linearFilterGradient", x, dy, weight, bias, ...features });
        if (input) {
          const to = { dx: input.id, accumulate: input.accumulate };
          gradients.push({ op: "linearInputGradient", dy, weight, ...to, ...features });
        }
        return gradients;
      }
      default:
        throw new Error(
          `Step "${step.op}" has no gradient: it belongs to eval mode or to backward.`,
        );
    }
  }
}
