"""Clipping, accumulation, and which epoch is the best."""
import math

import torch
import torch.nn.functional as F
from torch import nn

import losses
import optimizers


def clip(draws):
    out = []
    for i in range(12):
        shapes = [[draws.integer(1, 4) for _ in range(draws.integer(1, 4))] for _ in range(draws.integer(1, 4))]
        grads = [draws.tensor(*shape, scale=draws.choice(0.0, 0.01, 1.0, 20.0)) for shape in shapes]
        if i == 0:
            grads[0].view(-1)[0] = float("nan")
        given = [it.clone() for it in grads]
        parameters = [nn.Parameter(torch.zeros_like(it)) for it in grads]
        for parameter, grad in zip(parameters, grads):
            parameter.grad = grad.clone()
        if i % 3 == 2:
            params, expected, op = {"clip_value": draws.choice(0.5, draws.number(0.001, 3))}, {}, "clip_grad_value_"
            nn.utils.clip_grad_value_(parameters, **params)
        else:
            params = {"max_norm": draws.choice(1.0, 100.0, draws.number(0.01, 10)),
                      "norm_type": draws.choice(2.0, 2.0, 1.0, math.inf, 3.0)}
            op, expected = "clip_grad_norm_", {"total_norm": nn.utils.clip_grad_norm_(parameters, **params)}
        out.append({"id": f"{op}/{i}", "op": op, "params": params, "inputs": {"grads": given},
                    "expected": {**expected, "grads": [it.grad for it in parameters]}, "provenance": "torch", "note": ""})
    return out


def sizes_of(draws, count):
    sizes = []
    while sum(sizes) < count:
        sizes.append(min(draws.integer(1, 4), count - sum(sizes)))
    return sizes


class Network:
    def __init__(self, draws):
        self.inputs, self.hidden, self.classes = draws.integer(2, 4), draws.integer(2, 5), draws.integer(2, 5)
        self.count = draws.integer(5, 11)
        self.init = {"W1": draws.tensor(self.hidden, self.inputs, scale=0.6), "b1": draws.tensor(self.hidden, scale=0.2),
                     "W2": draws.tensor(self.classes, self.hidden, scale=0.6), "b2": draws.tensor(self.classes, scale=0.2)}
        self.x, self.y = draws.tensor(self.count, self.inputs), draws.labels(self.count, self.classes)

    def parameters(self):
        return {name: it.clone().requires_grad_() for name, it in self.init.items()}

    def logits(self, p, x, norm=lambda hidden: hidden):
        return torch.tanh(norm(x @ p["W1"].T + p["b1"])) @ p["W2"].T + p["b2"]


def sum_and_weight(loss, logits, y):
    weight = None if loss["class_weight"] is None else torch.tensor(loss["class_weight"])
    if loss["fn"] == "focal_softmax":
        total = losses.focal(logits, y, weight, loss["gamma"], "sum")
    else:
        total = F.cross_entropy(logits, y, weight, reduction="sum", label_smoothing=loss["label_smoothing"])
    return total, float(len(y) if weight is None else weight[y].sum())


def grads_of(p):
    return {name: it.grad.clone() for name, it in p.items()}


def window(draws, net, i):
    fn = draws.choice("cross_entropy", "focal_softmax")
    loss = {"fn": fn, "gamma": draws.choice(0.0, 2.0, 0.5) if fn == "focal_softmax" else None,
            "label_smoothing": draws.choice(0.0, 0.1) if fn == "cross_entropy" else 0.0,
            "class_weight": draws.choice(None, [draws.number(0.1, 4) for _ in range(net.classes)])}
    name = draws.choice(*optimizers.NAMES)
    params, clip_norm = optimizers.options(draws, name), draws.choice(None, 0.05, 1.0)
    sizes = sizes_of(draws, net.count)
    p, micro, weight, start = net.parameters(), [], 0.0, 0
    for size in sizes:
        rows = slice(start, start + size)
        total, own = sum_and_weight(loss, net.logits(p, net.x[rows]), net.y[rows])
        total.backward()
        micro.append({"indices": list(range(start, start + size)), "n": size, "denom": own,
                      "sum_loss": total.detach(), "mean_loss": total.detach() / own})
        weight, start = weight + own, start + size
    for it in p.values():
        it.grad /= weight
    expected = {"full_grads": grads_of(p), "micro": micro, "total_denominator": weight,
                "correct_loss": sum(float(it["sum_loss"]) for it in micro) / weight}
    if clip_norm is not None:
        expected["total_norm_accumulated"] = nn.utils.clip_grad_norm_(list(p.values()), clip_norm)
    getattr(torch.optim, name)(list(p.values()), **params).step()
    expected["params_after_step_accumulated"] = {key: it.detach() for key, it in p.items()}
    return {"id": f"window_{i}_{name}_{fn}", "loss": loss, "optimizer": {"name": name, "params": params},
            "clip_norm": clip_norm, "micro_sizes": sizes, "expected": expected, "provenance": "torch", "note": ""}


