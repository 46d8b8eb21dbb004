"""What the mouse does on the board: a press selects at once, and may become a drag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtWidgets import QWidget

from nnlab.experiment.document import Experiment
from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.chips import KindChip
from nnlab.gui.canvas.drags import BandDrag, EdgeDrag, LayersDrag
from nnlab.gui.canvas.gestures import Drag, Gestures, on_board
from nnlab.gui.canvas.handles import Handles
from nnlab.gui.canvas.header import ColumnHeader
from nnlab.gui.canvas.inserting import InsertDrag
from nnlab.gui.canvas.linking import LinkDrag
from nnlab.gui.canvas.resizing import Resizing
from nnlab.gui.canvas.selection import Place, Selection, all_of, up_to, with_one
from nnlab.gui.canvas.tools import Tools
from nnlab.gui.context import Context

Modifiers = Qt.KeyboardModifier
_more, _range = Modifiers.ControlModifier, Modifiers.ShiftModifier


class Selecting(Protocol):
    """The canvas as the mouse sees it."""

    @property
    def selection(self) -> Selection | None: ...
    def click(self, selection: Selection | None) -> None: ...


Start = Callable[[QPointF], Drag | None]


class Mouse(QObject):
    """Selects what is pressed, and begins drags: of a band on the ground, of a head, of a lower edge."""

    def __init__(self, context: Context, board: Board, tools: Tools, canvas: Selecting) -> None:
        super().__init__(board)
        self._context, self._board = context, board
        self._tools, self._canvas = tools, canvas
        self.gestures = Gestures(board)
        self.handles = Handles(context.theme, board, tools.hands.may_add_neuron)
        board.pressed.connect(self._board_pressed)
        board.heads.pressed.connect(self._head_pressed)
        board.entered.connect(self._enter)
        board.arranged.connect(self._place_handles)
        self.handles.edge.pressed.connect(self._edge_pressed)
        self.handles.link.pressed.connect(self._link_pressed)
        self.gestures.began.connect(self._began)
        self.gestures.ended.connect(lambda: self._enter(board.over))
        context.document.changed.connect(self._changed)
        context.language.changed.connect(self._word)
        self._word()

    def cancel(self) -> bool:
        """Gives a drag up; tells whether there was one."""
        return self.gestures.cancel()

    def _word(self) -> None:
        tr = self._context.language.tr
        self.handles.word(tr("Drag down or up: more or fewer neurons"), tr("Drag to a later layer: a skip connection"))

    def _enter(self, layer: str) -> None:
        if self.gestures.drag is None:
            self.handles.show(self._board.layout_now, layer)

    def _place_handles(self) -> None:
        self.handles.show(self._board.layout_now, self.handles.layer)

    def _began(self) -> None:
        """Hides the card while something is dragged; the handle that is dragged keeps the mouse, so it stays."""
        self._canvas.click(self._canvas.selection)  # it takes the keys: Esc gives the drag up
        self._board.point(None)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        """Gives up a drag whose layers somebody else has changed, but not one that changes them just now."""
        drag = self.gestures.drag
        if drag is not None and not drag.live and old.network != new.network:
            self.cancel()

    # ---- presses

    def _board_pressed(self, place: Place | None, at: QPointF, keys: Modifiers) -> None:
        """Takes a press on the board: on a neuron, a bar, a connection, or the ground."""
        chosen = self.meant(place)
        if chosen is not None:
            self._choose(chosen, self._board, at, keys, lambda begin: self._linking(chosen.layer, begin))
            return
        kept = self._canvas.selection if keys & (_more | _range) else None
        if place is None or self._canvas.selection is None:
            self._canvas.click(kept)
        self.gestures.wait(self._board, at, lambda begin: self._band(begin, kept))

    def _head_pressed(self, head: ColumnHeader, at: QPointF, keys: Modifiers) -> None:
        """Takes a press on a column's head."""
        layer = head.layer
        self._choose(Selection(layer), head, at, keys, lambda begin: self._moving(layer, begin))

    def _edge_pressed(self, at: QPointF) -> None:
        """Takes a press on the handle at a layer's lower edge."""
        layer = self.handles.layer
        self.gestures.wait(self.handles.edge, at, lambda begin: self._resizing(layer, begin))

    def _link_pressed(self, at: QPointF) -> None:
        """Takes a press on the handle from which a connection is pulled."""
        layer = self.handles.layer
        self.gestures.wait(self.handles.link, at, lambda begin: self._linking(layer, begin))

    def kind_pressed(self, chip: KindChip, at: QPointF) -> None:
        """Takes a press on a kind of layer in the palette."""
        there = on_board(chip, at, self._board)
        self.gestures.wait(chip, there, lambda begin: self._inserting(chip), chip.click)

    def meant(self, place: Place | None) -> Selection | None:
        """Returns what a click on a place selects."""
        if place is None:
            return None
        specs = self._board.specs
        layer = specs[place.column].id
        if place.kind in ("neuron", "bias"):
            return Selection(layer, place.unit)
        if place.kind in ("bar", "fold"):
            return Selection(layer)
        if place.kind in ("link", "matrix"):
            return Selection(layer, source=specs[place.source].id)
        return None

    def _choose(self, chosen: Selection, widget: QWidget, at: QPointF, keys: Modifiers, drag: Start) -> None:
        """Selects what was pressed; one of several that are selected only when it is let go where it was pressed."""
        now, columns = self._canvas.selection, self._board.layout_now.columns
        if keys & _more:
            self._canvas.click(with_one(now, chosen))
        elif keys & _range:
            self._canvas.click(up_to(columns, now, chosen))
        elif now is not None and chosen.unit is None and len(now.layers) > 1 and chosen.layer in now.layers:
            self.gestures.wait(widget, at, drag, lambda: self._canvas.click(chosen))
            return
        else:
            self._canvas.click(chosen)
        self.gestures.wait(widget, at, drag)

    # ---- drags

    def _band(self, begin: QPointF, kept: Selection | None) -> Drag:
        before = kept.layers if kept is not None else ()
        return BandDrag(self._board, self._context.theme, begin, self._select, before)

    def _select(self, layers: Sequence[str]) -> None:
        self._canvas.click(all_of(layers))

    def _moving(self, layer: str, begin: QPointF) -> Drag | None:
        layers = self._tools.strokes.removable(self._canvas.selection)
        if layer not in layers:
            return None
        return LayersDrag(self._board, self._context.theme, begin, layers, self._tools.strokes.move)

    def _linking(self, layer: str, begin: QPointF) -> Drag | None:
        connecting = self._tools.connecting
        if not connecting.later(layer):
            return None
        return LinkDrag(self._board, self._context.theme, begin, layer, connecting, connecting.ask)

    def _inserting(self, chip: KindChip) -> Drag:
        board, hands = self._board, self._tools.hands
        return InsertDrag(
            board,
            self._context.theme,
            chip.name,
            lambda after, before: hands.add_layer(after, chip.kind, before),
            lambda: QRectF(board.visibleRegion().boundingRect()),
        )

    def _resizing(self, layer: str, begin: QPointF) -> Drag | None:
        column = next((one for one in self._board.layout_now.columns if one.spec.id == layer), None)
        if column is None or not self._tools.hands.may_add_neuron(layer):
            return None
        context, tools = self._context, self._tools
        resizing = Resizing(context.language, context.document, tools.hands, layer, tools.strokes.units(layer))
        return EdgeDrag(self._board, context.theme, context.language, begin, resizing, column)
