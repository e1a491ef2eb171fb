"""The product's architectures in PyTorch: torchvision's own, and timm's as compact modules with its names.

timm's layouts follow https://github.com/huggingface/pytorch-image-models (timm/models/_efficientnet_blocks.py,
efficientnet.py, mobilenetv3.py and convnext.py at aa4b585).
"""

import math

import torch
import torchvision.models
from torch import nn


def build(config, classes):
    """The module, in eval mode, of a model's configuration as the product writes it."""
    makers = {
        ("resnet18", None): torchvision.models.resnet18,
        ("resnet34", None): torchvision.models.resnet34,
        ("mobileNetV2", None): torchvision.models.mobilenet_v2,
        ("mobileNetV3Small", "torchvision"): torchvision.models.mobilenet_v3_small,
        ("mobileNetV3Small", "timm"): TimmMobileNetV3Small,
        ("efficientNetB0", "torchvision"): torchvision.models.efficientnet_b0,
        ("efficientNetB0", "timm"): lambda num_classes: TimmEfficientNet(num_classes, nn.SiLU, True),
        ("efficientNetLite0", None): lambda num_classes: TimmEfficientNet(num_classes, nn.ReLU6, False),
        ("convNeXtAtto", None): TimmConvNeXtAtto,
    }
    return makers[config["name"], config.get("layout")](num_classes=classes).eval()


def init_like_efficientnet(model):
    """timm's efficientnet_init_weights: a group's fan out, and for linear layers the number of outputs."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            fan_out = math.prod(module.kernel_size) * module.out_channels // module.groups
            nn.init.normal_(module.weight, 0, math.sqrt(2 / fan_out))
        elif isinstance(module, nn.Linear):
            bound = 1 / math.sqrt(module.out_features)
            nn.init.uniform_(module.weight, -bound, bound)
        else:
            continue
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def init_like_convnext(model):
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.trunc_normal_(module.weight, std=0.02)
            nn.init.zeros_(module.bias)


def same_padding(inputs, outputs, kernel, stride=1, groups=1, bias=False):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=bias)


class NormAct(nn.BatchNorm2d):
    """timm's BatchNormAct2d: the activation has no name of its own."""

    def __init__(self, channels, act):
        super().__init__(channels)
        self.act = act()

    def forward(self, x):
        return self.act(super().forward(x))


class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduced, act, gate):
        super().__init__()
        self.conv_reduce = nn.Conv2d(channels, reduced, 1)
        self.act1 = act()
        self.conv_expand = nn.Conv2d(reduced, channels, 1)
        self.gate = gate()

    def forward(self, x):
        means = x.mean((2, 3), keepdim=True)
        return x * self.gate(self.conv_expand(self.act1(self.conv_reduce(means))))


class DepthwiseSeparable(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, act, se):
        super().__init__()
        self.has_skip = stride == 1 and inputs == outputs
        self.conv_dw = same_padding(inputs, inputs, kernel, stride, inputs)
        self.bn1 = NormAct(inputs, act)
        self.se = se(inputs) if se else nn.Identity()
        self.conv_pw = same_padding(inputs, outputs, 1)
        self.bn2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        y = self.bn2(self.conv_pw(self.se(self.bn1(self.conv_dw(x)))))
        return y + x if self.has_skip else y


class InvertedResidual(nn.Module):
    def __init__(self, inputs, expanded, outputs, kernel, stride, act, se):
        super().__init__()
        self.has_skip = stride == 1 and inputs == outputs
        self.conv_pw = same_padding(inputs, expanded, 1)
        self.bn1 = NormAct(expanded, act)
        self.conv_dw = same_padding(expanded, expanded, kernel, stride, expanded)
        self.bn2 = NormAct(expanded, act)
        self.se = se(expanded) if se else nn.Identity()
        self.conv_pwl = same_padding(expanded, outputs, 1)
        self.bn3 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        y = self.bn2(self.conv_dw(self.bn1(self.conv_pw(x))))
        y = self.bn3(self.conv_pwl(self.se(y)))
        return y + x if self.has_skip else y


class ConvBnAct(nn.Module):
    def __init__(self, inputs, outputs, act):
        super().__init__()
        self.conv = same_padding(inputs, outputs, 1)
        self.bn1 = NormAct(outputs, act)

    def forward(self, x):
        return self.bn1(self.conv(x))


