import { convNeXtAtto } from "./convNeXtAtto";
import { efficientNetB0 } from "./efficientNetB0";
import { efficientNetLite0 } from "./efficientNetLite0";
import { imported } from "./imported";
import { mobileNetV2 } from "./mobileNetV2";
import { mobileNetV3Small } from "./mobileNetV3Small";
import { resnet18, resnet34 } from "./resnet";
import { smallCnn } from "./smallCnn";

export const models = {
  smallCnn,
  resnet18,
  resnet34,
  mobileNetV2,
  mobileNetV3Small,
  efficientNetLite0,
  efficientNetB0,
  convNeXtAtto,
  imported,
};
