"""Trains between two looks at the inbox: at the speed that was asked for, up to an epoch or until a rule is met."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from nnlab.experiment.document import Stop
from nnlab.kernel import messages as m
from nnlab.kernel._held import Held
from nnlab.kernel._pacing import Pacer, Rate
from nnlab.kernel._slot import SlotWriter

if TYPE_CHECKING:
    from nnlab.session import Run

look_s = 0.002  # at full speed the clock is read about so often; the inbox is looked at after every step


class Loop:
    """Drives `run.steps()`. `train` and `pause` say what is wanted, `slice` does a part of it."""

    def __init__(self, held: Held, slot: SlotWriter, empty: Callable[[], bool]) -> None:
        self._held, self._slot, self._empty = held, slot, empty
        self._wanted: m.Train | None = None
        self._steps: Iterator[None] | None = None
        self._pacer: Pacer | None = None
        self._step_s = 0.001
        self.rate = Rate()

    @property
    def training(self) -> bool:
        return self._wanted is not None

    @property
    def wanted(self) -> m.Train | None:
        """What it was told last; None while it pauses."""
        return self._wanted

    @property
    def hurried(self) -> bool:
        """Whether every moment counts: training at full speed, or slower than was asked for."""
        return self._pacer is not None and self._pacer.behind(time.perf_counter())

    def train(self, message: m.Train) -> None:
        """Begins to train, or changes the speed."""
        if self._wanted is None:
            self.rate.restart()
        self._wanted = message
        self.changed()

    def pause(self) -> None:
        """Stops after the present step."""
        self._wanted = self._pacer = None
        self._close()
        self.rate.restart()

    def changed(self) -> None:
        """Begins anew with a run that was changed under the loop."""
        self._close()
        self._pacer = None

    def slice(self, until: float) -> tuple[float, bool]:
        """Trains what is due, at most until a time. Returns the seconds until more is, and whether the end is reached:
        the epoch that was asked for, or one that met a stop rule (`run.stopped` says which).

        Raises whatever the session raises.
        """
        run, wanted = self._held.run, self._wanted
        assert run is not None
        assert wanted is not None
        limit, stopped = wanted.until, False
        if limit is not None and run.epoch >= limit:
            return 0.0, True
        now = time.perf_counter()
        if self._pacer is None:
            self._pacer = Pacer(wanted.speed, self._held.steps_per_epoch, now)
        due = self._pacer.due(now)
        if due:
            done = self._burst(run, due, limit, until)
            self._pacer.took(done)
            stopped = done > 0 and run.stopped is not None
            self._slot.epoch(run.epoch)
            now = time.perf_counter()
            self.rate.mark(now, self._held.epochs)
        return self._pacer.wait(now), stopped or (limit is not None and run.epoch >= limit)

    def _burst(self, run: Run, due: int, limit: int | None, until: float) -> int:
        """Takes up to so many steps; stops for a message, at the time, at the epoch, or where a stop rule is met."""
        if self._steps is None:
            self._steps = run.steps()
        steps, empty, done = self._steps, self._empty, 0
        began = time.perf_counter()
        in_epoch = self._held.steps_per_epoch if limit is not None else 0
        rules = run.experiment.training.stop != Stop()
        while done < due:
            last = limit is not None and run.epoch >= limit - 1
            chunk = 1 if last else min(due - done, max(1, int(look_s / self._step_s)))
            if limit is not None and not last:  # not beyond the last epoch's beginning: it may have one step only
                chunk = min(chunk, (limit - 1 - run.epoch) * in_epoch)
            before = done
            for _ in islice(steps, chunk):
                done += 1
                if not empty() or (rules and run.stopped is not None):
                    break
            now = time.perf_counter()
            if done == before:
                raise RuntimeError("steps() came to an end")
            if now >= until or not empty() or (last and limit is not None and run.epoch >= limit):
                break
            if rules and run.stopped is not None:
                break
        self._step_s = 0.9 * self._step_s + 0.1 * (time.perf_counter() - began) / max(done, 1)
        return done

    def _close(self) -> None:
        steps, self._steps = self._steps, None
        if steps is not None:
            steps.close()  # type: ignore[attr-defined]
