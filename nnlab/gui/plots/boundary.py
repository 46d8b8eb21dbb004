"""The output plot: what the network answers anywhere on the plane, with the samples on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.plots.chip import Chip, switch
from nnlab.gui.plots.plane import Plane, Samples
from nnlab.gui.plots.ranges import output_range
from nnlab.kernel.messages import BoundaryView, Frame, Points

_size = 100  # numbers along a side that are asked of the kernel
_key = "boundary_plot"


class BoundaryPlot(QWidget):
    """Shows the newest frame's output; asks the kernel for it only while it can be seen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("boundary_plot")
        self._context = context
        tr, document, bridge = context.language.tr, context.document, context.bridge
        self.title = QLabel(self)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self._test = switch(context, "view.test_points", lambda: tr("Show test points"))
        self._discrete = switch(context, "view.discrete", lambda: tr("Show only the winning class"))
        self.chips = (Chip(self._test, self), Chip(self._discrete, self))
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addStretch(1)
        for chip in self.chips:
            head.addWidget(chip)
        self.plane = Plane(context.theme, self)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 2)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.plane, 1)
        column.addWidget(self.note)
        self._test.toggled.connect(self.plane.show_test)
        self._discrete.toggled.connect(self.plane.show_discrete)
        self.plane.show_test(self._test.isChecked())
        self.plane.show_discrete(self._discrete.isChecked())
        context.language.changed.connect(self._word)
        document.changed.connect(lambda _old, _new: self._show_range())
        document.facts_changed.connect(self._show_range)
        document.catalog_changed.connect(self._show_range)
        bridge.frame.connect(self._take_frame)
        bridge.points.connect(self._take_points)
        bridge.state_changed.connect(self._word_note)
        self._word()
        self._show_range()
        if bridge.last_points is not None:
            self._take_points(bridge.last_points)
        if bridge.last_frame is not None:
            self._take_frame(bridge.last_frame)

    def _take_frame(self, frame: Frame) -> None:
        if frame.boundary is not None:
            self.plane.show_output(frame.boundary.numpy(), frame.low, frame.high)

    def _take_points(self, points: Points) -> None:
        arrays = (points.train_x, points.train_y, points.test_x, points.test_y)
        train_x, train_y, test_x, test_y = (array.numpy() for array in arrays)
        self.plane.show_samples(Samples(train_x=train_x, train_y=train_y, test_x=test_x, test_y=test_y))
        if self.plane.empty and len(train_x) and train_x.ndim == 2 and train_x.shape[1] >= 2:
            every = np.concatenate([train_x[:, :2], test_x[:, :2]]).astype(float)
            low, high = np.floor(every.min(axis=0)), np.ceil(every.max(axis=0))
            self.plane.show_output(None, tuple(low.tolist()), tuple(high.tolist()))

    def _show_range(self) -> None:
        document = self._context.document
        facts = document.last_facts
        data = facts.data if facts is not None else None
        span = output_range(document.experiment, document.catalog, data)
        values = data is not None and data.targets == "values"
        self.plane.show_range(span, None if values else data.classes if data is not None else ("0", "1"))
        self._word_note()

    def _word(self) -> None:
        tr = self._context.language.tr
        self.title.setText(tr("Output"))
        for chip, text in zip(self.chips, (tr("test points"), tr("discrete")), strict=True):
            chip.setText(text)
            chip.updateGeometry()
        self.setAccessibleName(tr("Output"))
        self.plane.setAccessibleName(tr("Output"))
        description = tr("What the network answers anywhere on the plane, with the samples on it")
        self.plane.setAccessibleDescription(description)
        self._word_note()

    def _word_note(self) -> None:
        tr, document = self._context.language.tr, self._context.document
        if any(problem.level == "error" for problem in document.problems):
            self.plane.show_note(tr("There is no output until the problems are solved."))
        else:
            self.plane.show_note(tr("The network is being built…"))
        facts = document.last_facts
        columns = facts.data.columns if facts is not None and facts.data is not None else ()
        self.note.setVisible(len(columns) > 2)
        if len(columns) > 2:
            text = tr("{first} across, {second} upwards; all other columns at their mean")
            self.note.setText(text.format(first=columns[0], second=columns[1]))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._context.bridge.subscribe(_key, BoundaryView(_size))

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._context.bridge.subscribe(_key, None)
