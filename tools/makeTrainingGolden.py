"""Writes src/engine/training.golden.json: six training steps in PyTorch with param_groups, clipping,
freezing and a moving average of the weights, for every optimizer.

Run by hand where python3 has torch (Debian: python3-torch), then format it:
    python3 tools/makeTrainingGolden.py && npx prettier --write src/engine/training.golden.json
"""

import copy
import json
import pathlib

import torch
from torch import nn

STEPS = 6
UNFREEZE_AT = 3
BACKBONE_RATE = 0.5
CLIP_NORM = 0.5
CLIP_VALUE = 0.1
EMA_DECAY = 0.9
WEIGHT_DECAY = 0.1
IMAGE_PX = 4
IMAGES = 4
CLASSES = 3

OPTIMIZERS = {
    "sgd": (torch.optim.SGD, 0.05, {"momentum": 0.9}),
    "adam": (torch.optim.Adam, 0.01, {}),
    "adamW": (torch.optim.AdamW, 0.01, {}),
    "rmsprop": (torch.optim.RMSprop, 0.01, {}),
    "adagrad": (torch.optim.Adagrad, 0.01, {}),
    "adadelta": (torch.optim.Adadelta, 1.0, {}),
    "adamax": (torch.optim.Adamax, 0.01, {}),
    "nAdam": (torch.optim.NAdam, 0.01, {}),
    "rAdam": (torch.optim.RAdam, 0.01, {}),
}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 2, stride=2, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.body = nn.Conv2d(4, 4, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, CLASSES)

    def forward(self, x):
        x = torch.relu(self.bn1(self.stem(x)))
        x = torch.relu(self.bn2(self.body(x)))
        return self.fc(x.mean((2, 3)))



def groups(model, rate):
    """One group a parameter: the backbone slower, biases and norms without decay."""
    return [
        {
            "params": [parameter],
            "factor": 1.0 if name.startswith("fc") else BACKBONE_RATE,
            "lr": rate,
            "weight_decay": 0.0 if parameter.ndim <= 1 else WEIGHT_DECAY,
        }
        for name, parameter in model.named_parameters()
    ]


def freeze(model, is_frozen):
    for module in (model.stem, model.bn1):
        for parameter in module.parameters():
            parameter.requires_grad_(not is_frozen)
    model.train()
    if is_frozen:
        model.bn1.eval()


def run(initial, images, labels, make, rate, options):
    model = copy.deepcopy(initial)
    average = copy.deepcopy(initial)
    optimizer = make(groups(model, rate), lr=rate, **options)
    for step in range(STEPS):
        freeze(model, step < UNFREEZE_AT)
        for group in optimizer.param_groups:
            group["lr"] = rate * (1 - step / 10) * group["factor"]
        optimizer.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(model(images), labels).backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        nn.utils.clip_grad_value_(model.parameters(), CLIP_VALUE)
        optimizer.step()
        with torch.no_grad():
            for kept, new in zip(average.state_dict().values(), model.state_dict().values()):
                if kept.is_floating_point():
                    kept.copy_(EMA_DECAY * kept + (1 - EMA_DECAY) * new)
    return {"learningRate": rate, "weights": state(model), "average": state(average)}


def state(model):
    return {
        name: [float(f"{value:.8g}") for value in tensor.double().flatten().tolist()]
        for name, tensor in model.state_dict().items()
        if tensor.is_floating_point()
    }


def main():
    torch.manual_seed(5)
    torch.set_default_dtype(torch.float64)
    initial = Net()
    with torch.no_grad():
        for parameter in initial.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
        for buffers in (initial.bn1, initial.bn2):
            buffers.running_mean.normal_(0, 0.2)
            buffers.running_var.uniform_(0.5, 1.5)
    # The numbers as the page holds them.
    initial.float().double()
    pixels = torch.randint(0, 256, (IMAGES, IMAGE_PX, IMAGE_PX, 3))
    labels = torch.arange(IMAGES) % CLASSES
    images = ((pixels / 255 - 0.5) / 0.25).permute(0, 3, 1, 2)
    golden = {
        "torch": torch.__version__,
        "pixels": pixels.flatten().tolist(),
        "initial": state(initial),
        "runs": {
            name: run(initial, images, labels, *settings) for name, settings in OPTIMIZERS.items()
        },
    }
    path = pathlib.Path(__file__).parent.parent / "src/engine/training.golden.json"
    path.write_text(json.dumps(golden) + "\n")


main()
