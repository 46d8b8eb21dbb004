"""The open run, with what is needed to answer for it and to go back when a plugin fails."""

from __future__ import annotations

import math
import traceback
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nnlab.experiment.facts import Facts
from nnlab.kernel import messages as m
from nnlab.kernel._frames import Tail
from nnlab.kernel._memory import Change
from nnlab.kernel._plugins import Plugins, Tell
from nnlab.kernel._slot import SlotWriter
from nnlab.records import Array, Checkpoint, Problem, ProblemError, fail

if TYPE_CHECKING:
    from nnlab.experiment.document import Data, Experiment
    from nnlab.session import Run


class Held:
    """Holds a run and its last good checkpoint.

    Each change is answered by Applied, and by Points where the data is new.
    """

    def __init__(self, plugins: Plugins, slot: SlotWriter, tell: Tell) -> None:
        self._plugins, self._slot, self._tell = plugins, slot, tell
        self.number = self.rev = 0
        self.run: Run | None = None
        self.trouble: Problem | None = None  # why the newest change could not even be tried
        self._opened: m.Open | None = None
        self._changes = self._included = 0
        self._good: tuple[Checkpoint, Experiment] | None = None
        self.unsaved = False  # something changed since it was last told
        self._saved_step = -1
        self._shown: Data | None = None
        self._tail = Tail()

    @property
    def trainable(self) -> bool:
        """Whether a run is open and nothing stands in its way."""
        return self.obstacle is None

    @property
    def obstacle(self) -> Problem | None:
        """What stands in the way of training; None where nothing does."""
        if self.run is None:
            return self.trouble or Problem(code="kernel.nothing_open")
        return self.trouble or next(iter(self.run.problems), None)

    @property
    def dirty(self) -> bool:
        """Whether there is a good state that was not told yet."""
        return self.trainable and (self.unsaved or self.run is None or self.run.step_count != self._saved_step)

    @property
    def steps_per_epoch(self) -> int:
        data = self.run.facts().data if self.run is not None else None
        if self.run is None or data is None:
            return 1
        return math.ceil(data.train_rows / max(1, self.run.experiment.training.batch_size))

    @property
    def epochs(self) -> float:
        """Epochs done, with the part of the present one."""
        data = self.run.facts().data if self.run is not None else None
        if self.run is None or data is None or not data.train_rows:
            return 0.0
        return self.run.epoch + self.run.place / data.train_rows

    def change(self, message: Change) -> None:
        """Makes a change to the run. What a plugin does wrong while it is tried becomes a problem of the answer."""
        self._changes += 1
        self.number, self.rev = message.run, message.rev
        try:
            self._change(message)
            self.trouble = None
            self._included = self._changes
        except Exception as error:  # the border of the process: whatever it is, the kernel lives on
            self.trouble = problem_of(error)
        self.unsaved = True
        if isinstance(message, m.Open | m.Reset | m.Restore):
            self._tail.forget()
        if self.trouble is None:
            self.keep()
        self.answer()

    def again(self) -> None:
        """Builds a run with problems anew, after plugins were loaded."""
        if self.run is None or self.trainable:
            return
        try:
            self.run.apply(self.run.experiment)
            self.trouble = None
        except Exception as error:
            self.trouble = problem_of(error)
        self.keep()
        self.answer()

    def close(self) -> None:
        """Forgets the run."""
        self.run = self.trouble = self._good = self._opened = self._shown = None

    def keep(self) -> bool:
        """Takes a checkpoint to go back to, if the numbers are good; tells whether they are."""
        run = self.run
        if run is None or not self.trainable or not np.isfinite(run.parameters).all():
            return False
        self._good = run.checkpoint(), run.experiment
        return True

    def save(self, token: int) -> bool:
        """Tells the state: for a token whatever it is, by itself (-1) only where it is good."""
        run = self.run
        if run is None:
            if token >= 0:
                raise fail("kernel.nothing_open")
            return False
        good = self.keep()
        if token < 0:
            self.unsaved, self._saved_step = False, run.step_count
            if not good:
                return False
        first, history = self._tail.take(run) if token < 0 else (0, run.history)
        self._tell(
            m.Saved(
                run=self.number,
                rev=self.rev,
                step=run.step_count,
                token=token,
                checkpoint=self._good[0] if good and self._good is not None else run.checkpoint(),
                experiment=run.experiment,
                began=run.began,
                events=run.events,
                history=history,
                first=first,
                changes=self._included,
            )
        )
        return True

    def recover(self) -> None:
        """Goes back to the last good state; where even that fails, the run is made again from it."""
        if self.run is None or self._good is None:
            return
        checkpoint, experiment = self._good
        self._tail.forget()
        try:
            self.run.restore(checkpoint, experiment)
        except Exception as error:
            self.trouble = problem_of(error)

    def answer(self) -> None:
        """Tells the facts of the present revision, and the samples where they are new."""
        run = self.run
        facts = run.facts() if run is not None else Facts(data=None, layers=(), parameters=0)
        if self.trouble is not None:
            facts = msgspec.structs.replace(facts, problems=(*facts.problems, self.trouble))
        self._tell(
            m.Applied(
                run=self.number,
                rev=self.rev,
                step=run.step_count if run is not None else 0,
                facts=facts,
                changes=self._changes,
                epoch=run.epoch if run is not None else 0,
                events=run.events if run is not None else (),
                began=run.began if run is not None else None,
            )
        )
        if run is not None and facts.data is not None and run.experiment.data != self._shown:
            self._shown = run.experiment.data
            self._points(run)

    def _points(self, run: Run) -> None:
        train_x, train_y, test_x, test_y = (Array.of(np.ascontiguousarray(part)) for part in run.points())
        self._tell(
            m.Points(
                run=self.number,
                rev=self.rev,
                step=run.step_count,
                train_x=train_x,
                train_y=train_y,
                test_x=test_x,
                test_y=test_y,
            )
        )

    def _change(self, message: Change) -> None:
        if isinstance(message, m.Open):
            self._open(message)
            return
        if self.run is None:
            if self._opened is None or not isinstance(message, m.Edit):
                raise fail("kernel.nothing_open")
            self._open(m.Open(run=message.run, rev=message.rev, experiment=message.experiment))
            return
        if isinstance(message, m.Edit):
            self.run.apply(message.experiment)
        elif isinstance(message, m.SetWeights):
            self.run.set_weights(message.layer, message.weights.numpy(), message.bias.numpy())
        elif isinstance(message, m.Reset):
            self.run.reset()
        else:
            self.run.restore(message.checkpoint, message.experiment)

    def _open(self, message: m.Open) -> None:
        from nnlab.session import Run  # here, so that Ready need not wait for the engine

        self._slot.forget_names()
        self.close()
        self._opened = message
        self.run = Run(
            message.experiment,
            catalog=self._plugins.catalog,
            watch=self._slot,
            began=message.began,
            events=message.events,
            checkpoint=message.checkpoint,
            history=message.history,
            start=message.start,
        )


def problem_of(error: BaseException) -> Problem:
    """Returns what to tell of an exception that came out of the session."""
    text = "".join(traceback.format_exception(error))
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, MemoryError):
        return Problem(code="kernel.memory", values={"limit": _limit_mb()}, traceback=text)
    return Problem(code="kernel.failed", values={"error": f"{type(error).__name__}: {error}"}, traceback=text)


def _limit_mb() -> int:
    try:
        import resource

        return resource.getrlimit(resource.RLIMIT_AS)[0] >> 20
    except (ImportError, OSError):
        return 0
