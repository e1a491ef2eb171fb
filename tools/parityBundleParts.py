"""The Python half of tools/parityBundleParts.ts: prints the largest differences as JSON."""

import json
import math
import pathlib
import sys

import torch

plan = json.loads(pathlib.Path(sys.argv[1]).read_text())
sys.dont_write_bytecode = True
sys.path.insert(0, plan["programs"])
from optimizers import make_optimizer  # noqa: E402
from schedules import make_schedule  # noqa: E402


def apart(ours, theirs):
    if ours is None or theirs is None:
        return 0 if ours is theirs else math.inf
    return abs(ours - theirs)


def schedule_difference(case):
    rate = make_schedule(case["config"], plan["base"], plan["epochs"], plan["stepsPerEpoch"])
    worst = 0
    for step, theirs in enumerate(case["rates"]):
        epoch = step // plan["stepsPerEpoch"]
        ours = rate(epoch, step, plan["history"][:epoch])
        worst = max(worst, *map(apart, ours, theirs))
    return worst


def optimizer_difference(case):
    tensor = lambda values: torch.tensor(values, dtype=torch.float64)
    before = case["handedOver"]
    module = torch.nn.Module()
    module.weight = torch.nn.Parameter(tensor(before["parameter"]))
    slots = {name: tensor(values) for name, values in before["slots"].items()}
    optimizer = make_optimizer(
        case["config"],
        module,
        {"weight": {"rateFactor": 1, "hasDecay": True}},
        {"weight": {"step": before["step"], "slots": slots}},
    )
    worst = 0
    for step, theirs in enumerate(case["after"], before["step"] + 1):
        module.weight.grad = tensor([math.sin(1.3 * step) + 0.1])
        optimizer.step()
        worst = max(worst, apart(module.weight.item(), theirs))
    return worst


print(
    json.dumps(
        {
            "schedules": max(map(schedule_difference, plan["schedules"])),
            "optimizers": max(map(optimizer_difference, plan["optimizers"])),
        }
    )
)
