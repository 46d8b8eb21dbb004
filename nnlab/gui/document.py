"""The document: the one experiment a window shows, its undo stack, and what is known about it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from nnlab.experiment.checks import check
from nnlab.experiment.document import Experiment, KeptUnits
from nnlab.experiment.edits import same_shape
from nnlab.experiment.enclosed import Gathered
from nnlab.experiment.facts import Facts
from nnlab.experiment.following import no_units
from nnlab.experiment.remaining import all_kept, composed, reversed_units
from nnlab.gui.kept import Kept
from nnlab.kernel.messages import SetWeights
from nnlab.records import Array, ComponentInfo, Kind, Problem


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
    """What one command does: from one experiment to another, and what happens to the weights."""

    text: str
    before: Experiment
    after: Experiment
    merge: str = ""
    weights: SetWeights | None = None
    anew: bool = False
    kept: KeptUnits = field(default_factory=dict)

    @property
    def restores(self) -> bool:
        """Whether undoing brings back weights too: edits of shape or of weights do, settings keep the present ones."""
        reshapes = bool(self.kept) or not same_shape(self.before, self.after)
        return self.anew or self.weights is not None or reshapes

    def then(self, change: Change) -> Change:
        """Returns this change with another one behind it, as one."""
        first, second = (all_kept(one.before, one.after, one.kept) for one in (self, change))
        kept = composed(first, second)
        return Change(self.text, self.before, change.after, self.merge, change.weights, kept=kept)


class Document(QObject):
    """Owns the experiment; every change of it is one command on the undo stack.

    Signals:
        changed(old, new): the experiment is another one.
        facts_changed: facts of the newest revision arrived, or none are known.
        catalog_changed: other components can be chosen.
        problems_changed: something else is wrong, or no longer.
        path_changed: the file, or whether it holds all changes, is another.
        replaced: another experiment is shown: a new or opened one, not an edit of the one before.
    """

    changed = Signal(object, object)
    facts_changed = Signal()
    catalog_changed = Signal()
    problems_changed = Signal()
    path_changed = Signal()
    replaced = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self.undo_stack.cleanChanged.connect(self._clean_changed)
        self.merge_within_s = 1.5
        self.start: dict[str, Array] = {}  # the arrays of a `Given` start
        self.enclosed = Gathered()  # the foreign plugins that its file holds
        self._seen: set[str] = set()  # digests of the texts that were loaded since the document was opened
        self._experiment = experiment
        self._path: Path | None = None
        self._facts: Facts | None = None
        self._last_facts: Facts | None = None
        self._catalog: tuple[ComponentInfo, ...] = ()
        self._infos: dict[tuple[str, str], ComponentInfo] = {}
        self._problems: tuple[Problem, ...] = ()
        self._keeper: Keeper | None = None
        self._merged_at = 0.0
        self._trained = False
        # facts come within milliseconds, and problems are not shown without them; where the kernel is silent, they are
        self._unchecked = QTimer(self)
        self._unchecked.setSingleShot(True)
        self._unchecked.setInterval(500)
        self._unchecked.timeout.connect(self._check)

    # ---- what is shown

    @property
    def experiment(self) -> Experiment:
        return self._experiment

    @property
    def facts(self) -> Facts | None:
        """What running code knows of this revision; None while the kernel is checking it."""
        return self._facts

    @property
    def last_facts(self) -> Facts | None:
        """The newest facts of this or an earlier revision, for pictures that must not flicker."""
        return self._last_facts

    @property
    def catalog(self) -> tuple[ComponentInfo, ...]:
        return self._catalog

    def info(self, kind: Kind, id: str) -> ComponentInfo | None:
        """Returns the component of a kind and id, or None where the catalogue has none."""
        return self._infos.get((kind, id))

    def infos(self, kind: Kind) -> tuple[ComponentInfo, ...]:
        """Returns the components of a kind in the catalogue's order."""
        return tuple(info for info in self._catalog if info.kind == kind)

    @property
    def seen(self) -> frozenset[str]:
        """The digests of all component texts that were loaded since the document was opened."""
        return frozenset(self._seen)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the experiment as it stands; errors stop training."""
        return self._problems

    @property
    def undo_texts(self) -> tuple[str, ...]:
        """The texts of the edits that can be undone, oldest first."""
        return tuple(self.undo_stack.text(i) for i in range(self.undo_stack.index()))

    @property
    def path(self) -> Path | None:
        return self._path

    @property
    def modified(self) -> bool:
        """Whether closing would lose an edit, or training that belongs to a file; it is asked about then."""
        return not self.undo_stack.isClean() or (self._trained and self._path is not None)

    @property
    def fresh(self) -> bool:
        """Whether nothing at all was done: not even training that belongs to no file."""
        return not self._trained and self.undo_stack.isClean()

    # ---- changing it

    def edit(
        self,
        text: str,
        experiment: Experiment,
        merge: str = "",
        *,
        anew: bool = False,
        kept: KeptUnits | None = None,
    ) -> None:
        """Pushes one command; edits with the same `merge` key that follow each other are one undo step.

        `anew` draws the start weights after the change ("new weights"). `kept` says of layers that lost neurons which
        are left (`nnlab.experiment.edits.kept_units`), so that weights stay with them.
        """
        if experiment == self._experiment and not anew:
            return
        self._push(Change(text, self._experiment, experiment, merge, anew=anew, kept=kept or no_units))

    def put_weights(self, text: str, layer: str, weights: Array, bias: Array, merge: str = "") -> None:
        """Pushes one command that puts weights (n_in, n_out) and bias (n_out) into a layer; NaN stays as it is.

        Those with the same `merge` key that follow each other, of the same numbers, are one undo step.
        """
        message = SetWeights(layer=layer, weights=weights, bias=bias)
        change = Change(text, self._experiment, self._experiment, merge, weights=message)
        self._push(change)

    def _push(self, change: Change) -> None:
        top, now = self._top(), time.monotonic()
        if change.merge and top is not None and top.takes(change) and now - self._merged_at < self.merge_within_s:
            top.take(change)
        else:
            self.undo_stack.push(_Command(self, change))
        self._merged_at = time.monotonic()

    def end_merge(self) -> None:
        """Makes the next edit an undo step of its own (a slider was let go)."""
        self._merged_at = 0.0

    def attach(self, keeper: Keeper) -> None:
        """Says who holds the running network."""
        self._keeper = keeper

    def replace(self, experiment: Experiment, path: Path | None = None, *, clean: bool = True) -> None:
        """Shows another experiment (new, opened, recovered); the undo stack begins anew."""
        old, self._experiment = self._experiment, experiment
        self._facts = self._last_facts = None
        self._problems = ()
        self._seen = {info.sha256 for info in self._catalog}
        self.undo_stack.clear()
        if not clean:
            self.undo_stack.resetClean()
        self._path = path
        self._trained = False
        self.replaced.emit()
        self.changed.emit(old, experiment)
        self.facts_changed.emit()
        self.problems_changed.emit()
        self.path_changed.emit()

    def saved_as(self, path: Path, *, whole: bool = True) -> None:
        """Notes where the document was saved; `whole` says that nothing was edited while it was written."""
        self._path = path
        if whole:
            self._trained = False
            self.undo_stack.setClean()
        self.path_changed.emit()

    def note_trained(self) -> None:
        """Notes that weights changed, which the file does not hold."""
        if not self._trained:
            self._trained = True
            self.path_changed.emit()

    # ---- what the kernel says

    def set_catalog(self, catalog: tuple[ComponentInfo, ...]) -> None:
        if catalog == self._catalog:
            return
        self._catalog = catalog
        self._seen |= {info.sha256 for info in catalog}
        self._infos = {(info.kind, info.id): info for info in catalog}
        self.catalog_changed.emit()

        self._check()

    def set_facts(self, facts: Facts) -> None:
        """Takes what the kernel found out about the present revision."""
        self._unchecked.stop()
        if facts != self._facts:
            self._facts = self._last_facts = facts
            self.facts_changed.emit()
        self._check()

    def _check(self) -> None:
        problems = check(self._experiment, self._catalog, self._facts, self._seen)
        if problems != self._problems:
            self._problems = problems
            self.problems_changed.emit()

    # ---- for commands

    def _clean_changed(self, _clean: bool) -> None:
        self.path_changed.emit()

    def _top(self) -> _Command | None:
        stack = self.undo_stack
        index = stack.index()
        if index == 0 or index != stack.count() or index == stack.cleanIndex():
            return None
        command = stack.command(index - 1)
        return command if isinstance(command, _Command) else None

    def _show(self, experiment: Experiment) -> None:
        old, self._experiment = self._experiment, experiment
        if old is not experiment:
            self._facts = None
            self._unchecked.start()
            self.changed.emit(old, experiment)


class _Command(QUndoCommand):
    """The one command class: an experiment and a checkpoint before, an experiment and a checkpoint after.

    `_moment` is the point in training right after the command last acted: while it is still the present one, no step
    was trained since, and undo and redo are exact.
    """

    def __init__(self, document: Document, change: Change) -> None:
        super().__init__(change.text)
        self._document = document
        self._change = change
        self._before: Kept | None = None
        self._after: Kept | None = None
        self._moment = 0

    def takes(self, change: Change) -> bool:
        """Whether a change can become part of this command."""
        mine = self._change
        if mine.anew or (mine.weights is None) != (change.weights is None):
            return False
        return mine.merge == change.merge and mine.text == change.text

    def take(self, change: Change) -> None:
        """Makes a change part of this command; the checkpoint before stays the first one."""
        mine = self._change
        self._change = mine.then(change)
        keeper = self._document._keeper
        if keeper is not None and change.weights is not None:
            keeper.put_weights(change.weights, merged=True)
        elif keeper is not None:
            keeper.edit(change.before, change.after, merged=True, kept=change.kept)
        self._document._show(change.after)

    def redo(self) -> None:
        keeper, change = self._document._keeper, self._change
        if keeper is not None:
            exact = self._after is not None and (change.restores or keeper.moment == self._moment)
            if self._before is None or keeper.moment != self._moment:
                self._before = keeper.keep()
            if exact and self._after is not None:
                keeper.restore(change.after, self._after, left=change.kept)
            else:
                self._do(keeper, change)
            self._moment = keeper.moment
        self._document._show(change.after)

    def undo(self) -> None:
        keeper, change = self._document._keeper, self._change
        if keeper is not None:
            self._after = keeper.keep()
            if self._before is not None and (change.restores or keeper.moment == self._moment):
                keeper.restore(change.before, self._before, left=reversed_units(change.kept))
            else:
                keeper.edit(change.after, change.before, merged=False, kept=reversed_units(change.kept))
            self._moment = keeper.moment
        self._document._show(change.before)

    def _do(self, keeper: Keeper, change: Change) -> None:
        if change.weights is not None:
            keeper.put_weights(change.weights)
            return
        if change.before != change.after:
            keeper.edit(change.before, change.after, merged=False, kept=change.kept)
        if change.anew:
            keeper.begin_anew()
