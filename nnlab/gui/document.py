"""The document: the one experiment a window shows, its undo stack, and what is known about it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from nnlab.experiment.checks import check
from nnlab.experiment.document import Experiment, KeptUnits
from nnlab.experiment.enclosed import Gathered
from nnlab.experiment.facts import Facts
from nnlab.experiment.following import no_units
from nnlab.gui.steps import Change, Journey, Keeper, Step, Words
from nnlab.kernel.messages import SetWeights
from nnlab.records import Array, ComponentInfo, Kind, Problem


class Document(QObject):
    """Owns the experiment; every change of it is one step of the undo stack.

    Signals:
        changed(old, new): the experiment is another one.
        facts_changed: facts of the newest revision arrived, or none are known.
        catalog_changed: other components can be chosen.
        problems_changed: something else is wrong, or no longer.
        path_changed: the file, or whether it holds all changes, is another.
        replaced: another experiment is shown: a new or opened one, not an edit of the one before.
        steps_changed: there is another step to undo or redo, or its words are others.
    """

    changed = Signal(object, object)
    facts_changed = Signal()
    catalog_changed = Signal()
    problems_changed = Signal()
    path_changed = Signal()
    replaced = Signal()
    steps_changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(500)
        self.undo_stack.cleanChanged.connect(self._clean_changed)
        self.undo_stack.indexChanged.connect(self._steps_changed)
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
        self._journey: Journey | None = None
        self._tell: Callable[[Change], str] = lambda change: change.text()
        self._merged_at = 0.0
        self._holding = False
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
        """The texts of the steps that can be undone, oldest first, in the present language."""
        return tuple(map(self.step_text, range(self.undo_stack.index())))

    def step_text(self, place: int) -> str:
        """Returns what a step of the undo stack did, in the present language; "" where there is no such step."""
        step = self.undo_stack.command(place) if 0 <= place < self.undo_stack.count() else None
        return self._tell(step.change) if isinstance(step, Step) else ""

    @property
    def saved_step(self) -> int:
        """After how many steps the file was written; -1 where no way leads there."""
        return self.undo_stack.cleanIndex() if self._path is not None else -1

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
        text: Words,
        experiment: Experiment,
        merge: str = "",
        *,
        anew: bool = False,
        values: bool = False,
        kept: KeptUnits | None = None,
    ) -> None:
        """Makes one step of the undo stack; edits with the same `merge` key that follow each other are one.

        `text` words it in the present language, whenever it is asked; with `values`, the old and the new value are put
        behind it. `anew` draws the start weights after the change ("new weights"). `kept` says of layers that lost
        neurons which are left (`nnlab.experiment.edits.kept_units`), so that weights stay with them.
        """
        if experiment == self._experiment and not anew:
            return
        self._push(Change(text, self._experiment, experiment, merge, anew=anew, values=values, kept=kept or no_units))

    def put_weights(self, text: Words, layer: str, weights: Array, bias: Array, merge: str = "") -> None:
        """Makes one step that puts weights (n_in, n_out) and bias (n_out) into a layer; NaN stays as it is.

        Those with the same `merge` key that follow each other, of the same numbers, are one.
        """
        message = SetWeights(layer=layer, weights=weights, bias=bias)
        self._push(Change(text, self._experiment, self._experiment, merge, weights=message))

    def _push(self, change: Change) -> None:
        top, now = self._top(), time.monotonic()
        if (
            change.merge
            and top is not None
            and top.change.takes(change)
            and (self._holding or now - self._merged_at < self.merge_within_s)
        ):
            top.change = top.change.with_next(change)
            if self._keeper is not None:
                top.change.go_on(self._keeper, change)
            self._show(change.after)
            self.steps_changed.emit()
        else:
            self.undo_stack.push(Step(change, self._pass))
        self._merged_at = time.monotonic()

    def go_to(self, place: int) -> None:
        """Goes to where so many steps were made, by undoing or redoing all between in one move."""
        stack = self.undo_stack
        if place == stack.index() or not 0 <= place <= stack.count():
            return
        journey = self._journey = Journey(self._keeper, self._experiment)
        try:
            stack.setIndex(place)
        finally:
            journey, self._journey = self._journey, None
        self._end(journey)

    def _pass(self, step: Step, forward: bool) -> None:
        """Goes over one step of the undo stack, as a part of a longer way or by itself."""
        journey = self._journey or Journey(self._keeper, self._experiment)
        if not forward:
            journey.back(step)
        elif not journey.forth(step):
            if journey.moved:
                self._end(journey)
                journey = Journey(self._keeper, self._experiment)
            journey.first(step)
            self._show(step.change.after)
            if self._journey is not None:
                self._journey = Journey(self._keeper, self._experiment)
            return
        if self._journey is None:
            self._end(journey)

    def _end(self, journey: Journey) -> None:
        journey.arrive()
        self._show(journey.experiment)

    def word(self, tell: Callable[[Change], str]) -> None:
        """Takes the words for steps, or other words (the language is another)."""
        self._tell = tell
        self.steps_changed.emit()

    def hold_merge(self, on: bool) -> None:
        """Merges edits of one key however long a drag lasts; let go, the next one is a step of its own."""
        self._holding = on
        if not on:
            self.end_merge()

    def withdraw(self, merge: str) -> None:
        """Takes the newest steps back that have this key, as if they had never been made (a drag was given up).

        They are several where the document was saved meanwhile: what a file holds is a step of its own.
        """
        while (newest := self._newest()) is not None and newest.change.merge == merge:
            newest.undo()
            newest.setObsolete(True)  # the stack goes back over it without undoing it once more, and throws it away
            self.undo_stack.undo()

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

    # ---- for steps

    def _clean_changed(self, _clean: bool) -> None:
        self.path_changed.emit()

    def _steps_changed(self, _index: int) -> None:
        self.steps_changed.emit()

    def _top(self) -> Step | None:
        """Returns the newest step while it may still grow: not once a file holds it."""
        return None if self.undo_stack.index() == self.undo_stack.cleanIndex() else self._newest()

    def _newest(self) -> Step | None:
        stack = self.undo_stack
        index = stack.index()
        step = stack.command(index - 1) if 0 < index == stack.count() else None
        return step if isinstance(step, Step) else None

    def _show(self, experiment: Experiment) -> None:
        old, self._experiment = self._experiment, experiment
        if old is not experiment:
            self._facts = None
            self._unchecked.start()
            self.changed.emit(old, experiment)
