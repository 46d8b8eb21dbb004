"""The steps of the undo stack, and the way along them: one move, however many steps it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtGui import QUndoCommand

from nnlab.experiment.document import Experiment, KeptUnits
from nnlab.experiment.edits import same_weights
from nnlab.experiment.following import no_units
from nnlab.experiment.remaining import all_kept, composed, reversed_units
from nnlab.gui.kept import Kept
from nnlab.kernel.messages import SetWeights

Words = Callable[[], str]


class Keeper(Protocol):
    """Who holds the running network: the document tells it of every edit and asks it to keep and restore weights."""

    @property
    def moment(self) -> int:
        """Names the present point in training: it changes whenever a step may have been trained."""

    def keep(self) -> Kept:
        """Asks for a checkpoint of the state before the next message."""

    def edit(self, old: Experiment, new: Experiment, *, merged: bool, kept: KeptUnits = no_units) -> None:
        """The experiment is now the new one; weights stay with their neurons, of which `kept` says which are left."""

    def put_weights(self, message: SetWeights, *, merged: bool = False) -> None:
        """Puts numbers into a layer; `merged` says that it is one with the change before."""

    def begin_anew(self) -> None:
        """Draws the start weights of the present experiment."""

    def restore(self, experiment: Experiment, kept: Kept, *, left: KeptUnits = no_units) -> None:
        """Goes back to a kept state; where it was lost, keeps the present weights of the neurons that are left."""


@dataclass(frozen=True)
class Change:
    """What one step does: from one experiment to another, and what happens to the weights.

    `text` words it in the present language; with `values`, what was there before and is there now belongs to it.
    """

    text: Words
    before: Experiment
    after: Experiment
    merge: str = ""
    weights: SetWeights | None = None
    anew: bool = False
    values: bool = False
    kept: KeptUnits = field(default_factory=dict)

    @property
    def restores(self) -> bool:
        """Whether undoing brings back weights too: it does where some are lost, else the present ones are kept."""
        loses = not same_weights(self.before, self.after)
        return loses or bool(self.kept) or self.anew or self.weights is not None

    @property
    def left(self) -> KeptUnits:
        """Which neurons are left of each layer whose number of them changed."""
        return all_kept(self.before, self.after, self.kept)

    def takes(self, change: Change) -> bool:
        """Whether another change that follows can be one with this."""
        return not self.anew and self.merge == change.merge and (self.weights is None) == (change.weights is None)

    def with_next(self, change: Change) -> Change:
        """Returns the change that is both, one after the other."""
        kept = composed(self.left, change.left)
        return Change(change.text, self.before, change.after, self.merge, change.weights, values=self.values, kept=kept)

    def begin(self, keeper: Keeper) -> None:
        """Makes the change in the running network for the first time."""
        if self.weights is not None:
            keeper.put_weights(self.weights)
            return
        if self.before != self.after:
            keeper.edit(self.before, self.after, merged=False, kept=self.kept)
        if self.anew:
            keeper.begin_anew()

    def go_on(self, keeper: Keeper, change: Change) -> None:
        """Makes one that is to be part of this."""
        if change.weights is not None:
            keeper.put_weights(change.weights, merged=True)
        else:
            keeper.edit(change.before, change.after, merged=True, kept=change.kept)


class Step(QUndoCommand):
    """One step of the undo stack: a change, the state of the network before it, and the state after it.

    `before` is the state that was last left forwards, `after` the one that was last left backwards.
    """

    def __init__(self, change: Change, go: Callable[[Step, bool], None]) -> None:
        super().__init__()
        self.change = change
        self.before: Kept | None = None
        self.after: Kept | None = None
        self._go = go

    def redo(self) -> None:
        self._go(self, True)

    def undo(self) -> None:
        self._go(self, False)


class Journey:
    """Goes along the undo stack in one move: the states on the way are worked out, only the last one is gone to.

    A step back brings back the state before a change that loses weights. After another one it does so only where no
    step was trained since, and else keeps the weights: `state` then goes on with another experiment. Forwards likewise.
    So ways back and forth with nothing between are exact, and no state that was left is lost. Where a kernel took one
    with it, the neurons that are `left` keep the weights they have.
    """

    def __init__(self, keeper: Keeper | None, experiment: Experiment) -> None:
        self._keeper, self._began, self.experiment = keeper, experiment, experiment
        self._begun = self._state = keeper.keep() if keeper is not None else None
        self._left: KeptUnits = no_units

    @property
    def moved(self) -> bool:
        """Whether the way has led anywhere yet."""
        return self._state is not self._begun or self.experiment != self._began

    def back(self, step: Step) -> None:
        """Goes over a step backwards."""
        step.after, self.experiment = self._state, step.change.before
        self._left = composed(self._left, reversed_units(step.change.left))
        self._state = self._there(step.before, step.change)

    def forth(self, step: Step) -> bool:
        """Goes over a step forwards; tells whether it could: not where it was never made, or its state is lost."""
        change, after = step.change, step.after
        if self._keeper is not None and change.restores and (after is None or after.lost):
            return False
        step.before, self.experiment = self._state, change.after
        self._left = composed(self._left, change.left)
        self._state = self._there(after, change)
        return True

    def first(self, step: Step) -> None:
        """Makes a step for the first time, or again where nothing is left of it."""
        step.before = self._state
        if self._keeper is not None:
            step.change.begin(self._keeper)

    def arrive(self) -> None:
        """Brings the running network to where the way ends."""
        keeper, state = self._keeper, self._state
        if keeper is None:
            return
        if state is not None and state is not self._begun:
            keeper.restore(self.experiment, state, left=self._left)
        elif self.experiment != self._began:
            keeper.edit(self._began, self.experiment, merged=False, kept=self._left)

    def _there(self, state: Kept | None, change: Change) -> Kept | None:
        """Returns the state on the other side of a change."""
        mine = self._state
        if state is None or mine is None or state.lost:
            return mine
        return state if change.restores or state.moment == mine.moment else mine
