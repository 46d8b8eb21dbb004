"""What is chosen of the whole table: what is learned, which rows test it, what is missing, how numbers are scaled."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from nnlab.experiment.choice import Choice
from nnlab.gui._fields import CommitLine, QuietCombo
from nnlab.gui._scale import compact, number
from nnlab.gui.language import Language
from nnlab.gui.remark import tell
from nnlab.records.tables import TableHead

_most_marks = 200  # columns that are offered to mark rows for testing; the list of all columns offers the others


class TableSteps(QWidget):
    """The choices beside the list of columns, in the order in which they are done.

    Signals:
        chosen(Choice): the table is to be used like this.
    """

    chosen = Signal(object)

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_steps")
        self._language = language
        self._head = TableHead(file="", rows=0, columns=())
        self._choice = Choice()
        self._names = QStringListModel(self)
        self.target, self.split = _NameCombo(), _NameCombo()
        self.missing, self.scaling, self.target_scaling = QuietCombo(), QuietCombo(), QuietCombo()
        self.filler = CommitLine()
        self.filler.setProperty("look", None)
        self._rows = {
            "target": self.target,
            "split": self.split,
            "missing": self.missing,
            "filler": self.filler,
            "scaling": self.scaling,
            "target_scaling": self.target_scaling,
        }
        self._labels = {name: QLabel() for name in self._rows}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(6)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, control in self._rows.items():
            control.setObjectName(f"table_{name}")
            self._labels[name].setBuddy(control)
            self._form.addRow(self._labels[name], control)
        self.target.setModel(self._names)
        self.target.activated.connect(self._answer)
        self.split.activated.connect(self._mark)
        for name in ("missing", "scaling", "target_scaling"):
            combo = self._rows[name]
            combo.activated.connect(lambda place, name=name, combo=combo: self._set(name, combo.itemData(place)))
        self.filler.committed.connect(self._fill_with)
        self.word()

    def show_table(self, head: TableHead, choice: Choice) -> None:
        """Shows what is chosen; the names of columns are listed anew only where they are others."""
        names = [column.name for column in head.columns]
        if names != self._names.stringList():
            self._names.setStringList(names)
            self._list_marks(head)
        elif head is not self._head:
            self._list_marks(head)
        self._head, self._choice = head, choice
        self.target.setCurrentIndex(choice.targets[0] if choice.targets else -1)
        self.split.setCurrentIndex(max(0, self.split.findData(-1 if choice.split is None else choice.split)))
        for name in ("missing", "scaling", "target_scaling"):
            combo = self._rows[name]
            combo.setCurrentIndex(combo.findData(getattr(choice, name)))
        self.filler.show_text(compact(choice.filler))
        values = bool(choice.targets) and not any(choice.is_category(head, place) for place in choice.targets)
        self._form.setRowVisible(self.target_scaling, values)
        self._form.setRowVisible(self.filler, choice.missing == "constant")

    def word(self) -> None:
        """Words everything in the present language."""
        tr = self._language.tr
        words = {
            "target": (tr("Target"), tr("The column that the network shall learn to answer")),
            "split": (
                tr("Test rows"),
                tr("Which rows are kept for testing: a share of them, or those that a column marks"),
            ),
            "missing": (tr("Missing values"), tr("What becomes of rows in which an input is missing")),
            "filler": (tr("Fill in"), tr("The number that stands for every missing one")),
            "scaling": (
                tr("Scale inputs"),
                tr(
                    "Networks learn best from numbers of about one size; the numbers for it come from the training rows"
                ),
            ),
            "target_scaling": (
                tr("Scale target"),
                tr("The network learns the scaled value; its answers are shown in the table's own units"),
            ),
        }
        for name, (label, tip) in words.items():
            self._labels[name].setText(label)
            for widget in (self._labels[name], self._rows[name]):
                widget.setToolTip(tip)
            self._rows[name].setAccessibleName(label)
            self._rows[name].setAccessibleDescription(tip)
        scales = (("none", tr("None")), ("standardize", tr("Mean 0, deviation 1")), ("minmax", tr("From 0 to 1")))
        policies = (
            ("drop", tr("Leave their rows out")),
            ("mean", tr("Fill in the mean")),
            ("median", tr("Fill in the median")),
            ("constant", tr("Fill in a number")),
        )
        for combo, choices in ((self.missing, policies), (self.scaling, scales), (self.target_scaling, scales)):
            combo.clear()
            for value, text in choices:
                combo.addItem(text, value)
        self._list_marks(self._head)
        self.show_table(self._head, self._choice)

    # ---- choosing

    def _list_marks(self, head: TableHead) -> None:
        """Lists the columns that may mark the rows for testing: those with two values or three."""
        self.split.clear()
        self.split.addItem(self._language.tr("A share of the rows"), -1)
        known = [place for place, column in enumerate(head.columns) if 2 <= column.distinct <= 3]
        for place in known[:_most_marks]:
            self.split.addItem(self._language.tr("Column “{name}”").format(name=head.columns[place].name), place)

    def _answer(self, place: int) -> None:
        self.chosen.emit(self._choice.answering(place, self._head))

    def _mark(self, index: int) -> None:
        place, before = self.split.itemData(index), self._choice.split
        made = self._choice if before is None else self._choice.with_role([before], "none")
        self.chosen.emit(made if place < 0 else made.with_role([place], "test"))

    def _set(self, name: str, value: str) -> None:
        self.chosen.emit(replace(self._choice, **{name: value}))

    def _fill_with(self, text: str) -> None:
        try:
            value = number(text)
        except ValueError:
            self.filler.refuse()
            tell(self.filler, self._language.tr("“{text}” is not a number.").format(text=text))
            return
        self._set("filler", value)


class _NameCombo(QComboBox):
    """A choice among columns: thousands of names are not measured."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaxVisibleItems(16)
        self.view().setUniformItemSizes(True)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
