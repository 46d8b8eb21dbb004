"""The output plot: what the network answers anywhere on the plane, with the samples on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui.context import Context
from nnlab.gui.plots.chip import Chip, switch
from nnlab.gui.plots.later import Later
from nnlab.gui.plots.probe import Probe
from nnlab.gui.plots.ranges import output_range
from nnlab.gui.plots.samples import Samples
from nnlab.kernel.messages import BoundaryView, Frame, Points

if TYPE_CHECKING:
    from nnlab.gui.plots.plane import Plane

_size = 100  # numbers along a side that are asked of the kernel
_key = "boundary_plot"


class BoundaryPlot(QWidget):
    """Shows the newest frame's output; asks the kernel for it only while it can be seen.

    Signals:
        probed(None | int | tuple): the sample whose numbers are to be shown is another one: the training row that was
            clicked, else the point under the mouse in the data's own units, else None.
    """

    probed = Signal(object)

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
        self.place = Later("nnlab.gui.plots.plane", lambda module: self._make(module.Plane), context.theme, self)
        self.line = Later("nnlab.gui.plots.course", lambda module: self._make(module.Course), context.theme, self)
        self._points: Points | None = bridge.last_points
        self._drawn = False
        self.probe = Probe(self)
        self.probe.changed.connect(self.probed)
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 2)
        column.setSpacing(4)
        column.addLayout(head)
        for place in (self.place, self.line):
            column.addWidget(place, 1)
        column.addWidget(self.note)
        self._show_place()
        context.language.changed.connect(self._word)
        for changed in (document.changed, document.facts_changed, document.catalog_changed):
            changed.connect(self._learn)
        bridge.frame.connect(self._take_frame)
        bridge.points.connect(self._take_points)
        for changed in (bridge.state_changed, context.document.problems_changed):
            changed.connect(self._word_note)
        self._word()

    @property
    def ready(self) -> bool:
        """Whether everything is drawn: it is not while pyqtgraph is imported, soon after the first paint."""
        return self._place.drawing is not None

    @property
    def plane(self) -> Plane:
        """The drawn square, with lines along the column where the data has only one; made where it is not yet."""
        return self._place.now()

    @property
    def _place(self) -> Later:
        data = self._data()
        return self.line if data is not None and len(data.columns) == 1 else self.place

    def _show_place(self) -> None:
        """Shows the drawing that fits the data."""
        shown = self._place
        other = self.place if shown is self.line else self.line
        if not other.isHidden():
            other.hide()
            shown.show()
            self._drawn = shown.drawing is not None and not shown.drawing.empty

    def _make(self, kind: type[Plane]) -> Plane:
        plane = kind(self._context.theme, self._place)
        for action, show in ((self._test, plane.show_test), (self._discrete, plane.show_discrete)):
            show(action.isChecked())
            action.toggled.connect(show)
        plane.pointed.connect(self._point)
        plane.clicked.connect(self.probe.pin)
        self.probe.pinned.connect(plane.show_pin)
        self._show_range(plane)
        self._word_plane(plane)
        frame = self._context.bridge.last_frame
        if frame is not None and frame.boundary is not None:
            plane.show_output(frame.boundary.numpy(), frame.low, frame.high)
        if self._points is not None:
            self._show_points(plane, self._points)
        self._drawn = not plane.empty
        self._word_note()
        return plane

    # ---- what the kernel sends

    def _take_frame(self, frame: Frame) -> None:
        """Shows a frame; the first one comes while pyqtgraph may still be on its way, and is not waited for."""
        if frame.boundary is not None and (self.ready or frame.training or frame.epoch):
            self.plane.show_output(frame.boundary.numpy(), frame.low, frame.high)
            if not self._drawn:
                self._drawn = True
                self._word_note()

    def _take_points(self, points: Points) -> None:
        before, self._points = self._points, points
        if before is not None and _same(before, points):
            return
        self.probe.forget()
        if self.ready:
            self._show_points(self.plane, points)

    def _show_points(self, plane: Plane, points: Points) -> None:
        arrays = (points.train_x, points.train_y, points.test_x, points.test_y)
        train_x, train_y, test_x, test_y = (array.numpy() for array in arrays)
        plane.show_samples(Samples(train_x=train_x, train_y=train_y, test_x=test_x, test_y=test_y))
        if plane.empty and len(train_x) and train_x.ndim == 2:
            every = np.concatenate([train_x[:, :2], test_x[:, :2]]).astype(float)
            low, high = np.floor(every.min(axis=0)), np.ceil(every.max(axis=0))
            high = np.maximum(high, low + 1)
            plane.show_output(None, tuple(low.tolist()), tuple(high.tolist()))

    def _point(self, point: tuple[float, ...] | None) -> None:
        """Takes the point of the plane or the column under the mouse; all other columns are at their mean there."""
        if point is None or self._points is None:
            self.probe.point(None)
            return
        parts = [array.numpy() for array in (self._points.train_x, self._points.test_x)]
        rest = np.concatenate([part[:, 2:] for part in parts if part.ndim == 2]).astype(float)
        self.probe.point((*point, *(rest.mean(axis=0).tolist() if rest.size else ())))

    # ---- what the document says

    def _show_range(self, plane: Plane) -> None:
        document, data = self._context.document, self._data()
        values = data is not None and data.targets == "values"
        classes = None if values else data.classes if data is not None else ("0", "1")
        plane.show_range(output_range(document.experiment, document.catalog, data), classes)
        columns = data.columns if data is not None else ()
        plain = columns in ((), ("x1", "x2"))  # the usual ones are known, and the square needs the room
        plane.show_names(*(("", "") if plain else (*columns[:2], "")[:2]))

    def _learn(self, *_: object) -> None:
        self._show_place()
        if self.ready:
            self._show_range(self.plane)
        self._word_note()

    def _data(self) -> DataFacts | None:
        facts = self._context.document.last_facts
        return facts.data if facts is not None else None

    # ---- words

    def _word(self) -> None:
        tr = self._context.language.tr
        self.title.setText(tr("Output"))
        for chip, text in zip(self.chips, (tr("test points"), tr("discrete")), strict=True):
            chip.setText(text)
            chip.updateGeometry()
        self.setAccessibleName(tr("Output"))
        if self.ready:
            self._word_plane(self.plane)
        self._word_note()

    def _word_plane(self, plane: Plane) -> None:
        tr = self._context.language.tr
        plane.setAccessibleName(tr("Output"))
        anywhere = tr("What the network answers anywhere on the plane, with the samples on it")
        along = tr("What the network answers along the only column of the data, with the samples")
        plane.setAccessibleDescription(anywhere if self._place is self.place else along)
        plane.setToolTip(tr("Click a sample: the numbers in the network are its own until Esc"))

    def _word_note(self) -> None:
        tr, document = self._context.language.tr, self._context.document
        if self._drawn:
            self._place.say("")
        elif any(problem.level == "error" for problem in document.problems):
            self._place.say(tr("There is no output until the problems are solved."))
        else:
            self._place.say(tr("The network is being built…"))
        data = self._data()
        columns = data.columns if data is not None else ()
        self.note.setVisible(len(columns) > 2)
        if len(columns) > 2:
            text = tr("{first} across, {second} upwards; all other columns at their mean")
            self.note.setText(text.format(first=columns[0], second=columns[1]))

    # ---- Qt

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._context.bridge.subscribe(_key, BoundaryView(_size))

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._context.bridge.subscribe(_key, None)


def _same(one: Points, other: Points) -> bool:
    """Tells whether two messages hold the same samples: every edit brings one, few change the data."""
    names = ("train_x", "train_y", "test_x", "test_y")
    return all(np.array_equal(getattr(one, name).numpy(), getattr(other, name).numpy()) for name in names)
