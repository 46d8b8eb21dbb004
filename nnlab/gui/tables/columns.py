"""All columns of a table as rows of a list: what each is used for, what stands in it, what is missing."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from nnlab.experiment.choice import Choice
from nnlab.gui._scale import compact
from nnlab.gui.language import Language
from nnlab.gui.tables.counting import Class, classes_of
from nnlab.gui.theme import Theme
from nnlab.records.tables import TableColumn, TableHead

name_at, use_at, type_at, missing_at, zeros_at, values_at = range(6)
_more = " \N{BLACK DOWN-POINTING SMALL TRIANGLE}"  # behind what can be chosen
_told = 12  # classes in a tooltip

Index = QModelIndex | QPersistentModelIndex
_role = Qt.ItemDataRole
_top = QModelIndex()


class ColumnModel(QAbstractTableModel):
    """What is known and chosen of each column, worded when it is drawn: a table may have thousands."""

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__()
        self._language, self._theme = language, theme
        self.head = TableHead(file="", rows=0, columns=())
        self.choice = Choice()

    def show_table(self, head: TableHead, choice: Choice) -> None:
        """Shows another table, or the same one better known."""
        same = len(head.columns) == len(self.head.columns)
        if same:
            self.head = head
            self.show_choice(choice)
            return
        self.beginResetModel()
        self.head, self.choice = head, choice
        self.endResetModel()

    def show_choice(self, choice: Choice) -> None:
        """Shows what the columns are used for now; also when only the words are others."""
        self.choice = choice
        if self.head.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.head.columns) - 1, values_at))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, values_at)

    def column(self, place: int) -> TableColumn:
        """Returns what is known of a column."""
        return self.head.columns[place]

    # ---- words

    def use_words(self, place: int) -> str:
        """Words what a column is used for."""
        tr = self._language.tr
        words = {
            "input": lambda: tr("Input"),
            "target": lambda: tr("Target"),
            "test": lambda: tr("Marks test rows"),
            "none": lambda: tr("Not used"),
        }
        return words[self.choice.role(place)]()

    def type_words(self, place: int) -> str:
        """Words how a column is taken."""
        tr = self._language.tr
        return tr("Category") if self.choice.is_category(self.head, place) else tr("Number")

    def value_words(self, place: int) -> str:
        """Words what stands in a column, in a few words: its range, or how often each class is there."""
        column, tr = self.column(place), self._language.tr
        if not column.distinct:
            return tr("nothing")
        if self.choice.is_category(self.head, place):
            found = classes_of(column)
            if not found or len(found) < column.distinct:
                return tr("{n} different values").format(n=column.distinct)
            return ", ".join(f"{one.name}: {one.rows}" for one in found[:_told])
        return f"{compact(column.low)} … {compact(column.high)}"

    def _tip(self, place: int, at: int) -> str:
        column, tr = self.column(place), self._language.tr
        if at == use_at:
            return tr("What this column is used for: click, or press Enter, to choose")
        if at == type_at:
            if column.kind == "text":
                return tr("Texts are categories: as a target its classes, as an input one column for each text")
            return tr("Whether its numbers are values or names of categories: click, or press Enter, to choose")
        if at == zeros_at:
            return tr("Tick it where 0 stands for a value that is not known")
        if at == values_at and column.distinct:
            return self._told_values(place)
        return column.name

    def _told_values(self, place: int) -> str:
        column, tr = self.column(place), self._language.tr
        found: tuple[Class, ...] = classes_of(column) if self.choice.is_category(self.head, place) else ()
        if found:
            lines = [f"{one.name}: {one.rows}" for one in found[:_told]]
            return "\n".join([*lines, "…"] if column.distinct > _told else lines)
        if column.kind == "text":
            return tr("{n} different values").format(n=column.distinct)
        told = tr("lowest {low}, highest {high}\nmean {mean}, median {median}\n{n} different values")
        shown = {name: compact(getattr(column, name)) for name in ("low", "high", "mean", "median")}
        return told.format(n=column.distinct, **shown)

    # ---- Qt

    def rowCount(self, parent: Index = _top) -> int:
        return 0 if parent.isValid() else len(self.head.columns)

    def columnCount(self, parent: Index = _top) -> int:
        return 0 if parent.isValid() else values_at + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != _role.DisplayRole:
            return None
        tr = self._language.tr
        words = (tr("Column"), tr("Used as"), tr("Type"), tr("Missing"), tr("0 is missing"), tr("Values"))
        return words[section]

    def data(self, index: Index, role: int = _role.DisplayRole) -> object:
        place, at = index.row(), index.column()
        if role in (_role.DisplayRole, _role.AccessibleTextRole):
            return self._text(place, at)
        if role == _role.ToolTipRole:
            return self._tip(place, at)
        if role == _role.CheckStateRole:
            return self._check(place, at)
        if role == _role.FontRole and at == name_at and place in self.choice.targets:
            font = QFont()
            font.setBold(True)
            return font
        if role == _role.ForegroundRole:
            return self._ink(place, at)
        if role == _role.TextAlignmentRole and at == missing_at:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    # ---- inside

    def _text(self, place: int, at: int) -> str:
        column = self.column(place)
        if at == name_at:
            return column.name
        if at == use_at:
            return self.use_words(place) + _more
        if at == type_at:
            return self.type_words(place) + (_more if column.kind == "number" else "")
        if at == missing_at:
            missing = self.choice.missing_in(self.head, place)
            return str(missing) if missing else "–"
        if at == zeros_at:
            return str(column.zeros) if column.kind == "number" and column.zeros else ""
        return self.value_words(place)

    def _check(self, place: int, at: int) -> Qt.CheckState | None:
        if at == name_at and self.choice.role(place) in ("input", "none"):
            on = place in self.choice.inputs
        elif at == zeros_at and self.column(place).kind == "number" and self.column(place).zeros:
            on = place in self.choice.zeros
        else:
            return None
        return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked

    def _ink(self, place: int, at: int) -> QColor | None:
        colors, role = self._theme.colors, self.choice.role(place)
        if role == "none":
            return colors.muted
        if role == "target" and at in (name_at, use_at):
            return colors.accent if self._theme.name != "dark" else colors.chosen_text
        if at == missing_at and self.choice.missing_in(self.head, place):
            return colors.warning
        return None
