"""The samples behind a number: rows with target, answer, how sure the network is, and the sample itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.icons import icon
from nnlab.gui.plots.thumbs import Thumbs, thumbs_of
from nnlab.gui.plots.ticks import short
from nnlab.gui.scores.wording import percent
from nnlab.gui.theme import small_font
from nnlab.records.scores import Cases

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_picture_side = 30
_most_columns = 30
_measured_rows = 12  # for the widths of columns: to look at hundreds would hold the window up


class CasesModel(QAbstractTableModel):
    """A row for each sample: its number, target, answer, sureness or distance, and its columns or its picture."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._cases: Cases | None = None
        self._classes: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._thumbs: Thumbs | None = None  # where samples are pictures
        self._pictures: dict[int, QPixmap] = {}

    def show_cases(self, cases: Cases | None) -> None:
        """Shows other samples."""
        facts = self._context.document.last_facts
        data = facts.data if facts is not None else None
        self.beginResetModel()
        self._cases, self._pictures = cases, {}
        self._classes = data.classes if data is not None else ()
        pictures = data is not None and data.shape is not None and len(data.shape) == 3
        self._thumbs = thumbs_of(self._context.theme, data) if pictures else None
        self._columns = data.columns[:_most_columns] if data is not None and not pictures else ()
        if cases is not None:
            self._rows, self._x = cases.rows.numpy(), cases.x.numpy()
            self._targets, self._answers = cases.targets.numpy(), cases.answers.numpy()
            self._shares = cases.shares.numpy() if cases.shares is not None else None
        self.endResetModel()

    @property
    def cases(self) -> Cases | None:
        """What is shown."""
        return self._cases

    @property
    def pictured(self) -> bool:
        """Whether samples are pictures."""
        return self._thumbs is not None

    def redraw(self) -> None:
        """Draws the pictures anew: in other colours, or larger."""
        self._pictures = {}

    def row_of(self, place: int) -> int:
        """Returns the number of a sample in its set."""
        return int(self._rows[place])

    def point_of(self, place: int) -> tuple[float, ...]:
        """Returns a sample in the data's own units."""
        return tuple(float(value) for value in self._x[place])

    # ---- words

    def _heads(self) -> tuple[str, ...]:
        tr = self._context.language.tr
        fourth = tr("sure") if self._shares is not None else tr("off by")
        last = (tr("sample"),) if self.pictured else self._columns
        return (tr("no."), tr("target"), tr("answer"), fourth, *last)

    def _text(self, place: int, column: int) -> str:
        if column == 0:
            return str(self.row_of(place) + 1)
        if column == 1:
            return self._said(self._targets[place])
        if column == 2:
            return self._said(self._answers[place])
        if column == 3:
            return self._sureness(place)
        return "" if self.pictured else short(float(self._x[place, column - 4]))

    def _said(self, value: Any) -> str:
        if self._shares is None:
            return ", ".join(short(float(part)) for part in np.atleast_1d(value))
        return self._classes[int(value)] if int(value) < len(self._classes) else str(int(value))

    def _sureness(self, place: int) -> str:
        assert self._cases is not None
        if self._shares is None:
            away = np.abs(np.atleast_1d(self._answers[place]) - np.atleast_1d(self._targets[place]))
            return ", ".join(short(float(part)) for part in away)
        return "–" if self._cases.means == "scores" else percent(float(self._shares[place, int(self._answers[place])]))

    def _tip(self, place: int) -> str:
        """Lists the share of each class, the largest first."""
        if self._shares is None or self._cases is None or self._cases.means == "scores":
            return ""
        shares = self._shares[place]
        order = np.argsort(-shares)[:8]
        named = [(self._classes[k] if k < len(self._classes) else str(k), shares[k]) for k in order]
        return "\n".join(f"{name}  {percent(float(share))}" for name, share in named)

    def _picture(self, place: int) -> QPixmap:
        """Draws a sample as everywhere in the window, small."""
        if place not in self._pictures:
            assert self._thumbs is not None
            side = large(_picture_side)
            self._pictures[place] = QPixmap.fromImage(self._thumbs.picture(self._x[place])).scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
            )
        return self._pictures[place]

    # ---- Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._cases is None else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._cases is None else len(self._heads())

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        place, column, role = index.row(), index.column(), _Role(role)
        picture = self.pictured and column == 4
        if role == _Role.DisplayRole:
            return self._text(place, column)
        if role == _Role.DecorationRole and picture:
            return self._picture(place)
        if role == _Role.ToolTipRole and column in (2, 3):
            return self._tip(place)
        if role == _Role.TextAlignmentRole:
            words = picture or (column in (1, 2) and self._shares is not None)
            return Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignLeft if words else Qt.AlignmentFlag.AlignRight
            )
        if role == _Role.ForegroundRole and column == 2 and self._shares is not None:
            colors = self._context.theme.colors
            return colors.text if self._targets[place] == self._answers[place] else colors.test_line
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and self._cases is not None and section < len(self._heads()):
            if role in (_Role.DisplayRole, _Role.ToolTipRole):
                return self._heads()[section]
            if role == _Role.TextAlignmentRole:
                return self.data(self.index(0, section), role) if self.rowCount() else None
        return None


