/** The batch as the model sees it. */
import type { MicroBatchDetail, StepInspection } from "../../train/inspection";
import { Thumbnail } from "../data/Thumbnail";
import { formatCounted } from "../format";
import classes from "./detail.module.css";
import { MOST_IMAGES } from "./batchImages";

interface Props {
  inspection: StepInspection;
  detail: MicroBatchDetail;
  pictures: readonly ImageData[];
}

export function ImagesDetail({ inspection: { classes: names }, detail, pictures }: Props) {
  const { images } = detail;
  return (
    <>
      <p>
        {formatCounted(images.length, "image")}, augmented as this step sees them
        {images.length > MOST_IMAGES && `; the first ${MOST_IMAGES} are shown`}. Before the model
        takes them, each colour channel is normalised.
      </p>
      <ul className={classes.images} aria-label="Images of the batch">
        {pictures.map((picture, row) => (
          <li key={row}>
            <Thumbnail image={picture} />
            <span title={names[images[row]!.label]}>{names[images[row]!.label]}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
