/** One layer on the way back: the gradient that arrives at its output, and those of its parameters. */
import { Table } from "@mantine/core";
import type { LayerInspection, StepInspection } from "../../train/inspection";
import { formatFigure, formatPercent } from "../format";
import classes from "./detail.module.css";
import { Facts } from "./Facts";
import { Histogram } from "./Histogram";
import { layerSentence } from "./layerSentences";
import { shapeWords } from "./shapeWords";

interface Props {
  inspection: StepInspection;
  layer: number;
  figures: LayerInspection;
}

export function BackwardDetail({ inspection, layer, figures: { gradient } }: Props) {
  const { name, op, inputs } = inspection.layers[layer]!;
  const readers = inspection.layers.filter((other) => other.inputs.includes(name));
  const own = inspection.parameters.filter((parameter) => parameter.name.startsWith(`${name}.`));
  if (!gradient)
    return (
      <p>
        No gradient comes back to this layer: nothing before it, and nothing of its own, is trained.
      </p>
    );
  return (
    <>
      <p>{layerSentence(op)}</p>
      <Facts
        label="The gradient"
        facts={{
          "norm at its output": formatFigure(gradient.norm),
          "comes from": readers.map((reader) => reader.name).join(", ") || "the loss",
          "goes on to": inputs
            .map((input) => (input === "input" ? "the images" : input))
            .join(", "),
          zeros: formatPercent(gradient.zeroShare),
        }}
      />
      <Histogram label="∂loss/∂output" statistics={gradient} />
      {own.length > 0 && (
        <Table className={classes.figures} aria-label="Gradients of the parameters">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Parameter</Table.Th>
              <Table.Th className={classes.number}>Shape</Table.Th>
              <Table.Th className={classes.number}>‖gradient‖</Table.Th>
              <Table.Th className={classes.number}>Mean</Table.Th>
              <Table.Th className={classes.number}>Deviation</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {own.map((parameter) => (
              <Table.Tr key={parameter.name}>
                <Table.Th scope="row">{parameter.name}</Table.Th>
                <Table.Td className={classes.number}>{shapeWords(parameter.shape)}</Table.Td>
                <Table.Td className={classes.number}>
                  {formatFigure(parameter.gradientNorm)}
                </Table.Td>
                <Table.Td className={classes.number}>
                  {formatFigure(parameter.gradient.mean)}
                </Table.Td>
                <Table.Td className={classes.number}>
                  {formatFigure(parameter.gradient.standardDeviation)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {inspection.microBatches.length > 1 && (
        <p className={classes.note}>
          At the output: of this micro-batch. Of the parameters: summed over the whole window.
        </p>
      )}
    </>
  );
}
