/** The registry of exports. */
import type { Format } from "./format";
import type { FormatName } from "./formatNames";
import { html } from "./html/html";
import { onnx } from "./onnx/onnx";
import { pytorch } from "./pytorch/pytorch";
import { tfjs } from "./tfjs/tfjs";

export const formats: Record<FormatName, Format> = { onnx, tfjs, html, pytorch };
