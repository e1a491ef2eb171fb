"""Goes on with the run of checkpoint.zip where the tab left it. Needs PyTorch 1.13 or later, numpy, Pillow.

    python train.py --data path/to/images                         one process
    torchrun --standalone --nproc_per_node=2 train.py --data …    two processes on one machine

Same split, batches in the same order, augmentation, dropout masks, loss, schedule, optimizer and
average of the weights; README.md says what is not the same. However many processes there are, a step
is the tab's step: each takes its share of every micro-batch. It may be stopped and started again: what
--out holds is gone on with.
"""

import argparse
import math
import time
from contextlib import nullcontext

import torch

from batches import epoch_order
from optimizers import set_rate
from results import end_epoch, save
from run import Run

NOTICE = """The tab's run goes on: its split, order of batches, augmentation, dropout masks, loss, schedule,
optimizer and average. Not the same: float32 sums are added in another order, so that numbers drift apart
by rounding; the decoders of JPEG and WebP images; the last digit of sines and logarithms in augmentation."""


def parse_arguments():
    parser = argparse.ArgumentParser(description="Goes on with the run that the tab handed over.")
    parser.add_argument("--data", required=True, help="the folder of images that the run was started on")
    parser.add_argument("--out", default="continued", help="where checkpoint, weights and history go")
    parser.add_argument("--epochs", type=int, help="train to this epoch instead of the run's own last")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda …")
    parser.add_argument("--cache", help="a folder for the decoded images; by default the system's own")
    return parser.parse_args()


def train_step(run, order):
    """One optimizer step, as in the tab. Returns our part of its loss, and its denominator."""
    progress, training, processes = run.progress, run.config["training"], run.processes
    epoch = progress["epoch"]
    window = run.batches.window(order, epoch, progress["stepInEpoch"])
    is_per_image = run.loss.is_per_image
    denominator = sum(run.loss.denominator(it.targets) for it in window) if is_per_image else 1.0
    # DistributedDataParallel takes the mean over processes; a loss per image is their sum.
    factor = (processes.count if is_per_image else 1) / denominator
    step_loss = torch.zeros((), dtype=torch.float64, device=run.device)
    run.network.train()
    run.optimizer.zero_grad(set_to_none=True)
    for micro in window:
        begin, end = processes.share(len(micro.images))
        images = run.batches.train_images(micro, begin, end, epoch, run.device)
        is_last = micro is window[-1]
        with nullcontext() if is_last or processes.count == 1 else run.wrapped.no_sync():
            logits = run.wrapped(images, micro.dropout_key, begin)
            loss = run.loss.of(logits, micro.targets.rows(begin, end))
            (loss * factor).backward()
        step_loss += loss.detach().double() / (1 if is_per_image else processes.count)
    rate = run.schedule(epoch, progress["step"], progress["history"])
    set_rate(run.optimizer, *rate)
    learning = [parameter for parameter in run.network.parameters() if parameter.grad is not None]
    if training["clipNorm"] is not None:
        torch.nn.utils.clip_grad_norm_(learning, training["clipNorm"])
    if training["clipValue"] is not None:
        torch.nn.utils.clip_grad_value_(learning, training["clipValue"])
    run.optimizer.step()
    for name, parameter in run.network.named_parameters():
        if parameter.grad is not None:
            run.steps[name] = run.steps.get(name, 0) + 1
    run.move_average()
    return step_loss, denominator


def train_epoch(run):
    """The steps that are left of the epoch. Returns its mean loss."""
    progress, processes = run.progress, run.processes
    train = run.images.of("train")
    data, seed = run.config["data"], run.config["seed"]
    order = epoch_order(train, run.images.labels, data["sampler"], seed, progress["epoch"])
    run.freeze(progress["epoch"])
    started = time.perf_counter()
    while progress["stepInEpoch"] < run.recipe["stepsPerEpoch"]:
        loss, denominator = train_step(run, order)
        run.loss_sum += loss
        progress["stepInEpoch"] += 1
        progress["step"] += 1
        progress["lossWeight"] += denominator
        if not run.has_stepped:
            run.has_stepped = True
            value = processes.sum(loss.item()) / denominator
            if processes.is_first:
                print(f"Step {progress['step']}: loss {value:.7f}", flush=True)
    progress["seconds"] += time.perf_counter() - started
    total = processes.sum(run.loss_sum.item()) + run.checkpoint.manifest["lossSum"]
    return total / progress["lossWeight"]


def is_stalled(run):
    patience, best = run.config["training"]["earlyStoppingPatience"], run.progress["best"]
    return patience is not None and run.progress["epoch"] - (best["epoch"] if best else 0) >= patience


def main():
    run = Run(parse_arguments())
    progress, is_first = run.progress, run.processes.is_first
    if is_first:
        print(NOTICE)
        print(f"{run.processes.count} processes on {run.device.type}, from step {progress['step']}.", flush=True)
    while progress["epoch"] < run.epochs and not is_stalled(run):
        train_loss = train_epoch(run)
        if not math.isfinite(train_loss):
            raise SystemExit("The loss is no longer a number. What was saved last is still there.")
        record = end_epoch(run, train_loss)
        if is_first:
            save(run)
            scores = "" if record["macroF1"] is None else f", macro-F1 {record['macroF1']:.4f}"
            print(f"Epoch {record['epoch']} of {run.epochs}: loss {train_loss:.4f}{scores}", flush=True)
    if is_first:
        print(f"Done: {progress['epoch']} epochs. Results are in {run.out}.")
    run.processes.end()


if __name__ == "__main__":
    main()
