"""torch.optim's optimizer of the configuration, with the tab's parameter groups and its state.

NAdam is PyTorch 1.13's formula in the tab; later versions of PyTorch correct its mean otherwise.
"""

import torch


def make_optimizer(config, network, settings, state):
    """`settings`: of each parameter {"rateFactor", "hasDecay"}. `state`: of each {"step", "slots"}."""
    groups = {}
    for name, parameter in network.named_parameters():
        its = settings[name]
        groups.setdefault((its["rateFactor"], its["hasDecay"]), []).append(parameter)
    decay = config["weightDecay"]
    parameters = [
        {"params": members, "weight_decay": decay if has_decay else 0.0, "rate_factor": factor}
        for (factor, has_decay), members in groups.items()
    ]
    optimizer = OPTIMIZERS[config["name"]](parameters, config)
    for name, parameter in network.named_parameters():
        if name in state:
            optimizer.state[parameter] = torch_state(config, state[name], parameter)
    return optimizer


def adam(kind):
    return lambda parameters, config: kind(
        parameters, config["learningRate"], betas(config), config["epsilon"], amsgrad=config["amsgrad"]
    )


def betas(config):
    return config["beta1"], config["beta2"]


OPTIMIZERS = {
    "sgd": lambda parameters, config: torch.optim.SGD(
        parameters,
        config["learningRate"],
        config["momentum"],
        config["dampening"],
        nesterov=config["nesterov"],
    ),
    "adam": adam(torch.optim.Adam),
    "adamW": adam(torch.optim.AdamW),
    "nAdam": lambda parameters, config: torch.optim.NAdam(
        parameters,
        config["learningRate"],
        betas(config),
        config["epsilon"],
        momentum_decay=config["momentumDecay"],
    ),
    "rAdam": lambda parameters, config: torch.optim.RAdam(
        parameters, config["learningRate"], betas(config), config["epsilon"]
    ),
    "adamax": lambda parameters, config: torch.optim.Adamax(
        parameters, config["learningRate"], betas(config), config["epsilon"]
    ),
    "rmsprop": lambda parameters, config: torch.optim.RMSprop(
        parameters,
        config["learningRate"],
        config["alpha"],
        config["epsilon"],
        momentum=config["momentum"],
        centered=config["centered"],
    ),
    "adagrad": lambda parameters, config: torch.optim.Adagrad(
        parameters,
        config["learningRate"],
        config["learningRateDecay"],
        initial_accumulator_value=config["initialAccumulator"],
        eps=config["epsilon"],
    ),
    "adadelta": lambda parameters, config: torch.optim.Adadelta(
        parameters, config["learningRate"], config["rho"], config["epsilon"]
    ),
}


def torch_state(config, saved, parameter):
    """The tab's slots have PyTorch's names; what else PyTorch keeps follows from the step."""
    state = {name: values.to(parameter.device) for name, values in saved["slots"].items()}
    if config["name"] == "sgd":
        return state
    state["step"] = torch.tensor(float(saved["step"]))
    if config["name"] == "nAdam":
        state["mu_product"] = torch.tensor(momentum_product(config, saved["step"]))
    return state


def momentum_product(config, steps):
    product = 1.0
    for i in range(1, steps + 1):
        product *= config["beta1"] * (1 - 0.5 * 0.96 ** (i * config["momentumDecay"]))
        if product == 0:
            break
    return product


def saved_state(network, optimizer, steps):
    """The state as a checkpoint holds it. `steps`: how many each parameter made; 0 where it never learned."""
    return {
        name: {
            "step": steps[name],
            "slots": {
                slot: values
                for slot, values in optimizer.state.get(parameter, {}).items()
                if slot not in COUNTERS and torch.is_tensor(values)
            },
        }
        for name, parameter in network.named_parameters()
        if steps.get(name, 0) > 0
    }


COUNTERS = ("step", "mu_product")


def set_rate(optimizer, learning_rate, momentum):
    """`momentum` replaces the optimizer's own (or its first beta) where the schedule cycles it."""
    for group in optimizer.param_groups:
        group["lr"] = learning_rate * group["rate_factor"]
        if momentum is None:
            continue
        if "betas" in group:
            group["betas"] = (momentum, group["betas"][1])
        else:
            group["momentum"] = momentum
