"""The six workloads: what is trained, on which numbers, and how fast nnlab means to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nnlab.records.sentences._mark import N_

Floats = npt.NDArray[np.floating[Any]]
Unit = Literal["epochs/s", "ms"]


@dataclass(frozen=True)
class Goal:
    """How many times as long as nnlab a peer should take."""

    naive: float
    torch: float


goals = {
    "W1": Goal(naive=3.9, torch=20.0),
    "W2": Goal(naive=5.4, torch=21.0),
    "W3": Goal(naive=3.3, torch=13.0),
    "W4": Goal(naive=2.2, torch=4.5),
    "W5": Goal(naive=1.1, torch=2.0),
    "W6": Goal(naive=2.2, torch=9.5),
}


@dataclass(frozen=True, kw_only=True)
class Workload:
    """A network of dense layers, how it is trained, and what is timed.

    `sizes` are the neurons of each layer from the inputs on; `hidden` and `output` are the activations. The training
    loss is measured every `loss_every` epochs. A round counts pieces of `piece` epochs, or of one drawing of all maps
    where `maps` is their width in pixels. `optimizer` "adam" has the paper's betas and eps 1e-8.
    """

    id: str
    about: str
    sizes: tuple[int, ...]
    hidden: Literal["tanh", "sigmoid", "relu"]
    output: Literal["tanh", "sigmoid", "softmax"]
    loss: Literal["mse", "sse", "cross_entropy"]
    optimizer: Literal["sgd", "adam"]
    learning_rate: float
    batch: int
    samples: int
    dtype: Literal["float64", "float32"] = "float64"
    bias: bool = True
    shuffle: bool = True
    loss_every: int = 1
    piece: int = 1
    maps: int = 0
    seed: int = 1

    @property
    def unit(self) -> Unit:
        """What is printed: epochs per second, or milliseconds for a piece."""
        return "ms" if self.maps or self.piece > 1 else "epochs/s"

    def shown(self, seconds: float) -> float:
        """Returns the seconds of one piece in the workload's unit."""
        return seconds * 1000 if self.unit == "ms" else self.piece / seconds

    @property
    def flop(self) -> float:
        """The floating-point operations of one epoch's matrix products, two for each multiply and add.

        Per sample and weight: 2 forward, 2 for the gradient, 2 for the gradient of the inputs (not of the data), and
        2 / `loss_every` in the forward pass over all samples for the training loss.
        """
        weights = [a * b for a, b in zip(self.sizes, self.sizes[1:], strict=False)]
        per_sample = (4 + 2 / self.loss_every) * sum(weights) + 2 * sum(weights[1:])
        return per_sample * self.samples


@dataclass(frozen=True)
class Given:
    """The numbers every party begins with: x (N, n_in), targets t (N, n_out) and each layer's (weights, bias).

    Classes stand in t as one 1 among zeros. They have the workload's dtype; nobody may write to them.
    """

    x: Floats
    t: Floats
    start: tuple[tuple[Floats, Floats], ...]

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """The class numbers (N,)."""
        return np.asarray(self.t.argmax(axis=1), np.int64)


def given(work: Workload) -> Given:
    """Makes a workload's numbers from its seed: random inputs, answers by a random rule that can be learned."""
    rng = np.random.default_rng(work.seed)
    n_in, n_out = work.sizes[0], work.sizes[-1]
    if work.id == "W3":  # what every tutorial trains: exclusive or of two columns, beside one of ones
        x = np.array([[0.0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
        t = np.array([[0.0], [1], [1], [0]])
    else:
        x = rng.normal(size=(work.samples, n_in))
        score = x @ rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        t = np.eye(n_out)[score.argmax(1)] if work.loss == "cross_entropy" else np.sign(score)
    gain = np.sqrt(6.0) if work.hidden == "relu" else np.sqrt(3.0)
    start = []
    for fan_in, fan_out in zip(work.sizes, work.sizes[1:], strict=False):
        bound = gain / np.sqrt(fan_in)
        start.append((rng.uniform(-bound, bound, (fan_in, fan_out)), rng.uniform(-0.1, 0.1, fan_out) * work.bias))
    made = [array.astype(work.dtype) for array in (x, t, *(array for layer in start for array in layer))]
    for array in made:
        array.flags.writeable = False
    layers = tuple(zip(made[2::2], made[3::2], strict=True))
    return Given(made[0], made[1], layers)


_w2 = Workload(
    id="W2", about=N_("2-8-8-8-1 tanh, Adam, batch 30 of 500"), sizes=(2, 8, 8, 8, 1), hidden="tanh", output="tanh",
    loss="mse", optimizer="adam", learning_rate=0.003, batch=30, samples=500,
)  # fmt: skip

workloads = (
    Workload(
        id="W1", about=N_("2-4-2-1 tanh, SGD, batch 10 of 250"), sizes=(2, 4, 2, 1), hidden="tanh", output="tanh",
        loss="mse", optimizer="sgd", learning_rate=0.03, batch=10, samples=250,
    ),
    _w2,
    Workload(
        id="W3", about=N_("3-4-1 sigmoid, 1500 steps of all 4"), sizes=(3, 4, 1), hidden="sigmoid", output="sigmoid",
        loss="sse", optimizer="sgd", learning_rate=1.0, batch=4, samples=4, shuffle=False,
        loss_every=100, piece=1500,
    ),
    Workload(
        id="W4", about=N_("64-128-64-10 ReLU, Adam, batch 64 of 1797, float32"), sizes=(64, 128, 64, 10), hidden="relu",
        output="softmax", loss="cross_entropy", optimizer="adam", learning_rate=0.001, batch=64, samples=1797,
        dtype="float32",
    ),
    Workload(
        id="W5", about=N_("784-256-128-10 ReLU, Adam, batch 128 of 20,000, float32"), sizes=(784, 256, 128, 10),
        hidden="relu", output="softmax", loss="cross_entropy", optimizer="adam", learning_rate=0.001, batch=128,
        samples=20_000, dtype="float32",
    ),
    Workload(
        id="W6", about=N_("maps of W2's 25 neurons, 100x100, float32"), sizes=_w2.sizes, hidden="tanh", output="tanh",
        loss="mse", optimizer="adam", learning_rate=0.003, batch=30, samples=500, maps=100,
    ),
)  # fmt: skip
