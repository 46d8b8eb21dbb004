"""The training loop, one optimizer step at a time: order of the samples, batches, gradients, update."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnlab.api import Optimizer, Regularizer, Schedule
from nnlab.engine.border import AnyArray, Method, readonly
from nnlab.engine.network import Network
from nnlab.engine.plan import Plan
from nnlab.engine.streams import stream
from nnlab.engine.updates import Updater

Order = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Samples:
    """Samples as the plan wants them: x (n + 1, N) with a last row of ones, coded targets t (k, N), and `target` as the
    loss's plugin sees them, (N, k) or (N,) class numbers."""

    x: AnyArray
    t: AnyArray
    target: AnyArray

    @property
    def rows(self) -> int:
        return int(self.x.shape[1])

    @classmethod
    def of(cls, x: AnyArray, target: AnyArray, outputs: int, dtype: npt.DTypeLike) -> Samples:
        """Makes samples of x (N, *shape) and coded targets (N, k), or (N,) class numbers."""
        rows = len(x)
        count = int(np.prod(x.shape[1:]))
        whole = np.ones((count + 1, rows), dtype)
        whole[:-1] = x.reshape(rows, count).T
        if target.ndim == 1:
            t = np.zeros((outputs, rows), dtype)
            t[target, np.arange(rows)] = 1
            return cls(whole, t, target.astype(np.int64))
        t = np.ascontiguousarray(target.T, dtype)
        return cls(whole, t, t.T)


@dataclass(frozen=True)
class Recipe:
    """How to train: optimizer and its companions, the batch size, and the order of the samples."""

    optimizer: Optimizer
    schedule: Schedule | None = None
    regularizer: Regularizer | None = None
    batch_size: int = 1
    shuffle: bool = True
    seed: int = 0


class Trainer:
    """Trains a network on samples.

    `step_count` counts updates, `epoch` finished passes; `place` is the number of samples done in this epoch, of which
    the batch in hand began at `begin`.
    """

    def __init__(self, network: Network, samples: Samples, recipe: Recipe) -> None:
        self.network, self.samples, self.recipe = network, samples, recipe
        border = network.border
        self.updater = Updater(recipe.optimizer, network.store, network.grads, border)
        self._rate = border.method(recipe.schedule, "rate", "lr", "t", "epoch") if recipe.schedule else None
        self._penalties = self._regularized(recipe.regularizer) if recipe.regularizer else []
        self.order: Order | None = None
        self.order_stream = stream(recipe.seed, "order")
        self.before_order = self.order_stream.bit_generator.state
        self.step_count = self.epoch = self.place = self.begin = 0
        self.last: Plan | None = None

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step."""
        base = self.recipe.optimizer.learning_rate
        if self._rate is None:
            return base
        rate = self._rate
        return rate.number(rate.of(base, self.step_count, self.epoch))

    @property
    def batch_end(self) -> int:
        """Where the batch in hand ends in this epoch's order."""
        return min(self.begin + self.recipe.batch_size, self.samples.rows)

    def walk(self) -> bool:
        """Goes on to the next sample of the batch; the last one brings the update. Tells whether an epoch ended."""
        self.ordered()
        if self.place + 1 >= self.batch_end:
            return self.step()
        self.place += 1
        return False

    def step(self) -> bool:
        """Makes one update with the batch in hand. Tells whether an epoch ended."""
        end = self.batch_end
        plan = self.network.plan(end - self.begin, training=True)
        plan.load(self.samples.x, self.samples.t, self.samples.target, self.ordered()[self.begin : end])
        with np.errstate(all="ignore"):
            plan.forward()
            plan.backward()
            for method, w, grad in self._penalties:
                np.add(grad, method.array(method(w), w.shape), grad, casting="unsafe")
            self.updater.step(self.learning_rate)
        self.network.state.settle()
        self.last = plan
        self.step_count += 1
        self.place = self.begin = end
        if end < self.samples.rows:
            return False
        self.order, self.place, self.begin = None, 0, 0
        self.epoch += 1
        return True

    def ordered(self) -> Order:
        """Returns this epoch's order of the samples, drawing it at the epoch's first use."""
        if self.order is None:
            rows = self.samples.rows
            self.before_order = self.order_stream.bit_generator.state
            self.order = self.order_stream.permutation(rows) if self.recipe.shuffle else np.arange(rows)
        return self.order

    def unwalk(self) -> None:
        """Goes back to the beginning of the batch in hand; an epoch without an update has drawn no order."""
        self.place = self.begin
        if self.begin == 0 and self.order is not None:
            self.order = None
            self.order_stream.bit_generator.state = self.before_order

    def _regularized(self, regularizer: Regularizer) -> list[tuple[Method, AnyArray, AnyArray]]:
        network, method = self.network, self.network.border.method(regularizer, "gradient", "w")
        return [
            (method, readonly(network.store.named[block.node][name]), network.grads.named[block.node][name])
            for block in network.layout.blocks
            for name in block.weights
        ]
