"""The Python half of tools/parityModels.parity.ts: loads the product's weight files strictly, and writes PyTorch's own."""

import json
import pathlib
import sys

import torch

from counterWeights import images
from safetensorsFile import read_safetensors, write_safetensors
from torchModels import build


def logits_of(model, batch):
    with torch.no_grad():
        return model.eval()(batch).flatten().tolist()


folder = pathlib.Path(sys.argv[1])
plan = json.loads((folder / "plan.json").read_text())
batch = images(plan["images"], plan["imageSizePx"])
torch.manual_seed(2)
results = []
for index, config in enumerate(plan["configs"]):
    model = build(config, plan["classes"])
    model.load_state_dict(read_safetensors(folder / f"product-{index}.safetensors"), strict=True)
    of_product = logits_of(model, batch)
    model = build(config, plan["classes"])
    # Running statistics away from their start.
    with torch.no_grad():
        model.train()(images(8, plan["imageSizePx"]))
    write_safetensors(folder / f"torch-{index}.safetensors", model.state_dict())
    results.append({"ofProduct": of_product, "ofTorch": logits_of(model, batch)})
(folder / "results.json").write_text(json.dumps(results))
