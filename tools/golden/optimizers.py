"""Optimizers under given gradients, and in a closed loop."""
import torch

from draws import float32_error

NAMES = ["SGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "Adagrad", "Adadelta", "RMSprop"]


def options(draws, name):
    lr = draws.choice(1e-3, 0.01, 0.1, draws.number(1e-4, 0.5))
    params = {"lr": lr} if name not in ("NAdam", "Adamax") or draws.chance() else {}
    if name == "Adadelta" and draws.chance():
        params = {"lr": 1.0}
    if draws.chance():
        params["weight_decay"] = draws.choice(0.0, 1e-4, 0.01, draws.number(0, 0.5))
    if name == "SGD":
        if draws.chance(0.7):
            params["momentum"] = draws.choice(0.0, 0.9, draws.number(0, 1))
        if params.get("momentum"):
            if draws.chance(0.4):
                params["nesterov"] = True
            elif draws.chance():
                params["dampening"] = draws.number(0, 1)
    elif name in ("Adam", "AdamW", "Adamax", "NAdam", "RAdam"):
        if draws.chance():
            params["betas"] = [draws.choice(0.0, 0.5, 0.9, draws.number(0, 0.99)), draws.choice(0.9, 0.99, 0.999)]
        if draws.chance(0.3):
            params["eps"] = draws.choice(1e-3, 1e-6, 1e-7)
        if name in ("Adam", "AdamW") and draws.chance(0.4):
            params["amsgrad"] = True
        if name == "NAdam" and draws.chance():
            params["momentum_decay"] = draws.choice(0.0, 0.01, 4e-3)
    elif name == "Adagrad":
        if draws.chance():
            params["lr_decay"] = draws.number(0, 0.5)
        if draws.chance():
            params["initial_accumulator_value"] = draws.number(0, 1)
        if draws.chance(0.3):
            params["eps"] = 1e-6
    elif name == "Adadelta":
        if draws.chance():
            params["rho"] = draws.choice(0.5, 0.95, draws.number(0.1, 0.99))
        if draws.chance(0.3):
            params["eps"] = 1e-4
    elif name == "RMSprop":
        if draws.chance():
            params["alpha"] = draws.choice(0.9, 0.5, draws.number(0.1, 0.99))
        if draws.chance():
            params["momentum"] = draws.choice(0.9, draws.number(0, 0.99))
        if draws.chance(0.4):
            params["centered"] = True
        if draws.chance(0.3):
            params["eps"] = draws.choice(1e-3, 1e-7)
    return params


def state_of(optimizer, parameter):
    state = optimizer.state.get(parameter, {})
    return {key: (it.clone() if isinstance(it, torch.Tensor) else it) for key, it in state.items()}


def follow(name, params, groups, grads, lrs, dtype):
    """groups: [(init, options)]; grads[step][group] is a tensor or None."""
    parameters = [init.to(dtype).clone().requires_grad_() for init, _ in groups]
    optimizer = getattr(torch.optim, name)(
        [{"params": [p], **own} for p, (_, own) in zip(parameters, groups)], **params)
    path = []
    for k, step in enumerate(grads):
        for parameter, gradient in zip(parameters, step):
            parameter.grad = None if gradient is None else gradient.to(dtype).clone()
        if lrs:
            for group in optimizer.param_groups:
                group["lr"] = lrs[k]
        optimizer.step()
        path.append([p.detach().clone() for p in parameters])
    return path, [state_of(optimizer, p) for p in parameters]


def error_of(*args):
    def run(_):
        path, _states = follow(*args, torch.float64 if _.dtype == torch.float64 else torch.float32)
        return [torch.cat([p.double() for step in path for p in step])]
    return float32_error(run, torch.zeros(1))[0]


def cases(draws):
    out = []
    for name in NAMES:
        for i in range(4):
            params = options(draws, name)
            size, steps = draws.integer(1, 7), draws.integer(3, 14)
            init = draws.tensor(size)
            scale = draws.choice(1.0, 1e-3, 10.0)
            grads = [[draws.tensor(size, scale=scale, digits=10)] for _ in range(steps)]
            kind = draws.choice("plain", "plain", "none", "zero", "unfreeze")
            for k in range(steps):
                if kind == "none" and draws.chance(0.4) or kind == "unfreeze" and k < steps // 2:
                    grads[k] = [None]
                elif kind == "zero" and draws.chance(0.5):
                    grads[k] = [torch.zeros(size)]
            lrs = [draws.number(1e-4, 0.1) for _ in range(steps)] if draws.chance(0.3) else None
            args = (name, params, [(init, {})], grads, lrs)
            path, states = follow(*args, torch.float64)
            golden = {
                "id": f"{name}/{i}/{kind}", "optimizer": name, "params": params, "init": init,
                "grads": [step[0] for step in grads],
                "expected": {"params": [step[0] for step in path], "final_state": states[0]},
                "torch_float32_max_abs_err": error_of(*args), "provenance": "torch", "note": "",
            }
            if lrs:
                golden["lr_per_step"] = lrs
            out.append(golden)
        out.append(with_groups(draws, name))
    return out


def with_groups(draws, name):
    params = options(draws, name)
    own = [draws.choice({}, {"weight_decay": draws.number(0, 0.1)}, {"lr": draws.number(1e-4, 0.1)})
           for _ in range(draws.integer(2, 3))]
    groups = [(draws.tensor(draws.integer(1, 4)), it) for it in own]
    frozen = draws.choice(0, 3)
    grads = [[None if g == 0 and k < frozen else draws.tensor(len(groups[g][0])) for g in range(len(groups))]
             for k in range(8)]
    args = (name, params, groups, grads, None)
    path, states = follow(*args, torch.float64)
    return {
        "id": f"{name}/groups", "optimizer": name, "params": params,
        "groups": [{"init": init, "options": it} for init, it in groups],
        "grads": grads, "expected": {"params": path, "final_state": states},
        "torch_float32_max_abs_err": error_of(*args), "provenance": "torch", "note": "",
    }


MODEL = "y = sigmoid(W1 @ sigmoid(W0 @ x + b0) + b1); loss = sum(y) over the 3 inputs; weights are [out,in]"


def closed_loop(draws):
    hidden = draws.choice(2, 3, 4)
    inputs = draws.tensor(3, 2)
    init = {"W0": draws.tensor(hidden, 2, scale=0.5), "b0": draws.tensor(hidden, scale=0.5),
            "W1": draws.tensor(1, hidden, scale=0.5), "b1": draws.tensor(1, scale=0.5)}
    out = []
    for name in NAMES:
        params = options(draws, name)
        parameters = [it.clone().requires_grad_() for it in init.values()]
        optimizer = getattr(torch.optim, name)(parameters, **params)
        expected = []
        for iteration in range(61):
            w0, b0, w1, b1 = parameters
            optimizer.zero_grad()
            torch.sigmoid(torch.sigmoid(inputs @ w0.T + b0) @ w1.T + b1).sum().backward()
            optimizer.step()
            if iteration in (0, 1, 2, 5, 10, 20, 40, 60):
                expected.append({"iteration": iteration,
                                 "params": [p.detach().clone().flatten() for p in parameters]})
        out.append({"id": f"{name}/{params}", "optimizer": name, "params": params,
                    "expected": expected, "provenance": "torch"})
    return {"model": MODEL, "inputs": inputs, "init": init,
            "param_order": ["W0 row-major", "b0", "W1", "b1"], "note": "", "cases": out}
