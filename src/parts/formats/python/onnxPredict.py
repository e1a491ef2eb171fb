"""Classifies images with model.onnx. Needs: pip install onnxruntime numpy pillow

    python predict.py cat.jpg dog.png     a line an image: path, class, probability
    python predict.py --check             compares the examples with the answers of the app
"""

import json
import sys
from pathlib import Path

import numpy
import onnxruntime
from predictions import print_predictions
from preprocess import load_image

HERE = Path(__file__).parent
TOLERANCE = 1e-4
session = onnxruntime.InferenceSession(str(HERE / "model.onnx"), providers=["CPUExecutionProvider"])
metadata = session.get_modelmeta().custom_metadata_map
classes = json.loads(metadata["classes"])
size = json.loads(metadata["preprocessing"])["imageSizePx"]


def probabilities_of(path):
    images = load_image(path, size)[None]
    return session.run(["probabilities"], {"images": images})[0][0]


def check():
    examples = json.loads((HERE / "examples" / "answers.json").read_text())
    for example in examples:
        ours = probabilities_of(HERE / "examples" / example["fileName"])
        difference = numpy.abs(ours - example["probabilities"]).max()
        if not difference <= TOLERANCE:
            sys.exit(f"{example['fileName']} differs by {difference}.")
    print(f"{len(examples)} examples agree with the app to {TOLERANCE}.")


if sys.argv[1:] == ["--check"]:
    check()
elif not sys.argv[1:]:
    sys.exit(__doc__)
else:
    sys.exit(print_predictions(sys.argv[1:], classes, probabilities_of))