class TimmEfficientNet(nn.Module):
    """efficientnet_b0 with SiLU and squeeze-and-excitation, efficientnet_lite0 without and with ReLU6."""

    # Expansion, kernel, stride, channels, blocks.
    STAGES = [
        (1, 3, 1, 16, 1),
        (6, 3, 2, 24, 2),
        (6, 5, 2, 40, 2),
        (6, 3, 2, 80, 3),
        (6, 5, 1, 112, 3),
        (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ]

    def __init__(self, num_classes, act, has_se):
        super().__init__()
        self.conv_stem = same_padding(3, 32, 3, 2)
        self.bn1 = NormAct(32, act)
        stages, inputs = [], 32
        for expansion, kernel, stride, outputs, count in self.STAGES:
            blocks = []
            for index in range(count):
                reduced = inputs // 4
                se = (lambda c, r=reduced: SqueezeExcite(c, r, nn.SiLU, nn.Sigmoid)) if has_se else None
                step = stride if index == 0 else 1
                if expansion == 1:
                    blocks.append(DepthwiseSeparable(inputs, outputs, kernel, step, act, se))
                else:
                    expanded = expansion * inputs
                    blocks.append(InvertedResidual(inputs, expanded, outputs, kernel, step, act, se))
                inputs = outputs
            stages.append(nn.Sequential(*blocks))
        self.blocks = nn.Sequential(*stages)
        self.conv_head = same_padding(inputs, 1280, 1)
        self.bn2 = NormAct(1280, act)
        self.classifier = nn.Linear(1280, num_classes)
        init_like_efficientnet(self)

    def forward(self, x):
        x = self.blocks(self.bn1(self.conv_stem(x)))
        return self.classifier(self.bn2(self.conv_head(x)).mean((2, 3)))


class TimmMobileNetV3Small(nn.Module):
    """mobilenetv3_small_100: the hidden layer of the head is a convolution of the pooled features."""

    # Kernel, stride, expanded channels, channels, squeezed channels, activation.
    STAGES = [
        [(3, 2, 16, 16, 8, nn.ReLU)],
        [(3, 2, 72, 24, None, nn.ReLU), (3, 1, 88, 24, None, nn.ReLU)],
        [(5, 2, 96, 40, 24, nn.Hardswish), (5, 1, 240, 40, 64, nn.Hardswish), (5, 1, 240, 40, 64, nn.Hardswish)],
        [(5, 1, 120, 48, 32, nn.Hardswish), (5, 1, 144, 48, 40, nn.Hardswish)],
        [(5, 2, 288, 96, 72, nn.Hardswish), (5, 1, 576, 96, 144, nn.Hardswish), (5, 1, 576, 96, 144, nn.Hardswish)],
    ]

    def __init__(self, num_classes):
        super().__init__()
        self.conv_stem = same_padding(3, 16, 3, 2)
        self.bn1 = NormAct(16, nn.Hardswish)
        stages, inputs = [], 16
        for stage in self.STAGES:
            blocks = []
            for kernel, stride, expanded, outputs, reduced, act in stage:
                se = None
                if reduced:
                    se = lambda c, r=reduced: SqueezeExcite(c, r, nn.ReLU, nn.Hardsigmoid)
                if expanded == inputs:
                    blocks.append(DepthwiseSeparable(inputs, outputs, kernel, stride, act, se))
                else:
                    blocks.append(InvertedResidual(inputs, expanded, outputs, kernel, stride, act, se))
                inputs = outputs
            stages.append(nn.Sequential(*blocks))
        stages.append(nn.Sequential(ConvBnAct(inputs, 576, nn.Hardswish)))
        self.blocks = nn.Sequential(*stages)
        self.conv_head = nn.Conv2d(576, 1024, 1)
        self.act2 = nn.Hardswish()
        self.classifier = nn.Linear(1024, num_classes)
        init_like_efficientnet(self)

    def forward(self, x):
        x = self.blocks(self.bn1(self.conv_stem(x))).mean((2, 3), keepdim=True)
        return self.classifier(self.act2(self.conv_head(x)).flatten(1))


class LayerNorm2d(nn.LayerNorm):
    """Over the channels of [batch, channels, height, width]."""

    def __init__(self, channels):
        super().__init__(channels, eps=1e-6)

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Mlp(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, 4 * channels, 1)
        self.act = nn.GELU()
        self.fc2 = nn.Conv2d(4 * channels, channels, 1)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


class ConvNeXtBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv_dw = same_padding(channels, channels, 7, groups=channels, bias=True)
        self.norm = LayerNorm2d(channels)
        self.mlp = Mlp(channels)
        self.gamma = nn.Parameter(1e-6 * torch.ones(channels))

    def forward(self, x):
        y = self.mlp(self.norm(self.conv_dw(x)))
        return y * self.gamma.reshape(1, -1, 1, 1) + x


class ConvNeXtStage(nn.Module):
    def __init__(self, inputs, outputs, depth):
        super().__init__()
        self.downsample = nn.Identity()
        if inputs != outputs:
            self.downsample = nn.Sequential(LayerNorm2d(inputs), nn.Conv2d(inputs, outputs, 2, 2))
        self.blocks = nn.Sequential(*[ConvNeXtBlock(outputs) for _ in range(depth)])

    def forward(self, x):
        return self.blocks(self.downsample(x))


class Head(nn.Module):
    def __init__(self, features, num_classes):
        super().__init__()
        self.norm = LayerNorm2d(features)
        self.fc = nn.Linear(features, num_classes)

    def forward(self, x):
        return self.fc(self.norm(x.mean((2, 3), keepdim=True)).flatten(1))


class TimmConvNeXtAtto(nn.Module):
    """convnext_atto: its linear layers are 1×1 convolutions (conv_mlp)."""

    def __init__(self, num_classes):
        super().__init__()
        widths = [40, 80, 160, 320]
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 4, 4), LayerNorm2d(widths[0]))
        inputs = [widths[0], *widths[:-1]]
        self.stages = nn.Sequential(*map(ConvNeXtStage, inputs, widths, [2, 2, 6, 2]))
        self.head = Head(widths[-1], num_classes)
        init_like_convnext(self)

    def forward(self, x):
        return self.head(self.stages(self.stem(x)))
