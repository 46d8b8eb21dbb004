"""The drawing of the output that fits the data: the square, or lines along the one column; fed with what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.plots.later import Later
from nnlab.gui.plots.ranges import Range, output_range
from nnlab.gui.plots.samples import Numbers, Projection
from nnlab.gui.slicing import data_of
from nnlab.kernel.messages import Frame, Points
from nnlab.records.predictions import Meaning

if TYPE_CHECKING:
    from nnlab.gui.plots.plane import Plane


class Scene(QWidget):
    """Makes a drawing when it is first seen, and tells it what to show: output, samples, ranges, names and words.

    Signals:
        pointed(point | None), clicked(row | None), test_clicked(row): what the drawing that is shown says of the mouse.
        made(Plane): a drawing was made.
        began(): the first output is shown.
        turned(): another drawing is shown.
    """

    pointed = Signal(object)
    clicked = Signal(object)
    test_clicked = Signal(int)
    made = Signal(object)
    began = Signal()
    turned = Signal()

    def __init__(self, context: Context, test: QAction, discrete: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._test, self._discrete = context, test, discrete
        self._slicing = context.slicing
        self._columns: tuple[str, ...] = ()
        self._pair, self._turning = self._slicing.now.columns, False  # whether samples wait for another pair's output
        self.square = Later("nnlab.gui.plots.plane", lambda module: self._make(module.Plane), context.theme, self)
        self.line = Later("nnlab.gui.plots.course", lambda module: self._make(module.Course), context.theme, self)
        points = context.bridge.last_points
        self._projection = Projection(points) if points is not None else None
        self._column: int | None = None  # along which the output is, None over a plane
        self._pin: int | None = None
        self._test_pin: int | None = None
        self._mark: tuple[float, ...] | None = None
        self.drawn = False
        self.means: Meaning = "values"  # what the drawn numbers are
        self.span = Range(0.0, 1.0)  # of the outputs
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for place in (self.square, self.line):
            column.addWidget(place, 1)
        self.line.hide()
        self.learn()
        self._slicing.changed.connect(self._turn)

    @property
    def ready(self) -> bool:
        """Whether everything is drawn: it is not while pyqtgraph is imported, soon after the first paint."""
        return self.place.drawing is not None

    @property
    def plane(self) -> Plane:
        """The drawing that fits the data; made where it is not yet."""
        return self.place.now()

    @property
    def place(self) -> Later:
        """Where the drawing that fits the output stands."""
        return self.line if self._column is not None else self.square

    @property
    def column(self) -> int | None:
        """The number of the one column along which the output is drawn, None over a plane."""
        return self._column

    @property
    def columns(self) -> tuple[int, ...]:
        """The numbers of the columns that are drawn: of the plane's axes, or the one along which the output is."""
        return self._slicing.now.columns if self._column is None else (self._column,)

    def answer(self, point: tuple[float, ...]) -> Numbers | None:
        """Returns the outputs (of several classes their shares) that are drawn at a point of these columns."""
        return self.plane.answer(point) if self.ready and not self._turning else None

    def _follow(self, column: int | None) -> None:
        """Shows the drawing that fits: along a column, or over the plane."""
        if column == self._column:
            return
        self._column = column
        shown = self.place
        other = self.square if shown is self.line else self.line
        other.hide()
        shown.show()
        self.drawn = shown.drawing is not None and not shown.drawing.empty
        if shown.drawing is not None:
            self._show_range(shown.drawing)
            self._show_samples(shown.drawing)
        self.turned.emit()

    def _make(self, kind: type[Plane]) -> Plane:
        plane = kind(self._context.theme, self.place)
        for action, show in ((self._test, plane.show_test), (self._discrete, plane.show_discrete)):
            show(action.isChecked())
            action.toggled.connect(show)
        plane.pointed.connect(self.pointed)
        plane.clicked.connect(self.clicked)
        plane.test_clicked.connect(self.test_clicked)
        plane.show_pin(self._pin)
        plane.show_test_pin(self._test_pin)
        self._show_range(plane)
        self._word_plane(plane)
        frame = self._context.bridge.last_frame
        if frame is not None and frame.boundary is not None and self._fits(frame):
            self.means = frame.means
            plane.show_output(frame.boundary.numpy(), frame.low, frame.high)
        self._show_samples(plane)
        self.drawn = not plane.empty
        self.made.emit(plane)
        self.began.emit()
        return plane

    # ---- what to show

    def show_frame(self, frame: Frame) -> None:
        """Shows a frame; the first one comes while pyqtgraph may still be on its way, and is not waited for."""
        if frame.boundary is None:
            return
        self._follow(frame.columns[0] if len(frame.columns) == 1 else None)
        if (self.ready or frame.training or frame.epoch) and self._fits(frame):
            self.means = frame.means
            self.plane.show_output(frame.boundary.numpy(), frame.low, frame.high)
            if self._turning:
                self._show_samples(self.plane)
            if not self.drawn:
                self.drawn = True
                self.began.emit()

    def _fits(self, frame: Frame) -> bool:
        """Tells whether a frame is of what is shown: one may have been on its way while another pair was chosen."""
        return frame.columns == self.columns

    def show_points(self, points: Points) -> None:
        """Shows other samples."""
        self._projection = Projection(points)
        if self.ready:
            self._show_samples(self.plane)

    def _turn(self) -> None:
        """Shows another slice: samples over another pair come with their output, of the same pair at once."""
        if self.ready and self._column is None:
            self._turning = self._slicing.now.columns != self._pair and not self.plane.empty
            if not self._turning:
                self._show_samples(self.plane)

    def _show_samples(self, plane: Plane) -> None:
        self._paint_mark(plane)
        if self._projection is None:
            return
        if self._column is not None:
            plane.show_samples(self._projection.along(self._column))
            return
        slicing = self._slicing
        self._turning, self._pair = False, slicing.now.columns
        samples = self._projection.of(slicing.now, slicing.beside)
        plane.show_samples(samples)
        if plane.empty and len(samples.train_x):
            every = np.concatenate([samples.train[0], samples.test[0]]).astype(float)
            low, high = np.floor(every.min(axis=0)), np.ceil(every.max(axis=0))
            high = np.maximum(high, low + 1)
            plane.show_output(None, tuple(low.tolist()), tuple(high.tolist()))

    def show_pin(self, row: int | None) -> None:
        """Rings a training sample, None for none."""
        self._pin = row
        for place in (self.square, self.line):
            if place.drawing is not None:
                place.drawing.show_pin(row)

    def show_test_pin(self, row: int | None) -> None:
        """Rings a test sample, None for none."""
        self._test_pin = row
        for place in (self.square, self.line):
            if place.drawing is not None:
                place.drawing.show_test_pin(row)

    def show_mark(self, point: tuple[float, ...] | None) -> None:
        """Marks where a row of the data's columns stands, None for none."""
        self._mark = point
        for place in (self.square, self.line):
            if place.drawing is not None:
                self._paint_mark(place.drawing)

    def _paint_mark(self, plane: Plane) -> None:
        point, columns = self._mark, self.columns
        there = point is not None and max(columns) < len(point)
        plane.show_mark(tuple(point[column] for column in columns) if there and point is not None else None)

    def learn(self) -> None:
        """Takes what the document says of data and network now."""
        data = data_of(self._context.document)
        if data is not None:
            if len(data.columns) == 1:
                self._follow(0)
            elif self._column is not None and self._columns != data.columns:
                self._follow(None)
            self._columns = data.columns
        if self.ready:
            self._show_range(self.plane)

    def _show_range(self, plane: Plane) -> None:
        document, data = self._context.document, data_of(self._context.document)
        values = data is not None and data.targets == "values"
        classes = None if values else data.classes if data is not None else ("0", "1")
        self.span = output_range(document.experiment, document.catalog, data)
        plane.show_range(self.span, classes)
        columns = data.columns if data is not None else ()
        if self._column is not None and self._column < len(columns):
            plane.show_names(columns[self._column], "")
        elif len(columns) == 2 and columns != ("x1", "x2"):
            plane.show_names(*columns)
        else:  # the usual ones are known, of many two are chosen above, and the square needs the room
            plane.show_names("", "")

    # ---- words

    def word(self) -> None:
        """Takes the words of the language."""
        if self.ready:
            self._word_plane(self.plane)

    def _word_plane(self, plane: Plane) -> None:
        tr = self._context.language.tr
        plane.setAccessibleName(tr("Output"))
        anywhere = tr("What the network answers anywhere on the plane, with the samples on it")
        along = tr("What the network answers along the only column of the data, with the samples")
        hint = tr("Click a sample: the numbers in the network are its own until Esc")
        plane.setAccessibleDescription(f"{anywhere if self.place is self.square else along}. {hint}")
