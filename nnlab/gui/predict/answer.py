"""The answer: the winner large, right or wrong where one knows, and a bar for every class; or values in own units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui._fields import Elided
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.plots.chip import Chip, switch
from nnlab.gui.plots.ticks import written
from nnlab.gui.predict.bars import Bar, Bars
from nnlab.gui.theme import small_font
from nnlab.records.predictions import Prediction

Look = Literal["muted", "good", "error"]
_quiet: Look = "muted"
_endless = 16_777_215
_most, _lines = 500, 4  # lines that there are, and that are seen above the columns


class AnswerView(QWidget):
    """Shows one prediction, or why there is none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict_answer")
        self._context = context
        self._shown: tuple[Prediction, DataFacts, tuple[str, ...], tuple[float, ...]] | None = None
        self._why = ""
        self._room, self._ranked = 0, False  # for lines, and whether the likely ones come first
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show)
        self.compact = False  # whether it stands above the row's columns, which need the room
        tr = context.language.tr
        self.winner, self.share = Elided(self), QLabel(self)
        self.verdict = QLabel(self)
        self.bars = Bars(context)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setFont(small_font(self))
        self._sorted = switch(context, "predict.sorted", lambda: tr("Most likely classes first"))
        self.order = Chip(self._sorted, self)
        self._sorted.toggled.connect(lambda _on: self._show())
        self._lay_out()
        context.theme.changed.connect(self._color)
        context.language.changed.connect(self._word)
        self._color()
        self._word()

    def _lay_out(self) -> None:
        font = QFont(self.font())
        font.setBold(True)
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * 1.7)
        self.winner.setFont(font)
        self.winner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        head = self._head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.winner, 1)
        head.addWidget(self.share, 0, Qt.AlignmentFlag.AlignBottom)
        second = QHBoxLayout()
        second.addWidget(self.verdict, 1)
        second.addWidget(self.order)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, large(4), 0)
        column.addWidget(self.bars)
        column.addStretch(1)
        self.area.setWidget(inside)
        self.area.viewport().installEventFilter(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addLayout(second)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.note)

    def show_sight(self, sight: QWidget | None) -> None:
        """Shows what the network sees beside what it answers; None takes it away."""
        first = self._head.itemAt(0).widget()
        if first is not self.winner:
            self._head.removeWidget(first)
            first.hide()
            first.deleteLater()
        if sight is not None:
            self._head.insertWidget(0, sight)

    # ---- what to show

    def show_answer(
        self, answer: Prediction, data: DataFacts, names: tuple[str, ...], target: Sequence[float] = ()
    ) -> None:
        """Shows an answer; `names` are those of values, `target` what the sample has, a class number or values."""
        shown = answer, data, names, tuple(target)
        if shown != self._shown or self._why:
            self._shown, self._why = shown, ""
            self._show()

    def say(self, why: str) -> None:
        """Says why there is no answer."""
        if why != self._why:
            self._shown, self._why = None, why
            self._show()

    def _show(self) -> None:
        shown = self._shown
        if shown is None:
            self.winner.word("–", self._why)
            self._compose(self._why, ())
        elif shown[0].means == "values":
            self._show_values(*shown)
        else:
            self._show_classes(*shown)

    def _compose(
        self,
        note: str,
        bars: tuple[Bar, ...],
        *,
        share: str = "",
        verdict: str = "",
        look: Look = "muted",
        order: bool = False,
    ) -> None:
        """Shows texts and lines; what has nothing to say takes no room."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.share.setText(share)
        self.verdict.setText(verdict)
        self._paint(self.verdict, look)
        self.order.setVisible(order)
        self.bars.show_bars(bars)
        self.area.setVisible(bool(bars))
        wanted = min(len(bars), _lines) * self.bars.line
        self.area.setMinimumHeight(wanted if self.compact else 0)
        self.area.setMaximumHeight(wanted if self.compact else _endless)

    def _show_values(
        self, answer: Prediction, _data: DataFacts, names: tuple[str, ...], target: tuple[float, ...]
    ) -> None:
        tr, values = self._context.language.tr, answer.outputs
        first = names[0] if names else ""
        self.winner.word(f"{first} = {figure(values[0])}")
        verdict = ""
        if target:
            error = figure(abs(values[0] - target[0]))
            verdict = tr("the sample has {value}; off by {error}").format(value=figure(target[0]), error=error)
        bars = [
            Bar(name, figure(value) if not target else f"{figure(value)}  ({figure(target[place])})")
            for place, (name, value) in enumerate(zip(names, values, strict=False))
        ]
        self._compose("", tuple(bars[:_most]) if len(values) > 1 else (), verdict=verdict)

    def _show_classes(
        self, answer: Prediction, data: DataFacts, _names: tuple[str, ...], target: tuple[float, ...]
    ) -> None:
        tr, label, classes = self._context.language.tr, answer.label, data.classes
        if label is None or len(answer.shares) < len(classes):
            self.winner.word("–")
            self._compose(tr("The outputs are no finite numbers, so no class wins."), ())
            return
        self.winner.word(classes[label])
        true = int(target[0]) if target and target[0] < len(classes) else None
        verdict, look = "", _quiet
        if true is not None and true == label:
            verdict, look = "\N{CHECK MARK} " + tr("right"), "good"
        elif true is not None:
            verdict, look = "\N{BALLOT X} " + tr("wrong: it is {name}").format(name=classes[true]), "error"
        self._compose(
            self._meaning(answer),
            self._bars(answer, classes, true),
            share=percent(answer.shares[label]) if self.compact else "",  # else the bar beside it has the room
            verdict=verdict,
            look=look,
            order=len(classes) > 2,
        )

    def _bars(self, answer: Prediction, classes: tuple[str, ...], true: int | None) -> tuple[Bar, ...]:
        colors = self._context.theme.colors.classes
        order = range(len(classes))
        self._ranked = self._sorted.isChecked() or not self._fits(len(classes))
        if self._ranked:
            order = sorted(order, key=lambda place: -answer.shares[place])[:_most]
        return tuple(
            Bar(
                classes[place],
                percent(answer.shares[place]),
                answer.shares[place],
                colors[place % len(colors)],
                strong=place == answer.label,
                true=place == true,
            )
            for place in order
        )

    def _fits(self, count: int) -> bool:
        """Tells whether so many lines can be seen at once: else the likely ones come first."""
        room = _lines * self.bars.line if self.compact else self._room
        return count * self.bars.line <= room

    def _meaning(self, answer: Prediction) -> str:
        tr = self._context.language.tr
        if answer.means == "each":
            return tr("Each class has a probability of its own; together they need not be 100 %.")
        if answer.means == "scores":
            return tr("No probabilities: this loss only asks which output is larger. The bars compare the outputs.")
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._shown is not None and self._shown[0].shares:
            self._room = self.area.viewport().height()
            count = len(self._shown[1].classes)
            if self._ranked != (self._sorted.isChecked() or not self._fits(count)):
                self._later.start()
        return super().eventFilter(watched, event)

    # ---- looks

    def _word(self) -> None:
        tr = self._context.language.tr
        self.order.setText(tr("sorted"))
        self.order.updateGeometry()
        self.bars.setAccessibleName(tr("Answer"))
        self.setAccessibleName(tr("Answer"))
        self._show()

    def _color(self) -> None:
        self._paint(self.note, "muted")
        self._paint(self.share, "muted")
        self._show()

    def _paint(self, label: QLabel, what: Look) -> None:
        colors = self._context.theme.colors
        palette = QPalette(label.palette())
        ink = {"muted": colors.muted, "error": colors.error, "good": colors.train_line}[what]
        palette.setColor(QPalette.ColorRole.WindowText, ink)
        label.setPalette(palette)


def percent(share: float) -> str:
    """Writes a share: 98 %, 0.4 %, 99.97 %; 0 % and 100 % are so within a hundredth."""
    value = 100 * share
    if 1 <= value <= 99:
        return f"{value:.0f} %"
    for digits in (1, 2):
        text = f"{value:.{digits}f}"
        if float(text) not in (0.0, 100.0):
            return f"{text} %"
    return "100 %" if value > 50 else "0 %"


def figure(value: float) -> str:
    """Writes a value with up to six digits that count: 268 320, 0.440256, 1.2e-7."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    if size >= 1e9 or 0 < size < 1e-4:
        return written(value)
    places = max(0, 5 - math.floor(math.log10(size))) if size else 0
    text = f"{value:,.{min(places, 6)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(",", "\u2009").replace("-", "\N{MINUS SIGN}")
