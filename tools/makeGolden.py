#!/usr/bin/python3
"""Writes a golden file of the layout of src/conformance/golden.json with other values.

    /usr/bin/python3 tools/makeGolden.py SEED FILE.json

Needs PyTorch 1.13 and scikit-learn (Debian: python3-torch, python3-sklearn). Everything is drawn from
the seed: shapes, options, edge cases. Run the file with `npm run conformance -- FILE.json`.
"""
import json
import math
import os
import sys

import numpy
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden"))
import layers
import losses
import metrics
import optimizers
import schedules
import training
from draws import Draws

SECTIONS = {
    "losses": losses.cases,
    "schedules": schedules.cases,
    "optimizers": optimizers.cases,
    "optimizers_closed_loop": optimizers.closed_loop,
    "metrics_hard": metrics.hard,
    "metrics_prob": metrics.prob,
    "argmax_ties": metrics.ties,
    "batchnorm2d": layers.batch_norm,
    "dropout": layers.dropout,
    "init": layers.init,
    "grad_clip": training.clip,
    "grad_accum": training.accumulation,
    "best_checkpoint": training.best,
}


def plain(value):
    """Tensors and arrays as lists; NaN and the infinities as strings."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().tolist())
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(key): plain(it) for key, it in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(it) for it in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def main():
    seed, path = int(sys.argv[1]), sys.argv[2]
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    golden = {"meta": {"title": f"Variant {seed}", "generator": "tools/makeGolden.py", "seed": seed}}
    for index, (name, make) in enumerate(SECTIONS.items()):
        golden[name] = make(Draws(1000 * seed + index))
    with open(path, "w", encoding="utf8") as file:
        json.dump(plain(golden), file, allow_nan=False)


main()
