"""When training ends by itself: the rules of `Stop`, asked after every epoch."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from nnlab.experiment.document import Experiment, Stop
from nnlab.records import Problem, Value


class StopRule:
    """Says after an epoch whether training ends there, by whichever rule of a Stop is met first.

    How a course uses it::

        rule = StopRule(experiment.training.stop)      # a fresh run; Reset makes a new one
        rule.put(checkpoint.stop)                      # resuming, Restore
        rule.change(before, after)                     # an edit of the running experiment
        rule.start(epoch, train_loss, test_loss)       # once, where the state before the first update is measured

        stopped = rule.finished_epoch(epoch, train_loss, test_loss, seconds)    # after every epoch
        checkpoint.stop = rule.state()                 # after it, so that resuming is exact

    The losses are None where they were not measured, which must not happen while `needs_loss`: then the course measures
    after every epoch, also off the recorded grid. `seconds` is the time spent on training since the call before; the
    clock needs to be read only while `needs_time`.

    A rule met once is met again: training that is made to go on ends after the next epoch at which a rule holds. The
    count of patience and of seconds begins anew with each end, so going on trains for as much once more.
    """

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self._measured = -1  # the epoch of `_loss`
        self._loss = inf
        self._best = inf
        self._since = -1  # from here on nothing has got better
        self._seconds = 0.0

    @property
    def any(self) -> bool:
        """Whether any rule is on, so that training without an end would come to one."""
        stop = self.stop
        return any(one is not None for one in (stop.epochs, stop.loss, stop.change, stop.patience, stop.seconds))

    @property
    def needs_loss(self) -> bool:
        """Whether the losses have to be measured after every epoch."""
        return self.stop.loss is not None or self.stop.change is not None or self.stop.patience is not None

    @property
    def needs_time(self) -> bool:
        """Whether the time spent on training matters."""
        return self.stop.seconds is not None

    def change(self, before: Experiment, after: Experiment) -> None:
        """Goes on with the rules of an edited experiment; other data or another loss cannot be compared with before."""
        self.stop = after.training.stop
        if before.data != after.data or before.training.loss != after.training.loss:
            self._forget()

    def start(self, epoch: int, train_loss: float, test_loss: float | None) -> None:
        """Takes the losses before the first update (epoch 0) as those that the first epoch is compared with."""
        if self._measured < 0 and epoch == 0:
            self._measure(epoch, train_loss, test_loss)

    def finished_epoch(
        self, epoch: int, train_loss: float | None, test_loss: float | None = None, seconds: float = 0.0
    ) -> Problem | None:
        """Returns why training ends after an epoch, as a note; None where it goes on."""
        self._seconds += seconds
        moved = inf
        if train_loss is None:
            self._forget()
        else:
            if self._measured == epoch - 1:
                moved = abs(train_loss - self._loss)
            self._measure(epoch, train_loss, test_loss)
        return self._met(epoch, moved, test_loss)

    def state(self) -> dict[str, float]:
        """Returns what a checkpoint keeps: plain finite numbers by name."""
        kept = {"seconds": self._seconds}
        if self._measured >= 0:
            kept |= {"measured": self._measured, "loss": self._loss, "best": self._best, "since": self._since}
        return {name: float(value) for name, value in kept.items()}

    def put(self, state: Mapping[str, float]) -> None:
        """Goes on from a checkpoint's numbers; those that are missing begin anew."""
        self._seconds = max(0.0, state.get("seconds", 0.0))
        self._forget()
        if {"measured", "loss", "best", "since"} <= state.keys():
            self._measured, self._since = int(state["measured"]), int(state["since"])
            self._loss, self._best = state["loss"], state["best"]

    def _measure(self, epoch: int, train_loss: float, test_loss: float | None) -> None:
        if self._measured not in (epoch, epoch - 1):  # an epoch without losses lies between
            self._forget()
        self._measured, self._loss = epoch, train_loss
        watched = train_loss if test_loss is None else test_loss
        if watched < self._best or self._since < 0:
            self._best, self._since = watched, epoch

    def _met(self, epoch: int, moved: float, test_loss: float | None) -> Problem | None:
        stop, measured = self.stop, self._measured == epoch
        values: dict[str, Value] = {"epoch": epoch}
        if stop.loss is not None and measured and self._loss <= stop.loss:
            values |= {"loss": _short(self._loss), "target": _short(stop.loss)}
            return Problem(code="stopped.loss", level="note", values=values)
        if stop.change is not None and moved < stop.change:
            values |= {"change": _short(moved), "least": _short(stop.change)}
            return Problem(code="stopped.change", level="note", values=values)
        if stop.patience is not None and measured and epoch - self._since >= stop.patience:
            self._since = epoch
            values |= {"patience": stop.patience, "best": _short(self._best)}
            if test_loss is None:
                return Problem(code="stopped.patience_train", level="note", values=values)
            return Problem(code="stopped.patience", level="note", values=values)
        if stop.epochs is not None and epoch >= stop.epochs:
            return Problem(code="stopped.epochs", level="note", values={**values, "epochs": stop.epochs})
        if stop.seconds is not None and self._seconds >= stop.seconds:
            used, self._seconds = self._seconds, 0.0
            values |= {"seconds": _short(used), "most": _short(stop.seconds)}
            return Problem(code="stopped.seconds", level="note", values=values)
        return None

    def _forget(self) -> None:
        self._measured = self._since = -1
        self._loss = self._best = inf


def _short(value: float) -> str:
    return f"{value:.4g}"
