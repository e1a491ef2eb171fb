"""The tab's learning rates: pure functions of the place in the run and of the metrics so far.

torch.optim.lr_scheduler has all but one of them, but none that can begin in the middle of an epoch, and
none that survives a restart without a state of its own. `rate(epoch, step, history)` is what the tab
trains with: epochs and optimizer steps count from 0 over the whole run.
"""

import math

METRICS = {"validationLoss": "valLoss", "accuracy": "accuracy", "macroF1": "macroF1"}


def make_schedule(config, base, epochs, steps_per_epoch):
    """rate(epoch, step, history) → (learning rate, momentum or None). `history` are the epochs' records."""
    warmup = config["warmupEpochs"]
    inner = SCHEDULES[config["name"]](config, base, epochs - warmup, steps_per_epoch)
    if warmup == 0:
        return inner
    warmup_steps = warmup * steps_per_epoch
    start = config["warmupStartFactor"]
    begin, momentum = inner(0, 0, [])

    def rate(epoch, step, history):
        if epoch >= warmup:
            return inner(epoch - warmup, step - warmup_steps, history[warmup:])
        return begin * (start + (1 - start) * step / warmup_steps), momentum

    return rate


def by_epoch(curve):
    """A schedule without momentum from a function of the epoch."""
    return lambda epoch, step, history: (curve(epoch), None)


def constant(config, base, epochs, steps):
    return by_epoch(lambda epoch: base * config["factor"] if epoch < config["totalIters"] else base)


def step(config, base, epochs, steps):
    return by_epoch(lambda epoch: base * config["gamma"] ** (epoch // config["stepSize"]))


def multi_step(config, base, epochs, steps):
    return by_epoch(lambda epoch: base * config["gamma"] ** sum(at <= epoch for at in config["milestones"]))


def exponential(config, base, epochs, steps):
    return by_epoch(lambda epoch: base * config["gamma"] ** epoch)


def linear(config, base, epochs, steps):
    start, end, length = config["startFactor"], config["endFactor"], config["totalIters"]
    return by_epoch(lambda epoch: base * (start + (end - start) * min(epoch, length) / length))


def polynomial(config, base, epochs, steps):
    length = config["totalIters"] if config["totalIters"] is not None else max(1, epochs)
    return by_epoch(lambda epoch: base * (1 - min(epoch, length) / length) ** config["power"])


def half_cosine(way):
    return (1 + math.cos(math.pi * way)) / 2


def cosine_annealing(config, base, epochs, steps):
    length = config["tMax"] if config["tMax"] is not None else max(1, epochs)
    lowest = config["etaMin"]
    return by_epoch(lambda epoch: lowest + (base - lowest) * half_cosine(epoch / length))


def period_at(elapsed, config, rise=0):
    """The time since the last restart, the period's length, and its number from 0."""
    length, times = config["t0"], config["tMult"]
    if times == 1:
        return elapsed % length, length, math.floor(elapsed / length)
    cycle = 0
    while elapsed >= length:
        elapsed -= length
        length = (length - rise) * times + rise
        cycle += 1
    return elapsed, length, cycle


def cosine_warm_restarts(config, base, epochs, steps):
    def rate(epoch, step, history):
        elapsed = step / steps if config["everyStep"] else epoch
        since, length, _ = period_at(elapsed, config)
        return config["etaMin"] + (base - config["etaMin"]) * half_cosine(since / length), None

    return rate


def cosine_warm_up_restarts(config, base, epochs, steps):
    rise = config["tUp"]

    def rate(epoch, step, history):
        elapsed = step / steps if config["everyStep"] else epoch
        since, length, cycle = period_at(elapsed, config, rise)
        peak = base * config["gamma"] ** cycle
        height = since / rise if since < rise else half_cosine((since - rise) / (length - rise))
        return config["etaMin"] + (peak - config["etaMin"]) * height, None

    return rate


def cyclic(config, base, epochs, steps):
    lowest, fall = config["minLearningRate"], config["fallEpochs"]
    length = config["riseEpochs"] + (config["riseEpochs"] if fall is None else fall)
    rising = config["riseEpochs"] / length
    shrink = {"triangular": (1, 1), "triangular2": (0.5, 1), "exp_range": (1, config["gamma"])}
    per_cycle, per_step = shrink[config["mode"]]
    low, high = config["baseMomentum"], config["maxMomentum"]

    def rate(epoch, step, history):
        cycles = step / steps / length
        cycle = math.floor(cycles)
        way = cycles - cycle
        leg = way / rising if way <= rising else (1 - way) / (1 - rising)
        height = leg * per_cycle**cycle * per_step**step
        momentum = high - (high - low) * height if config["cycleMomentum"] else None
        return lowest + (base - lowest) * height, momentum

    return rate


def one_cycle(config, base, epochs, steps):
    last = max(1, epochs * steps) - 1
    first = base / config["divFactor"]
    lowest = first / config["finalDivFactor"]
    low, high = config["baseMomentum"], config["maxMomentum"]
    top = config["pctStart"] * (last + 1) - 1
    # The step at which a phase ends, and (rate, momentum) at its ends.
    phases = [(top, (first, high), (base, low))]
    if config["threePhase"]:
        phases.append((2 * top, (base, low), (first, high)))
    phases.append((last, phases[-1][2], (lowest, high)))

    def anneal(start, end, way):
        if config["annealStrategy"] == "cos":
            return end + (start - end) / 2 * (1 + math.cos(math.pi * way))
        return start + (end - start) * way

    def rate(epoch, step, history):
        now = min(step, last)
        index = next((i for i, phase in enumerate(phases) if now <= phase[0]), len(phases) - 1)
        end, start_values, end_values = phases[index]
        start = phases[index - 1][0] if index > 0 else 0
        way = 1 if end == start else (now - start) / (end - start)
        momentum = anneal(start_values[1], end_values[1], way) if config["cycleMomentum"] else None
        return anneal(start_values[0], end_values[0], way), momentum

    return rate


def plateau(config, base, epochs, steps):
    """torch's ReduceLROnPlateau, replayed from the first metric on."""
    is_loss = config["metric"] == "validationLoss"
    margin = -config["threshold"] if is_loss else config["threshold"]

    def is_better(metric, best):
        bound = best * (1 + margin) if config["thresholdMode"] == "rel" else best + margin
        return metric < bound if is_loss else metric > bound

    def rate(epoch, step, history):
        learning_rate, bad, cooling = base, 0, 0
        best = math.inf if is_loss else -math.inf
        for record in history[:epoch]:
            metric = record[METRICS[config["metric"]]]
            if metric is not None and is_better(metric, best):
                best, bad = metric, 0
            else:
                bad += 1
            if cooling > 0:
                cooling, bad = cooling - 1, 0
            if bad > config["patience"]:
                reduced = max(learning_rate * config["factor"], config["minLearningRate"])
                if learning_rate - reduced > config["epsilon"]:
                    learning_rate = reduced
                cooling, bad = config["cooldown"], 0
        return learning_rate, None

    return rate


SCHEDULES = {
    "constant": constant,
    "step": step,
    "multiStep": multi_step,
    "exponential": exponential,
    "linear": linear,
    "polynomial": polynomial,
    "cosineAnnealing": cosine_annealing,
    "cosineWarmRestarts": cosine_warm_restarts,
    "cosineWarmUpRestarts": cosine_warm_up_restarts,
    "cyclic": cyclic,
    "oneCycle": one_cycle,
    "plateau": plateau,
}
