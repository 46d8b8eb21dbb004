"""The slice of the data that output plot and maps show: two columns, and where all others stand. It is the view's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from nnlab.experiment.facts import DataFacts
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.document import Document
from nnlab.kernel.messages import Points
from nnlab.records import ProblemError
from nnlab.records.formulas import numbered, read_formula


@dataclass(frozen=True)
class Slice:
    """Two columns by their numbers; `at` are values of all columns in their own units, empty for their means."""

    columns: tuple[int, int] = (0, 1)
    at: tuple[float, ...] = ()


class Slicing(QObject):
    """What slice is shown. It is in no document: another experiment, or data with other columns, begin at the means.

    Signals:
        changed: another slice is shown, or other means are known.
    """

    changed = Signal()

    def __init__(self, document: Document, bridge: KernelBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._now = Slice()
        self._columns: tuple[str, ...] = ()
        self._means: tuple[float, ...] = bridge.last_points.means if bridge.last_points is not None else ()
        self._read: tuple[object, frozenset[int]] = (None, frozenset())
        self._apart: tuple[object, tuple[tuple[int, ...], tuple[int, ...]]] = (None, ((), ()))
        document.replaced.connect(self.reset)
        document.facts_changed.connect(self._learn)
        bridge.points.connect(self._take_points)
        self._learn()

    @property
    def now(self) -> Slice:
        """The slice that is shown."""
        return self._now

    @property
    def row(self) -> tuple[float, ...]:
        """Where all columns stand, in their own units; empty before anything is known."""
        return self._now.at or self._means

    @property
    def fixed(self) -> tuple[int, ...]:
        """The columns beside the pair: first those that the network reads, in the order of the data."""
        return sum(self._beside_now(), ())

    @property
    def beside(self) -> tuple[int, ...]:
        """The columns beside the pair that the network reads."""
        return self._beside_now()[0]

    def _beside_now(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Returns the columns beside the pair, those that are read and the others; of thousands it takes a while."""
        read = self.read
        key = self._columns, self._now.columns, read
        if self._apart[0] != key:
            rest = [column for column in range(len(self._columns)) if column not in self._now.columns]
            both = tuple(c for c in rest if c in read), tuple(c for c in rest if c not in read)
            self._apart = key, both
        return self._apart[1]

    @property
    def read(self) -> frozenset[int]:
        """The columns that some input of the network reads."""
        key = self._columns, self._document.experiment.network.inputs
        if self._read[0] != key:
            self._read = key, _read(*key)
        return self._read[1]

    # ---- changes

    def show_pair(self, across: int, upwards: int) -> None:
        """Shows the plane of two other columns; one that was chosen for both changes places with the other."""
        if across == upwards:
            across, upwards = self._now.columns[::-1]
        self._take(replace(self._now, columns=(across, upwards)))

    def put(self, column: int, value: float) -> None:
        """Puts a column at a value."""
        row = list(self.row)
        if column < len(row):
            row[column] = value
            self._take(replace(self._now, at=tuple(row)))

    def put_row(self, row: Sequence[float]) -> None:
        """Puts all columns at the values of a sample."""
        self._take(replace(self._now, at=tuple(map(float, row))))

    def put_means(self) -> None:
        """Puts all columns back at their means."""
        self._take(replace(self._now, at=()))

    def reset(self) -> None:
        """Shows the first two columns, all others at their means."""
        self._take(Slice())

    def _take(self, new: Slice) -> None:
        if new != self._now:
            self._now = new
            self.changed.emit()

    # ---- what is known

    def _learn(self) -> None:
        columns = data.columns if (data := data_of(self._document)) is not None else ()
        if columns and columns != self._columns:
            self._columns = columns
            self.reset()

    def _take_points(self, points: Points) -> None:
        if points.means != self._means:
            self._means = points.means
            if not self._now.at:
                self.changed.emit()


def data_of(document: Document) -> DataFacts | None:
    """Returns what is known of the data."""
    facts = document.last_facts
    return facts.data if facts is not None else None


def _read(columns: tuple[str, ...], inputs: tuple[str, ...]) -> frozenset[int]:
    places, found = numbered(columns), set[int]()
    for text in inputs:
        try:
            found.update(places[name] for name in read_formula(text, places).columns)
        except ProblemError:
            continue
    return frozenset(found)
