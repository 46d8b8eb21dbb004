"""The line above the row: which sample of the data it is, and the way to others."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnlab.experiment.arithmetic import number_of
from nnlab.gui._fields import CommitLine, QuietCombo
from nnlab.gui.buttons import IconButton
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.predict.row import Row
from nnlab.records import ProblemError


class Head(QWidget):
    """Takes samples: training or test, by number, one after the other, or any; or the means of all columns."""

    def __init__(self, context: Context, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._row = context, row
        self._drawn = False
        actions, tr = context.actions, context.language.tr
        self.which = QuietCombo(self)
        self.which.setObjectName("predict_which")
        self.which.activated.connect(self._choose)
        self.number = CommitLine(self)
        self.number.setObjectName("predict_sample")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.committed.connect(self._read)
        self.number.stepped.connect(row.step)
        wanted = (
            ("predict.previous", lambda: tr("Previous sample"), lambda: row.step(-1), "chevron-left"),
            ("predict.next", lambda: tr("Next sample"), lambda: row.step(1), "chevron-right"),
            ("predict.random", lambda: tr("Any sample"), row.draw, "dices"),
        )
        self.buttons = []
        for id, text, call, icon in wanted:
            if id not in actions:
                actions.add(id, text, call, None, icon)
            button = IconButton(actions.get(id), self)
            button.setProperty("look", "flat")
            button.setFixedSize(large(26), large(24))
            button.setIconSize(QSize(large(16), large(16)))
            self.buttons.append(button)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(self.which, 1)
        line.addSpacing(4)
        line.addWidget(self.buttons[0])
        line.addWidget(self.number)
        for button in self.buttons[1:]:
            line.addWidget(button)
        row.changed.connect(self.show_row)
        context.language.changed.connect(self.word)
        self.word()

    def call_drawn(self, drawn: bool) -> None:
        """Says whether a row that is no sample is a drawing."""
        self._drawn = drawn
        self.word()

    def word(self) -> None:
        """Words the choice in the present language."""
        tr = self._context.language.tr
        self.which.clear()
        self.which.addItem(tr("training sample"), "train")
        if self._row.count("test"):
            self.which.addItem(tr("test sample"), "test")
        self.which.addItem(tr("means of all columns"), "means")
        self.which.setPlaceholderText(tr("own drawing") if self._drawn else tr("own row"))
        self.which.setAccessibleName(tr("Take a sample"))
        self.which.setToolTip(tr("Take a sample of the data; its true answer is shown beside the network's"))
        self.number.setAccessibleName(tr("Number of the sample"))
        self.show_row()

    def show_row(self) -> None:
        """Shows which sample the row is."""
        row, tr = self._row, self._context.language.tr
        taken = row.taken
        self.which.setCurrentIndex(self.which.findData(taken.part) if taken is not None else -1)
        count = row.count(row.part)
        self.number.setFixedWidth(self.number.fontMetrics().horizontalAdvance("0" * max(3, len(str(count)))) + large(8))
        self.number.show_text(str(taken.row + 1) if taken is not None else "")
        self.number.setToolTip(tr("Number of the sample, 1 to {n}").format(n=count))

    def _choose(self, place: int) -> None:
        part = self.which.itemData(place)
        if part == "means":
            self._row.take_means()
        else:
            self._row.take(part, self._row.place if part == self._row.part else 0)
        self.show_row()

    def _read(self, text: str) -> None:
        try:
            number = number_of(text)
        except ProblemError:
            number = 0
        if number == round(number) and 1 <= number <= self._row.count(self._row.part):
            self._row.take(self._row.part, int(number) - 1)
        else:
            self.number.refuse()
