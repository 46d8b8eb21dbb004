"""What a client must remember to make a dead kernel again: it owns nothing that is not here."""

from __future__ import annotations

import msgspec

from nnlab.experiment.facts import Facts
from nnlab.experiment.shapes import same_weights
from nnlab.kernel import messages as m
from nnlab.records import Column, History

Change = m.Open | m.Edit | m.SetWeights | m.Reset | m.Restore


class Memory:
    """Follows what goes to the kernel and what comes from it, and words it anew for the next one."""

    def __init__(self) -> None:
        self.training: m.Train | None = None
        self._waits = False  # for a plugin file: training goes on when it is back
        self._waited: m.Train | None = None  # what may go on by itself, after nothing stands in its way any more
        self._open: m.Open | None = None
        self.saved: m.Saved | None = None  # the newest state that was told, with all of its history and events
        self.place = 0, 0  # run and rev of the newest message
        self._since: list[tuple[int, Change]] = []  # changes that the saved state has not, with their numbers
        self._changes = self._opened_at = 0
        self._views: m.Subscribe | None = None
        self._credit: m.Credit | None = None
        self._asked: dict[int, m.Ask] = {}
        self._loads: list[m.Load] = []

    @property
    def epoch(self) -> int:
        """The epoch of the newest checkpoint."""
        if self.saved is not None:
            return self.saved.checkpoint.epoch
        checkpoint = self._open.checkpoint if self._open is not None else None
        return checkpoint.epoch if checkpoint is not None else 0

    def sent(self, message: m.ToKernel) -> None:
        """Notes a message to the kernel."""
        self.place = message.run, message.rev
        if isinstance(message, m.Train | m.Pause | m.Step | m.Open | m.Reset | m.Close):
            self._waits, self._waited = False, None
        if isinstance(message, Change):
            self._changed(message)
        elif isinstance(message, m.Train):
            self.training = message
        elif isinstance(message, m.Pause | m.Step):
            self.training = None
        elif isinstance(message, m.Close):
            self._open = self.saved = self.training = None
            self._since.clear()
        elif isinstance(message, m.Subscribe):
            self._views = message
        elif isinstance(message, m.Credit):
            self._credit = message
        elif isinstance(message, m.Ask):
            self._asked[message.id] = message
        elif isinstance(message, m.Cancel):
            self._asked.pop(message.id, None)
        elif isinstance(message, m.Load):
            self._loads.append(message)

    def took(self, message: m.FromKernel) -> None:
        """Notes a message from the kernel."""
        if isinstance(message, m.Frame):
            self._credit = None
        elif isinstance(message, m.Saved):
            self._keep(message)
        elif isinstance(message, m.Answer):
            self._asked.pop(message.id, None)
        elif isinstance(message, m.Finished):
            self.training = None
        elif isinstance(message, m.Trouble):
            self._waits = message.waits and self.training is not None
            self.training = self.training if self._waits else None
        elif isinstance(message, m.Resumed):
            self.training = self.training or self._waited
        elif isinstance(message, m.Applied):
            self._shorten(message.changes)
            if self._waits and not _errors(message.facts):
                self._waits, self._waited, self.training = False, self.training, None

    def replay(self) -> list[m.ToKernel]:
        """Returns the messages that bring a new kernel to where the last one was, and counts changes from there."""
        changes: list[Change] = []
        if self._open is not None:
            changes = [self._reopened(self._open), *(change for _, change in self._since)]
        self._since = [(number, change) for number, change in enumerate(changes, 1)][1:]
        self._changes, self._opened_at = len(changes), 1
        rest = [self._views, *changes, *self._asked.values(), self.training, self._credit]
        return [*self._loads, *(message for message in rest if message is not None)]

    def _changed(self, message: Change) -> None:
        self._changes += 1
        if isinstance(message, m.Open):
            self._open, self.saved, self._opened_at = message, None, self._changes
            self._since.clear()
        else:
            self._since.append((self._changes, message))
        if isinstance(message, m.Open | m.Reset):
            self.training = None

    def _keep(self, saved: m.Saved) -> None:
        opened = self._open
        if opened is None or saved.changes < self._opened_at:
            return  # of the run before this Open
        before = self.saved.history if self.saved is not None else History()
        history = joined(before, saved.first, saved.history)
        known = self.saved.events if self.saved is not None else ()
        events = (*known[: saved.first_event], *saved.events)
        self.saved = msgspec.structs.replace(saved, history=history, first=0, events=events, first_event=0)
        self._since = [(number, change) for number, change in self._since if number > saved.changes]

    def _shorten(self, applied: int) -> None:
        """Of edits in a row that were all applied, the last says all: a slider moved for minutes stays small.

        One that takes weights away stays: what it left of them is not to be seen in the one after it.
        """
        while len(self._since) > 1:
            (_, first), (number, second) = self._since[-2:]
            if number > applied or not (isinstance(first, m.Edit) and isinstance(second, m.Edit)):
                return
            if second.kept or not same_weights(first.experiment, second.experiment):
                return
            self._since[-2:] = [(number, msgspec.structs.replace(second, kept=first.kept))]

    def _reopened(self, opened: m.Open) -> m.Open:
        saved = self.saved
        if saved is None:
            return opened
        return m.Open(
            run=saved.run,
            rev=saved.rev,
            experiment=saved.experiment,
            began=saved.began,
            events=saved.events,
            checkpoint=saved.checkpoint,
            history=saved.history,
            start=opened.start,
        )


def joined(before: History, first: int, after: History) -> History:
    """Returns a history with everything from place `first` on replaced."""
    if first <= 0:
        return after
    old = before.metrics
    columns = tuple(Column(c.name, (*old.get(c.name, ())[:first], *c.values)) for c in after.columns)
    return History(
        epoch=(*before.epoch[:first], *after.epoch),
        train_loss=(*before.train_loss[:first], *after.train_loss),
        test_loss=(*before.test_loss[:first], *after.test_loss),
        columns=columns,
    )


def _errors(facts: Facts) -> bool:
    problems = [*facts.problems, *(layer.problem for layer in facts.layers if layer.problem is not None)]
    return any(problem.level == "error" for problem in problems)
