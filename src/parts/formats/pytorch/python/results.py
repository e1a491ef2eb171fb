"""The end of an epoch: validation, the best weights, and the files that are left."""

import json

import torch

from checkpoint import read_safetensors, write_checkpoint, write_file, write_safetensors
from losses import Targets
from metrics import accuracy, confusion_of, f1_per_class, is_better, value_of
from optimizers import saved_state
from run import HERE

METRICS = ("epoch", "trainLoss", "valLoss", "accuracy", "macroF1", "perClassF1")


def evaluate(run):
    """Validation loss and confusion, of the average where one is kept; (None, None) without images."""
    indices = run.images.of("validation")
    if len(indices) == 0:
        return None, None
    weights = {name: values.clone() for name, values in run.network.state_dict().items()}
    if run.average is not None:
        run.network.load_state_dict(run.average)
    run.network.eval()
    own = indices[slice(*run.processes.share(len(indices)))]
    size, classes = run.config["training"]["batchSize"], len(run.images.classes)
    logits = [torch.zeros(0, classes, device=run.device)]
    with torch.no_grad():
        for begin in range(0, len(own), size):
            logits.append(run.network(run.batches.plain_images(own[begin : begin + size], run.device)))
        logits = torch.cat(logits).double()
        loss = run.loss.of(logits, Targets(run.images.labels[own])).item()
    run.network.load_state_dict(weights)
    if run.loss.is_per_image:
        loss = run.processes.sum(loss) / run.loss.denominator(Targets(run.images.labels[indices]))
    counts = confusion_of(logits.cpu().numpy(), run.images.labels[own], classes)
    return loss, sum(run.processes.gather(counts))


def end_epoch(run, train_loss):
    """Adds the epoch to the history; keeps its weights where they are the best."""
    progress, models = run.progress, run.checkpoint.models
    loss, confusion = evaluate(run)
    has_scores = confusion is not None
    rate, _ = run.schedule(progress["epoch"], progress["step"] - 1, progress["history"])
    record = {
        "epoch": progress["epoch"] + 1,
        "trainLoss": train_loss,
        "valLoss": loss,
        "accuracy": float(accuracy(confusion)) if has_scores else None,
        "macroF1": float(f1_per_class(confusion).mean()) if has_scores else None,
        "perClassF1": f1_per_class(confusion).tolist() if has_scores else None,
        "learningRate": rate,
        "seconds": progress["seconds"],
        "imagesPerSecond": len(run.images.of("train")) / progress["seconds"],
    }
    weights = {name: values.cpu().clone() for name, values in run.network.state_dict().items()}
    average = run.average and {name: values.cpu().clone() for name, values in run.average.items()}
    models.update(model=weights, average=average)
    best_by = run.config["training"]["bestBy"]
    if has_scores and is_better(best_by, record, progress["best"]):
        value = value_of(best_by, record)
        progress["best"] = {"epoch": record["epoch"], "metric": best_by, "value": value}
        progress["bestConfusion"] = confusion.tolist()
        models.update(best=average or weights, bestRaw=average and weights)
    run.checkpoint.manifest["lossSum"] = 0
    run.loss_sum.zero_()
    progress["history"].append(record)
    progress.update(epoch=record["epoch"], stepInEpoch=0, lossWeight=0, seconds=0)
    return record


def save(run):
    """checkpoint.zip, which the tab opens too, best.safetensors and history.json."""
    run.out.mkdir(parents=True, exist_ok=True)
    run.checkpoint.optimizer = saved_state(run.network, run.optimizer, run.steps)
    write_checkpoint(run.out / "checkpoint.zip", run.checkpoint)
    _, metadata = read_safetensors((HERE / "best.safetensors").read_bytes())
    models, best = run.checkpoint.models, run.progress["best"]
    epochs = run.progress["history"]
    measured = next((it for it in epochs if best and it["epoch"] == best["epoch"]), epochs[-1])
    metadata["best"] = json.dumps(best)
    metadata["metrics"] = json.dumps({name: measured[name] for name in METRICS})
    weights = models["best"] or models["average"] or models["model"]
    write_file(run.out / "best.safetensors", write_safetensors(weights, metadata))
    manifest, progress = run.checkpoint.manifest, run.progress
    history = {
        "device": manifest["run"]["device"],
        "classes": run.images.classes,
        "epochs": progress["history"],
        "best": progress["best"],
        "confusion": progress["bestConfusion"],
    }
    write_file(run.out / "history.json", json.dumps(history, indent=2).encode())
