"""The training loop, one optimizer step at a time: order of the samples, batches, gradients, update."""

from __future__ import annotations

import contextvars
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isfinite

import numpy as np
import numpy.typing as npt

from nnlab.api import Optimizer, Regularizer, Schedule
from nnlab.engine.border import AnyArray
from nnlab.engine.entries import Entry
from nnlab.engine.flows import Batch
from nnlab.engine.graph import source
from nnlab.engine.memory import aligned
from nnlab.engine.network import Network
from nnlab.engine.plan import Plan
from nnlab.engine.restraints import Clip, Frozen, Restraints
from nnlab.engine.streams import stream
from nnlab.engine.updates import Updater
from nnlab.records import Value

Order = npt.NDArray[np.int64]
Bound = tuple[list[Entry], Plan, Batch]  # a step's entries, with the plan and the batch they work on
window_batches, window_bytes = 512, 1 << 16  # how much of an epoch is gathered at once: little, to stay in the cache
laid_twice = range(16, 257)  # so many inputs, for which a copy that lies feature by feature pays for itself


@dataclass(frozen=True)
class Samples:
    """Samples in rows: inputs (N, n + 1) with a last column of ones, coded targets (N, k), and `target` as the loss's
    plugin sees them, (N, k) or (N,) class numbers. A room for some may have space for its inputs once more, where
    batch after batch lies `by_feature`."""

    inputs: AnyArray
    coded: AnyArray
    target: AnyArray
    by_feature: AnyArray | None = None

    @property
    def rows(self) -> int:
        return len(self.inputs)

    @property
    def x(self) -> AnyArray:
        """The inputs as the plan sees them, (n + 1, N)."""
        return self.inputs.T

    @property
    def t(self) -> AnyArray:
        """The coded targets as the plan sees them, (k, N)."""
        return self.coded.T

    @classmethod
    def of(cls, x: AnyArray, target: AnyArray, outputs: int, dtype: npt.DTypeLike) -> Samples:
        """Makes samples of x (N, *shape) and coded targets (N, k), or (N,) class numbers."""
        rows, count = len(x), int(np.prod(x.shape[1:]))
        inputs = aligned((rows, count + 1), dtype, 1)
        inputs[:, :-1] = x.reshape(rows, count)
        return cls(inputs, *_coded(target, outputs, inputs.dtype))

    def learning(self, target: AnyArray, outputs: int) -> Samples:
        """Returns samples of the same inputs, shared, with other coded targets as for `of`."""
        return Samples(self.inputs, *_coded(target, outputs, self.inputs.dtype))

    def part(self, first: int, end: int) -> Batch:
        """Returns some of them, as a plan reads them."""
        by_feature = self._turned(first, end) if self.by_feature is not None else None
        return Batch(self.inputs[first:end].T, self.coded[first:end].T, self.target[first:end], by_feature)

    def room(self, rows: int, *, by_feature: bool) -> Samples:
        """Returns space for so many samples, for their inputs in one order or in both."""
        inputs = aligned((rows, self.inputs.shape[1]), self.inputs.dtype, 1)
        coded = aligned((rows, self.coded.shape[1]), self.coded.dtype)
        target = coded if self.target is self.coded else np.zeros((rows, *self.target.shape[1:]), self.target.dtype)
        return Samples(inputs, coded, target, aligned((inputs.size,), inputs.dtype) if by_feature else None)

    def gather(self, order: Order, into: Samples, batch: int) -> None:
        """Copies the samples `order`, batches of so many, into the first rows of a room."""
        count = len(order)
        self.inputs.take(order, 0, into.inputs[:count], "clip")
        self.coded.take(order, 0, into.coded[:count], "clip")
        if into.target is not into.coded:
            self.target.take(order, 0, into.target[:count], "clip")
        if into.by_feature is not None:
            full = count - count % batch
            blocks = into.inputs[:full].reshape(-1, batch, into.inputs.shape[1]).transpose(0, 2, 1)
            np.copyto(into.by_feature[: blocks.size].reshape(blocks.shape), blocks)
            if full < count:
                np.copyto(into._turned(full, count), into.inputs[full:count].T)

    def _turned(self, first: int, end: int) -> AnyArray:
        """Returns the part of a batch, (n + 1, B); contiguous, as a product's last bit depends on how numbers lie."""
        assert self.by_feature is not None
        width = self.inputs.shape[1]
        return self.by_feature[first * width : end * width].reshape(width, end - first)


