"""A build in training: steps, what is measured after each epoch, and the way back to the last good state."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from nnlab.engine import AnyArray, Border, Trainer, culprit
from nnlab.experiment.document import KeptUnits
from nnlab.experiment.following import no_units
from nnlab.experiment.remaining import all_kept, composed
from nnlab.records import History, Problem, ProblemError, fail
from nnlab.session._build import Build, Whole
from nnlab.session._carry import carry
from nnlab.session._history import Recorder
from nnlab.session._scores import Scorer
from nnlab.session._stop import StopRule

Measured = tuple[float, float | None, dict[str, float]]
look_after = 128  # steps between two states to return to


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
        trainer.last = None
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
    until the document is whole again. `stopped` tells which stop rule the last epoch met, until training goes on.
    """

    def __init__(self, build: Build, border: Border, history: History | None = None) -> None:
        self.build, self._border = build, border
        self.good: Whole | None = build.whole
        self.recorder = Recorder(history)
        self.recorder.every = build.experiment.training.measure_every
        self.rule = StopRule(build.experiment.training.stop)
        self.stopped: Problem | None = None
        self._left: KeptUnits = {}  # which neurons of the good network are left in the present, broken one
        self._spent = 0.0  # seconds of training since the last epoch's end
        self._scored: tuple[Whole, Scorer] | None = None
        self.mark()

    @property
    def trainer(self) -> Trainer | None:
        """The trainer of the last build that could train."""
        return self.good.trainer if self.good is not None else None

    def mark(self) -> None:
        """Makes the present state the one to return to."""
        self._snapshot = Snapshot.of(self.trainer) if self.trainer is not None else None
        self._marked = self.trainer.step_count if self.trainer is not None else 0

    def change(self, build: Build, border: Border | None = None, kept: KeptUnits = no_units) -> None:
        """Goes on with another build (and border); weights and all else are carried over where they fit.

        `kept` says which neurons are left; while builds are broken, that of all edits counts for the next good one.
        """
        self._border = border or self._border
        left = composed(self._left, all_kept(self.build.experiment, build.experiment, kept))
        self._left = {} if build.whole is not None else left
        if build.whole is not None:
            if self.good is not None:
                build.problems += carry(self.good, build.whole, left)
            self.good = build.whole
        elif self.trainer is not None:
            self.trainer.unwalk()
        self.rule.change(self.build.experiment, build.experiment)
        self.build, self.stopped = build, None
        self.recorder.every = build.experiment.training.measure_every
        self.mark()

    def prepare(self) -> None:
        """Measures the state before the first update, once; raises ProblemError where the build is broken."""
        whole = self.build.ready()
        if len(self.recorder) == 0:
            measured = self._measured(whole)
            if measured is None:
                raise culprit(whole.trainer) or self._scorer(whole).runaway() or self._overflow(whole.trainer)
            self.recorder.add(whole.trainer.epoch, *measured)
            self.rule.start(whole.trainer.epoch, measured[0], measured[1])

    def advance(self, *, walk: bool = False) -> None:
        """Makes one step, or walks one sample; after an epoch, checks that all numbers are finite and measures."""
        whole = self.build.ready()
        trainer = whole.trainer
        self._work(trainer, trainer.walk if walk else trainer.step)

    def advance_epoch(self, most: int = 1) -> None:
        """Makes the rest of the steps of this epoch; more epochs, up to `most`, where nothing is to be looked at."""
        trainer = self.build.ready().trainer
        epoch = trainer.epoch
        if not trainer.network.state.noise:
            count = 1 if self.rule.any else max(1, min(most, self._unseen(trainer)))
            self._work(trainer, lambda: trainer.finish_epochs(count))
        while trainer.epoch == epoch:  # step by step, so that a failing one gives back the noise it has drawn
            self._work(trainer, trainer.step)

    def _unseen(self, trainer: Trainer) -> int:
        """Returns the number of epochs until the next one that is measured or looked at."""
        steps = -(-trainer.samples.rows // trainer.recipe.batch_size)
        return min(self.recorder.ahead(trainer.epoch), (self._marked + look_after - trainer.step_count) // steps)

    def check(self) -> None:
        """Raises ProblemError, back in the last good state, where a parameter is not finite."""
        if self.trainer is not None and not _finite(self.trainer.network.store.flat):
            raise self._diagnosed(self.trainer)

    def _work(self, trainer: Trainer, work: Callable[[], bool | None]) -> None:
        """Does some steps; what a failing one had begun is taken back."""
        self.stopped = None
        began = time.perf_counter() if self.rule.needs_time else 0.0
        streams, noise = trainer.network.state.noise, {}
        if streams:
            noise = {node: rng.bit_generator.state for node, rng in streams.items()}
        epoch = trainer.epoch
        try:
            work()
        except ProblemError:
            for node, state in noise.items():
                streams[node].bit_generator.state = state
            trainer.network.state.pending.clear()
            trainer.unwalk()
            raise
        if self.rule.needs_time:
            self._spent += time.perf_counter() - began
        if trainer.epoch != epoch:
            self._finish_epoch(trainer)

    def _finish_epoch(self, trainer: Trainer) -> None:
        whole, epoch = self.build.ready(), trainer.epoch
        recorded = self.recorder.wants(epoch)
        rule, measured = self.rule, None
        if recorded or rule.needs_loss:
            measured = self._checked(whole)
            if recorded:
                self.recorder.add(epoch, *measured)
        if trainer.step_count - self._marked >= look_after:
            self.check()
            self.mark()
        if rule.any:
            self._ask(epoch, measured)

    def _ask(self, epoch: int, measured: Measured | None) -> None:
        spent, self._spent = self._spent, 0.0
        train_loss, test_loss = measured[:2] if measured is not None else (None, None)
        self.stopped = self.rule.finished_epoch(epoch, train_loss, test_loss, spent)

    def _checked(self, whole: Whole) -> Measured:
        """Measures; raises ProblemError, back in the last good state, where a number is not finite."""
        measured = self._measured(whole)
        if measured is None:
            raise self._diagnosed(whole.trainer, self._scorer(whole).runaway())
        return measured

    def _measured(self, whole: Whole) -> Measured | None:
        """Returns losses and metrics if all of them are finite."""
        train_loss, test_loss, metrics = self._scorer(whole).measure()
        finite = isfinite(train_loss) and (test_loss is None or isfinite(test_loss))
        return (train_loss, test_loss, metrics) if finite and all(map(isfinite, metrics.values())) else None

    def _scorer(self, whole: Whole) -> Scorer:
        if self._scored is None or self._scored[0] is not whole:
            self._scored = whole, Scorer(whole, self._border)
        return self._scored[1]

    def _diagnosed(self, trainer: Trainer, found: ProblemError | None = None) -> ProblemError:
        """Returns to the last good state and finds what led out of it, by going the way again with eyes open."""
        snapshot = self._snapshot
        assert snapshot is not None
        diverged = self._overflow(trainer)
        until = trainer.step_count
        snapshot.put(trainer)
        try:
            while found is None and trainer.step_count < until:
                found = culprit(trainer)
                if found is None:
                    trainer.step()
        except ProblemError as error:
            found = error
        snapshot.put(trainer)
        self.recorder.until(trainer.epoch)
        return found or diverged

    def _overflow(self, trainer: Trainer) -> ProblemError:
        return fail("training.diverged", epoch=trainer.epoch, rate=f"{trainer.recipe.optimizer.learning_rate:g}")


def _finite(flat: AnyArray) -> bool:
    return bool(np.isfinite(flat).all())
