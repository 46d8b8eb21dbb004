"""The numbers that are worked out from the training samples: what is filled in, and how each column is scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui._scale import compact
from nnlab.gui.enlarging import large
from nnlab.gui.language import Language
from nnlab.gui.theme import small_font

_most_rows = 7
_most_measured = 100  # rows whose numbers are never cut short
_name, _filled, _shift, _scale = range(4)
_role = Qt.ItemDataRole
_top = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass
class Fitted:
    """What is done to one column: how many values miss, the number they get, and (value - shift) / scale."""

    name: str
    missing: int = 0
    filled: float | None = None
    shift: float | None = None
    scale: float | None = None


def fitted(facts: DataFacts | None, inputs: Sequence[str], target: str) -> tuple[Fitted, ...]:
    """Returns what was fitted on the training samples, for each column, input and target to which anything is done."""
    if facts is None:
        return ()
    found: dict[str, Fitted] = {}
    if len(facts.shift) == len(inputs):
        for name, shift, scale in zip(inputs, facts.shift, facts.scale, strict=True):
            found[name] = Fitted(name, shift=shift, scale=scale)
    for place, name in enumerate(facts.columns if facts.filled else ()):
        if facts.missing[place]:
            one = found.setdefault(name, Fitted(name))
            one.missing, one.filled = facts.missing[place], facts.filled[place]
    rows = list(found.values())
    for place, (shift, scale) in enumerate(zip(facts.target_shift, facts.target_scale, strict=True)):
        name = target if len(facts.target_shift) == 1 else f"{target} {place + 1}"
        rows.append(Fitted(name, shift=shift, scale=scale))
    return tuple(rows)


class Numbers(QTableView):
    """A small list that scrolls by itself; a table may have thousands of columns."""

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_numbers")
        self._language = language
        self.fitted = _Model(language)
        self.setModel(self.fitted)
        self.setFont(small_font(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setSectionResizeMode(_name, QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(1)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)

    def show_fitted(self, rows: tuple[Fitted, ...]) -> None:
        """Shows these, as high as they are up to some rows; where nothing is done to the data it is not there."""
        self.fitted.show_rows(rows)
        self.setVisible(bool(rows))
        if rows:
            self.setColumnHidden(_filled, not any(row.filled is not None for row in rows))
            scaled = any(row.shift is not None for row in rows)
            for at in (_shift, _scale):
                self.setColumnHidden(at, not scaled)
            wide = self.fontMetrics().horizontalAdvance("-0.1234") + large(8)
            for at, title in ((_filled, self._language.tr("filled in")), (_shift, ""), (_scale, "")):
                words = (title, *(_number_words(_value(row, at)) for row in rows[:_most_measured]))
                told = max(self.fontMetrics().horizontalAdvance(word) for word in words)
                self.setColumnWidth(at, max(wide, told + large(8)))
            tall = self.fontMetrics().height() + large(4)
            self.verticalHeader().setDefaultSectionSize(tall)
            head = self.horizontalHeader().sizeHint().height()
            self.setFixedHeight(head + tall * min(len(rows), _most_rows) + 2)

    def word(self) -> None:
        """Words everything in the present language."""
        tr = self._language.tr
        self.setAccessibleName(tr("Numbers of the training samples"))
        self.setToolTip(
            tr(
                "Worked out from the training samples alone: a missing value gets the number filled in, "
                "then the first number is taken from each value, and the rest is divided by the second."
            )
        )
        self.fitted.show_rows(self.fitted.rows)

    # ---- Qt

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()  # the panel scrolls


class _Model(QAbstractTableModel):
    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self.rows: tuple[Fitted, ...] = ()

    def show_rows(self, rows: tuple[Fitted, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _top) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _top) -> int:
        return 0 if parent.isValid() else _scale + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != _role.DisplayRole:
            return None
        tr = self._language.tr
        return (tr("Column"), tr("filled in"), "\N{MINUS SIGN}", "\N{DIVISION SIGN}")[section]

    def data(self, index: Index, role: int = _role.DisplayRole) -> object:
        row, at = self.rows[index.row()], index.column()
        if role == _role.TextAlignmentRole and at != _name:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _role.ToolTipRole and at == _name:
            return row.name
        if role == _role.ToolTipRole and at == _filled and row.missing:
            missing = self._language.trn("{n} value is missing", "{n} values are missing", row.missing)
            return missing.format(n=f"{row.missing:,}")
        if role != _role.DisplayRole:
            return None
        return row.name if at == _name else _number_words(_value(row, at))


def _value(row: Fitted, at: int) -> float | None:
    return {_filled: row.filled, _shift: row.shift, _scale: row.scale}[at]


def _number_words(value: float | None) -> str:
    """Words one of these numbers in four digits."""
    return "" if value is None else compact(float(f"{value:.4g}"))
