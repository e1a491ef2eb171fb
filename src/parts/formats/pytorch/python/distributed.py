"""Several processes that make one step together: each takes its share of every micro-batch.

With one process nothing here does anything. BatchNorm sees the whole micro-batch, as in the tab: its
sums go through all_reduce, forward and backward. torch.nn.SyncBatchNorm would do so on CUDA alone;
this works on gloo too.
"""

import os
import sys
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import nn

TIMEOUT = timedelta(hours=1)


class Processes:
    """Who we are: torchrun says it in the environment."""

    def __init__(self, device):
        self.count = int(os.environ.get("WORLD_SIZE", 1))
        self.rank = int(os.environ.get("RANK", 0))
        self.local_rank = int(os.environ.get("LOCAL_RANK", 0))
        self.device = device
        if device.type == "cuda" and device.index is None:
            self.device = torch.device("cuda", self.local_rank)
            torch.cuda.set_device(self.device)
        if self.count > 1:
            # Decoding the images takes its time, and the others wait for it.
            dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=TIMEOUT)
            # Apart from DistributedDataParallel's own, whose order is another.
            BatchNorm.group = dist.new_group(timeout=TIMEOUT)

    @property
    def is_first(self):
        return self.rank == 0

    def share(self, count):
        """Our rows of `count`: where they begin and end. Some may have one more than others, or none."""
        return count * self.rank // self.count, count * (self.rank + 1) // self.count

    def sum(self, value):
        """Of a number of every process."""
        total = torch.tensor(float(value), dtype=torch.float64, device=self.device)
        if self.count > 1:
            dist.all_reduce(total)
        return total.item()

    def gather(self, value):
        """Everyone's value, in the order of the ranks."""
        if self.count == 1:
            return [value]
        values = [None] * self.count
        dist.all_gather_object(values, value)
        return values

    def wait(self):
        if self.count > 1:
            self.sum(0)

    def wrap(self, network):
        """Means of the gradients over all processes. To be done again when other layers learn."""
        if self.count == 1:
            return network
        places = [self.device] if self.device.type == "cuda" else None
        # Statistics are equal everywhere already.
        return nn.parallel.DistributedDataParallel(network, places, broadcast_buffers=False)

    def end(self):
        """The last thing that a process does: nothing after it may be counted on."""
        if self.count == 1:
            return
        if self.device.type == "cuda":
            dist.destroy_process_group()
            return
        # gloo's group waits for a thread of its own, in PyTorch 1.13 with Python's lock held, which that
        # thread may be waiting for: now and then a run would never end. There is nothing left to do.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


class AllReduce(torch.autograd.Function):
    """The sum over all processes; what each makes of it comes back to every one's part."""

    @staticmethod
    def forward(context, value):
        total = value.contiguous().clone()
        dist.all_reduce(total, group=BatchNorm.group)
        return total

    @staticmethod
    def backward(context, gradient):
        total = gradient.contiguous().clone()
        dist.all_reduce(total, group=BatchNorm.group)
        return total


def all_reduce(value):
    return value if BatchNorm.group is None else AllReduce.apply(value)


class BatchNorm(nn.BatchNorm2d):
    """torch.nn.BatchNorm2d over the micro-batch of all processes; frozen, it is in eval mode."""

    group = None
    is_frozen = False

    def forward(self, x):
        if not self.training or self.is_frozen:
            return nn.functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, False, 0.0, self.eps
            )
        if BatchNorm.group is None:
            return super().forward(x)
        rows = x.new_tensor([x.numel() / x.shape[1]])
        totals = all_reduce(torch.cat([x.sum((0, 2, 3)), rows]).double())
        count = totals[-1].item()
        mean = (totals[:-1] / count).to(x.dtype).reshape(1, -1, 1, 1)
        centred = x - mean
        variance = (all_reduce((centred * centred).sum((0, 2, 3)).double()) / count).to(x.dtype)
        self.keep(mean.detach().flatten(), variance.detach() * (count / (count - 1)))
        scale = (variance + self.eps).rsqrt() * self.weight
        return centred * scale.reshape(1, -1, 1, 1) + self.bias.reshape(1, -1, 1, 1)

    def keep(self, mean, unbiased_variance):
        self.num_batches_tracked += 1
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(unbiased_variance, self.momentum)
