"""Writes src/parts/models/models.golden.json: of every architecture the tensors' names,
shapes, and the mean and deviation with which they begin; and the logits of other weights.

Those weights are not in the file: they follow from the tensors' names (counterWeights.py).
Run by hand where python3 has PyTorch and torchvision (Debian: python3-torch, python3-torchvision):
    python3 tools/makeModelGolden.py
"""

import json
import pathlib

import torch
import torchvision

from counterWeights import images, weights
from torchModels import build

CLASSES = 10
SIZE = 64
IMAGES = 2

CONFIGS = [
    {"name": "resnet18", "stem": "large"},
    {"name": "resnet34", "stem": "large"},
    {"name": "mobileNetV2"},
    {"name": "mobileNetV3Small", "layout": "torchvision"},
    {"name": "mobileNetV3Small", "layout": "timm"},
    {"name": "efficientNetLite0"},
    {"name": "efficientNetB0", "layout": "torchvision"},
    {"name": "efficientNetB0", "layout": "timm"},
    {"name": "convNeXtAtto"},
]



def spread(tensor):
    values = tensor.double()
    return f"{values.mean().item():.5g} {values.std(unbiased=False).item():.5g}"


torch.manual_seed(1)
cases = []
for config in CONFIGS:
    model = build(config, CLASSES)
    initial = {name: spread(tensor) for name, tensor in model.state_dict().items()}
    shapes = {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
    model.load_state_dict({name: weights(name, shape) for name, shape in shapes.items()}, strict=True)
    with torch.no_grad():
        logits = model(images(IMAGES, SIZE))
    # A line a tensor: `name out×in×height×width mean deviation`.
    tensors = [f"{name} {'×'.join(map(str, shape))} {initial[name]}" for name, shape in shapes.items()]
    cases.append({"config": config, "logits": logits.flatten().tolist(), "tensors": tensors})

golden = {
    "madeBy": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}",
    "classes": CLASSES,
    "imageSizePx": SIZE,
    "images": IMAGES,
    "cases": cases,
}
path = pathlib.Path(__file__).parent.parent / "src" / "parts" / "models" / "models.golden.json"
path.write_text(json.dumps(golden, indent=2, ensure_ascii=False) + "\n")
