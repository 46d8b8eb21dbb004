"""The list of a table's columns on its sheet, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from nnlab.experiment.choice import Choice, may_be_input
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.tables.columns import ColumnModel, missing_at, name_at, type_at, use_at, values_at, zeros_at
from nnlab.gui.tables.histogram import ValuesDelegate
from nnlab.records.tables import TableHead

_keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ColumnList(QTableView):
    """Ticks, menus and pictures; what is selected is changed together.

    Signals:
        chosen(Choice): the columns are to be used like this.
    """

    chosen = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_columns")
        self._language = context.language
        self.columns = ColumnModel(context.language, context.theme)
        self.setModel(self.columns)
        self._values = ValuesDelegate(self.columns, context.theme)
        self.setItemDelegateForColumn(values_at, self._values)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows, across = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        across.setStretchLastSection(True)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setSelectionModel(QItemSelectionModel(self.columns, self))  # else all rows are asked at each painting
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.clicked.connect(self._clicked)
        context.theme.changed.connect(self.measure)
        self.word()

    def show_table(self, head: TableHead, choice: Choice) -> None:
        """Shows another table, or the same one better known."""
        self.columns.show_table(head, choice)
        if not self.currentIndex().isValid() and head.columns:
            self.setCurrentIndex(self.columns.index(0, name_at))
            self.clearSelection()

    def word(self) -> None:
        """Words everything in the present language."""
        self.setAccessibleName(self._language.tr("Columns of the table"))
        self.columns.show_choice(self.columns.choice)
        self.measure()

    def measure(self) -> None:
        """Gives the columns of the list the room that their words need."""
        metrics, tr = self.fontMetrics(), self._language.tr
        self.verticalHeader().setDefaultSectionSize(large(24))
        spare = large(22)
        words = {
            use_at: (tr("Used as"), tr("Marks test rows"), tr("Not used")),
            type_at: (tr("Type"), tr("Category"), tr("Number")),
            missing_at: (tr("Missing"), "1000000"),
            zeros_at: (tr("0 is missing"), "100000"),
        }
        for at, texts in words.items():
            self.setColumnWidth(at, max(map(metrics.horizontalAdvance, texts)) + spare)
        self.setColumnWidth(name_at, metrics.averageCharWidth() * 26)

    # ---- what is done

    @property
    def picked(self) -> tuple[int, ...]:
        """The columns that an action is for: the current one, with all that are selected where it is among them."""
        current = self.currentIndex().row()
        ranges = [range(part.top(), part.bottom() + 1) for part in self.selectionModel().selection()]
        if any(current in part for part in ranges):
            return tuple(sorted({row for part in ranges for row in part}))
        return (current,) if current >= 0 else ()

    def use(self, index: QModelIndex) -> None:
        """Does what a click on a cell does: ticks it, or asks."""
        if not index.isValid():
            return
        place, at, choice = index.row(), index.column(), self.columns.choice
        column = self.columns.column(place)
        if at == name_at and choice.role(place) in ("input", "none"):
            self.set_role("none" if place in choice.inputs else "input")
        elif at == zeros_at and column.kind == "number" and column.zeros:
            self._toggle("zeros", place not in choice.zeros)
        elif at == use_at:
            self._pop(self.use_menu(), index)
        elif at == type_at and column.kind == "number":
            self._pop(self.type_menu(), index)

    def set_role(self, role: str) -> None:
        """Uses the picked columns as something else; those that hold nothing of use stay out."""
        places, head = self.picked, self.columns.head
        if role == "input":
            places = tuple(place for place in places if may_be_input(head, place))
        if role == "only":
            self.chosen.emit(self.columns.choice.answering(self.currentIndex().row(), head))
        elif role in ("test",):
            self.chosen.emit(self.columns.choice.with_role([self.currentIndex().row()], "test"))
        else:
            self.chosen.emit(self.columns.choice.with_role(places, role))

    def _toggle(self, name: str, on: bool) -> None:
        numbers = [place for place in self.picked if self.columns.column(place).kind == "number"]
        self.chosen.emit(self.columns.choice.toggled(name, numbers, on))

    # ---- menus

    def use_menu(self) -> QMenu:
        """Returns what a column can be used as."""
        tr, menu, choice = self._language.tr, QMenu(self), self.columns.choice
        place = self.currentIndex().row()
        self._entry(menu, tr("Input"), partial(self.set_role, "input"), choice.role(place) == "input")
        self._entry(menu, tr("Target"), partial(self.set_role, "only"), choice.targets == (place,))
        if choice.targets and choice.targets != (place,):
            self._entry(menu, tr("One more target"), partial(self.set_role, "target"), place in choice.targets)
        self._entry(menu, tr("Marks test rows"), partial(self.set_role, "test"), choice.split == place)
        self._entry(menu, tr("Not used"), partial(self.set_role, "none"), choice.role(place) == "none")
        return menu

    def type_menu(self) -> QMenu:
        """Returns how a column of numbers can be taken."""
        tr, menu = self._language.tr, QMenu(self)
        category = self.columns.choice.is_category(self.columns.head, self.currentIndex().row())
        self._entry(menu, tr("Number"), partial(self._toggle, "categories", False), not category)
        self._entry(menu, tr("Category"), partial(self._toggle, "categories", True), category)
        return menu

    def _entry(self, menu: QMenu, text: str, do: Callable[[], object], on: bool) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _checked=False: do())
        if on:
            menu.setActiveAction(action)

    def _pop(self, menu: QMenu, index: QModelIndex) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(0, 1)))

    def _clicked(self, index: QModelIndex) -> None:
        self.use(index)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _keys and not event.modifiers():
            index = self.currentIndex()
            at = name_at if event.key() == Qt.Key.Key_Space and index.column() not in (zeros_at, type_at) else None
            self.use(index if at is None else self.columns.index(index.row(), at))
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos()) if event.reason() == event.Reason.Mouse else self.currentIndex()
        if index.isValid():
            self._pop(self.use_menu(), index)
