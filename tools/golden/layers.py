"""BatchNorm, dropout and initialisation."""
import math

import torch
from torch import nn

from draws import float32_error


def batch_norm(draws):
    out = [norm_case(draws, i) for i in range(9)]
    channels = draws.integer(1, 5)
    out.append({
        "id": "one_value", "params": {"momentum": 0.1, "eps": 1e-5}, "layout": "NCHW",
        "inputs": {"shape": [1, channels, 1, 1]},
        "expected": {"error": "ValueError: Expected more than 1 value per channel when training", "error_text": ""},
        "provenance": "torch", "note": "",
    })
    return out


def norm_case(draws, i):
    shape = (draws.integer(2, 5), draws.integer(1, 5), draws.integer(1, 4), draws.integer(1, 4))
    channels, count = shape[1], draws.integer(1, 4)
    params = {"momentum": draws.choice(0.1, 0.01, 1.0, 0.0, None, draws.number(0, 1)),
              "eps": draws.choice(1e-5, 1e-3, 0.1), "affine": draws.chance(0.8), "track_running_stats": draws.chance(0.8)}
    offset = draws.choice(0.0, 0.0, 5.0)
    batches = [draws.tensor(*shape, digits=3) + offset for _ in range(count)]
    upstream = [draws.tensor(*shape, digits=3) for _ in range(count)]
    gamma, beta = draws.tensor(channels), draws.tensor(channels)
    mean0, var0 = draws.tensor(channels), draws.tensor(channels).abs() + 0.1
    if draws.chance():
        mean0, var0 = torch.zeros(channels), torch.ones(channels)

    def run(dtype):
        layer = nn.BatchNorm2d(channels, **params).to(dtype)
        if params["affine"]:
            layer.weight.data.copy_(gamma)
            layer.bias.data.copy_(beta)
        if params["track_running_stats"]:
            layer.running_mean.copy_(mean0)
            layer.running_var.copy_(var0)
        rows = []
        for batch, grad in zip(batches, upstream):
            x = batch.to(dtype).clone().requires_grad_()
            layer.zero_grad()
            y = layer(x)
            y.backward(grad.to(dtype))
            tracked = params["track_running_stats"]
            rows.append({
                "train_output": y.detach(), "grad_input": x.grad,
                "grad_gamma": layer.weight.grad.clone() if params["affine"] else None,
                "grad_beta": layer.bias.grad.clone() if params["affine"] else None,
                "running_mean": layer.running_mean.clone() if tracked else None,
                "running_var": layer.running_var.clone() if tracked else None,
                "num_batches_tracked": int(layer.num_batches_tracked) if tracked else None,
                "batch_mean": batch.mean((0, 2, 3)), "batch_var_biased": batch.var((0, 2, 3), unbiased=False),
                "batch_var_unbiased": batch.var((0, 2, 3)),
            })
        layer.eval()
        return rows, layer(batches[0].to(dtype)).detach()

    rows, evaluated = run(torch.float64)

    def numbers(marker):
        got, last = run(marker.dtype)
        parts = [it.double().flatten() for row in got for it in row.values() if isinstance(it, torch.Tensor)]
        return [torch.cat([*parts, last.double().flatten()])]

    return {
        "id": f"norm/{i}", "params": params, "layout": "NCHW",
        "inputs": {"batches": batches, "upstream_grad": upstream, "gamma": gamma if params["affine"] else None,
                   "beta": beta if params["affine"] else None, "running_mean0": mean0, "running_var0": var0},
        "expected": {"batches": rows, "eval_output_of_batch0": evaluated},
        "torch_float32_max_abs_err": float32_error(numbers, torch.zeros(1))[0], "provenance": "torch", "note": "",
    }


def dropout(draws):
    out = []
    for p in (0.0, 0.1, 0.5, 1.0, draws.number(0.01, 0.95)):
        x = draws.tensor(draws.integer(1, 6), draws.integer(1, 9))
        mask = (torch.tensor(draws.random.uniform(size=x.shape)) >= p).double()
        scale = 0.0 if p == 1 else 1 / (1 - p)
        out.append({"id": f"train/{p}", "p": p, "training": True, "inputs": {"x": x, "keep_mask": mask.int()},
                    "expected": {"output": x * mask * scale, "grad_input_of_sum": mask * scale}, "provenance": "torch", "note": ""})
        out.append({"id": f"eval/{p}", "p": p, "training": False, "inputs": {"x": x}, "expected": {"output": x},
                    "provenance": "torch", "note": ""})
    return out


def init(draws):
    out = []
    for i in range(8):
        kind = draws.choice("linear", "conv", "depthwise", "grouped")
        out_channels = draws.integer(1, 600)
        groups = draws.integer(2, 64) if kind in ("depthwise", "grouped") else 1
        kernel = draws.choice(1, 3, 5, 7)
        if kind == "linear":
            shape = [out_channels, draws.integer(1, 2000)]
        elif kind == "depthwise":
            shape = [groups, 1, kernel, kernel]
        else:
            shape = [groups * draws.integer(1, 20), draws.integer(1, 100), kernel, kernel]
        weight = torch.empty(shape)
        fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(weight)
        bound = 1 / math.sqrt(fan_in)
        out.append({
            "id": f"{i}/{kind}/{shape}", "weight_shape": shape, "groups": groups,
            "expected": {
                "fan_in": fan_in, "fan_out": fan_out, "torch_default_uniform_bound": bound, "torch_default_bias_bound": bound,
                "kaiming_normal_fan_out_relu_std": math.sqrt(2 / fan_out), "kaiming_normal_fan_in_relu_std": math.sqrt(2 / fan_in),
                "kaiming_uniform_fan_in_relu_bound": math.sqrt(6 / fan_in),
                "xavier_uniform_bound": math.sqrt(6 / (fan_in + fan_out)), "xavier_normal_std": math.sqrt(2 / (fan_in + fan_out)),
                "efficientnet_linear_uniform_bound": 1 / math.sqrt(shape[0]) if kind == "linear" else None,
            },
            "provenance": "torch.nn.init", "note": "",
        })
    return out
