"""Judges a network's answers on its training and test samples, in slices, by a copy of the parameters it began with."""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass, field

import numpy as np

from nnlab.engine import AnyArray, LayerState, Plan, Samples, Store
from nnlab.records import Array, fail
from nnlab.records.predictions import Meaning
from nnlab.records.scores import Cases, Part, Scores
from nnlab.session._answering import shares_of
from nnlab.session._build import Whole
from nnlab.session._tally import Ground, Rows, Tally

most_rows, fewest_rows = 1024, 16  # that go through the network at once ...
chunk_s = 0.02  # ... and no more than take about so long
parts: tuple[Part, ...] = ("train", "test")


@dataclass
class _Judged:
    """A state of the network, and what was counted of its answers."""

    epoch: int
    step: int
    flat: AnyArray
    buffers: dict[str, dict[str, AnyArray]]
    tallies: dict[Part, Tally] = field(default_factory=dict)


class Judge:
    """Counts one state of a network after another; training may go on meanwhile. `cases` are of the last whole one."""

    def __init__(self, whole: Whole) -> None:
        self.whole, network = whole, whole.network
        self._store, self._state = Store(network.layout, network.dtype), LayerState()
        self._state.noise = copy.deepcopy(network.state.noise)  # nothing is drawn from the training's own streams
        self._plans: dict[int, Plan] = {}
        self._most = most_rows
        data = whole.data
        classes = 0 if data.targets == "values" else max(len(data.table.classes), 2 if data.outputs == 1 else 1)
        rows: dict[Part, Rows] = {"train": data.train, "test": data.test}
        self._grounds = {part: Ground.of(data.table.y[rows[part]], classes) for part in parts if len(rows[part])}
        self._rows = rows
        self._now: _Judged | None = None
        self._done: _Judged | None = None

    @property
    def busy(self) -> bool:
        """Whether a state was begun and is not yet counted."""
        return self._now is not None

    @property
    def done(self) -> bool:
        """Whether there is a state that was counted to its end."""
        return self._done is not None

    def begin(self, epoch: int, step: int) -> None:
        """Takes the network as it stands, whose parameters are copied; what was begun before is dropped."""
        network = self.whole.network
        buffers = {node: dict(arrays) for node, arrays in network.state.buffers.items()}
        self._now = _Judged(epoch, step, network.store.flat.copy(), buffers)
        self._now.tallies = {part: Tally(ground) for part, ground in self._grounds.items()}
        self._put(self._now)

    def go_on(self, until: float = float("inf")) -> bool:
        """Counts up to a time of `time.perf_counter`, at least a little; tells whether the state is counted."""
        now = self._now
        assert now is not None
        while True:
            part = next((part for part, tally in now.tallies.items() if tally.done < self._samples(part).rows), None)
            if part is None:
                self._now, self._done = None, now
                return True
            began = time.thread_time()
            self._chunk(part, now.tallies[part])
            self._fit(time.thread_time() - began)  # not the clock's time: on a busy machine that says nothing of us
            if time.perf_counter() >= until:
                return False

    def scores(self) -> Scores:
        """Returns the scores of the last state that was counted to its end."""
        done, whole = self._done, self.whole
        assert done is not None
        mean, data = whole.loss.reduction == "mean", whole.data
        found = {part: tally.scores(mean=mean) for part, tally in done.tallies.items()}
        return Scores(
            epoch=done.epoch,
            step=done.step,
            train=found["train"],
            test=found.get("test"),
            classes=data.table.classes if data.targets == "classes" else (),
        )

    # ---- single samples

    def cell(self, part: Part, target: int, answer: int, most: int = 300) -> Cases:
        """Returns the first samples of a cell of the confusion matrix."""
        return self._cases(part, self._tally(part).cell(target, answer), most)

    def worst(self, part: Part, column: int = 0, most: int = 300) -> Cases:
        """Returns the samples of values that are farthest from their target, worst first."""
        return self._cases(part, self._tally(part).worst(column), most)

    def rows(self, part: Part, rows: tuple[int, ...]) -> Cases:
        """Returns single samples; rows that are not there are left out."""
        self._tally(part)
        count = self._samples(part).rows
        return self._cases(part, np.array([row for row in rows if 0 <= row < count], np.int64), len(rows))

    def _tally(self, part: Part) -> Tally:
        if self._done is None or part not in self._done.tallies:
            raise fail("scores.nothing")
        return self._done.tallies[part]

    def _cases(self, part: Part, found: Rows, most: int) -> Cases:
        """Sends samples through the network as it was when they were counted."""
        done, whole, data = self._done, self.whole, self.whole.data
        assert done is not None
        self._put(done)
        rows = found[:most]
        at = [rows[first : first + self._most] for first in range(0, len(rows), self._most)]
        outputs = [self._through(self._samples(part), order)[1] for order in at]
        y = np.concatenate(outputs) if outputs else np.zeros((0, whole.network.blueprint.outputs))
        if self._now is not None:
            self._put(self._now)
        there = self._rows[part][rows]
        means: Meaning = "values"
        shares: AnyArray | None = None
        if data.targets == "classes":
            activation = whole.network.graph.output.activation
            means, shares = shares_of(whole.loss, activation.gives if activation is not None else "any", y)
        return Cases(
            part=part,
            epoch=done.epoch,
            total=len(found),
            rows=Array.of(rows),
            x=Array.of(np.ascontiguousarray(data.x[there], np.float64)),
            targets=Array.of(np.ascontiguousarray(self._grounds[part].targets[rows])),
            answers=Array.of(np.ascontiguousarray(self._answers(y))),
            shares=Array.of(np.ascontiguousarray(shares, np.float64)) if shares is not None else None,
            means=means,
        )

    # ---- inside

    def _fit(self, cost: float) -> None:
        """Sends fewer samples at once where they take too long, and more again where there is time to spare."""
        if cost > chunk_s:
            self._most = max(self._most // 2, fewest_rows)
        elif cost < chunk_s / 8:
            self._most = min(self._most * 2, most_rows)

    def _samples(self, part: Part) -> Samples:
        return self.whole.train if part == "train" else self.whole.test

    def _put(self, state: _Judged) -> None:
        self._store.flat[...] = state.flat
        self._state.buffers = state.buffers

    def _plan(self, rows: int) -> Plan:
        if rows not in self._plans:
            if len(self._plans) > 4:
                self._plans.clear()
            blueprint = self.whole.network.blueprint
            self._plans[rows] = Plan(blueprint, self._store, None, self._state, rows, training=False)
        return self._plans[rows]

    def _through(self, samples: Samples, order: Rows) -> tuple[AnyArray, AnyArray]:
        """Returns the loss of each sample (B,) and the outputs (B, k)."""
        plan = self._plan(len(order))
        with np.errstate(all="ignore"):  # a diverged run is worded, not warned of
            plan.load(samples.x, samples.t, samples.target, order)
            plan.forward()
            return plan.values(), plan.output.a.T.copy()

    def _chunk(self, part: Part, tally: Tally) -> None:
        samples = self._samples(part)
        order = np.arange(tally.done, min(tally.done + self._most, samples.rows))
        losses, y = self._through(samples, order)
        with np.errstate(all="ignore"):
            tally.add(losses, self._answers(y))

    def _answers(self, y: AnyArray) -> AnyArray:
        """Returns the class numbers (B,) of outputs (B, k), or the values (B, k) in the data's own units."""
        data = self.whole.data
        return data.labels(self.whole.loss, y) if data.targets == "classes" else data.own(y.astype(np.float64))
