"""Which two columns the plane is made of: a box for each axis, where the data has more."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from nnlab.gui._fields import QuietCombo
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.slicing import data_of


class _Columns(QAbstractListModel):
    """The names of all columns; those that the network does not read are dim."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._names: tuple[str, ...] = ()

    def show_names(self, names: tuple[str, ...]) -> None:
        """Takes other columns."""
        if names != self._names:
            self.beginResetModel()
            self._names = names
            self.endResetModel()

    # ---- Qt

    def rowCount(self, _parent: QModelIndex | None = None) -> int:
        return len(self._names)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        read = index.row() in self._context.slicing.read
        if role == Qt.ItemDataRole.DisplayRole:
            return self._names[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole and not read:
            return self._context.theme.colors.muted
        if role == Qt.ItemDataRole.ToolTipRole and not read:
            return self._context.language.tr("No input of the network reads this column.")
        return None


class _Box(QuietCombo):
    """Lists any number of columns: only the longest name is measured."""

    def showPopup(self) -> None:
        longest = max((self.itemText(row) for row in range(self.count())), key=len, default="")
        self.view().setMinimumWidth(self.fontMetrics().horizontalAdvance(longest) + large(36))
        QComboBox.showPopup(self)


class Pair(QWidget):
    """Chooses the columns of both axes; hidden where the data has no other pair."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._columns = _Columns(context, self)
        self.across, self.upwards = _Box(self), _Box(self)
        self._signs = QLabel("\N{RIGHTWARDS ARROW}", self), QLabel("\N{UPWARDS ARROW}", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for sign, box in zip(self._signs, (self.across, self.upwards), strict=True):
            box.setModel(self._columns)
            box.setMinimumContentsLength(3)
            box.view().setUniformItemSizes(True)
            box.activated.connect(self._choose)
            row.addWidget(sign)
            row.addWidget(box, 1)
        context.slicing.changed.connect(self.follow)
        context.language.changed.connect(self._word)
        self._word()
        self.follow()

    def follow(self) -> None:
        """Shows the present columns."""
        data = data_of(self._context.document)
        self._columns.show_names(data.columns if data is not None else ())
        for box, column in zip((self.across, self.upwards), self._context.slicing.now.columns, strict=True):
            box.setCurrentIndex(column)

    def _choose(self) -> None:
        changed = self.sender() is self.upwards
        across, upwards = self.across.currentIndex(), self.upwards.currentIndex()
        self._context.slicing.show_pair(across, upwards)
        self.follow()
        (self.upwards if changed else self.across).setFocus()

    def _word(self) -> None:
        tr = self._context.language.tr
        for box, sign, name in zip(
            (self.across, self.upwards), self._signs, (tr("Column across"), tr("Column upwards")), strict=True
        ):
            box.setAccessibleName(name)
            box.setToolTip(tr("{axis}: which column of the data it shows").format(axis=name))
            sign.setToolTip(box.toolTip())
