/**
 * Small checkpoints of ImageNet-1k that may be used freely, by the names that they have on Hugging Face.
 * A size or hash that their pages do not publish is null: then only the tensors' names, shapes and
 * numbers can be checked.
 */
import type { StartingWeights } from "../../lib/startingWeights";

export interface CatalogueEntry {
  /** Also a folder on https://huggingface.co. */
  name: string;
  /** Registry name of the model that they are for. */
  architecture: string;
  /** null takes whatever is newest. */
  commit: string | null;
  bytes: number | null;
  sha256: string | null;
  /** Of the model for ImageNet's 1000 classes; the files hold float32. */
  parameterCount: number;
  trainedOn: string;
  licence: string;
  /** Of the images in training; they were resized bicubically. */
  preprocessing: Pick<StartingWeights, "imageSizePx" | "mean" | "standardDeviation">;
}

/** https://docs.pytorch.org/vision/stable/models.html */
export const imageNetPreprocessing: CatalogueEntry["preprocessing"] = {
  imageSizePx: 224,
  mean: [0.485, 0.456, 0.406],
  standardDeviation: [0.229, 0.224, 0.225],
};

const imageNet = {
  trainedOn: "ImageNet-1k",
  licence: "Apache-2.0",
  preprocessing: imageNetPreprocessing,
};

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: "timm/mobilenetv3_small_100.lamb_in1k",
    architecture: "mobileNetV3Small",
    commit: "1824797e7887cbec1990e4adbd6675960a36c589",
    bytes: null,
    sha256: "46d2c063b18125884c48937afa4c49e18128869e52e8db96df48bf0a4d7ff697",
    parameterCount: 2_542_856,
    ...imageNet,
  },
  {
    name: "timm/convnext_atto.d2_in1k",
    architecture: "convNeXtAtto",
    commit: "0f23f6bf8b1721dc0889ea6943b36c8a8b884b30",
    bytes: null,
    sha256: "0f70bc49f1896c8c15af857d2d1d418abfaf097a62b4e29a35e6e65b752f5953",
    parameterCount: 3_695_520,
    ...imageNet,
  },
  {
    name: "timm/efficientnet_lite0.ra_in1k",
    architecture: "efficientNetLite0",
    commit: null,
    bytes: null,
    sha256: null,
    parameterCount: 4_652_008,
    ...imageNet,
  },
  {
    name: "timm/efficientnet_b0.ra_in1k",
    architecture: "efficientNetB0",
    commit: "1b5383e5f79cc0f7fc067e372f8f26a5fa73f26a",
    bytes: 21_355_344,
    sha256: "d569899762ea9b1384ee07f4af64805cf8caa1c55f9253ebb1080dc40e87a2cd",
    parameterCount: 5_288_548,
    ...imageNet,
  },
  {
    name: "timm/resnet18.a1_in1k",
    architecture: "resnet18",
    commit: "491b427b45c94c7fb0e78b5474cc919aff584bbf",
    bytes: 46_807_446,
    sha256: "80c49dee3da4822c009c5a7fe591e9223c5a2cfcf95a4067ca4dfb5a7b89c612",
    parameterCount: 11_689_512,
    ...imageNet,
  },
];

export const urlOf = ({ name, commit }: CatalogueEntry): string =>
  `https://huggingface.co/${name}/resolve/${commit ?? "main"}/model.safetensors`;
