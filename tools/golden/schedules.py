"""Learning rates after each step."""
import math
import warnings

import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")


def sgd(lr, momentum=0.9):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr, momentum=momentum)


def rate(optimizer):
    return optimizer.param_groups[0]["lr"]


def follow(optimizer, scheduler, steps, arguments=None, momentum=None):
    lr, moments = [rate(optimizer)], [momentum and momentum(optimizer)]
    for k in range(steps):
        optimizer.step()
        scheduler.step(*([arguments[k]] if arguments else []))
        lr.append(rate(optimizer))
        moments.append(momentum and momentum(optimizer))
    return lr, moments


def case(name, scheduler, params, base, steps, lr, **more):
    expected = {"lr": lr, **more.pop("expected", {})}
    return {"id": name, "scheduler": scheduler, "params": params, "base_lr": base, "n_steps": steps,
            "expected": expected, "provenance": "torch", "note": "", "optimizer": "SGD", **more}


def simple_params(draws, name):
    if name == "StepLR":
        return {"step_size": draws.integer(1, 25), **({"gamma": draws.number(0.05, 1.2)} if draws.chance(0.8) else {})}
    if name == "MultiStepLR":
        count = draws.integer(1, 6)
        return {"milestones": [draws.integer(0, 30) for _ in range(count)],
                **({"gamma": draws.number(0.05, 0.95)} if draws.chance(0.8) else {})}
    if name == "ExponentialLR":
        return {"gamma": draws.number(0.5, 1.05)}
    if name == "CosineAnnealingLR":
        return {"T_max": draws.integer(1, 60), "eta_min": draws.choice(0, 1e-5, 0.3, draws.number(0, 0.1))}
    if name == "CosineAnnealingWarmRestarts":
        return {"T_0": draws.integer(1, 15), "T_mult": draws.integer(1, 4), "eta_min": draws.choice(0, 1e-5, draws.number(0, 0.1))}
    if name == "LinearLR":
        return draws.choice({}, {"start_factor": draws.number(0.01, 1), "end_factor": draws.number(0, 1), "total_iters": draws.integer(1, 60)})
    if name == "ConstantLR":
        return draws.choice({}, {"factor": draws.number(0, 1), "total_iters": draws.integer(1, 60)})
    if name == "PolynomialLR":
        return {"power": draws.choice(0.5, 1.0, 2.0, draws.number(0.1, 3)), "total_iters": draws.integer(1, 60)}
    raise ValueError(name)


SIMPLE = ["StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR", "CosineAnnealingWarmRestarts",
          "LinearLR", "ConstantLR", "PolynomialLR"]


def cases(draws):
    out = []
    for name in SIMPLE:
        for i in range(5):
            base, steps, params = draws.choice(0.1, 1e-3, draws.number(0.001, 1)), draws.integer(5, 60), simple_params(draws, name)
            optimizer = sgd(base)
            lr, _ = follow(optimizer, getattr(lr_scheduler, name)(optimizer, **params), steps)
            out.append(case(f"{name}/{i}", name, params, base, steps, lr))
    out += [fractional(draws, i) for i in range(2)]
    out += [one_cycle(draws, i) for i in range(8)]
    out += [cyclic(draws, i) for i in range(6)]
    out += [plateau(draws, i) for i in range(16)]
    out += [sequence(draws, i) for i in range(4)]
    out += [chain(draws, i) for i in range(4)]
    out += [transformers(draws, i) for i in range(4)]
    out += [warm_up_restarts(draws, i) for i in range(3)]
    out += [warm_up_plateau(draws, i) for i in range(4)]
    return out


def fractional(draws, i):
    params = {"T_0": draws.integer(1, 5), "T_mult": draws.integer(1, 3), "eta_min": 0}
    parts, base = draws.choice(2, 3, 5, 8), draws.number(0.01, 0.5)
    arguments = [(k + 1) / parts for k in range(40)]
    optimizer = sgd(base)
    lr, _ = follow(optimizer, lr_scheduler.CosineAnnealingWarmRestarts(optimizer, **params), 40, arguments)
    return case(f"fractional/{i}", "CosineAnnealingWarmRestarts", params, base, 40, lr, step_args=arguments)


