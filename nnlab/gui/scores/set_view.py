"""The scores of one set: a large number, the matrix or the scatter below it, and what the mouse is over in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.plots.ticks import short
from nnlab.gui.scores.matrix import ConfusionMatrix
from nnlab.gui.scores.scatter import Scatter
from nnlab.gui.scores.wording import decimal, part_name, percent
from nnlab.gui.theme import small_font
from nnlab.records.scores import Part, SetScores


class SetView(QWidget):
    """Shows a set's scores.

    Signals:
        cell_chosen(target, answer), row_chosen(row), worst_asked(column): samples are asked for.
    """

    cell_chosen = Signal(int, int)
    row_chosen = Signal(int)
    worst_asked = Signal(int)

    def __init__(self, context: Context, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self.part = context, part
        self._scores: SetScores | None = None
        self._names: tuple[str, ...] = ()
        self.value, self.title, self.more = QLabel(self), QLabel(self), QLabel(self)
        self.title.setFont(small_font(self))
        self.more.setFont(small_font(self))
        self.more.setMinimumWidth(1)
        self.more.setWordWrap(True)
        self.target = QComboBox(self)
        self.target.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.target.hide()
        self.worst = QPushButton(self)
        self.worst.setProperty("look", "flat")
        self.worst.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.worst.hide()
        self.matrix, self.scatter = ConfusionMatrix(context, part, self), Scatter(context, part, self)
        self.said = QLabel(self)
        self.said.setFont(small_font(self))
        self.said.setMinimumWidth(1)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()
        for shown in (self.matrix, self.scatter):
            shown.said.connect(self._say)
        self.matrix.chosen.connect(self.cell_chosen)
        self.scatter.chosen.connect(self.row_chosen)
        self.target.currentIndexChanged.connect(lambda _place: self._show())
        self.worst.clicked.connect(lambda: self.worst_asked.emit(max(0, self.target.currentIndex())))
        context.theme.changed.connect(self._color)
        context.language.changed.connect(self._show)
        self._color()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.value)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.more)
        head.addLayout(words, 1)
        head.addWidget(self.target)
        head.addWidget(self.worst)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.matrix, 1)
        column.addWidget(self.scatter, 1)
        column.addWidget(self.said)

    def show_scores(self, scores: SetScores, names: tuple[str, ...]) -> None:
        """Shows newer scores; `names` are the classes'."""
        self._scores, self._names = scores, names
        self._show()

    def show_name(self, named: bool) -> None:
        """Names the set, where nothing else does."""
        self.title.setVisible(named)

    def _show(self) -> None:
        scores, tr = self._scores, self._context.language.tr
        if scores is None:
            return
        classes = scores.confusion is not None
        self.matrix.setVisible(classes)
        self.scatter.setVisible(not classes)
        self.worst.setVisible(not classes)
        self.title.setText(part_name(self.part, self._context.language))
        self._show_target(len(scores.mae))
        if classes:
            self._show_classes(scores)
        else:
            self._show_values(scores)
        self.target.setAccessibleName(tr("Which target"))
        self.target.setToolTip(tr("Which target"))
        self.worst.setText(tr("farthest off"))
        self.worst.setToolTip(tr("List the samples whose answer is farthest from their target"))

    def _show_classes(self, scores: SetScores) -> None:
        tr = self._context.language.tr
        assert scores.confusion is not None
        right = int(scores.confusion.numpy().trace())
        self.value.setText(percent(scores.accuracy))
        self.value.setToolTip(tr("Accuracy: the share of samples that are answered rightly"))
        said = tr("{n} of {all} right · loss {loss}")
        self._tell_more(said.format(n=right, all=scores.count, loss=short(scores.loss)), self.value.toolTip())
        self.matrix.show_scores(scores, self._names)

    def _show_values(self, scores: SetScores) -> None:
        tr, place = self._context.language.tr, max(0, self.target.currentIndex())
        self.value.setText(f"R² {decimal(scores.r_squared[place])}")
        about = tr(
            "R² is 1 where every answer is right, 0 where the mean of the targets would do as well; "
            "MAE is the mean distance of answer and target, RMSE the root of its mean square, in the data's own units"
        )
        self.value.setToolTip(about)
        said = tr("MAE {mae} · RMSE {rmse} · loss {loss}")
        numbers = {"mae": scores.mae[place], "rmse": scores.rmse[place], "loss": scores.loss}
        self._tell_more(said.format(**{name: short(value) for name, value in numbers.items()}), about)
        if scores.pairs is not None:
            self.scatter.show_pairs(scores.pairs, place)

    def _tell_more(self, text: str, tip: str) -> None:
        self.more.setText(text)
        self.more.setToolTip(f"{text}\n{tip}")

    def _show_target(self, count: int) -> None:
        """Offers the choice of a target where there are several."""
        tr = self._context.language.tr
        names = [tr("target {n}").format(n=n + 1) for n in range(count)]
        if [self.target.itemText(n) for n in range(self.target.count())] != names:
            chosen = max(0, self.target.currentIndex())
            self.target.blockSignals(True)
            self.target.clear()
            self.target.addItems(names)
            self.target.setCurrentIndex(min(chosen, count - 1))
            self.target.blockSignals(False)
        self.target.setVisible(count > 1)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setToolTip(text)

    def _color(self) -> None:
        colors = self._context.theme.colors
        font = self.value.font()
        font.setPointSizeF(self.font().pointSizeF() * 1.7)
        font.setBold(True)
        self.value.setFont(font)
        line = colors.train_line if self.part == "train" else colors.test_line
        for label, color in ((self.value, line), (self.title, colors.text), (self.more, colors.muted)):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), color)
            label.setPalette(palette)
        self.said.setFixedHeight(self.said.fontMetrics().height() + large(2))
