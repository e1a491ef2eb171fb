"""The network of model.json: a list of named layers, made into modules with those names.

So its state_dict has torchvision's (or timm's) names. Activations are [batch, channels, height, width].
"""

import torch
from torch import nn
from torch.nn import functional

from distributed import BatchNorm
from draws import dropout_mask

ACTIVATIONS = {
    "relu": functional.relu,
    "relu6": functional.relu6,
    "sigmoid": torch.sigmoid,
    "hardSigmoid": functional.hardsigmoid,
    "silu": functional.silu,
    "hardSwish": functional.hardswish,
    "gelu": functional.gelu,
}


class LayerScale(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))


def learned(layer):
    """The module that holds a layer's parameters; None where it has none."""
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
        return BatchNorm(layer["channels"], layer["epsilon"], layer["momentum"])
    if op == "layerNorm":
        return nn.LayerNorm(layer["channels"], layer["epsilon"])
    if op == "linear":
        return nn.Linear(layer["inFeatures"], layer["outFeatures"])
    return LayerScale(layer["channels"]) if op == "layerScale" else None


def on_last_axis(function, x):
    """Applies to the channels of images or of features alike."""
    return function(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2) if x.dim() == 4 else function(x)


class Network(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers
        self.learned = []
        for layer in layers:
            module = learned(layer)
            if module is not None:
                self.put(layer["name"], module)
                self.learned.append(layer["name"])

    def put(self, name, module):
        """At a dotted name; a layer scale's name is its block's, which holds other layers too."""
        *parents, last = name.split(".")
        place = self
        for parent in parents:
            if not hasattr(place, parent):
                place.add_module(parent, nn.Module())
            place = getattr(place, parent)
        if hasattr(place, last):
            for child, other in getattr(place, last).named_children():
                module.add_module(child, other)
        place.add_module(last, module)

    def freeze(self, names):
        """From now on exactly these layers keep their parameters, and their BatchNorm its statistics."""
        for name in self.learned:
            module = self.get_submodule(name)
            for parameter in module.parameters(recurse=False):
                parameter.requires_grad_(name not in names)
            if isinstance(module, BatchNorm):
                module.is_frozen = name in names

    def forward(self, images, key=0, first_row=0):
        """Logits [batch, classes]. `key` and the batch's first row in its micro-batch seed dropout's masks."""
        outputs = {"input": images}
        for layer in self.layers:
            inputs = [outputs[name] for name in layer["inputs"]]
            outputs[layer["name"]] = self.run(layer, inputs, key, first_row)
        return outputs[self.layers[-1]["name"]]

    def run(self, layer, inputs, key, first_row):
        op, name, x = layer["op"], layer["name"], inputs[0]
        if op in ("conv2d", "batchNorm"):
            return self.get_submodule(name)(x)
        if op in ("layerNorm", "linear"):
            return on_last_axis(self.get_submodule(name), x)
        if op == "layerScale":
            return on_last_axis(lambda values: values * self.get_submodule(name).gamma, x)
        if op == "activation":
            return ACTIVATIONS[layer["kind"]](x)
        if op in ("maxPool", "averagePool"):
            pool = functional.max_pool2d if op == "maxPool" else functional.avg_pool2d
            return pool(x, layer["kernelPx"], layer["stridePx"], layer["paddingPx"])
        if op == "globalAveragePool":
            return x.mean((2, 3), keepdim=layer.get("keepsDimensions", False))
        if op == "flatten":
            return x.flatten(1)
        if op == "add":
            return inputs[0] + inputs[1]
        if op == "scale":
            return inputs[0] * inputs[1]
        if op in ("dropout", "stochasticDepth"):
            return self.dropped(layer, x, key, first_row)
        raise ValueError(f'model.json has an op "{op}" that this model.py does not know.')

    def dropped(self, layer, x, key, first_row):
        """The tab's own masks, which it counts in the order [batch, height, width, channels]."""
        probability = layer["probability"]
        if not self.training or probability == 0:
            return x
        is_whole = layer["op"] == "stochasticDepth"

        def masked(values):
            shape = (len(x),) + (1,) * (x.dim() - 1) if is_whole else tuple(values.shape)
            mask = dropout_mask(shape, probability, key, layer["name"], first_row)
            return values * torch.from_numpy(mask).to(values.device)

        return on_last_axis(masked, x)


def device_of(wanted):
    if wanted != "auto":
        return torch.device(wanted)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
