"""The Python half of tools/parity.ts: trains each planned run in PyTorch, as one would write it there."""

import copy
import json
import os
import pathlib
import sys

import numpy as np
import torch

from counterRandom import random_key
from safetensorsFile import read_safetensors
from torchRecipe import CounterDropout, make_loss, make_model, make_optimizer, make_schedule


def main():
    torch.set_num_threads(os.cpu_count() or 1)
    folder = pathlib.Path(sys.argv[1])
    runs = json.loads((folder / "plan.json").read_text())
    for index, run in enumerate(runs):
        result = train(run, folder, torch.float32)
        result["inDouble"] = train(run, folder, torch.float64)["losses"] if run["inDouble"] else []
        (folder / f"torch-{index}.json").write_text(json.dumps(result))
    print(torch.__version__)


def train(run, folder, dtype):
    config, training = run["config"], run["config"]["training"]
    images, labels = load_images(run, folder, dtype)
    model = make_model(config["model"], run["classes"], run["dropouts"])
    model.load_state_dict(read_safetensors(folder / run["weights"]), strict=True)
    model.to(dtype)
    average = copy.deepcopy(model) if training["emaDecay"] else None
    weights = class_weights(config, labels[run["train"]], run["classes"], dtype)
    loss_of = make_loss(config["loss"], weights)
    optimizer = make_optimizer(config["optimizer"], training, model)
    window = training["batchSize"] * training["accumulationSteps"]
    steps = -(-len(run["train"]) // window)
    scheduler, is_per_step = make_schedule(config["schedule"], optimizer, training["epochs"], steps)

    losses, epochs = [], []
    for epoch, order in enumerate(run["orders"]):
        for start in range(0, len(order), window):
            places = order[start : start + window]
            denominator = denominator_of(labels[places], weights)
            model.train()
            optimizer.zero_grad()
            total = 0.0
            for at in range(0, len(places), training["batchSize"]):
                batch = places[at : at + training["batchSize"]]
                key = random_key(config["seed"], "dropout", epoch, start + at)
                for module in model.modules():
                    if isinstance(module, CounterDropout):
                        module.key = key
                loss = loss_of(model(images[batch]), labels[batch]) / denominator
                loss.backward()
                total += loss.item()
            if training["clipNorm"]:
                torch.nn.utils.clip_grad_norm_(model.parameters(), training["clipNorm"])
            if training["clipValue"]:
                torch.nn.utils.clip_grad_value_(model.parameters(), training["clipValue"])
            optimizer.step()
            if average:
                follow(average, model, training["emaDecay"])
            # OneCycleLR may not be asked for the step after the last.
            if is_per_step and len(losses) + 1 < steps * training["epochs"]:
                scheduler.step()
            losses.append(total)
        if not is_per_step:
            scheduler.step()
        epochs.append(evaluate(average or model, images, labels, run["validation"], loss_of, weights))
    return {"losses": losses, "epochs": epochs}


def load_images(run, folder, dtype):
    """All images, normalised by mean and deviation of the training images' pixels; labels."""
    size = run["imageSizePx"]
    pixels = np.fromfile(folder / run["images"], np.uint8).reshape(-1, size, size, 3) / 255
    of_training = pixels[run["train"]]
    mean, deviation = of_training.mean((0, 1, 2)), of_training.std((0, 1, 2))
    images = torch.from_numpy((pixels - mean) / deviation).to(dtype)
    return images.permute(0, 3, 1, 2).contiguous(), torch.tensor(run["labels"])


def class_weights(config, labels, classes, dtype):
    if config["data"]["classWeights"] == "none":
        return None
    return (len(labels) / (classes * torch.bincount(labels, minlength=classes))).to(dtype)


def denominator_of(labels, weights):
    return len(labels) if weights is None else weights[labels].sum().item()


@torch.no_grad()
def follow(average, model, decay):
    for kept, new in zip(average.state_dict().values(), model.state_dict().values()):
        if kept.is_floating_point():
            kept.mul_(decay).add_(new, alpha=1 - decay)
        else:
            kept.copy_(new)


@torch.no_grad()
def evaluate(model, images, labels, places, loss_of, weights):
    model.eval()
    logits = torch.cat([model(images[places[at : at + 250]]) for at in range(0, len(places), 250)])
    truth, said = labels[places], logits.argmax(1)
    f1 = []
    for label in range(logits.shape[1]):
        hits = ((truth == label) & (said == label)).sum().item()
        both = (truth == label).sum().item() + (said == label).sum().item()
        f1.append(2 * hits / both if both else 0.0)
    loss = loss_of(logits, truth).item() / denominator_of(truth, weights)
    return {"valLoss": loss, "macroF1": sum(f1) / len(f1)}


main()
