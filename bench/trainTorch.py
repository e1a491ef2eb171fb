"""PyTorch under measurement: the model of a JSON layer list, one training step at a time.

Reads one JSON object a line and answers with one each: {"prepare": {"model", "batch", "device"}},
{"measure": steps}, {"peak": true}; ends with its input.
"""

import json
import os
import resource
import sys
import time

import torch
from torch import nn


class Layers(nn.Module):
    """The layer list, run in its order; `inputs` name earlier layers."""

    def __init__(self, layers):
        super().__init__()
        self.layers = layers
        self.parts = nn.ModuleList([part(layer) for layer in layers])

    def forward(self, images):
        outputs = {"input": images}
        for layer, run in zip(self.layers, self.parts):
            outputs[layer["name"]] = run(*(outputs[name] for name in layer["inputs"]))
        return outputs[self.layers[-1]["name"]]


class Add(nn.Module):
    def forward(self, left, right):
        return left + right


class GlobalAveragePool(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def part(layer):
    op = layer["op"]
    if op == "conv2d":
        return nn.Conv2d(
            layer["inChannels"],
            layer["outChannels"],
            layer["kernelPx"],
            layer["stridePx"],
            layer["paddingPx"],
            groups=layer["groups"],
            bias=layer["hasBias"],
        )
    if op == "batchNorm":
        return nn.BatchNorm2d(layer["channels"], layer["epsilon"], layer["momentum"])
    if op == "activation":
        return {"relu": nn.ReLU, "relu6": nn.ReLU6}[layer["kind"]]()
    if op == "maxPool":
        return nn.MaxPool2d(layer["kernelPx"], layer["stridePx"], layer["paddingPx"])
    if op == "globalAveragePool":
        return GlobalAveragePool()
    if op == "linear":
        return nn.Linear(layer["inFeatures"], layer["outFeatures"])
    if op == "add":
        return Add()
    raise ValueError(f'The comparison has no layer "{op}" for PyTorch.')


class Stepper:
    def __init__(self, model, batch, device):
        self.device = device
        self.before = resident_bytes()
        self.network = Layers(model["layers"]).to(device).train()
        size = model["imageSizePx"]
        self.images = torch.rand(batch, model["channels"], size, size, device=device) * 4 - 2
        self.labels = torch.arange(batch, device=device) % model["classCount"]
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=1e-3)

    def step(self):
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.network(self.images), self.labels)
        loss.backward()
        self.optimizer.step()

    def finish(self):
        if self.device == "cuda":
            torch.cuda.synchronize()

    def measure(self, steps):
        start, busy = time.perf_counter(), time.thread_time()
        for _ in range(steps):
            self.step()
        busy = time.thread_time() - busy
        self.finish()
        ms = 1000 * (time.perf_counter() - start)
        return {"steps": steps, "ms": ms, "busyMs": 1000 * busy}

    def peak(self):
        if self.device == "cuda":
            return torch.cuda.max_memory_allocated()
        return max(0, 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.before)


def resident_bytes():
    """What Python and PyTorch hold by themselves."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def peak_gflops(device):
    """A square matrix product, the best of five."""
    size = 8192 if device == "cuda" else 1024
    a, b = torch.rand(size, size, device=device), torch.rand(size, size, device=device)
    best = float("inf")
    for _ in range(6):
        start = time.perf_counter()
        torch.mm(a, b)
        if device == "cuda":
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best / 1e9


def main():
    # Some builds begin with fewer threads than there are cores.
    torch.set_num_threads(os.cpu_count() or 1)
    stepper = None
    answer = sys.stdout
    # Whatever a library prints must not stand between the answers.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if "describe" in asked:
                cuda = torch.cuda.is_available()
                name = torch.cuda.get_device_name() if cuda else None
                said = {"version": torch.__version__, "threads": torch.get_num_threads(), "gpu": name}
            elif "gflops" in asked:
                said = peak_gflops(asked["gflops"])
            elif "prepare" in asked:
                stepper = Stepper(**asked["prepare"])
                said = {"firstStepMs": stepper.measure(1)["ms"], "dispatches": None}
            elif "measure" in asked:
                said = stepper.measure(asked["measure"])
            else:
                said = stepper.peak()
            result = {"ok": said}
        except Exception as error:  # told to whoever asked
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), file=answer, flush=True)
    os._exit(0)


main()
