"""A configuration of the product in PyTorch's own parts: model, loss, optimizer, schedule."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import lr_scheduler

from counterRandom import random_key, uniforms
from torchModels import build


class SmallCnn(nn.Module):
    """src/parts/models/smallCnn.ts."""

    def __init__(self, width, num_classes):
        super().__init__()
        channels = [3, width, 2 * width, 2 * width, 4 * width, 4 * width]
        self.features = nn.ModuleList(map(ConvNormRelu, channels, channels[1:]))
        self.dropout = nn.Dropout()
        self.classifier = nn.Linear(channels[-1], num_classes)

    def forward(self, x):
        for index, block in enumerate(self.features):
            x = block(x)
            if index in (0, 2):
                x = F.max_pool2d(x, 2)
        return self.classifier(self.dropout(x.mean((2, 3))))


class ConvNormRelu(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class CounterDropout(nn.Module):
    """Dropout with the product's own masks: src/engine/dropoutMask.ts. The caller sets `key`."""

    key = None

    def __init__(self, name, probability):
        super().__init__()
        self.name = name
        self.probability = probability

    def forward(self, x):
        if not self.training:
            return x
        draws = uniforms(random_key(self.key, self.name), x.numel())
        kept = torch.from_numpy(draws >= self.probability).reshape(x.shape)
        return x * kept / (1 - self.probability)


def make_model(config, classes, dropouts):
    """`dropouts` are the product's dropout layers, name and probability, in the order of the model."""
    name = config["name"]
    model = SmallCnn(config["width"], classes) if name == "smallCnn" else build(config, classes)
    left = list(dropouts)
    replace_dropouts(model, left)
    if left:
        raise ValueError(f"The model in PyTorch has no dropout for {left}.")
    return model


def replace_dropouts(module, left):
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, CounterDropout(*left.pop(0)) if left else nn.Identity())
        else:
            replace_dropouts(child, left)


def make_loss(config, class_weights):
    """Σ of a micro-batch's losses; class_weights is a tensor, or None."""
    smoothing = config["labelSmoothing"]

    def cross_entropy(logits, labels):
        return F.cross_entropy(logits, labels, class_weights, reduction="sum", label_smoothing=smoothing)

    def focal(logits, labels):
        classes = logits.shape[1]
        share = (1 - smoothing) * F.one_hot(labels, classes) + smoothing / classes
        if class_weights is not None:
            share = share * class_weights
        log_p = F.log_softmax(logits, 1)
        return -(share * (1 - log_p.exp()) ** config["gamma"] * log_p).sum()

    return {"crossEntropy": cross_entropy, "focal": focal}[config["name"]]


def make_optimizer(config, training, model):
    head = list(model.named_children())[-1][0]
    decay = config["weightDecay"]
    groups = [
        {
            "params": [parameter],
            "lr": config["learningRate"] * (1 if name.startswith(head) else training["backboneRate"]),
            "weight_decay": decay if training["weightDecayOn"] == "all" or parameter.ndim > 1 else 0,
        }
        for name, parameter in model.named_parameters()
    ]
    if config["name"] == "sgd":
        return torch.optim.SGD(
            groups,
            lr=config["learningRate"],
            momentum=config["momentum"],
            dampening=config["dampening"],
            nesterov=config["nesterov"],
        )
    if config["name"] == "adamW":
        betas = config["beta1"], config["beta2"]
        return torch.optim.AdamW(groups, betas=betas, eps=config["epsilon"], amsgrad=config["amsgrad"])
    if config["name"] == "rmsprop":
        return torch.optim.RMSprop(
            groups,
            alpha=config["alpha"],
            eps=config["epsilon"],
            momentum=config["momentum"],
            centered=config["centered"],
        )
    raise ValueError(f'The comparison has no optimizer "{config["name"]}".')


def make_schedule(config, optimizer, epochs, steps_per_epoch):
    """The scheduler, and whether it moves at every step instead of every epoch."""
    if config["warmupEpochs"] != 0:
        raise ValueError("The comparison has no warm-up.")
    if config["name"] == "cosineAnnealing":
        length = config["tMax"] or epochs
        return lr_scheduler.CosineAnnealingLR(optimizer, length, config["etaMin"]), False
    if config["name"] == "step":
        return lr_scheduler.StepLR(optimizer, config["stepSize"], config["gamma"]), False
    if config["name"] == "exponential":
        return lr_scheduler.ExponentialLR(optimizer, config["gamma"]), False
    if config["name"] == "oneCycle":
        scheduler = lr_scheduler.OneCycleLR(
            optimizer,
            [group["lr"] for group in optimizer.param_groups],
            epochs=epochs,
            steps_per_epoch=steps_per_epoch,
            pct_start=config["pctStart"],
            anneal_strategy=config["annealStrategy"],
            cycle_momentum=config["cycleMomentum"],
            base_momentum=config["baseMomentum"],
            max_momentum=config["maxMomentum"],
            div_factor=config["divFactor"],
            final_div_factor=config["finalDivFactor"],
            three_phase=config["threePhase"],
        )
        return scheduler, True
    raise ValueError(f'The comparison has no schedule "{config["name"]}".')
