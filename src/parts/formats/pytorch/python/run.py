"""A run: everything that the loop works with, and where it stands."""

import json
import pathlib

import torch

from batches import Batches
from checkpoint import read_checkpoint
from distributed import Processes
from images import Images
from losses import make_loss
from model import Network, device_of
from optimizers import make_optimizer
from schedules import make_schedule

HERE = pathlib.Path(__file__).parent


def read_json(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


class Run:
    def __init__(self, arguments):
        self.out = pathlib.Path(arguments.out)
        handed_over = read_checkpoint(HERE / "checkpoint.zip")
        before = self.out / "checkpoint.zip"
        self.checkpoint = read_checkpoint(before) if before.exists() else handed_over
        if self.checkpoint.run_id != handed_over.run_id:
            raise SystemExit(f"{before} is of another run. Name another folder with --out.")
        self.progress = self.checkpoint.progress
        self.config = self.checkpoint.manifest["config"]
        self.recipe = read_json("recipe.json")
        self.model = read_json("model.json")
        self.epochs = arguments.epochs or self.config["training"]["epochs"]
        self.processes = Processes(device_of(arguments.device))
        self.device = self.processes.device
        # Faster and less exact than float32, which the tab computes in.
        torch.backends.cudnn.allow_tf32 = False
        self.images = self.load_images(arguments)
        self.batches = Batches(self.config, self.images, self.checkpoint.manifest["normalization"])
        self.loss = make_loss(self.config["loss"], len(self.images.classes), self.recipe["classWeights"])
        self.schedule = make_schedule(
            self.config["schedule"],
            self.config["optimizer"]["learningRate"],
            self.config["training"]["epochs"],
            self.recipe["stepsPerEpoch"],
        )
        self.network = Network(self.model["layers"])
        self.network.load_state_dict(self.checkpoint.models["model"], strict=True)
        self.network.to(self.device)
        state = self.checkpoint.optimizer
        self.steps = {name: saved["step"] for name, saved in state.items()}
        settings = self.recipe["parameters"]
        self.optimizer = make_optimizer(self.config["optimizer"], self.network, settings, state)
        self.average = self.start_average()
        self.frozen, self.wrapped = None, None
        self.has_stepped = False
        self.loss_sum = torch.tensor(0.0, dtype=torch.float64, device=self.device)

    def load_images(self, arguments):
        images = Images(read_json("split.json"))
        differing = images.decode(arguments.data, arguments.cache) if self.processes.local_rank == 0 else 0
        self.processes.wait()
        images.open(arguments.cache)
        if self.processes.is_first:
            print(f"{len(images.entries)} images, {differing} of them decoded a little otherwise than in the tab.")
        return images

    def start_average(self):
        if self.config["training"]["emaDecay"] is None:
            return None
        saved = self.checkpoint.models["average"] or self.network.state_dict()
        return {name: values.to(self.device).clone() for name, values in saved.items()}

    def move_average(self):
        """What was counted is not averaged. With warm-up at most (1 + t) / (10 + t) stays at step t, from 1."""
        training, t = self.config["training"], self.progress["step"] + 1
        if self.average is None:
            return
        kept = min(training["emaDecay"], (1 + t) / (10 + t)) if training["emaWarmup"] else training["emaDecay"]
        for name, values in self.network.state_dict().items():
            if values.is_floating_point():
                self.average[name].lerp_(values, 1 - kept)
            else:
                self.average[name].copy_(values)

    def freeze(self, epoch):
        """The layers that do not learn in this epoch, counted from 0."""
        until = self.config["training"]["unfreezeEpoch"]
        frozen = [] if until is not None and epoch + 1 >= until else self.recipe["frozenLayers"]
        if frozen != self.frozen:
            self.frozen = frozen
            self.network.freeze(frozen)
            self.wrapped = self.processes.wrap(self.network)
