"""The open run, with what is needed to answer for it and to go back when a plugin fails."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nnlab.experiment.facts import Facts
from nnlab.experiment.remaining import all_kept, composed
from nnlab.kernel import messages as m
from nnlab.kernel._errors import problem_of
from nnlab.kernel._frames import Tail
from nnlab.kernel._memory import Change
from nnlab.kernel._plugins import Plugins, Tell
from nnlab.kernel._samples import sent
from nnlab.kernel._slot import SlotWriter
from nnlab.records import Array, Checkpoint, History, Problem, ProblemError, Value, fail
from nnlab.records.predictions import Prediction

if TYPE_CHECKING:
    from nnlab.experiment.document import Data, Event, Experiment
    from nnlab.session import Run


class Held:
    """Holds a run and its last good checkpoint. Each change is answered by Applied, and new data by Points.

    `waiting` is an Open whose checkpoint no run can take, because a plugin it needs is missing: `run` then only tells
    what is wrong, and the checkpoint waits for an edit that makes the experiment whole.
    """

    def __init__(self, plugins: Plugins, slot: SlotWriter, tell: Tell) -> None:
        self._plugins, self._slot, self._tell = plugins, slot, tell
        self.number = self.rev = 0
        self.run: Run | None = None
        self.waiting: m.Open | None = None
        self.trouble: Problem | None = None  # why the newest change could not even be tried
        self.unsaved = False  # something changed since the state was last told
        self._saved_step = -1
        self._changes = self._included = 0
        self._good: tuple[Checkpoint, Experiment] | None = None
        self._shown: Data | None = None
        self._tail = Tail()
        self._told: tuple[Event, ...] = ()  # the events of the last state that was told by itself

    # ---- what it is

    @property
    def obstacle(self) -> Problem | None:
        """What stands in the way of training; None where nothing does."""
        if self.run is None:
            return self.trouble or Problem(code="kernel.nothing_open")
        return self.trouble or next(iter(self.run.problems), None)

    @property
    def dirty(self) -> bool:
        """Whether there is a good state that was not told yet."""
        run = self.run
        return run is not None and (self.unsaved or run.step_count != self._saved_step) and self.obstacle is None

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

    @property
    def step(self) -> int:
        checkpoint = self._checkpoint_waiting()
        return checkpoint.step if checkpoint else self.run.step_count if self.run is not None else 0

    @property
    def epoch(self) -> int:
        checkpoint = self._checkpoint_waiting()
        return checkpoint.epoch if checkpoint else self.run.epoch if self.run is not None else 0

    def lacks(self, dataset: str, values: dict[str, Value]) -> bool:
        """Tells whether a data set with these values is what the run needs and did not get."""
        run = self.run
        if run is None or run.facts().data is not None:
            return False
        source = run.experiment.data.source
        return (source.id, source.values) == (dataset, values)

    # ---- changes

    def change(self, message: Change) -> None:
        """Makes a change to the run. Whatever goes wrong while it is tried becomes a problem of the answer."""
        self._changes += 1
        self.number, self.rev = message.run, message.rev
        self.unsaved = True
        try:
            self.trouble = None
            self._change(message)
            self._included = self._changes
        except BaseException as error:  # the border of the process: whatever it is, the kernel lives on
            self.trouble = problem_of(error)
        if isinstance(message, m.Open | m.Reset | m.Restore):
            self._forget()
        self.keep()
        self.answer()

    def again(self) -> bool:
        """Builds the run anew, after plugins were loaded or forgotten, where it has problems or they concern it.

        Tells whether they did.
        """
        run = self.run
        outdated = run.outdated if run is not None else frozenset()
        if run is None or not (outdated or self.obstacle is not None):
            return False
        try:
            self.trouble = None
            if self.waiting is not None:
                self._open(msgspec.structs.replace(self.waiting, experiment=run.experiment))
            else:
                if any(kind == "dataset" for kind, _ in outdated):
                    self._shown = None
                self._slot.forget_names()
                run.renew()
        except BaseException as error:
            self.trouble = problem_of(error)
        self.unsaved = True
        self.keep()
        self.answer()
        return True

    def close(self) -> None:
        """Forgets the run."""
        self.run = self.waiting = self.trouble = self._good = self._shown = None

    def _change(self, message: Change) -> None:
        run, waiting = self.run, self.waiting
        if isinstance(message, m.Open):
            self.close()
            self._open(message)
        elif isinstance(message, m.Edit) and (run is None or waiting is not None):
            opened = waiting or m.Open(run=message.run, rev=message.rev, experiment=message.experiment)
            left = composed(opened.kept, all_kept(opened.experiment, message.experiment, message.kept))
            self._open(msgspec.structs.replace(opened, experiment=message.experiment, kept=left))
        elif isinstance(message, m.Restore) and waiting is not None:
            checkpoint = message.checkpoint
            experiment = message.experiment
            self._open(msgspec.structs.replace(waiting, experiment=experiment, checkpoint=checkpoint, kept={}))
        elif run is None:
            raise fail("kernel.nothing_open")
        elif isinstance(message, m.Edit):
            run.apply(message.experiment, message.kept)
        elif isinstance(message, m.SetWeights):
            run.set_weights(message.layer, message.weights.numpy(), message.bias.numpy(), partly=True)
        elif isinstance(message, m.Reset):
            self.waiting = None
            run.reset()
        else:
            run.restore(message.checkpoint, message.experiment)

    def _open(self, message: m.Open) -> None:
        """Makes the run of an Open; where its checkpoint cannot be taken, a run without it, which tells why."""
        self._slot.forget_names()
        try:
            self.run, self.waiting = self._made(message), None
        except Exception:
            if message.checkpoint is None:
                raise
            bare = m.Open(experiment=message.experiment, start=message.start)
            self.run, self.waiting = self._made(bare), message
            if self.obstacle is None:
                self.waiting = None
                self._resume(self.run, message, message.checkpoint)

    def _resume(self, run: Run, message: m.Open, checkpoint: Checkpoint) -> None:
        """Goes on with another document than the one the checkpoint came from."""
        try:
            run.restore(checkpoint, message.experiment, history=message.history)
        except BaseException as error:  # it belongs to a network of other shape: the run begins anew
            self._tell(m.Trouble(run=self.number, rev=self.rev, problem=problem_of(error)))

    def _made(self, message: m.Open) -> Run:
        from nnlab.session import Run  # here, so that Ready need not wait for the engine

        return Run(
            message.experiment,
            catalog=self._plugins.catalog,
            watch=self._slot,
            began=message.began,
            events=message.events,
            checkpoint=message.checkpoint,
            history=message.history,
            start=message.start,
            kept=message.kept,
        )

    # ---- states to go back to

    def keep(self) -> bool:
        """Takes a checkpoint to go back to, if the state is good; tells whether it is."""
        run = self.run
        if run is None or self.obstacle is not None or not np.isfinite(run.parameters).all():
            return False
        self._good = run.checkpoint(), run.experiment
        return True

    def recover(self, *, spoilt: bool = False) -> None:
        """Goes back to the last good state, unless the session has already done so; in any case from a spoilt one."""
        run = self.run
        try:
            if run is None or (not spoilt and self.keep()) or self._good is None:
                return
            checkpoint, experiment = self._good
            self._forget()
            run.restore(checkpoint, experiment)
        except BaseException as error:
            self.trouble = problem_of(error)

    def save(self, token: int) -> None:
        """Tells the state: for a token in any case, by itself (-1) only where it is good."""
        run = self.run
        if run is None:
            raise fail("kernel.nothing_open")
        if token < 0:
            self.unsaved, self._saved_step = False, run.step_count
            if not self.keep() or self._good is None:
                return
            checkpoint = self._good[0]
            first, history = self._tail.take(run)
        else:
            checkpoint = self._checkpoint_waiting() or run.checkpoint()
            first, history = 0, self.history()
        began, events = self._line()
        first_event = 0
        if token < 0:
            first_event, self._told = _alike(self._told, events), events
        self._tell(
            m.Saved(
                run=self.number,
                rev=self.rev,
                step=checkpoint.step,
                token=token,
                checkpoint=checkpoint,
                experiment=run.experiment,
                began=began or run.began,
                events=events[first_event:],
                history=history,
                first=first,
                first_event=first_event,
                changes=self._included,
            )
        )

    def history(self) -> History:
        """Everything measured so far."""
        if self.waiting is not None:
            return self.waiting.history or History()
        return self.run.history if self.run is not None else History()

    def scores(self) -> History:
        """Returns one point: the losses and metrics of the present state. Raises whatever the session raises."""
        from nnlab.session import Run

        run = self.run
        if run is None:
            return History()
        if run.history_length == 0 and run.epoch == run.step_count == 0:
            run.train(0)  # measures the state before the first update
        last = run.history_since(max(0, run.history_length - 1))
        if last.epoch == (run.epoch,) and run.place == 0:
            return last
        # off the grid: a run that begins with this state measures it, and this one's history stays as it is
        there = Run(
            run.experiment,
            catalog=self._plugins.catalog,
            watch=self._slot,
            began=run.began,
            events=run.events,
            checkpoint=run.checkpoint(),
        )
        return there.train(0)

    # ---- answers

    def answers(self, rows: Array) -> tuple[Prediction, ...]:
        """Returns what the network answers for rows (N, columns). Raises whatever the session raises."""
        if self.run is None or self.obstacle is not None:
            raise ProblemError(self.obstacle or Problem(code="kernel.nothing_open"))
        return self.run.answers(rows.numpy())

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
                step=self.step,
                facts=facts,
                changes=self._changes,
                epoch=self.epoch,
            )
        )
        if run is not None and facts.data is not None and run.experiment.data != self._shown:
            self._shown = run.experiment.data
            self._points(run)

    def _points(self, run: Run) -> None:
        arrays, means = sent(run.points())
        self._tell(m.Points(run=self.number, rev=self.rev, step=run.step_count, **arrays, means=means))

    def _forget(self) -> None:
        """Tells all of the history and all events next time."""
        self._tail.forget()
        self._told = ()

    def _line(self) -> tuple[Experiment | None, tuple[Event, ...]]:
        """Returns the document the run began with, and the edits since."""
        if self.waiting is not None:
            return self.waiting.began, self.waiting.events
        return (self.run.began, self.run.events) if self.run is not None else (None, ())

    def _checkpoint_waiting(self) -> Checkpoint | None:
        return self.waiting.checkpoint if self.waiting is not None else None


def _alike(before: tuple[Event, ...], after: tuple[Event, ...]) -> int:
    """Returns how many events both begin with: a run only adds some, or takes back its last ones."""
    count = min(len(before), len(after))
    while count and before[count - 1] is not after[count - 1]:
        count -= 1
    return count
