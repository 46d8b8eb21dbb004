"""A build in training: steps, what is measured after each epoch, and the way back to the last good state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.engine import AnyArray, Border, Trainer, culprit
from nnlab.records import History, ProblemError, fail
from nnlab.session._build import Build, Whole
from nnlab.session._carry import carry
from nnlab.session._history import Recorder
from nnlab.session._scores import measure, runaway


@dataclass(frozen=True)
class Snapshot:
    """A trainer's state in memory, to which it can return."""

    flat: AnyArray
    state: dict[str, AnyArray]
    buffers: dict[str, dict[str, AnyArray]]
    noise: dict[str, Any]
    stream: Any
    before_order: Any
    order: Any
    counts: tuple[int, int, int, int, int]

    @classmethod
    def of(cls, trainer: Trainer) -> Snapshot:
        """Takes a snapshot; arrays that nobody writes to are shared."""
        network, updater = trainer.network, trainer.updater
        return cls(
            network.store.flat.copy(),
            updater.state,
            {node: dict(arrays) for node, arrays in network.state.buffers.items()},
            {node: rng.bit_generator.state for node, rng in network.state.noise.items()},
            trainer.order_stream.bit_generator.state,
            trainer.before_order,
            trainer.order,
            (trainer.step_count, trainer.epoch, trainer.place, trainer.begin, updater.t),
        )

    def put(self, trainer: Trainer) -> None:
        """Brings a trainer back."""
        network, updater = trainer.network, trainer.updater
        network.store.flat[...] = self.flat
        network.state.buffers = {node: dict(arrays) for node, arrays in self.buffers.items()}
        network.state.pending.clear()
        for node, state in self.noise.items():
            network.state.noise[node].bit_generator.state = state
        trainer.order_stream.bit_generator.state = self.stream
        trainer.before_order, trainer.order = self.before_order, self.order
        trainer.step_count, trainer.epoch, trainer.place, trainer.begin, updater.t = self.counts
        updater.state = self.state


class Course:
    """What a run is doing now.

    `build` is the present experiment's and may be broken; `good` is the last one that could train: its weights wait
    until the document is whole again.
    """

    def __init__(self, build: Build, border: Border, history: History | None = None) -> None:
        self.build, self._border = build, border
        self.good: Whole | None = build.whole
        self.recorder = Recorder(history)
        self.mark()

    @property
    def trainer(self) -> Trainer | None:
        """The trainer of the last build that could train."""
        return self.good.trainer if self.good is not None else None

    def mark(self) -> None:
        """Makes the present state the one to return to."""
        self._snapshot = Snapshot.of(self.trainer) if self.trainer is not None else None

    def change(self, build: Build) -> None:
        """Goes on with another build; weights and all else are carried over where they fit."""
        if build.whole is not None:
            if self.good is not None:
                carry(self.good, build.whole)
            self.good = build.whole
        elif self.trainer is not None:
            self.trainer.unwalk()
        self.build = build
        self.mark()

    def prepare(self) -> None:
        """Measures the state before the first update, once; raises ProblemError where the build is broken."""
        whole = self.build.ready()
        if len(self.recorder) == 0 and not self._record(whole):
            raise culprit(whole.trainer) or runaway(whole, self._border) or self._overflow(whole.trainer)

    def advance(self, *, walk: bool = False) -> None:
        """Makes one step, or walks one sample; after an epoch, checks that all numbers are finite and measures."""
        whole = self.build.ready()
        trainer = whole.trainer
        noise = {node: rng.bit_generator.state for node, rng in trainer.network.state.noise.items()}
        try:
            ended = trainer.walk() if walk else trainer.step()
        except ProblemError:
            for node, state in noise.items():
                trainer.network.state.noise[node].bit_generator.state = state
            trainer.network.state.pending.clear()
            trainer.unwalk()
            raise
        if ended:
            self._finish_epoch(whole)

    def check(self) -> None:
        """Raises ProblemError, back in the last good state, where a parameter is not finite."""
        if self.trainer is not None and not np.isfinite(self.trainer.network.store.flat).all():
            raise self._diagnosed(self.trainer)

    def _finish_epoch(self, whole: Whole) -> None:
        trainer = whole.trainer
        if not np.isfinite(trainer.network.store.flat).all():
            raise self._diagnosed(trainer)
        if self.recorder.wants(trainer.epoch) and not self._record(whole):
            raise self._diagnosed(trainer, runaway(whole, self._border))
        self.mark()

    def _record(self, whole: Whole) -> bool:
        """Measures and adds a point; tells whether all of it is finite."""
        train_loss, test_loss, metrics = measure(whole, self._border)
        if not np.isfinite([train_loss, 0.0 if test_loss is None else test_loss, *metrics.values()]).all():
            return False
        self.recorder.add(whole.trainer.epoch, train_loss, test_loss, metrics)
        return True

    def _diagnosed(self, trainer: Trainer, found: ProblemError | None = None) -> ProblemError:
        """Returns to the last good state and finds what led out of it, by going the way again with eyes open."""
        snapshot = self._snapshot
        assert snapshot is not None
        diverged = self._overflow(trainer)
        snapshot.put(trainer)
        until = trainer.epoch
        try:
            while found is None and trainer.epoch == until:
                found = culprit(trainer)
                if found is None:
                    trainer.step()
        except ProblemError as error:
            found = error
        snapshot.put(trainer)
        return found or diverged

    def _overflow(self, trainer: Trainer) -> ProblemError:
        return fail("training.diverged", epoch=trainer.epoch, rate=f"{trainer.recipe.optimizer.learning_rate:g}")