class _Table(QTableView):
    """A table that goes where Enter is pressed, and leaves Esc to its panel."""

    entered_on = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_on.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class CasesList(QWidget):
    """A sentence, the samples it is about, and a button that closes both. A chosen sample is looked at everywhere.

    Signals:
        chosen(row, point): a sample was clicked, or reached by the arrow keys.
        closed(): the list is not wanted any more.
    """

    chosen = Signal(int, object)
    closed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        self._close = QToolButton(self)
        self._close.setProperty("look", "flat")
        self._close.setFixedSize(large(20), large(20))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.closed)
        self.model = CasesModel(context, self)
        self.table = _Table(self)
        self.table.setObjectName("cases")
        self.table.setFont(small_font(self))
        self.table.setModel(self.model)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setCornerWidget(QWidget(self))  # else a frame is drawn where the scroll bars meet
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setResizeContentsPrecision(_measured_rows)
        self.table.entered_on.connect(lambda index: self._choose(index.row()))
        self.table.clicked.connect(lambda index: self._choose(index.row()))
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self._filling = False
        context.theme.changed.connect(self._draw)
        context.language.changed.connect(self._word)
        self._draw()
        self._word()

    def show_cases(self, cases: Cases, title: str) -> None:
        """Shows samples under a sentence; the one that was chosen stays so where it is still there."""
        before = self.model.cases
        current = self.table.currentIndex().row() if self.table.currentIndex().isValid() else -1
        kept = self.model.row_of(current) if current >= 0 and before is not None and before.part == cases.part else None
        self._filling = True
        other = before is None or self.title.text() != title or before.part != cases.part
        self.title.setText(title)
        self.model.show_cases(cases)
        header, lines = self.table.verticalHeader(), self.table.fontMetrics().height() + large(6)
        header.setMinimumSectionSize(1)
        header.setDefaultSectionSize(large(_picture_side) + 4 if self.model.pictured else lines)
        self.table.horizontalHeader().setStretchLastSection(self.model.pictured)
        self.table.setIconSize(QSize(large(_picture_side), large(_picture_side)))
        if other:
            self._fit_columns(cases)
        if kept is not None:
            places = np.flatnonzero(cases.rows.numpy() == kept)
            if len(places):
                self.table.selectRow(int(places[0]))
        self._filling = False

    def _fit_columns(self, cases: Cases) -> None:
        """Makes columns as wide as their first rows, and those of numbers wide enough for any that may come below."""
        self.table.resizeColumnsToContents()
        metrics, rows = self.table.fontMetrics(), cases.rows.numpy()
        longest = {0: str(int(rows.max(initial=0)) + 1)}
        longest |= dict.fromkeys(range(1 if cases.shares is None else 4, self.model.columnCount()), "−0.00000")
        for column, text in longest.items():
            wanted = metrics.horizontalAdvance(text) + large(8)
            self.table.setColumnWidth(column, max(wanted, self.table.columnWidth(column)))

    def word_title(self, title: str) -> None:
        """Takes the sentence in another language."""
        self.title.setText(title)

    def choose_first(self) -> None:
        """Goes to the first sample."""
        if self.model.rowCount():
            self._filling = True
            self.table.selectRow(0)
            self._filling = False
            self._choose(0)

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and not self._filling and self.table.hasFocus():
            self._choose(index.row())

    def _choose(self, place: int) -> None:
        self.chosen.emit(self.model.row_of(place), self.model.point_of(place))

    def _draw(self) -> None:
        self._close.setIcon(icon("x", self._context.theme, self._context.theme.colors.muted))
        self.model.redraw()
        self.table.viewport().update()

    def _word(self) -> None:
        tr = self._context.language.tr
        self._close.setToolTip(tr("Close the list (Esc)"))
        self._close.setAccessibleName(tr("Close the list"))
        self.table.setAccessibleName(tr("Samples"))
        self.table.setToolTip(tr("Click a sample, or go to it by the arrow keys: the network shows its numbers"))
