/** The loss, image by image: plain cross entropy beside what the configured loss makes of it. */
import { Table, VisuallyHidden } from "@mantine/core";
import type {
  MicroBatchDetail,
  MicroBatchInspection,
  StepInspection,
} from "../../train/inspection";
import { Thumbnail } from "../data/Thumbnail";
import { formatFigure, formatLoss, formatScore } from "../format";
import { MOST_IMAGES } from "./batchImages";
import classes from "./detail.module.css";
import { Facts } from "./Facts";
import { LossCells } from "./LossCells";
import type { Mode } from "./walk";
import { WindowTable } from "./WindowTable";

interface Props {
  inspection: StepInspection;
  micro: MicroBatchInspection;
  detail: MicroBatchDetail;
  pictures: readonly ImageData[];
  mode: Mode;
}

export function LossDetail({ inspection, micro, detail, pictures, mode }: Props) {
  const { images } = detail;
  const hasWeights = images.some(({ classWeight }) => classWeight !== 1);
  const isPerImage = images[0]?.train.loss !== null;
  const mean = images.reduce((sum, it) => sum + it[mode].crossEntropy, 0) / images.length;
  const largest = Math.max(...images.map((it) => it[mode].loss ?? it[mode].crossEntropy));
  return (
    <>
      <Facts
        label="The loss"
        facts={{
          "loss of the step": formatLoss(inspection.loss),
          "plain cross entropy, mean": formatLoss(mean),
          "Σ loss of this micro-batch": formatFigure(micro.lossSum),
          denominator: formatFigure(micro.denominator),
        }}
      />
      <p className={classes.note}>
        {isPerImage
          ? "The loss of the step is the sum over its images, divided by the sum of their weights. Where the factor is below 1, the image counts for less than in plain cross entropy; above 1, for more."
          : "This loss is one of the batch as a whole, so no single image has one. Plain cross entropy is shown for comparison."}
        {mode === "eval" &&
          " In eval mode the scores are others; training uses those of train mode."}
      </p>
      <div className={classes.scroller} tabIndex={0} role="region" aria-label="Loss by image">
        <Table className={classes.figures} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Image</Table.Th>
              <Table.Th>Label</Table.Th>
              <Table.Th>Prediction</Table.Th>
              <Table.Th className={classes.number}>p(label)</Table.Th>
              <Table.Th className={classes.number}>Cross entropy</Table.Th>
              {hasWeights && <Table.Th className={classes.number}>Weight</Table.Th>}
              {isPerImage && <Table.Th className={classes.number}>Factor</Table.Th>}
              {isPerImage && <Table.Th className={classes.number}>Loss</Table.Th>}
              <Table.Th>
                <VisuallyHidden>Loss, as a bar</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pictures.map((picture, row) => {
              const image = images[row]!;
              const { probability } = image[mode];
              return (
                <Table.Tr key={row}>
                  <Table.Td>
                    <Thumbnail image={picture} />
                  </Table.Td>
                  <LossCells image={image} names={inspection.classes} mode={mode} />
                  <Table.Td className={classes.number}>{formatScore(probability)}</Table.Td>
                  <Table.Td className={classes.number}>
                    {formatLoss(image[mode].crossEntropy)}
                  </Table.Td>
                  {hasWeights && (
                    <Table.Td className={classes.number}>
                      {formatFigure(image.classWeight)}
                    </Table.Td>
                  )}
                  {isPerImage && (
                    <Table.Td className={classes.number}>
                      × {formatFigure(image[mode].loss! / image[mode].crossEntropy)}
                    </Table.Td>
                  )}
                  {isPerImage && (
                    <Table.Td className={classes.number}>{formatLoss(image[mode].loss!)}</Table.Td>
                  )}
                  <Table.Td className={classes.barCell}>
                    <span
                      className={classes.bar}
                      style={{
                        width: `${(100 * (image[mode].loss ?? image[mode].crossEntropy)) / largest}%`,
                      }}
                    />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
      {images.length > MOST_IMAGES && (
        <p className={classes.note}>
          The first {MOST_IMAGES} of {images.length} images are shown; all of them count.
        </p>
      )}
      <WindowTable inspection={inspection} />
    </>
  );
}
