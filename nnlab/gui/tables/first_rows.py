"""The first rows of a table, as they were read."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.theme import Theme
from nnlab.records.tables import TableHead

Index = QModelIndex | QPersistentModelIndex
_role = Qt.ItemDataRole
_top = QModelIndex()


class FirstRows(QTableView):
    """A look at the table itself, to see whether it was read as it is meant."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_first_rows")
        self._context = context
        self.rows = _Rows(context.theme)
        self.setModel(self.rows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
        context.theme.changed.connect(self.measure)
        self.word()

    def show_head(self, head: TableHead) -> None:
        """Shows the first rows of another table."""
        self.rows.show_head(head)

    def word(self) -> None:
        """Words its name in the present language, and gives all columns one width: a table may have thousands."""
        self.setAccessibleName(self._context.language.tr("First rows"))
        self.measure()

    def measure(self) -> None:
        """Makes rows and columns as large as the letters are."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + large(6))
        self.horizontalHeader().setDefaultSectionSize(metrics.averageCharWidth() * 15)


class _Rows(QAbstractTableModel):
    """The first rows as texts; a cell that holds nothing is empty."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head = TableHead(file="", rows=0, columns=())

    def show_head(self, head: TableHead) -> None:
        if (head.first, head.columns) == (self._head.first, self._head.columns):
            return
        self.beginResetModel()
        self._head = head
        self.endResetModel()

    def rowCount(self, parent: Index = _top) -> int:
        return 0 if parent.isValid() else len(self._head.first)

    def columnCount(self, parent: Index = _top) -> int:
        return 0 if parent.isValid() else len(self._head.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _role.DisplayRole) -> object:
        if role not in (_role.DisplayRole, _role.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return self._head.columns[section].name

    def data(self, index: Index, role: int = _role.DisplayRole) -> object:
        cells = self._head.first[index.row()]
        text = cells[index.column()] if index.column() < len(cells) else ""
        if role in (_role.DisplayRole, _role.ToolTipRole):
            return text[:200]
        if role == _role.TextAlignmentRole and self._head.columns[index.column()].kind == "number":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _role.BackgroundRole and not text.strip():
            return QColor(self._theme.colors.chip)
        return None
