"""The history: a list of all steps that can be undone or redone, each one click away."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QMainWindow,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnlab.gui.context import Context
from nnlab.gui.docks import Dock
from nnlab.gui.telling import step_words
from nnlab.gui.theme import small_font

_height, _share, _rows_at_first = 200, 5, 4  # of the dock: room for some steps, no more than a fifth of the window
_left, _gap, _corner, _before_mark = 12, 4, 5, 14
_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class History(QObject):
    """Owns the list of a window's steps, its dock, and the actions that undo, redo and show the list."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        document, tr = context.document, context.language.tr
        add, stack, keys = context.actions.add, document.undo_stack, QKeySequence.StandardKey
        add("edit.undo", lambda: self._verb(tr("&Undo"), -1), stack.undo, keys.Undo, "undo-2")
        add("edit.redo", lambda: self._verb(tr("&Redo"), 0), stack.redo, ["Ctrl+Shift+Z", "Ctrl+Y"], "redo-2")
        self.panel = HistoryPanel(context)
        self.dock = Dock(
            "history", lambda: tr("History"), self.panel, context.language, context.theme, window, titled=True
        )
        add(
            "edit.history",
            lambda: tr("History"),
            self.turn,
            "Ctrl+H",
            tip=lambda: tr("All changes in a list: a click goes back or on to one, over all between"),
        )
        for signal in (context.language.changed, document.catalog_changed):
            signal.connect(self._word)
        document.steps_changed.connect(self._allow)
        self._word()

    def turn(self) -> None:
        """Shows the list, or closes it where it has the keys."""
        if self.dock.isVisible() and self.panel.has_keys:
            self.dock.close()
            return
        self.dock.show()
        self.dock.raise_()
        height = min(_height, self._window.height() // _share)
        if not self.dock.isFloating() and self.dock.height() < height:
            self._window.resizeDocks([self.dock], [height], Qt.Orientation.Vertical)
        self.panel.take_keys()

    def _word(self) -> None:
        language, info = self._context.language, self._context.document.info
        self._context.document.word(lambda change: step_words(change, language, info))

    def _verb(self, verb: str, place: int) -> str:
        """Words undo or redo with the step so far from where the undo stack stands."""
        document = self._context.document
        what = document.step_text(document.undo_stack.index() + place).replace("&", "&&")
        return f"{verb} {what}" if what else verb

    def _allow(self) -> None:
        stack, actions = self._context.document.undo_stack, self._context.actions
        for id, can in (("edit.undo", stack.canUndo()), ("edit.redo", stack.canRedo())):
            actions.word(id)
            actions.allow(id, can)


class HistoryPanel(QStackedWidget):
    """The list, or a sentence where there is nothing to list. A click or Enter goes to a row, over all between."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_panel")
        self._context = context
        self.steps = StepsModel(context, self)
        self.list = StepsList(self)
        self.list.setModel(self.steps)
        self.list.setItemDelegate(_Rows(context, self.list))
        self.empty = QLabel()
        self.empty.setObjectName("history_empty")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(12, 6, 12, 6)
        self.addWidget(self.list)
        self.addWidget(self.empty)
        self.list.clicked.connect(self._go)
        self.list.entered_on.connect(self._go)
        context.document.steps_changed.connect(self._show)
        context.document.path_changed.connect(self._show)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._paint)
        self._word()
        self._paint()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _rows_at_first * (self.fontMetrics().height() + 2 * _gap))

    @property
    def has_keys(self) -> bool:
        """Whether the list is what keys go to."""
        return self.list.hasFocus() or self.hasFocus()

    def take_keys(self) -> None:
        """Lets the arrows move in the list."""
        (self.list if self.steps.steps else self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go(self, index: _Index) -> None:
        self._context.document.go_to(index.row())

    def _show(self) -> None:
        self.steps.refresh()
        self.setCurrentWidget(self.list if self.steps.steps else self.empty)
        here = self.steps.index(self.steps.here)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)

    def _word(self) -> None:
        tr = self._context.language.tr
        self.empty.setText(
            tr("Nothing was changed yet. Each change becomes a row here, and a click on a row goes back or on to it.")
        )
        self.setAccessibleName(tr("History"))
        self.list.setAccessibleName(tr("History"))
        self.list.setAccessibleDescription(tr("Arrow keys choose a row, Enter goes there"))
        self._show()

    def _paint(self) -> None:
        palette = self.empty.palette()
        palette.setColor(self.empty.foregroundRole(), self._context.theme.colors.muted)
        self.empty.setPalette(palette)
        self.list.viewport().update()


class StepsModel(QAbstractListModel):
    """The beginning, then one row for each step of the undo stack: row n is the state after n steps."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._document = context, context.document
        self.steps = self.here = 0

    def refresh(self) -> None:
        """Looks at the undo stack anew."""
        stack = self._document.undo_stack
        if stack.count() != self.steps:
            self.beginResetModel()
            self.steps, self.here = stack.count(), stack.index()
            self.endResetModel()
        else:
            self.here = stack.index()
            self.dataChanged.emit(self.index(0), self.index(self.steps))

    def text(self, row: int) -> str:
        """Words a row: what led to it."""
        if row:
            return self._document.step_text(row - 1)
        tr, stack = self._context.language.tr, self._document.undo_stack
        return tr("Oldest state that is kept") if stack.count() == stack.undoLimit() else tr("Beginning")

    def marks(self, row: int) -> str:
        """Says what else is to be known of a row."""
        return self._context.language.tr("saved") if row == self._document.saved_step else ""

    def _said(self, row: int) -> str:
        tr = self._context.language.tr
        place = tr("present") if row == self.here else tr("undone") if row > self.here else ""
        return ", ".join(part for part in (self.text(row), place, self.marks(row)) if part)

    def _tip(self, row: int) -> str:
        tr, way = self._context.language.tr, abs(row - self.here)
        if not way:
            here = tr("This is where you are")
            return f"{self.text(row)}\n{here}"
        trn = self._context.language.trn
        if row < self.here:
            words = trn("Click to undo {n} step", "Click to undo {n} steps", way)
        else:
            words = trn("Click to redo {n} step", "Click to redo {n} steps", way)
        return f"{self.text(row)}\n{words.format(n=way)}"

    # ---- Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.steps + 1

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        said = {
            _Role.DisplayRole: self.text,
            _Role.ToolTipRole: self._tip,
            _Role.AccessibleTextRole: self._said,
        }.get(_Role(role))
        return said(index.row()) if said is not None and index.isValid() else None


class StepsList(QListView):
    """A list that goes where Enter is pressed, and keeps the keys.

    Signals:
        entered_on(QModelIndex): Enter was pressed on a row.
    """

    entered_on = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_list")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_on.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Rows(QStyledItemDelegate):
    """Draws a row: the present one marked, those that were undone grey, "saved" behind its words."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._small = small_font(parent)
        self._widths = QFontMetrics(self._small)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        steps, row, colors, states = index.model(), index.row(), self._theme.colors, QStyle.StateFlag
        assert isinstance(steps, StepsModel)
        here, box = row == steps.here, option.rect.adjusted(_left - 6, 0, -6, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if here or option.state & states.State_MouseOver:
            painter.setBrush(colors.chosen if here else colors.hover)
            painter.drawRoundedRect(box, _corner, _corner)
        if option.state & states.State_HasFocus and option.state & states.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colors.accent)
            painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), _corner, _corner)
        place, mark = box.adjusted(6, 0, -6, 0), steps.marks(row)
        painter.setFont(option.font)
        painter.setPen(colors.chosen_text if here else colors.muted if row > steps.here else colors.text)
        room = place.width() - (self._widths.horizontalAdvance(mark) + _before_mark if mark else 0)
        text = option.fontMetrics.elidedText(steps.text(row), Qt.TextElideMode.ElideRight, room)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, align, text)
        if mark:
            place.setLeft(place.left() + option.fontMetrics.horizontalAdvance(text) + _before_mark)
            painter.setFont(self._small)
            painter.setPen(colors.muted)
            painter.drawText(place, align, mark)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, option.fontMetrics.height() + 2 * _gap)
