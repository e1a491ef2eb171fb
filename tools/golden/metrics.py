"""Scores of predictions, from scikit-learn; calibration as torchmetrics and Guo et al. bin it."""
import warnings

import numpy
import torch
import torch.nn.functional as F
from sklearn import metrics as sk

warnings.filterwarnings("ignore")


def hard(draws):
    out = []
    for i in range(16):
        classes, count = draws.integer(2, 20), draws.choice(1, 2, draws.integer(3, 60), 200)
        present = draws.random.choice(classes, draws.integer(1, classes), replace=False)
        truth = draws.random.choice(present, count)
        guess = draws.random.choice(draws.choice(present, numpy.arange(classes), present[:1]), count)
        share = draws.choice(0.0, 0.5, 0.9, 1.0)
        predicted = numpy.where(draws.random.uniform(size=count) < share, truth, guess)
        out.append(hard_case(f"{i}/K={classes}/n={count}", truth, predicted, classes))
    return out


def averages(truth, predicted, labels, average, zero=0):
    p, r, f, s = sk.precision_recall_fscore_support(truth, predicted, labels=labels, average=average, zero_division=zero)
    return {"precision": p, "recall": r, "f1": f, "support": s}


def hard_case(name, truth, predicted, classes):
    labels = list(range(classes))
    each = averages(truth, predicted, labels, None)
    one = averages(truth, predicted, labels, None, 1)
    mean = {it: {k: v for k, v in averages(truth, predicted, labels, it).items() if k != "support"}
            for it in ("macro", "weighted", "micro")}
    p, r = mean["macro"]["precision"], mean["macro"]["recall"]
    matrix = lambda how=None: sk.confusion_matrix(truth, predicted, labels=labels, normalize=how)
    present = sk.f1_score(truth, predicted, average="macro", zero_division=0)
    return {
        "id": name, "num_classes": classes,
        "inputs": {"y_true": truth, "y_pred": predicted, "batches": None},
        "expected": {
            "confusion": matrix(), "accuracy": float(sk.accuracy_score(truth, predicted)), **each, **mean,
            "macro_f1_sklearn_default_labels": present, "macro_f1_torchmetrics_rule": present,
            "macro_f1_of_macro_pr": 2 * p * r / (p + r) if p + r else 0.0,
            "balanced_accuracy": sk.balanced_accuracy_score(truth, predicted),
            "cohen_kappa": sk.cohen_kappa_score(truth, predicted, labels=labels if classes > 1 else None),
            "mcc": sk.matthews_corrcoef(truth, predicted),
            "zero_division_1_sklearn_1_2": {**{k: v for k, v in one.items() if k != "support"},
                                            "macro_f1": float(numpy.mean(one["f1"]))},
            "confusion_normalized_true": matrix("true"), "confusion_normalized_pred": matrix("pred"),
        },
        "provenance": "scikit-learn", "note": "",
    }


def prob(draws):
    out = []
    for i in range(8):
        classes, count, bins = draws.integer(2, 20), draws.integer(1, 40), draws.choice(5, 10, 15, draws.integer(1, 30))
        logits = draws.tensor(count, classes, scale=draws.choice(0.0, 1.0, 3.0, 300.0))
        out.append(prob_case(f"{i}/{count}x{classes}/{bins}", logits, draws.labels(count, classes), bins))
    return out


def binned(confidence, right, bins, closed):
    edges = numpy.linspace(0, 1, bins + 1)
    index = numpy.searchsorted(edges, confidence, side="right" if closed == "left" else "left") - 1
    if closed == "right":
        index = numpy.maximum(index, 0)
    rows = [[int(b), int((index == b).sum()), right[index == b].mean(), confidence[index == b].mean()]
            for b in sorted(set(index))]
    gaps = numpy.array([abs(row[2] - row[3]) for row in rows])
    share = numpy.array([row[1] for row in rows]) / len(confidence)
    return rows, {"l1": float((share * gaps).sum()), "l2": float(numpy.sqrt((share * gaps**2).sum())), "max": gaps.max()}


def prob_case(name, logits, truth, bins):
    p = F.softmax(logits, 1)
    confidence, predicted = p.max(1).values.numpy(), numpy.argmax(p.numpy(), 1)
    right = (predicted == truth.numpy()).astype(float)
    left, left_errors = binned(confidence, right, bins, "left")
    closed, right_errors = binned(confidence, right, bins, "right")
    order = numpy.argsort(-p.numpy(), axis=1, kind="stable")
    ks = [k for k in (1, 2, 3, 5) if k < logits.shape[1]]
    return {
        "id": name, "n_bins": bins, "inputs": {"logits": logits, "y_true": truth},
        "expected": {
            "softmax": p, "confidence": confidence, "y_pred": predicted, "nll": F.cross_entropy(logits, truth),
            "brier_sum_over_classes": float(((p - F.one_hot(truth, logits.shape[1])) ** 2).sum(1).mean()),
            "ece_left_closed_torchmetrics": left_errors, "bins_left_closed": left,
            "ece_right_closed_guo": right_errors, "bins_right_closed": closed,
            "topk": {str(k): float((order[:, :k] == truth.numpy()[:, None]).any(1).mean()) for k in ks},
        },
        "provenance": "torch and formulas", "note": "",
    }


def ties(draws):
    cases = []
    for _ in range(8):
        logits = torch.tensor(draws.random.randint(-1, 2, (draws.integer(1, 5), draws.integer(2, 20))).astype(float))
        cases.append({"logits": logits, "expected": numpy.argmax(logits.numpy(), 1)})
    return {"note": "", "cases": cases}
