"""The Python half of tools/parityExports.ts: the exports' own preprocessing, and PyTorch's answers.

    python parityExports.py PLAN.json

Writes beside the plan, for the model `name`, `<name>.pixels` (float32, [files, 3, size, size], 0 to 1, by the
ONNX export's preprocess.py) and `<name>.json`: softmax of torchvision's or timm's own network (null where
there is none) and of the bundle's, from best.safetensors with strict=True.
"""

import json
import pathlib
import sys

import numpy as np
import torch

from safetensorsFile import read_safetensors
from torchModels import build

plan_path = pathlib.Path(sys.argv[1])
plan = json.loads(plan_path.read_text())
folder = plan_path.parent
bundle = folder / plan["name"] / "pytorch"
sys.path.insert(0, str(folder / plan["name"] / "onnx"))
from preprocess import load_image  # noqa: E402

sys.path.insert(0, str(bundle))
from checkpoint import read_safetensors as read_with_metadata  # noqa: E402
from model import Network  # noqa: E402

weights = folder / plan["name"] / "best.safetensors"
_, metadata = read_with_metadata(weights.read_bytes())
preprocessing = json.loads(metadata["preprocessing"])
pixels = np.stack([load_image(path, preprocessing["imageSizePx"]) for path in plan["files"]])
(folder / f"{plan['name']}.pixels").write_bytes(pixels.astype("<f4").tobytes())

per_channel = lambda name: torch.tensor(preprocessing[name])[:, None, None]
images = (torch.from_numpy(pixels) - per_channel("mean")) / per_channel("standardDeviation")


def answers(network):
    network.load_state_dict(read_safetensors(weights), strict=True)
    with torch.no_grad():
        return network.eval()(images).double().softmax(1).tolist()


layers = json.loads((bundle / "model.json").read_text())["layers"]
classes = len(json.loads(metadata["classes"]))
results = {
    "torch": answers(build(plan["layout"], classes)) if plan["layout"] else None,
    "bundle": answers(Network(layers)),
}
(folder / f"{plan['name']}.json").write_text(json.dumps(results))