def one_cycle(draws, i):
    total = draws.integer(4, 70)
    params = {"max_lr": draws.number(0.001, 2)}
    if draws.chance():
        params["total_steps"] = total
    else:
        params["epochs"], params["steps_per_epoch"] = draws.integer(1, 7), draws.integer(3, 9)
        total = params["epochs"] * params["steps_per_epoch"]
    for key, value in {
        "pct_start": draws.number(0.1, 0.45), "anneal_strategy": draws.choice("cos", "linear"),
        "div_factor": draws.number(2, 50), "final_div_factor": draws.choice(1e4, 100.0, draws.number(1, 50)),
        "three_phase": True, "cycle_momentum": draws.chance(), "base_momentum": draws.number(0.5, 0.85),
        "max_momentum": draws.number(0.86, 0.99),
    }.items():
        if draws.chance(0.4):
            params[key] = value
    is_adam = draws.chance()
    optimizer = torch.optim.Adam([torch.zeros(1, requires_grad=True)], lr=1.0) if is_adam else sgd(1.0)
    moment = (lambda it: it.param_groups[0]["betas"][0]) if is_adam else (lambda it: it.param_groups[0]["momentum"])
    lr, moments = follow(optimizer, lr_scheduler.OneCycleLR(optimizer, **params), total - 1, momentum=moment)
    golden = case(f"OneCycleLR/{i}", "OneCycleLR", params, 1.0, total - 1, lr,
                  expected={"beta1" if is_adam else "momentum": moments})
    golden["optimizer"] = "Adam" if is_adam else "SGD"
    return golden


def cyclic(draws, i):
    params = {"base_lr": draws.number(0.001, 0.05), "max_lr": draws.number(0.06, 0.5),
              "step_size_up": draws.integer(1, 9), "mode": draws.choice("triangular", "triangular2", "exp_range")}
    if draws.chance():
        params["step_size_down"] = draws.integer(1, 9)
    if params["mode"] == "exp_range":
        params["gamma"] = draws.number(0.8, 1)
    cycles = draws.chance()
    if not cycles:
        params["cycle_momentum"] = False
    elif draws.chance():
        params["base_momentum"], params["max_momentum"] = draws.number(0.5, 0.8), draws.number(0.85, 0.99)
    optimizer = sgd(1.0)
    lr, moments = follow(optimizer, lr_scheduler.CyclicLR(optimizer, **params), 45,
                         momentum=lambda it: it.param_groups[0]["momentum"])
    return case(f"CyclicLR/{i}", "CyclicLR", params, 1.0, 45, lr, expected={"momentum": moments} if cycles else {})


def plateau_params(draws):
    return {"mode": draws.choice("min", "max"), "factor": draws.choice(0.1, 0.5, draws.number(0.05, 0.95)),
            "patience": draws.integer(0, 6), "threshold": draws.choice(1e-4, 0.01, 0.1),
            "threshold_mode": draws.choice("rel", "abs"), "cooldown": draws.integer(0, 4),
            "min_lr": draws.choice(0, 1e-4, 0.02, 1.0), "eps": draws.choice(1e-8, 1e-3)}


def metric_walk(draws, steps):
    value, out = draws.choice(1.0, 0.0, -1.0, 10.0), []
    for _ in range(steps):
        if draws.chance(0.4):
            value = round(value + draws.choice(0.0, draws.number(-0.2, 0.2), draws.number(-1e-4, 1e-4, 8)), 8)
        out.append(float("nan") if draws.chance(0.05) else value)
    return out


def plateau(draws, i):
    params, base, steps = plateau_params(draws), draws.choice(0.1, draws.number(0.001, 1)), draws.integer(20, 60)
    metric, optimizer = metric_walk(draws, steps), sgd(base)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **params)
    lr, states = [base], []
    for value in metric:
        scheduler.step(value)
        lr.append(rate(optimizer))
        states.append([scheduler.num_bad_epochs, scheduler.cooldown_counter, scheduler.best])
    if draws.chance(0.3):
        params = {key: it for key, it in params.items() if it != {"min_lr": 0, "eps": 1e-8, "cooldown": 0}.get(key, "-")}
    return case(f"ReduceLROnPlateau/{i}", "ReduceLROnPlateau", params, base, steps, lr, metric=metric,
                expected={"state_after_step": states})