def whole(draws, net):
    epsilon, p = draws.choice(1e-7, 1e-3), net.parameters()
    value = losses.soft_f1(net.logits(p, net.x), net.y, net.classes, epsilon)
    value.backward()
    return {"id": "soft_f1", "loss": {"fn": "soft_f1", "epsilon": epsilon}, "micro_sizes": sizes_of(draws, net.count),
            "expected": {"full_loss": value, "full_grads": grads_of(p)}, "provenance": "torch", "note": ""}


def with_norm(draws, net):
    def run(sizes):
        norm, p, states, start = nn.BatchNorm1d(net.hidden), net.parameters(), [], 0
        for size in sizes:
            logits = net.logits(p, net.x[start:start + size], norm)
            F.cross_entropy(logits, net.y[start:start + size], reduction="sum").backward()
            states.append({"running_mean": norm.running_mean.clone(), "running_var": norm.running_var.clone()})
            start += size
        for it in p.values():
            it.grad /= net.count
        return grads_of(p), states

    sizes = [2] * (net.count // 2)
    sizes[-1] += net.count % 2
    full, accumulated = run([net.count]), run(sizes)
    return {"id": "batchnorm_not_equivalent", "loss": {"fn": "cross_entropy"}, "micro_sizes": sizes,
            "expected": {"full": {"grads": full[0], **full[1][0]},
                         "accumulated": {"grads": accumulated[0], "after_each_micro": accumulated[1]}},
            "provenance": "torch", "note": ""}


def bookkeeping(draws):
    cases = []
    for _ in range(6):
        micro, accumulate = draws.integer(1, 40), draws.integer(1, 9)
        full, rest = divmod(micro, accumulate)
        cases.append({"micro_batches": micro, "accumulate": accumulate, "optimizer_steps_flush_last": full + (rest > 0),
                      "optimizer_steps_drop_last": full, "window_sizes": [accumulate] * full + [rest] * (rest > 0)})
    return {"note": "", "cases": cases}


def accumulation(draws):
    net = Network(draws)
    cases = [window(draws, net, i) for i in range(9)] + [whole(draws, net), with_norm(draws, net)]
    return {"model": "logits = W2 @ tanh(W1 @ x + b1) + b2; weights are [out,in]", "init": net.init,
            "inputs": {"x": net.x, "y": net.y}, "cases": cases, "window_bookkeeping": bookkeeping(draws)}


def best(draws):
    out = []
    for i in range(10):
        mode, delta, patience = draws.choice("min", "max"), draws.choice(0.0, 0.01), draws.choice(None, 1, 2, 5)
        metric = [float("nan") if draws.chance(0.15) else round(draws.number(0, 1), draws.choice(1, 2)) for _ in range(draws.integer(1, 15))]
        value, at, saved, bad, stopped = (math.inf if mode == "min" else -math.inf), None, [], 0, None
        for epoch, it in enumerate(metric):
            if it < value - delta if mode == "min" else it > value + delta:
                value, at, bad = it, epoch, 0
                saved.append(epoch)
            else:
                bad += 1
                if patience is not None and bad >= patience:
                    stopped = epoch
                    break
        out.append({"id": f"best/{i}", "mode": mode, "min_delta": delta, "patience": patience, "inputs": {"metric": metric},
                    "expected": {"best_epoch": at, "best": None if at is None else value, "save_epochs": saved, "stopped_after_epoch": stopped},
                    "provenance": "explicit rule", "note": ""})
    return out
