"""The loss plot: how well the network does on training and test samples, epoch by epoch."""

from __future__ import annotations

import math
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.plots.chip import Chip, switch
from nnlab.gui.plots.later import Later
from nnlab.gui.plots.ticks import short
from nnlab.gui.theme import small_font

if TYPE_CHECKING:
    from nnlab.gui.plots.curve import CurveArea


class LossPlot(QWidget):
    """Shows the bridge's history and marks: newest numbers in the heading, curves below."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loss_plot")
        self._context = context
        tr = context.language.tr
        self.title = QLabel(self)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self._log = switch(context, "view.log_loss", lambda: tr("Logarithmic loss axis"))
        self.chip = Chip(self._log, self)
        self.scores_chip = Chip(switch(context, "view.scores", lambda: tr("Scores")), self)
        self.train, self.test = QLabel(self), QLabel(self)
        self.measure = QLabel(self)
        self.measure.setFont(small_font(self))
        self.place = Later("nnlab.gui.plots.curve", self._make, context.theme, self)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.title, self.chip, self.scores_chip):
            head.addWidget(widget)
        head.addStretch(1)
        for widget in (self.train, self.test):
            head.addWidget(widget)
        second = QHBoxLayout()
        second.addStretch(1)
        second.addWidget(self.measure)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(second)
        column.addWidget(self.place, 1)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._color)
        context.document.catalog_changed.connect(self._show)
        context.document.problems_changed.connect(self._say_why_empty)
        context.bridge.history_changed.connect(self._show)
        self._color()
        self._word()

    @property
    def ready(self) -> bool:
        """Whether everything is drawn: it is not while pyqtgraph is imported, soon after the first paint."""
        return self.place.drawing is not None

    @property
    def area(self) -> CurveArea:
        """The drawn curves; waits for them where they are not yet made."""
        return self.place.now()

    def _make(self, module: ModuleType) -> CurveArea:
        area: CurveArea = module.CurveArea(self._context.theme, self.place)
        area.show_log(self._log.isChecked())
        self._log.toggled.connect(area.show_log)
        self._word_area(area)
        area.show_curves(self._context.bridge.history, self._context.bridge.marks)
        return area

    def _show(self) -> None:
        bridge = self._context.bridge
        if self.ready or len(bridge.history) > 1:
            self.area.show_curves(bridge.history, bridge.marks)
        self._say_why_empty()
        tr, history = self._context.language.tr, bridge.history
        train, test = (float(row[-1]) if len(row) else math.nan for row in (history.train, history.test))
        self.train.setText(tr("train {loss}").format(loss=self._said(short(train))) if len(history) else "")
        self.test.setText("" if math.isnan(test) else tr("test {loss}").format(loss=self._said(short(test))))
        for label in (self.train, self.test, self.measure):
            label.setToolTip("" if bridge.measured else tr("Not measured since the last change: train to measure it"))
        self._show_metric()

    def _say_why_empty(self) -> None:
        tr, document = self._context.language.tr, self._context.document
        if len(self._context.bridge.history) > 1:
            self.place.say("")
        elif any(problem.level == "error" for problem in document.problems):
            self.place.say(tr("Training waits until what is marked is set right"))
        else:
            self.place.say(tr("Press Space to train"))

    def _said(self, number: str) -> str:
        """Returns a number, or a dash where it was measured before the last change."""
        return number if self._context.bridge.measured else "–"

    def _show_metric(self) -> None:
        """Shows the first metric's newest numbers for training and testing."""
        metrics = self._context.bridge.history.metrics
        name = next((name.removeprefix("train_") for name in metrics if name.startswith("train_")), "")
        rows = [metrics.get(f"{part}_{name}") for part in ("train", "test")]
        values = [float(row[-1]) if row is not None and len(row) else math.nan for row in rows]
        if not name or all(math.isnan(value) for value in values):
            self.measure.setText("")
            return
        info = self._context.document.info("metric", name)
        shown = self._context.language.text(info.name) if info is not None else name
        colors = self._context.theme.colors
        parts = [f"<span style='color:{colors.muted.name()}'>{shown}</span>"]
        for value, color in zip(values, (colors.train_line, colors.test_line), strict=True):
            if not math.isnan(value):
                text = self._said(f"{100 * value:.1f}\u202f%" if name == "accuracy" else short(value))
                parts.append(f"<span style='color:{color.name()}'>{text}</span>")
        self.measure.setText("&nbsp; ".join(parts))

    def _color(self) -> None:
        colors = self._context.theme.colors
        for label, color in ((self.train, colors.train_line), (self.test, colors.test_line)):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), color)
            label.setPalette(palette)
        self._show_metric()

    def _word(self) -> None:
        tr = self._context.language.tr
        self.title.setText(tr("Loss"))
        self.setAccessibleName(tr("Loss"))
        for chip, text in ((self.chip, tr("log")), (self.scores_chip, tr("scores"))):
            chip.setText(text)
            chip.updateGeometry()
        if self.ready:
            self._word_area(self.area)
        self._show()

    def _word_area(self, area: CurveArea) -> None:
        tr = self._context.language.tr
        area.setAccessibleName(tr("Loss"))
        area.setAccessibleDescription(tr("Loss on training and test samples, epoch by epoch"))
        area.setToolTip(tr("Wheel and mouse zoom and move the curves; a double click shows all of them"))
        area.word(tr("epoch"), tr("loss"), tr("train"), tr("test"), tr("Show all of it"))
