"""The output of pictures and sequences: the samples themselves, a page at a time, and what is answered for them."""

from __future__ import annotations

from math import isfinite

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui.context import Context
from nnlab.gui.plots.answer import AnswerCard, share_lines
from nnlab.gui.plots.chip import switch
from nnlab.gui.plots.sheet import Cell, Sheet
from nnlab.gui.plots.thumbs import Thumbs
from nnlab.gui.plots.ticks import short, written
from nnlab.gui.samples import sample_shape
from nnlab.gui.slicing import data_of
from nnlab.gui.theme import small_font
from nnlab.kernel.messages import Frame, PageView, Points
from nnlab.records.pages import Page
from nnlab.records.predictions import Prediction

_key = "gallery"


class Gallery(QWidget):
    """Asks the kernel for the answers of the samples that can be seen, while they can be seen.

    Signals:
        picked(part, row): a sample was chosen, of "train" or "test".
    """

    picked = Signal(str, int)

    def __init__(self, context: Context, card: AnswerCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._card = context, card
        tr, actions = context.language.tr, context.actions
        self.test = switch(context, "view.test_samples", lambda: tr("Show test samples instead of training samples"))
        self.mistakes = switch(context, "view.mistakes", lambda: tr("Show only samples that are answered wrongly"))
        if "view.page_back" not in actions:
            actions.add("view.page_back", lambda: tr("Samples before"), lambda: self.turn(-1), icon="chevron-left")
            actions.add("view.page_on", lambda: tr("Samples after"), lambda: self.turn(1), icon="chevron-right")
        self._first = 0
        self._page: Page | None = None
        self._pin: tuple[str, int] | None = None
        self._pointed: int | None = None  # the place that mouse or keys are at
        self._points: Points | None = context.bridge.last_points
        self.sheet = Sheet(context.theme, self)
        self.sheet.word = self._word_cell
        self.count = QLabel(self)
        self.count.setFont(small_font(self))
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self.count, 1)
        for id in ("view.page_back", "view.page_on"):
            button = QToolButton(self)
            button.setProperty("look", "flat")
            button.setDefaultAction(actions.get(id))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.sheet, 1)
        column.addLayout(foot)
        self.sheet.chosen.connect(self._choose)
        self.sheet.pointed.connect(self._point)
        self.sheet.turned.connect(self.turn)
        self.sheet.sized.connect(self._subscribe)
        for action in (self.test, self.mistakes):
            action.toggled.connect(self._begin)
        context.bridge.frame.connect(self._take_frame)
        context.language.changed.connect(self._show)

    # ---- what is shown

    @property
    def part(self) -> str:
        """The set that is shown."""
        return "test" if self.test.isChecked() and self._rows("test") else "train"

    def show_points(self, points: Points) -> None:
        """Shows other samples."""
        self._points, self._page = points, None
        self.sheet.thumbs, self.sheet.cells = None, []
        self._begin()

    def show_pin(self, pin: tuple[str, int] | None) -> None:
        """Marks the sample of a set whose numbers the network shows."""
        self._pin = pin
        self._show()

    def learn(self) -> None:
        """Takes what is known of the data now."""
        data, shape = data_of(self._context.document), sample_shape(self._context.document)
        if data is None or shape is None or self._points is None:
            return
        thumbs, ends = self.sheet.thumbs, (min(data.low), max(data.high))
        if thumbs is None or (thumbs.shape, thumbs.ends) != (shape, ends):  # what is known may come after the samples
            self.sheet.thumbs = Thumbs(self._context.theme, shape, *ends)
            self.sheet.update()
            if thumbs is None or thumbs.shape != shape:
                self._begin()

    def turn(self, by: int) -> None:
        """Shows the next page, or the one before."""
        count, total = self.sheet.count, self._total()
        first = max(0, min(self._first + by * count, (total - 1) // count * count if total else 0))
        if first != self._first:
            self._first = first
            self._page = None
            self._subscribe()
            self._show()

    def _begin(self, *_: object) -> None:
        """Goes to the first page."""
        self._first, self._page = 0, None
        self._subscribe()
        self._show()

    def _rows(self, part: str) -> int:
        points = self._points
        return 0 if points is None else (points.train_x if part == "train" else points.test_x).shape[0]

    def _total(self) -> int:
        page = self._page
        return page.total if page is not None else 0 if self.mistakes.isChecked() else self._rows(self.part)

    # ---- what the kernel sends

    def _subscribe(self) -> None:
        if self.isVisible():
            part = "test" if self.part == "test" else "train"
            view = PageView(part, self._first, self.sheet.count, self.mistakes.isChecked())
            self._context.bridge.subscribe(_key, view)

    def _take_frame(self, frame: Frame) -> None:
        page = frame.page
        if page is None or page.part != self.part or page.wrong != self.mistakes.isChecked() or not self.isVisible():
            return
        if page.asked != self._first:  # another page was turned to meanwhile
            return
        self._first, self._page = page.first, page
        if page.first != page.asked:  # there are fewer mistakes by now
            self._subscribe()
        self._show()

    def _show(self) -> None:
        points, data = self._points, data_of(self._context.document)
        if points is None or data is None or self.sheet.thumbs is None:
            return
        part, page = self.part, self._page
        x, y = (points.train_x, points.train_y) if part == "train" else (points.test_x, points.test_y)
        rows: tuple[int, ...] = page.rows if page is not None else ()
        if page is None and not self.mistakes.isChecked():
            rows = tuple(range(self._first, min(self._first + self.sheet.count, x.shape[0])))
        answers: tuple[Prediction | None, ...] = page.answers if page is not None else (None,) * len(rows)
        numbers, targets = x.numpy(), y.numpy()
        cells = [
            self._cell(part, row, numbers[row], targets[row], answer, data)
            for row, answer in zip(rows, answers, strict=True)
            if row < len(numbers)
        ]
        self.sheet.show_cells(cells, self._pin)
        self._word_count(len(cells))
        if self._pointed is not None:
            self._tell()

    def _cell(
        self, part: str, row: int, x: np.ndarray, target: np.ndarray, answer: Prediction | None, data: DataFacts
    ) -> Cell:
        if data.targets == "values":
            values = np.atleast_1d(target)
            text = _brief(float(values[0]))
            if answer is not None and answer.outputs:
                text = f"{text} → {_brief(answer.outputs[0])}"
            return Cell((part, row), x, text, False)
        name = _named(int(target), data.classes)
        if answer is None or answer.label == int(target):
            return Cell((part, row), x, name, False)
        said = "?" if answer.label is None else _named(answer.label, data.classes)
        return Cell((part, row), x, f"{name} → {said}", True)

    # ---- words

    def _word_count(self, shown: int) -> None:
        tr, total = self._context.language.tr, self._total()
        wrong = self.mistakes.isChecked()
        if shown:
            text = tr("{first}–{last} of {total}").format(first=self._first + 1, last=self._first + shown, total=total)
            page = self._page
            if wrong and page is not None and page.searched < self._rows(self.part):
                text = tr("{range}, among the first {count}").format(range=text, count=page.searched)
        else:
            text = tr("No mistakes") if wrong and self._page is not None else ""
        self.count.setText(text)
        for id, there in (("view.page_back", self._first > 0), ("view.page_on", self._first + shown < total)):
            self._context.actions.get(id).setEnabled(there)
        self.sheet.setAccessibleName(tr("Samples"))
        self.sheet.setToolTip(
            tr("Below each sample stands its target; in red, what is answered instead. A click shows its numbers.")
        )

    def _word_cell(self, cell: Cell) -> str:
        tr = self._context.language.tr
        return tr("sample {number}: {words}").format(number=cell.key[1] + 1, words=cell.text)

    # ---- mouse and keys

    def _choose(self, place: int) -> None:
        self.picked.emit(*self.sheet.cells[place].key)

    def _point(self, place: int | None) -> None:
        self._pointed = place
        self._tell()

    def _tell(self) -> None:
        """Tells on the card what is answered for the sample that is pointed at, also when another page comes there."""
        place, page, data = self._pointed, self._page, data_of(self._context.document)
        if place is None or page is None or data is None or place >= len(page.answers):
            self._card.hide()
            return
        answer, tr = page.answers[place], self._context.language.tr
        colors = self._context.theme.colors.classes
        if data.targets == "values":
            lines = [(tr("output"), short(value), None, 0.0) for value in answer.outputs]
        else:
            lines = share_lines(np.array(answer.shares), data.classes, colors)
        box = self.sheet.box(place)
        at = self.sheet.mapTo(self._card.parentWidget(), QPoint(box.right(), box.bottom()))
        self._card.tell([tr("sample {number}").format(number=page.rows[place] + 1)], lines, at)

    # ---- Qt

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._subscribe()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._context.bridge.subscribe(_key, None)
        self._point(None)


def _brief(value: float) -> str:
    return written(float(f"{value:.2g}")) if isfinite(value) else short(value)


def _named(label: int, classes: tuple[str, ...]) -> str:
    return classes[label] if label < len(classes) else str(label)
