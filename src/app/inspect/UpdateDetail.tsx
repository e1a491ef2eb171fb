/** The optimizer's step: how far each parameter moves, beside how large it is. */
import { Table, VisuallyHidden } from "@mantine/core";
import type { ParameterInspection, StepInspection } from "../../train/inspection";
import { formatFigure, formatRate } from "../format";
import classes from "./detail.module.css";
import { Facts } from "./Facts";
import { shapeWords } from "./shapeWords";
import { WindowTable } from "./WindowTable";

/** The bars' scale, in powers of ten. */
const LOWEST_POWER = -6;

export function UpdateDetail({ inspection }: { inspection: StepInspection }) {
  const { parameters, learningRate, momentum, gradientNorm, clipNorm, clipCoefficient } =
    inspection;
  return (
    <>
      {clipNorm !== null && (
        <>
          <pre className={classes.code}>
            clip_grad_norm_(model.parameters(), {formatFigure(clipNorm)})
          </pre>
          <p>
            {clipCoefficient < 1
              ? `The gradient’s norm is above ${formatFigure(clipNorm)}, so all of it is multiplied by ${formatFigure(clipCoefficient)} first.`
              : "The gradient’s norm is within the limit, so nothing is clipped."}
          </p>
        </>
      )}
      <Facts
        label="The update"
        facts={{
          "learning rate": formatRate(learningRate),
          ...(momentum !== null && { "momentum or β₁": formatFigure(momentum) }),
          "gradient norm": formatFigure(gradientNorm),
          "update number": formatFigure(parameters[0]?.updates ?? 0),
        }}
      />
      <p className={classes.note}>
        ‖Δw‖ / ‖w‖ says how much of itself a weight changes in one step. About 1e-3 is a good sign;
        far above, training is restless; far below, it hardly moves. What starts at 0 has no ratio.
      </p>
      <div
        className={classes.scroller}
        tabIndex={0}
        role="region"
        aria-label="Updates by parameter"
      >
        <Table className={classes.figures} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Parameter</Table.Th>
              <Table.Th className={classes.number}>‖w‖</Table.Th>
              <Table.Th className={classes.number}>‖gradient‖</Table.Th>
              <Table.Th className={classes.number}>‖Δw‖</Table.Th>
              <Table.Th className={classes.number}>‖Δw‖ / ‖w‖</Table.Th>
              <Table.Th>
                <VisuallyHidden>Ratio, as a bar</VisuallyHidden>
              </Table.Th>
              <Table.Th>Optimizer’s memory, norm before → after</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {parameters.map((parameter) => (
              <ParameterRow key={parameter.name} parameter={parameter} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <WindowTable inspection={inspection} />
    </>
  );
}

function ParameterRow({ parameter }: { parameter: ParameterInspection }) {
  const { name, shape, norm, gradientNorm, updateNorm, updateRatio, slots } = parameter;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {name}
        <div className={classes.note}>{shapeWords(shape)}</div>
      </Table.Th>
      <Table.Td className={classes.number}>{formatFigure(norm)}</Table.Td>
      <Table.Td className={classes.number}>{formatFigure(gradientNorm)}</Table.Td>
      <Table.Td className={classes.number}>{formatFigure(updateNorm)}</Table.Td>
      <Table.Td className={classes.number}>
        {updateRatio === null ? "–" : formatFigure(updateRatio)}
      </Table.Td>
      <Table.Td className={classes.barCell}>
        {updateRatio !== null && updateRatio > 0 && (
          <span className={classes.bar} style={{ width: `${100 * ratioShare(updateRatio)}%` }} />
        )}
      </Table.Td>
      <Table.Td className={classes.slots}>
        {slots.map((slot) => (
          <div key={slot.name}>
            {slot.name} {formatFigure(slot.normBefore)} → {formatFigure(slot.normAfter)}
          </div>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}

/** Logarithmic, from 1e-6 to 1. */
function ratioShare(ratio: number): number {
  return Math.min(Math.max(1 - Math.log10(ratio) / LOWEST_POWER, 0.02), 1);
}
