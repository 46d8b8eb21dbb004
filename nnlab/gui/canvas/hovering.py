"""The card beside the mouse, or beside the selected neuron, and the sample that its numbers belong to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.card import HoverCard
from nnlab.gui.canvas.layout import most_rows
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.readout import Readout
from nnlab.gui.canvas.selection import Place
from nnlab.gui.context import Context
from nnlab.kernel.messages import ProbeView, SampleView

_sides = (48, 64, 96, 128)  # of pictures; the hover card shows them larger than tiles do

_read_ms = 80


class Hovering:
    """Shows the hover card; asks the kernel for a sample's numbers only while somebody looks at them."""

    def __init__(
        self, context: Context, board: Board, readout: Readout, numbers: NetworkNumbers,
        hushed: Callable[[], bool], canvas: QWidget,
    ) -> None:  # fmt: skip
        self._bridge, self._board, self._numbers, self._canvas = context.bridge, board, numbers, canvas
        self.readout = readout
        self._hushed = hushed  # tells whether another card is open: one at a time
        self.card = HoverCard(context.theme, canvas)
        self.probe = ProbeView()
        self.chosen: Place | None = None  # what is looked at without a mouse
        self._leave = QTimer(canvas)
        self._leave.setSingleShot(True)
        self._leave.setInterval(300)
        self._leave.timeout.connect(self._stop_probing)
        board.arranged.connect(self._show_sample)
        self._show_sample()
        self._next = QTimer(canvas)  # figures that change sixty times a second cannot be read
        self._next.setSingleShot(True)
        self._next.setInterval(_read_ms)
        self._next.timeout.connect(self._show_waiting)
        self._waits = False

    def set_probe(self, row: int | None = 0, point: tuple[float, ...] | None = None) -> None:
        """Says which sample the numbers belong to: a training row, or a point in the data's own units."""
        self.probe = ProbeView(row=row, point=point)
        self._show_sample()
        if self.card.isVisible():
            self._numbers.forget_probe()
            self._bridge.subscribe("canvas.probe", self.probe)
            self.show()

    def _show_sample(self) -> None:
        """Asks for what layers make of the sample where they show it, as large as tiles are."""
        tile = self._board.layout_now.tile * self._board.devicePixelRatioF()
        side = next((side for side in _sides if side >= tile), _sides[-1])
        shown = any(spec.gives for spec in self._board.specs)
        view = SampleView(row=self.probe.row, point=self.probe.point, side=side, units=most_rows) if shown else None
        self._bridge.subscribe("canvas.sample", view)

    def look(self, place: Place | None, chosen: Place | None) -> None:
        """Takes what is under the mouse, and what is looked at without it."""
        self.chosen = chosen
        if place is None and chosen is None:
            self.card.hide()
            self.readout.moved.look(None, "")
            self._leave.start()
            return
        self._leave.stop()
        self._bridge.subscribe("canvas.probe", self.probe)
        self.show()

    def show(self) -> None:
        """Shows the newest numbers of what is looked at, or hides the card."""
        board, card = self._board, self.card
        place = None if self._hushed() else board.place or self.chosen
        there = place is not None and place.column < len(board.specs)
        self.readout.moved.look(place if there else None, board.specs[place.column].id if there and place else "")
        if place is None or not there:
            card.hide()
            return
        text = self.readout.words(place, board.specs, self.probe, card.lines_in(self._canvas.height()))
        beside = board.box(place)
        beside.moveTopLeft(board.mapTo(self._canvas, beside.topLeft()))
        if place.kind == "edge" and card.isVisible() and card.text.title == text.title:
            beside = card.beside
        card.show_text(text, beside)

    def refresh(self) -> None:
        """Shows newer numbers on a card that is open: at once, or as soon as those before could be read."""
        if not self.card.isVisible():
            return
        if self._next.isActive():
            self._waits = True
            return
        self.show()
        self._next.start()

    def _show_waiting(self) -> None:
        if self._waits:
            self._waits = False
            self.refresh()

    def _stop_probing(self) -> None:
        self._bridge.subscribe("canvas.probe", None)
        self._numbers.forget_probe()
