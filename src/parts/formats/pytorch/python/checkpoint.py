"""checkpoint.zip, the same file that the tab writes and opens: a manifest and safetensors.

https://github.com/huggingface/safetensors#format
"""

import hashlib
import json
import os
import pathlib
import struct
import zipfile

import numpy
import torch

TYPES = {"F32": numpy.dtype("<f4"), "I64": numpy.dtype("<i8")}
MANIFEST = "manifest.json"
# Of a run that averages its weights: what they are now, and what the best average was of.
MODELS = {
    "model": "model.safetensors",
    "average": "average.safetensors",
    "best": "best.safetensors",
    "bestRaw": "best-raw.safetensors",
}
OPTIMIZER = "optimizer.safetensors"


def read_safetensors(data):
    """Tensors by name, and the metadata."""
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors, metadata


def write_safetensors(tensors, metadata):
    header, parts, end = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        kind = "I64" if tensor.dtype == torch.int64 else "F32"
        part = tensor.detach().cpu().contiguous().numpy().astype(TYPES[kind]).tobytes()
        offsets = [end, end + len(part)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": offsets}
        parts.append(part)
        end += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(parts)


def write_file(path, data):
    """At once: whoever reads it meets the old or the new."""
    new = pathlib.Path(f"{path}.new")
    new.write_bytes(data)
    os.replace(new, path)


class Checkpoint:
    """Where a run stands: `manifest`, its models by name (None where there is none), the optimizer's state."""

    def __init__(self, manifest, models, optimizer):
        self.manifest, self.models, self.optimizer = manifest, models, optimizer

    @property
    def run_id(self):
        return self.manifest["run"]["runId"]

    @property
    def progress(self):
        return self.manifest["progress"]


def read_checkpoint(path):
    with zipfile.ZipFile(path) as file:
        manifest = json.loads(file.read(MANIFEST))

        def tensors(name):
            data = file.read(name)
            if hashlib.sha256(data).hexdigest() != manifest["files"][name]:
                raise SystemExit(f"{path} is damaged: {name} is not what was saved.")
            return read_safetensors(data)[0]

        models = {
            model: tensors(name) if name in manifest["files"] else None for model, name in MODELS.items()
        }
        slots = tensors(OPTIMIZER)
    optimizer = {name: {"step": step, "slots": {}} for name, step in manifest["optimizerSteps"].items()}
    for name, values in slots.items():
        slot, parameter = name.split(":", 1)
        optimizer[parameter]["slots"][slot] = values
    return Checkpoint(manifest, models, optimizer)


def write_checkpoint(path, checkpoint):
    slots = {
        f"{slot}:{name}": values
        for name, state in checkpoint.optimizer.items()
        for slot, values in state["slots"].items()
    }
    files = {OPTIMIZER: write_safetensors(slots, {})}
    for model, name in MODELS.items():
        if checkpoint.models[model] is not None:
            files[name] = write_safetensors(checkpoint.models[model], {"format": "pt"})
    manifest = {
        **checkpoint.manifest,
        "optimizerSteps": {name: state["step"] for name, state in checkpoint.optimizer.items()},
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    new = pathlib.Path(f"{path}.new")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as file:
        file.writestr(MANIFEST, json.dumps(manifest, indent=2))
        for name, data in files.items():
            file.writestr(name, data)
    os.replace(new, path)
