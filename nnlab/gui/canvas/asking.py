"""What the canvas asks for beside what is selected: a name, another layer, or what to do."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from nnlab.experiment.document import Experiment
from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.heads import Heads
from nnlab.gui.canvas.menus import NetworkMenus
from nnlab.gui.canvas.popping import pop_up
from nnlab.gui.canvas.renaming import NameLine
from nnlab.gui.canvas.selection import Place, Selection
from nnlab.gui.canvas.tools import Tools
from nnlab.gui.context import Context


class Asking:
    """Opens menus and the name line where the eye is."""

    def __init__(self, context: Context, board: Board, tools: Tools, canvas: QWidget) -> None:
        self._context, self._board, self._tools, self._canvas = context, board, tools, canvas
        self.line = NameLine(canvas)
        self.line.closed.connect(canvas.setFocus)
        self.menus = NetworkMenus(context, tools.hands, board.heads, tools.connecting, canvas)
        self._word()
        context.language.changed.connect(self._word)
        context.document.changed.connect(self._changed)
        context.document.replaced.connect(self.line.put_away)  # the same layer of another network is another one

    @property
    def _heads(self) -> Heads:
        return self._board.heads

    def menu(self, chosen: Selection | None, at: QPoint | None = None) -> None:
        """Opens the context menu of what is selected, at a place of the screen or (by a key) beside it."""
        by_key = at is None
        if at is None:
            corner = QRect(12, 12, 0, 0)
            beside = self._place(chosen) if chosen is not None and chosen.units else corner
            at = self._canvas.mapToGlobal(beside.bottomRight())
            if chosen is not None and not chosen.units:
                at = self._below(chosen.layer)
        pop_up(self.menus.of(chosen), at, by_key=by_key)

    def name(self, chosen: Selection | None) -> None:
        """Asks for another name of the selected layer or neuron."""
        if chosen is None or chosen.source or self._tools.hands.layer(chosen.layer) is None:
            return
        renaming, layer, unit = self._tools.renaming, chosen.layer, chosen.unit
        usual = self._tools.hands.usual_title(layer)
        if unit is None:
            self.line.ask(
                renaming.layer_name(layer), usual, self._head(layer), lambda name: renaming.name_layer(layer, name)
            )
        else:
            tile = self._place(chosen)
            tile.moveTop(tile.bottom() - 4)
            self.line.ask(
                renaming.neuron_name(layer, unit),
                self._context.language.tr("Name of the neuron"),
                tile,
                lambda name: renaming.name_neuron(layer, unit, name),
            )

    def connect_to(self, chosen: Selection | None) -> None:
        """Asks which later layer the selected one is to feed, and how."""
        if chosen is not None and not chosen.source:
            menu = self._tools.connecting.targets_menu(chosen.layer, self._canvas)
            pop_up(menu, self._below(chosen.layer), by_key=True)

    def disconnect_from(self, chosen: Selection | None) -> None:
        """Takes the selected connection away, or asks which source no longer feeds the selected layer."""
        if chosen is None:
            return
        if chosen.source:
            self._tools.connecting.separate(chosen.source, chosen.layer)
        else:
            menu = self._tools.connecting.sources_menu(chosen.layer, self._canvas)
            pop_up(menu, self._below(chosen.layer), by_key=True)

    # ---- inside

    def _head(self, layer: str) -> QRect:
        """Returns the place of a layer's title on the canvas."""
        head = self._heads.headers[layer]
        title = QRect(0, 0, head.width(), int(self._board.layout_now.metrics.title))
        title.moveTopLeft(head.mapTo(self._canvas, QPoint(0, 0)))
        return title

    def _place(self, chosen: Selection) -> QRect:
        """Returns the place of the selected neuron on the canvas."""
        ids = [spec.id for spec in self._board.specs]
        box = self._board.box(Place("neuron", ids.index(chosen.layer), chosen.unit or 0))
        box.moveTopLeft(self._board.mapTo(self._canvas, box.topLeft()))
        return box

    def _below(self, layer: str) -> QPoint:
        """Returns a place of the screen below a layer's title."""
        return self._canvas.mapToGlobal(self._head(layer).bottomLeft())

    def _changed(self, old: Experiment, new: Experiment) -> None:
        """Asks for no name of what may be gone."""
        if old.network != new.network:
            self.line.put_away()

    def _word(self) -> None:
        tr = self._context.language.tr
        self.line.setAccessibleName(tr("Name"))
        self.line.setToolTip(tr("Enter names it; an empty name is the usual one again"))
