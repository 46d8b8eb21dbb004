"""The output plot: what the network answers anywhere on the plane, with the samples on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.plots.answer import AnswerCard, Answers
from nnlab.gui.plots.chip import Chip, switch
from nnlab.gui.plots.fixed import FixedColumns
from nnlab.gui.plots.later import Later
from nnlab.gui.plots.painting import Painting
from nnlab.gui.plots.pair import Pair
from nnlab.gui.plots.probe import Probe
from nnlab.gui.plots.samples import same
from nnlab.gui.plots.scene import Scene
from nnlab.gui.samples import sample_shape
from nnlab.gui.slicing import data_of
from nnlab.kernel.messages import BoundaryView, Frame, Points

if TYPE_CHECKING:
    from nnlab.gui.plots.gallery import Gallery
    from nnlab.gui.plots.plane import Plane

_size = 100  # numbers along a side that are asked of the kernel
_key = "boundary_plot"


class BoundaryPlot(QWidget):
    """Shows the newest frame's output; asks the kernel for it only while it can be seen.

    Its head has switches, its `scene` the drawing, `probe` is the sample whose numbers the network shows.

    Signals:
        probed(None | int | tuple): the sample whose numbers are to be shown is another one: the training row that was
            clicked, else in the data's own units the test sample that was, or the point under the mouse, else None.
        grew(pixels): the tools to paint with, or sliders, came (or went, below 0) and want so much more height.
    """

    probed = Signal(object)
    grew = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("boundary_plot")
        self._context = context
        tr, document, bridge = context.language.tr, context.document, context.bridge
        self.title = QLabel(self)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self._test = test = switch(context, "view.test_points", lambda: tr("Show test points"))
        self._test_hidden = False  # whether test points are shown only because one paints
        discrete = switch(context, "view.discrete", lambda: tr("Show only the winning class"))
        asked = switch(context, "view.predict", lambda: tr("Predict"))
        self._more_chips: tuple[Chip, ...] = ()
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addStretch(1)
        self._points: Points | None = bridge.last_points
        self.scene = Scene(context, test, discrete, self)
        self.painting = Painting(context, self.scene, self)
        self.painting.switched.connect(self._switch_painting)
        self._paints: tuple[QWidget, ...] = ()  # strip and overlay, once they are needed
        self.chips = tuple(Chip(action, self) for action in (self.painting.toggle, asked, test, discrete))
        for chip in self.chips:
            head.addWidget(chip)
        self.probe = Probe(self)
        self.probe.changed.connect(self.probed)
        self.probe.pinned.connect(self.scene.show_pin)
        self.probe.marked.connect(self.scene.show_mark)
        self.scene.pointed.connect(self._point)
        self.scene.clicked.connect(self.probe.pin)
        self.probe.test_pinned.connect(self.scene.show_test_pin)
        self.probe.test_pinned.connect(self._offer_test_sample)
        self.scene.test_clicked.connect(self._pin_test)
        self.scene.began.connect(self._word_note)
        self.scene.turned.connect(self._learn)
        self.pair, self.fixed = Pair(context, self), FixedColumns(context, self)
        self.fixed.opened.connect(self._make_room)
        self._room = 0  # that the open sliders have got
        self.probe.pinned.connect(self._offer_sample)
        self.answer = AnswerCard(context, self)
        Answers(context, self.scene, self.answer)
        self.gallery: Gallery | None = None  # of samples that are pictures or sequences; made when there are some
        self._head, self._body = head, QVBoxLayout(self)
        column = self._body
        column.setContentsMargins(12, 8, 8, 2)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.pair)
        column.addWidget(self.scene, 1)
        column.addWidget(self.fixed)
        context.language.changed.connect(self._word)
        for changed in (document.changed, document.facts_changed, document.catalog_changed):
            changed.connect(self._learn)
        context.slicing.changed.connect(self._subscribe)
        bridge.frame.connect(self._take_frame)
        bridge.points.connect(self._take_points)
        for changed in (bridge.state_changed, context.document.problems_changed):
            changed.connect(self._word_note)
        self._word()
        self._learn()

    @property
    def ready(self) -> bool:
        """Whether everything is drawn: it is not while pyqtgraph is imported, soon after the first paint."""
        return self.scene.ready or (self.gallery is not None and not self.gallery.isHidden())

    @property
    def plane(self) -> Plane:
        """The drawn square, with lines along the column where the data has only one; made where it is not yet."""
        return self.scene.plane

    @property
    def place(self) -> Later:
        """Where the square stands."""
        return self.scene.square

    @property
    def line(self) -> Later:
        """Where the lines along a column stand."""
        return self.scene.line

    # ---- what the kernel sends

    def _take_frame(self, frame: Frame) -> None:
        self.scene.show_frame(frame)

    def _take_points(self, points: Points) -> None:
        before, self._points = self._points, points
        if before is not None and same(before, points):
            return
        self.probe.forget()
        self.scene.show_points(points)
        self.painting.redraw()  # what the kernel has may be older than what the mouse has just painted
        if self.gallery is not None:
            self.gallery.show_points(points)
            self._learn()

    def _point(self, point: tuple[float, ...] | None) -> None:
        """Takes the point of the plane or the column under the mouse; all other columns stand where they are fixed."""
        slicing, column = self._context.slicing, self.scene.column
        columns = slicing.now.columns if column is None else (column,)
        row = list(slicing.row)
        if point is None or len(row) <= max(columns):
            self.probe.point(None)
            return
        for place, value in zip(columns, point, strict=True):
            row[place] = value
        self.probe.point(tuple(row))

    def _offer_sample(self, row: int | None) -> None:
        """Lets the other columns be fixed at the sample that was clicked."""
        self.fixed.take_sample(None if row is None else self._sample("train", row))

    def _pin_test(self, row: int) -> None:
        sample = self._sample("test", row)
        if sample is not None:
            self.probe.pin_test(row, sample)

    def _offer_test_sample(self, row: int | None) -> None:
        """Lets the other columns be fixed at the test sample that was chosen."""
        if row is not None:
            self.fixed.take_sample(self._sample("test", row))
        elif self.probe.row is None:
            self.fixed.take_sample(None)

    def _sample(self, part: str, row: int) -> tuple[float, ...] | None:
        """Returns a sample's numbers, None where the window has not got so many."""
        points = self._points
        if points is None:
            return None
        x = (points.train_x if part == "train" else points.test_x).numpy()
        return tuple(map(float, x[row])) if row < len(x) else None

    def _switch_painting(self, on: bool) -> None:
        """Shows the tools and what takes the mouse, or the samples as they are again."""
        self.probe.forget()
        self.scene.pointed.emit(None)
        if on and not self._paints:
            from nnlab.gui.plots.painting_over import PaintOver  # here: most windows never paint
            from nnlab.gui.plots.painting_tools import PaintStrip

            strip, over = PaintStrip(self.painting, self), PaintOver(self.painting)
            self._body.insertWidget(1, strip)
            self._paints = strip, over
        if on or self._test_hidden:  # of the points that are painted, those for testing are seen, too
            self._test_hidden = on and not self._test.isChecked()
            self._test.setChecked(on)
        for widget in self._paints:
            widget.setVisible(on)
        wanted = self._paints[0].sizeHint().height() + self._body.spacing() if self._paints else 0
        self.grew.emit(wanted if on else -wanted)
        if on:
            self._paints[1].attach()
            self._paints[1].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._points is not None:
            self.scene.show_points(self._points)
        self._learn()

    # ---- what the document says

    def _learn(self, *_: object) -> None:
        self.scene.learn()
        data, whole = data_of(self._context.document), sample_shape(self._context.document) is not None
        several = data is not None and len(data.columns) > 2 and self.scene.column is None and not whole
        if several:
            self.pair.follow()
            self.fixed.follow()
        self.pair.setVisible(several)
        self.fixed.setVisible(several)
        self._make_room()
        self._show_gallery(whole)
        self._word_note()

    def _make_room(self, *_: object) -> None:
        """Asks for the height that the sliders of the other columns take: the plot stays as large as it was."""
        room = self.fixed.room
        if room != self._room:
            by, self._room = room - self._room, room
            self.grew.emit(by)

    def _show_gallery(self, whole: bool) -> None:
        """Shows samples one by one where they are pictures or sequences, which are no points of a plane."""
        if whole and self.gallery is None:
            from nnlab.gui.plots.gallery import Gallery  # here: most data are rows of numbers

            self.gallery = Gallery(self._context, self.answer, self)
            self.gallery.picked.connect(self._pick)
            self.probe.pinned.connect(self._mark)
            self.probe.test_pinned.connect(self._mark)
            self._more_chips = Chip(self.gallery.test, self), Chip(self.gallery.mistakes, self)
            for chip in self._more_chips:
                self._head.addWidget(chip)
            self._body.insertWidget(2, self.gallery, 1)
            self.answer.raise_()
            self._word()
        if self.gallery is None:
            return
        if whole:
            self.gallery.learn()
        data = data_of(self._context.document)
        paint, _predict, *of_plane = self.chips
        tested, mistakable = data is not None and data.test_rows > 0, data is not None and data.targets == "classes"
        wanted = {self.gallery: whole, self.scene: not whole, paint: not whole or paint.isChecked()}
        wanted |= dict.fromkeys(of_plane, not whole)
        wanted |= zip(self._more_chips, (whole and tested, whole and mistakable), strict=True)
        for widget in sorted(wanted, key=wanted.__getitem__):  # what goes, goes first: Qt makes room for all at once
            widget.setVisible(wanted[widget])
        self._subscribe()

    def _pick(self, part: str, row: int) -> None:
        if part == "train":
            self.probe.pin(row)
        else:
            self._pin_test(row)

    def _mark(self, *_: object) -> None:
        if self.gallery is not None:
            self.gallery.show_pin(self.probe.chosen)

    # ---- words

    def _word(self) -> None:
        tr = self._context.language.tr
        self.title.setText(tr("Output"))
        self.title.setToolTip(tr("Click a sample: the numbers in the network are its own until Esc"))
        for chip, text in zip(self.chips, (tr("paint"), tr("predict"), tr("test points"), tr("discrete")), strict=True):
            chip.setText(text)
            chip.updateGeometry()
        for chip, text in zip(self._more_chips, (tr("test samples"), tr("mistakes")), strict=False):
            chip.setText(text)
            chip.updateGeometry()
        self.setAccessibleName(tr("Output"))
        self.scene.word()
        self._word_note()

    def _word_note(self) -> None:
        tr, document, place = self._context.language.tr, self._context.document, self.scene.place
        if self.scene.drawn:
            place.say("")
        elif any(problem.level == "error" for problem in document.problems):
            place.say(tr("There is no output until the problems are solved."))
        else:
            place.say(tr("The network is being built…"))

    # ---- Qt

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._subscribe()

    def _subscribe(self) -> None:
        now = self._context.slicing.now
        if self.gallery is not None and not self.gallery.isHidden():
            self._context.bridge.subscribe(_key, None)
        elif self.isVisible():
            self._context.bridge.subscribe(_key, BoundaryView(_size, now.columns, now.at))

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._context.bridge.subscribe(_key, None)
