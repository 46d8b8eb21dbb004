"""What a student's own activation costs: Swish in the place of W2's tanh, written in three ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlab.api import Activation, param
from nnlab.bench.ours import Nnlab
from nnlab.bench.results import Told
from nnlab.bench.rounds import Pace, Ratio, interleave, ratio, training
from nnlab.bench.workloads import given, workloads

limits = {"S1": 1.8, "S2": 2.0, "S3": 3.6}


class SwishWithDerivative(Activation):
    """Swish, with its derivative."""

    beta: float = param(1.0, low=0.1, high=10.0)

    def forward(self, z):  # type: ignore[no-untyped-def]  # as a student writes it
        return z / (1 + np.exp(-self.beta * z))

    def derivative(self, z, a):  # type: ignore[no-untyped-def]
        s = 1 / (1 + np.exp(-self.beta * z))
        return s + self.beta * a * (1 - s)


class SwishAlone(Activation):
    """Swish, without a derivative."""

    beta: float = param(1.0, low=0.1, high=10.0)

    def forward(self, z):  # type: ignore[no-untyped-def]
        return z / (1 + np.exp(-self.beta * z))


class SwishMasked(Activation):
    """Swish with a masked assignment, which cannot be recorded: it is called as it is."""

    beta: float = param(1.0, low=0.1, high=10.0)

    def forward(self, z):  # type: ignore[no-untyped-def]
        a = z / (1 + np.exp(-self.beta * z))
        a[z < -500] = 0
        return a

    def derivative(self, z, a):  # type: ignore[no-untyped-def]
        s = 1 / (1 + np.exp(-self.beta * z))
        return s + self.beta * a * (1 - s)


classes: dict[str, type[Activation]] = {"S1": SwishWithDerivative, "S2": SwishAlone, "S3": SwishMasked}


@dataclass(frozen=True)
class Swish:
    """How many times as long as with tanh W2 takes, and how the plugin took part: "recorded" or "called"."""

    ratio: Ratio
    how: str


def measure(pace: Pace, told: Told) -> dict[str, Swish]:
    """Measures W2 with each way of writing Swish beside W2 with tanh."""
    work = next(work for work in workloads if work.id == "W2")
    numbers = given(work)
    told("S1-S3", 0, pace.rounds)
    runs = {"tanh": Nnlab(work, numbers)}
    runs |= {name: Nnlab(work, numbers, activation) for name, activation in classes.items()}
    tasks = {name: training(run, work) for name, run in runs.items()}
    seconds = interleave(tasks, pace, lambda done: told("S1-S3", done, pace.rounds))
    return {name: Swish(ratio(seconds[name], seconds["tanh"]), _how(runs[name], classes[name])) for name in classes}


def _how(party: Nnlab, activation: type[Activation]) -> str:
    lines, _ = party.run.plan()
    ways = {line.how for line in lines if line.component == activation.__name__}
    return "called" if "called" in ways else "recorded"
