"""Accuracy and F1 from a confusion matrix [truth][prediction], as scikit-learn with zero_division=0."""

import numpy

BETTER_LOW = {"validationLoss"}


def confusion_of(logits, labels, classes):
    counts = numpy.zeros((classes, classes), dtype=numpy.int64)
    numpy.add.at(counts, (labels, logits.argmax(1)), 1)
    return counts


def accuracy(confusion):
    return confusion.trace() / max(1, confusion.sum())


def f1_per_class(confusion):
    """0 for a class that no image has and none is taken for."""
    return 2 * confusion.diagonal() / numpy.maximum(1, confusion.sum(0) + confusion.sum(1))


def value_of(metric, record):
    return record[{"validationLoss": "valLoss", "accuracy": "accuracy", "macroF1": "macroF1"}[metric]]


def is_better(metric, record, best):
    if best is None:
        return True
    value = value_of(metric, record)
    return value < best["value"] if metric in BETTER_LOW else value > best["value"]
