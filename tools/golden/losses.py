"""Losses with gradients."""
import torch
import torch.nn.functional as F

from draws import float32_error


def focal(logits, target, weight, gamma, reduction):
    log_p = F.log_softmax(logits, 1)
    return F.nll_loss((1 - log_p.exp()) ** gamma * log_p, target, weight, reduction=reduction)


def focal_mean_n(logits, target, weight, gamma):
    return focal(logits, target, weight, gamma, "sum") / len(target)


def sigmoid_focal(logits, target, alpha, gamma, reduction):
    p = torch.sigmoid(logits)
    ce = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    loss = ce * (1 - (p * target + (1 - p) * (1 - target))) ** gamma
    if alpha >= 0:
        loss = (alpha * target + (1 - alpha) * (1 - target)) * loss
    return loss.mean() if reduction == "mean" else loss.sum() if reduction == "sum" else loss


def soft_f1(logits, target, classes, epsilon):
    truth = F.one_hot(target, classes).to(logits.dtype)
    p = F.softmax(logits, 1)
    tp, fp, fn = (truth * p).sum(0), ((1 - truth) * p).sum(0), (truth * (1 - p)).sum(0)
    precision, recall = tp / (tp + fp + epsilon), tp / (tp + fn + epsilon)
    f1 = 2 * precision * recall / (precision + recall + epsilon)
    return 1 - f1.clamp(min=epsilon, max=1 - epsilon).mean()


def spread_smoothing(logits, target, classes, smoothing):
    truth = torch.full_like(logits, smoothing / (classes - 1))
    truth.scatter_(1, target.unsqueeze(1), 1 - smoothing)
    return (-truth * F.log_softmax(logits, 1)).sum(1).mean()


def case(name, fn, params, kind, run, logits, target, weight=None):
    def results(logits, weight):
        x = logits.clone().requires_grad_()
        value = run(x, weight)
        value.sum().backward()
        return value.detach(), x.grad

    value, grad = results(logits, weight)
    errors = float32_error(results, logits, weight)
    shown = target if isinstance(target, dict) else target
    return {
        "id": name, "fn": fn, "params": params,
        "inputs": {"logits": logits, "target": shown, "target_kind": kind, "class_weight": weight},
        "expected": {"value": value, "grad_logits": grad},
        "torch_float32_max_abs_err": {"value": errors[0], "grad": errors[1]},
        "provenance": "torch", "note": "",
    }


def cases(draws):
    out = []
    for i in range(14):
        count, classes = draws.integer(1, 17), draws.integer(2, 20)
        logits = draws.tensor(count, classes, scale=draws.choice(0.1, 2.0, 20.0))
        if draws.chance(0.1):
            logits = torch.round(logits)
        weight = draws.tensor(classes).abs() + 0.01 if draws.chance() else None
        if weight is not None and draws.chance(0.3):
            weight[draws.integer(0, classes - 1)] = 0.0
        out += of_logits(draws, f"{i}/{count}x{classes}", logits, weight)
    return out


def of_logits(draws, name, logits, weight):
    count, classes = logits.shape
    target = draws.labels(count, classes)
    reduction = draws.choice("mean", "sum", "none")
    smoothing = draws.choice(0.0, 0.1, 1.0, draws.number(0, 1))
    ignored = draws.choice(-100, -1, draws.integer(0, classes - 1), 255)
    some = target.clone()
    some[torch.tensor(draws.random.uniform(size=count) < 0.3)] = ignored
    out = []

    def add(kind_name, fn, params, kind, run, target, weight=weight):
        out.append(case(f"{kind_name}/{name}", fn, params, kind, run, logits, target, weight))

    ce = {"reduction": reduction, "label_smoothing": smoothing}
    add("ce", "cross_entropy", {**ce, "ignore_index": ignored}, "index", lambda x, w: F.cross_entropy(
        x, some, w, ignore_index=ignored, reduction=reduction, label_smoothing=smoothing), some)
    prob = draws.probabilities(count, classes)
    if draws.chance(0.3):
        prob = F.one_hot(target, classes).double()
    add("ce_prob", "cross_entropy_prob_target", ce, "prob", lambda x, w: F.cross_entropy(
        x, prob.to(x.dtype), w, reduction=reduction, label_smoothing=smoothing), prob)
    other, lam = draws.labels(count, classes), draws.choice(0.0, 1.0, draws.number(0, 1))
    add("mixup", "mixup_cross_entropy", {**ce, "reduction": "mean"}, "mixup", lambda x, w:
        lam * F.cross_entropy(x, target, w, label_smoothing=smoothing)
        + (1 - lam) * F.cross_entropy(x, other, w, label_smoothing=smoothing),
        {"a": target, "b": other, "lam": lam})
    gamma = draws.choice(0.0, 1.0, 2.0, 5.0, draws.number(0.05, 0.95))
    add("focal", "focal_softmax", {"gamma": gamma, "reduction": reduction}, "index",
        lambda x, w: focal(x, target, w, gamma, reduction), target)
    add("focal_n", "focal_softmax_mean_n", {"gamma": gamma}, "index",
        lambda x, w: focal_mean_n(x, target, w, gamma), target)
    alpha = draws.choice(-1.0, 0.25, 0.0, 1.0, draws.number(0, 1))
    hot = draws.choice(F.one_hot(target, classes).double(), prob,
                       torch.tensor(draws.random.randint(0, 2, (count, classes)).astype(float)))
    add("focal_sigmoid", "focal_sigmoid", {"alpha": alpha, "gamma": gamma, "reduction": reduction},
        "prob", lambda x, w: sigmoid_focal(x, hot.to(x.dtype), alpha, gamma, reduction), hot, None)
    add("bce", "bce_with_logits", {"reduction": reduction}, "prob", lambda x, w:
        F.binary_cross_entropy_with_logits(x, hot.to(x.dtype), pos_weight=w, reduction=reduction), hot)
    epsilon = draws.choice(1e-7, 1e-3, 1e-2)
    f1 = {"classes": classes, "epsilon": epsilon}
    add("soft_f1", "soft_f1", f1, "index", lambda x, w: soft_f1(x, target, classes, epsilon), target, None)
    a, b = draws.number(0, 2), draws.number(0, 2)
    add("ce_f1", "ce_plus_soft_f1", {**f1, "ce": a, "f1": b}, "index", lambda x, w:
        a * F.cross_entropy(x, target) + b * soft_f1(x, target, classes, epsilon), target, None)
    add("boostcamp", "boostcamp_label_smoothing", {"classes": classes, "smoothing": smoothing},
        "index", lambda x, w: spread_smoothing(x, target, classes, smoothing), target, None)
    return out
