/** What happens at one stop of the walk. */
import type {
  MicroBatchDetail,
  MicroBatchInspection,
  StepInspection,
} from "../../train/inspection";
import { BackwardDetail } from "./BackwardDetail";
import classes from "./detail.module.css";
import { ForwardDetail } from "./ForwardDetail";
import { ImagesDetail } from "./ImagesDetail";
import { LossDetail } from "./LossDetail";
import { UpdateDetail } from "./UpdateDetail";
import type { Mode, Stage, Stop } from "./walk";
import { ZeroGradDetail } from "./ZeroGradDetail";

interface Props {
  inspection: StepInspection;
  micro: MicroBatchInspection;
  detail: MicroBatchDetail;
  pictures: readonly ImageData[];
  stage: Stage;
  stop: Stop;
  mode: Mode;
}

export function StopDetail(props: Props) {
  const { inspection, stage, stop } = props;
  const layer = "layer" in stop ? inspection.layers[stop.layer] : undefined;
  const where = layer ? `: ${layer.name}` : "layer" in stop ? ": the images" : "";
  return (
    <section className={classes.detail} aria-label="This stage">
      <h3 aria-live="polite">
        {stage.title}
        {where}
      </h3>
      <pre className={classes.code}>{stage.code}</pre>
      <p>{stage.sentence}</p>
      <Content {...props} />
    </section>
  );
}

function Content({ inspection, micro, detail, pictures, stop, mode }: Props) {
  switch (stop.stage) {
    case "zeroGrad":
      return <ZeroGradDetail inspection={inspection} />;
    case "forward":
      return stop.layer === -1 ? (
        <ImagesDetail inspection={inspection} detail={detail} pictures={pictures} />
      ) : (
        <ForwardDetail
          inspection={inspection}
          layer={stop.layer}
          figures={detail.layers[stop.layer]!}
          imageCount={micro.imageCount}
          mode={mode}
        />
      );
    case "loss":
      return (
        <LossDetail
          inspection={inspection}
          micro={micro}
          detail={detail}
          pictures={pictures}
          mode={mode}
        />
      );
    case "backward":
      return (
        <BackwardDetail
          inspection={inspection}
          layer={stop.layer}
          figures={detail.layers[stop.layer]!}
        />
      );
    case "step":
      return <UpdateDetail inspection={inspection} />;
    default:
      return stop satisfies never;
  }
}
