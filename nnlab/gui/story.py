"""What was changed in the run so far, and whether the newest losses still hold: the marks of the loss plot."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from nnlab.experiment.document import Event, Experiment
from nnlab.gui.changes import Changed, Changes, added, measures_anew, moved, rebuilt
from nnlab.gui.curves import Mark
from nnlab.records import Checkpoint

Tell = Callable[[Changed], str]


class Story:
    """Follows one run: `marks` are its changes in words, `doubt` the epoch up to which its losses say nothing now.

    `changed` is called whenever either is another.
    """

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self._tell: Tell = lambda _changed: ""
        self.changes: Changes = ()
        self.marks: tuple[Mark, ...] = ()
        self.doubt = -math.inf

    def word(self, tell: Tell) -> None:
        """Takes the words for changes, or other words (the language is another)."""
        self._tell = tell
        self._word()

    def begin(self) -> None:
        """Begins with a run that has no past."""
        self.go_back((), -math.inf)

    def go_back(self, changes: Changes, doubt: float) -> None:
        """Goes back (or on) to what was known at another time."""
        self.changes, self.doubt = changes, doubt
        self._word()

    def read(self, began: Experiment, events: Sequence[Event], checkpoint: Checkpoint) -> None:
        """Takes over the past of a run that comes from a file."""
        changes = rebuilt(began, events, checkpoint)
        doubts = [one.epoch for one in changes if one.weights or measures_anew(one.before, one.after)]
        self.go_back(changes, max(doubts, default=-math.inf))

    def add(self, change: Changed, *, merged: bool, marked: bool) -> None:
        """Takes a change: `merged` ones go on with the last, and those before the first step are not `marked`."""
        if change.weights or measures_anew(change.before, change.after):
            self.doubt = math.inf
        if merged:
            self.changes = moved(self.changes, change.before, change.after)
        elif marked:
            self.changes = added(self.changes, change)
        self._word()

    def applied(self, step: int, epoch: int) -> None:
        """Takes the point in training at which the newest change took effect."""
        if self.doubt == math.inf:
            self.doubt = epoch if step else -1

    def _word(self) -> None:
        marks = (Mark(change.epoch, self._tell(change)) for change in self.changes)
        self.marks = tuple(mark for mark in marks if mark.text)  # of some changes there is nothing to see
        self._changed()
