"""Classifies images with best.safetensors. Needs PyTorch 1.13 or later, numpy and Pillow.

    python predict.py cat.jpg dog.png                  a line an image: path, class, probability
    python predict.py --weights continued/best.safetensors cat.jpg
    python predict.py --check                          compares the examples with the answers of the app
"""

import argparse
import json
import pathlib

import torch

from checkpoint import read_safetensors
from model import Network, device_of
from predictions import print_predictions
from preprocess import load_image

HERE = pathlib.Path(__file__).parent
TOLERANCE = 1e-4


class Classifier:
    def __init__(self, weights, device):
        description = json.loads((HERE / "model.json").read_text(encoding="utf-8"))
        try:
            tensors, metadata = read_safetensors(pathlib.Path(weights).read_bytes())
        except OSError as error:
            raise SystemExit(f"{weights} was not read: {error.strerror}")
        preprocessing = json.loads(metadata["preprocessing"])
        self.classes = json.loads(metadata["classes"])
        self.size = preprocessing["imageSizePx"]
        self.mean = torch.tensor(preprocessing["mean"])[:, None, None]
        self.deviation = torch.tensor(preprocessing["standardDeviation"])[:, None, None]
        self.device = device
        self.network = Network(description["layers"])
        self.network.load_state_dict(tensors, strict=True)
        self.network.to(device).eval()

    def probabilities(self, path):
        image = (torch.from_numpy(load_image(path, self.size)) - self.mean) / self.deviation
        with torch.no_grad():
            logits = self.network(image[None].to(self.device))[0]
        return logits.double().softmax(0).cpu()


def check(classifier):
    examples = json.loads((HERE / "examples" / "answers.json").read_text(encoding="utf-8"))
    for example in examples:
        ours = classifier.probabilities(HERE / "examples" / example["fileName"])
        difference = (ours - torch.tensor(example["probabilities"], dtype=ours.dtype)).abs().max().item()
        if not difference <= TOLERANCE:
            raise SystemExit(f"{example['fileName']} differs by {difference}.")
    print(f"{len(examples)} examples agree with the app to {TOLERANCE}.")


def main():
    parser = argparse.ArgumentParser(description="Classifies images.")
    parser.add_argument("paths", nargs="*", help="images")
    parser.add_argument("--weights", default=HERE / "best.safetensors")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda …")
    parser.add_argument("--check", action="store_true", help="compares the examples")
    arguments = parser.parse_args()
    classifier = Classifier(arguments.weights, device_of(arguments.device))
    if arguments.check:
        check(classifier)
    raise SystemExit(print_predictions(arguments.paths, classifier.classes, classifier.probabilities))


if __name__ == "__main__":
    main()