def _coded(target: AnyArray, outputs: int, dtype: npt.DTypeLike) -> tuple[AnyArray, AnyArray]:
    """Returns targets in the coding of the plan (N, outputs), and as the loss's plugin sees them."""
    if target.ndim == 1:
        coded = np.zeros((len(target), outputs), dtype)
        coded[np.arange(len(target)), target] = 1
        return coded, target.astype(np.int64)
    coded = np.ascontiguousarray(target, dtype)
    return coded, coded


@dataclass(frozen=True)
class Recipe:
    """How to train: optimizer and its companions, the batch size, and the order of the samples.

    `clip` bounds the gradient of a step, `frozen` marks the parameters that no update moves, by node and name.
    """

    optimizer: Optimizer
    schedule: Schedule | None = None
    regularizer: Regularizer | None = None
    batch_size: int = 1
    shuffle: bool = True
    seed: int = 0
    clip: Clip | None = None
    frozen: Mapping[str, Mapping[str, npt.NDArray[np.bool_]]] = field(default_factory=dict)


class Trainer:
    """Trains a network on samples.

    `step_count` counts updates, `epoch` finished passes; `place` is the number of samples done in this epoch, of which
    the batch in hand began at `begin`. An epoch's samples are gathered in their order, as many batches at a time as
    fit a window; each place in the window has entries of its own, bound to its part.
    """

    def __init__(self, network: Network, samples: Samples, recipe: Recipe) -> None:
        self.network, self.samples, self.recipe = network, samples, recipe
        border = network.border
        self.updater = Updater(recipe.optimizer, network.store, network.grads, border)
        frozen: Frozen = recipe.frozen
        self.restraints = Restraints(
            network.store, network.grads, border,
            regularizer=recipe.regularizer, frozen=frozen, clip=recipe.clip,
        )  # fmt: skip
        self._rate = border.method(recipe.schedule, "rate", "lr", "t", "epoch") if recipe.schedule else None
        looks_at = self._rate.names if self._rate is not None else ()
        self._each_step, self._each_epoch = "t" in looks_at, "epoch" in looks_at
        self._steady: tuple[int, float] = -1, 0.0  # an epoch and its rate, where the schedule does not look at t
        self.order: Order | None = None
        self._rows, self._size = samples.rows, recipe.batch_size
        self._as_they_are = np.arange(samples.rows)
        self.order_stream = stream(recipe.seed, "order")
        self.before_order = self.order_stream.bit_generator.state
        self.step_count = self.epoch = self.place = self.begin = 0
        self.last: Plan | None = None
        self._last_batch: Batch | None = None
        self._quiet = contextvars.copy_context()
        self._quiet.run(np.seterr, all="ignore")
        reads = any(node.inputs == (source,) and node.id in network.store.dense for node in network.graph.nodes)
        self._lays_twice = reads and samples.inputs.shape[1] in laid_twice
        self._window = samples.room(0, by_feature=self._lays_twice)
        self._gathered: Order | None = None
        self._from = self._until = self._version = 0
        self._bound: dict[tuple[int, int], Bound] = {}
        self._steps: dict[tuple[int, int], list[Bound]] = {}

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step; raises ProblemError where the schedule gives none that can be."""
        base, rate = self.recipe.optimizer.learning_rate, self._rate
        if rate is None:
            return base
        epoch = self.epoch if self._each_epoch else 0
        if not self._each_step and self._steady[0] == epoch:
            return self._steady[1]
        came = rate.number(rate.of(base, self.step_count, self.epoch))
        if not 0 <= came < inf and not (base < 0 and isfinite(came)):
            said: dict[str, Value] = {"came": f"{came:g}", "t": self.step_count, "epoch": self.epoch}
            raise rate.problem("schedule.rate", **said)
        self._steady = epoch, came
        return came

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
        return self._quiet.run(self._step)

    def finish_epochs(self, count: int = 1) -> None:
        """Makes the remaining updates of the epoch in hand, and those of more epochs."""
        self._quiet.run(self._finish, count)

    def ready(self) -> Bound:
        """Returns the entries of the next step, with the plan and the batch they work on."""
        begin, size, rows = self.begin, self._size, self._rows
        end = begin + size if begin + size < rows else rows
        if self.order is None:
            self.ordered()
        if self.order is not self._gathered or not self._from <= begin < end <= self._until:
            self._gather()
        if self._version != self.updater.version:
            self._forget()
            self._version = self.updater.version
        key = begin - self._from, end - begin
        return self._bound.get(key) or self._bind(key)

    def last_values(self) -> AnyArray | None:
        """Returns the data's loss of each sample of the last batch before its update; None before the first step."""
        if self.last is None or self._last_batch is None:
            return None
        return self.last.values(self._last_batch)

    def ordered(self) -> Order:
        """Returns this epoch's order of the samples, drawing it at the epoch's first use."""
        if self.order is None and self.recipe.shuffle:
            self.before_order = self.order_stream.bit_generator.state
            self.order = self.order_stream.permutation(self.samples.rows)
        elif self.order is None:
            self.order = self._as_they_are
        return self.order

    def unwalk(self) -> None:
        """Goes back to the beginning of the batch in hand; an epoch without an update has drawn no order."""
        self.place = self.begin
        if self.begin == 0 and self.order is not None:
            self.order = None
            self.order_stream.bit_generator.state = self.before_order

    def _finish(self, count: int) -> None:
        last = self.epoch + count
        while self.epoch < last:
            self._go(last)

    def _step(self) -> bool:
        return self._go(self.epoch + 1, 1)

    def _go(self, last: int, most: int | None = None) -> bool:
        """Makes up to so many steps, up to the epoch `last`, as far as the window reaches.

        Tells whether an epoch ended.
        """
        steps, rest = self._ahead(last)
        updater, state, each_step, moves = self.updater, self.network.state, self._each_step, self.updater.moves
        before, done, found = self.step_count, 0, None
        try:
            rate = self.learning_rate
            updater.arm(rate)
            for found in steps[:most] if most and most < len(steps) else steps:
                if each_step and done:
                    self.step_count = before + done
                    rate = self.learning_rate
                if (moves and done) or each_step:
                    updater.arm(rate)
                for function, args in found[0]:
                    function(*args)
                if moves:
                    updater.t += 1
                if state.pending:
                    state.settle()
                done += 1
        finally:  # also where a plugin failed: what was done up to then stands
            self.step_count = before + done
            if not moves:
                updater.t += done
            if found is not None:
                self.last, self._last_batch = found[1], found[2]
            ended = self._move_on(done, rest)
        return ended

    def _ahead(self, last: int) -> tuple[list[Bound], int]:
        """Returns the steps to the window's end, and how many of them belong to the epoch in hand.

        Where the next epochs, up to `last`, are the same steps again, theirs follow.
        """
        self.ready()
        offset, rows, size = self.begin - self._from, self._until - self._from, self._size
        steps = self._steps.get((offset, rows))
        if steps is None:
            keys = [(first, min(size, rows - first)) for first in range(offset, rows, size)]
            steps = self._steps[offset, rows] = [self._bound.get(key) or self._bind(key) for key in keys]
        if offset or rows < self._rows or self.recipe.shuffle or self._each_step or self._each_epoch:
            return steps, len(steps)
        return steps * (last - self.epoch), len(steps)

    def _move_on(self, done: int, rest: int) -> bool:
        """Sets the place after so many steps, of which the first `rest` reach the end of the epoch or the window."""
        begin = self.begin + min(done, rest) * self._size
        ended = begin >= self._rows
        if ended:
            more = -(-self._rows // self._size)
            epochs, steps = divmod(done - rest, more)
            self.epoch += 1 + epochs
            begin = steps * self._size
            if not steps:
                self.order = None
        self.place = self.begin = begin
        return ended

    def _gather(self) -> None:
        """Puts the batch in hand and those after it into the window."""
        order, samples, batch = self.ordered(), self.samples, self.recipe.batch_size
        room = max(1, min(window_batches, window_bytes // max(1, batch * samples.inputs[:1].nbytes)))
        rows = min(batch * room, samples.rows)
        if self._window.rows != rows:
            self._window = samples.room(rows, by_feature=self._lays_twice)
            self._forget()
        self._from, self._until = self.begin, min(self.begin + rows, samples.rows)
        self._gathered = order
        samples.gather(order[self._from : self._until], self._window, batch)

    def _forget(self) -> None:
        self._bound, self._steps = {}, {}

    def _bind(self, key: tuple[int, int]) -> Bound:
        if len(self._bound) > 2 * window_batches:
            self._forget()
        first, rows = key
        plan, batch = self.network.plan(rows, training=True), self._window.part(first, first + rows)
        forward, backward = plan.bind(batch)
        around = self.restraints
        calls = [*forward, *backward, *around.before, *self.updater.entries, *around.after]
        made = self._bound[key] = calls, plan, batch
        return made