def parts_of(draws, count, names):
    chosen = [draws.choice(*names) for _ in range(count)]
    return [{"scheduler": name, "params": simple_params(draws, name)} for name in chosen]


def build(part, optimizer):
    return getattr(lr_scheduler, part["scheduler"])(optimizer, **part["params"])


def sequence(draws, i):
    base, count = draws.number(0.01, 1), draws.integer(2, 3)
    parts = parts_of(draws, count, ["LinearLR", "ExponentialLR", "StepLR", "CosineAnnealingLR", "ConstantLR"])
    milestones = sorted({draws.integer(2, 12), *([draws.integer(15, 30)] if count == 3 else [])})
    optimizer = sgd(base)
    scheduler = lr_scheduler.SequentialLR(optimizer, [build(it, optimizer) for it in parts], milestones)
    lr, _ = follow(optimizer, scheduler, 45)
    return case(f"SequentialLR/{i}", "SequentialLR", {"schedulers": parts, "milestones": milestones}, base, 45, lr)


def chain(draws, i):
    base = draws.number(0.01, 1)
    parts = parts_of(draws, draws.integer(2, 3), ["LinearLR", "ExponentialLR", "StepLR", "ConstantLR", "MultiStepLR"])
    optimizer = sgd(base)
    scheduler = lr_scheduler.ChainedScheduler([build(it, optimizer) for it in parts])
    lr, _ = follow(optimizer, scheduler, 45)
    return case(f"ChainedScheduler/{i}", "ChainedScheduler", {"schedulers": parts}, base, 45, lr)


def transformers(draws, i):
    total = draws.integer(10, 60)
    warm = draws.integer(0, total // 2)
    base, cosine = draws.number(1e-5, 0.1, 6), draws.chance()
    cycles = draws.choice(0.5, 1.0, 1.5)

    def factor(k):
        if k < warm:
            return k / max(1, warm)
        if not cosine:
            return max(0.0, (total - k) / max(1, total - warm))
        return max(0.0, 0.5 * (1 + math.cos(math.pi * cycles * 2 * (k - warm) / max(1, total - warm))))

    params = {"num_warmup_steps": warm, "num_training_steps": total, **({"num_cycles": cycles} if cosine else {})}
    optimizer = sgd(base)
    lr, _ = follow(optimizer, lr_scheduler.LambdaLR(optimizer, factor), total)
    return case(f"transformers/{i}", "hf_cosine_with_warmup" if cosine else "hf_linear_with_warmup", params, base, total, lr)


def warm_up_restarts(draws, i):
    t0 = draws.integer(3, 20)
    params = {"T_0": t0, "T_mult": draws.integer(1, 3), "eta_max": draws.number(0.01, 0.5),
              "T_up": draws.integer(0, t0 - 1), "gamma": draws.choice(1.0, draws.number(0.3, 1))}
    base, lr = 1e-6, []
    cycle, start, length = 0, 0, t0
    for k in range(51):
        while k - start >= length:
            start, cycle = start + length, cycle + 1
            length = (length - params["T_up"]) * params["T_mult"] + params["T_up"]
        place, peak = k - start, params["eta_max"] * params["gamma"] ** cycle
        if place < params["T_up"]:
            lr.append((peak - base) * place / params["T_up"] + base)
        else:
            lr.append(base + (peak - base) * (1 + math.cos(math.pi * (place - params["T_up"]) / (length - params["T_up"]))) / 2)
    return case(f"CosineAnnealingWarmUpRestarts/{i}", "CosineAnnealingWarmUpRestarts", params, base, 50, lr)


def warm_up_plateau(draws, i):
    warm, start, rule = draws.integer(1, 6), draws.number(0.01, 0.9), plateau_params(draws)
    base, steps = draws.number(0.001, 0.5), 50
    metric, optimizer = metric_walk(draws, steps), sgd(base)
    scheduler, lr = lr_scheduler.ReduceLROnPlateau(optimizer, **rule), []
    for k in range(steps + 1):
        if k > warm:
            scheduler.step(metric[k - 1])
        lr.append(base * (start + (1 - start) * k / warm) if k < warm else rate(optimizer))
    params = {"warmup_epochs": warm, "start_factor": start, "plateau": rule}
    return case(f"WarmupReduceLROnPlateau/{i}", "WarmupReduceLROnPlateau", params, base, steps, lr, metric=metric)
