"""The Python half of tools/parityModels.ts: loads the product's weight files strictly, and writes PyTorch's own."""

import json
import pathlib
import struct
import sys

import numpy as np
import torch

from counterWeights import images
from torchModels import build

TYPES = {"F32": np.float32, "I64": np.int64}


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def write_safetensors(path, tensors):
    header, parts, end = {}, [], 0
    for name, tensor in tensors.items():
        part = tensor.contiguous().numpy().tobytes()
        kind = "I64" if tensor.dtype == torch.int64 else "F32"
        offsets = [end, end + len(part)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": offsets}
        parts.append(part)
        end += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


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
