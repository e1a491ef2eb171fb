"""What both programs that classify image files print."""

import sys

from preprocess import UnreadableImage


def print_predictions(paths, classes, probabilities_of):
    """A line an image. Of one that can't be read it says why, and goes on; returns the exit code."""
    code = 0
    for path in paths:
        try:
            probabilities = probabilities_of(path)
        except UnreadableImage as error:
            print(error, file=sys.stderr)
            code = 1
            continue
        best = int(probabilities.argmax())
        print(f"{path}\t{classes[best]}\t{probabilities[best]:.4f}", flush=True)
    return code
