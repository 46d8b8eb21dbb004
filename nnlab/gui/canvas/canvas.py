"""The network canvas: the document's network with live maps and weights, and the hands that change it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from nnlab.experiment.document import Experiment
from nnlab.gui.actions import Actions
from nnlab.gui.canvas.access import Access, Told
from nnlab.gui.canvas.asking import Asking
from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.bubble import FaultBubble
from nnlab.gui.canvas.editor import ValueEditor
from nnlab.gui.canvas.fineness import Fineness
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.hovering import Hovering
from nnlab.gui.canvas.keys import NetworkKeys
from nnlab.gui.canvas.layout import Column
from nnlab.gui.canvas.legend import ScaleLegend
from nnlab.gui.canvas.mouse import Mouse
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.palette import Palette
from nnlab.gui.canvas.parameters import Parameters, Spot
from nnlab.gui.canvas.ranges import ranges
from nnlab.gui.canvas.readout import Readout
from nnlab.gui.canvas.selection import Place, Selection, all_of, kept
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.canvas.tools import Tools
from nnlab.gui.canvas.words import CanvasWords
from nnlab.gui.canvas.zoom import Zoom
from nnlab.gui.canvas.zoom_box import ZoomBox
from nnlab.gui.context import Context
from nnlab.kernel.messages import Frame
from nnlab.records import Problem

_by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class NetworkCanvas(QScrollArea):
    """Shows and edits the network; scrolls where it is larger than its room.

    Signals:
        selected(Selection | None): another layer or neuron is selected.
    """

    selected = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self._context = context
        self._selection: Selection | None = None
        self._inspecting = False
        self._keys: NetworkKeys | None = None
        self._refused = ""
        self.numbers = NetworkNumbers()
        self.hands = Hands(context.language, context.document, self)
        self.titles = Titles(context.language, context.document, self.hands, context.badges)
        self.board = Board(context, self.hands, self.titles, self.numbers, self)
        self.setWidget(self.board)
        self.legend = ScaleLegend(context, self.board.scale, self._largest_weight, self)
        self.bubble = FaultBubble(context, self.board, self.titles.faults, self)
        self.bubble.picked.connect(lambda layer: self.select(Selection(layer)))
        self.zoom = Zoom(self, self.board)
        self.zoom_box = ZoomBox(context, self.zoom, self)
        self.legend.widened.connect(lambda wide: self.board.leave(behind=wide))
        self.zoom_box.widened.connect(lambda wide: self.board.leave(before=wide))
        self.board.leave(before=self.zoom_box.width(), behind=self.legend.width())
        for corner in (self.legend, self.zoom_box):  # scroll bars come and go while the board arranges itself
            self.board.arranged.connect(corner.place)
        self._fineness = Fineness(context.bridge, context.slicing, self.board)
        looks = self.board.tiles.looks
        readout = Readout(
            context, self.titles, self.numbers, lambda id, unit: looks.span(id, unit, ranges(context.document))
        )
        self.hovering = Hovering(context, self.board, readout, self.numbers, lambda: self.editor.isVisible(), self)
        self.card = self.hovering.card
        self._words = CanvasWords(context.language, context.document, self.board, self.titles, readout)
        self.parameters = Parameters(context.language, context.document, self.numbers, self.hands, self._words.numbers)
        self.editor = ValueEditor(context, self.parameters, self._words.spot, self)
        self.tools = Tools(context, self.hands, self)
        self.mouse = Mouse(context, self.board, self.tools, self)
        self.palette_strip = Palette(context, self.hands, self._kinds_menu, self)
        self.asking = Asking(context, self.board, self.tools, self)
        told = Told(self.titles, readout, self._words, self.parameters, lambda: self._selection)
        self.access = Access(self.board, told)
        self._connect()
        self.register_actions(context.actions)
        self._word()

    def _connect(self) -> None:
        context, board = self._context, self.board
        context.document.changed.connect(self._changed)
        context.document.catalog_changed.connect(self._rebuild)
        context.badges.changed.connect(self._rebuild)
        context.document.facts_changed.connect(self._learned)
        context.document.problems_changed.connect(self._learned)
        context.bridge.frame.connect(self._take)
        context.language.changed.connect(self._reword)
        context.theme.changed.connect(self._recolour)
        board.pointed.connect(self._look)
        board.opened.connect(self._open_editor)
        self.editor.closed.connect(self.setFocus)
        board.menu_asked.connect(self._show_menu)
        board.heads.activation_chosen.connect(self._choose_activation)
        board.heads.opened.connect(lambda layer: (self.select(Selection(layer)), self.rename()))
        self.palette_strip.pressed.connect(self.mouse.kind_pressed)
        self.palette_strip.chosen.connect(self._insert)
        self.palette_strip.resized.connect(self._leave_room)
        self.hands.refused.connect(self._refuse)
        self.hands.added.connect(lambda layers: self.select(all_of(layers)))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(board.scrolled)

    # ---- what others may ask

    def register_actions(self, actions: Actions) -> None:
        """Adds the actions `network.*` to a registry without them; their keys work while the canvas has the focus."""
        if "network.add_layer" in actions:
            return
        self._keys = NetworkKeys(actions, self._context.language, self.tools, self, self)
        self._keys.allow()
        self.legend.offer(actions.get("network.fit_scale"))
        self.bubble.offer(actions.get("network.fix"))
        self.zoom.register(actions, self._context.language)
        self.palette_strip.register(actions)
        self.zoom_box.offer(actions)

    def set_probe(self, row: int | None = 0, point: tuple[float, ...] | None = None) -> None:
        """Says which sample the hover card's numbers belong to: a training row, or a point in the data's own units."""
        self.hovering.set_probe(row, point)

    def follow_probe(self, probe: int | tuple[float, ...] | None) -> None:
        """Takes the sample of the output plot: a training row, a point, or None for the first training sample."""
        if isinstance(probe, tuple):
            self.set_probe(row=None, point=probe)
        else:
            self.set_probe(row=probe or 0)

    @property
    def selection(self) -> Selection | None:
        return self._selection

    @property
    def layer(self) -> str:
        """The id of the selected layer, "" where none is."""
        return self._selection.layer if self._selection else ""

    def select(self, selection: Selection | None) -> None:
        """Selects a layer or a neuron, and scrolls it into sight."""
        if selection != self._selection:
            self._selection = selection
            self._refused = ""
            self.board.select(selection)
            self._word()
            if self._keys is not None:
                self._keys.allow()
            self.selected.emit(selection)
            self.access.tell()
        if selection is not None:
            self._scroll_to(selection.layer)
        self._look()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as they stand."""
        return self.board.layout_now.columns

    def _choose_activation(self, layer: str, activation: str) -> None:
        """Takes a choice in one head, which is meant for all layers that are selected with it."""
        layers = self._selection.layers if self._selection is not None else ()
        self.tools.strokes.choose_activation(layers if layer in layers else (layer,), activation)

    # ---- keys

    def rename(self) -> None:
        """Asks for another name of the selected layer or neuron."""
        self.asking.name(self._selection)

    def connect_to(self) -> None:
        """Asks which later layer the selected one is to feed."""
        self.asking.connect_to(self._selection)

    def disconnect_from(self) -> None:
        """Asks which source is no longer to feed the selected layer."""
        self.asking.disconnect_from(self._selection)

    def choose_kind(self) -> None:
        """Gives the keys to the layer kinds below the network."""
        self._context.actions.get("view.palette").setChecked(True)
        self.palette_strip.take_focus()

    def _insert(self, kind: str) -> None:
        """Inserts a layer behind the selected one, or before the output."""
        self.hands.add_layer(self.hands.place_for_new(self.layer), kind)

    def _kinds_menu(self, parent: QWidget, kinds: Sequence[str]) -> QMenu:
        return self.board.heads.kinds_menu(self.hands.place_for_new(self.layer), parent, kinds=kinds)

    def open_activations(self) -> None:
        """Opens the selected layer's list of activations."""
        header = self.board.heads.headers.get(self.layer)
        if header is not None and header.activation.isVisible():
            header.activation.showPopup()

    def inspect(self) -> None:
        """Shows the numbers of the selected neuron until asked again."""
        self._inspecting = not self._inspecting
        self._look()

    def edit_value(self) -> None:
        """Opens the card in which the selected neuron's bias and weights are changed, a layer's first one's else."""
        chosen, ids = self._selection, [spec.id for spec in self.board.specs]
        if chosen is not None and chosen.layer in ids:
            self._open_editor(Place("neuron", ids.index(chosen.layer), chosen.unit or 0))

    def fit_scale(self) -> None:
        """Draws the largest weight in full width and colour."""
        self.legend.fit()

    def _largest_weight(self) -> float:
        return max((self.numbers.largest(spec.id) for spec in self.board.specs), default=0.0)

    def usual_scale(self) -> None:
        """Draws weights as wide and as strong as at first."""
        self.board.scale.reset()

    def fix(self) -> None:
        """Sets the first problem of the network right, where that is simple."""
        self.bubble.mend()

    def fix_words(self) -> str:
        """Returns what `fix` would change."""
        return self.bubble.change()

    def let_go(self) -> None:
        """Gives a drag up, or selects nothing."""
        if self.mouse.cancel():
            return
        self._inspecting = False
        self.select(None)
        self._look()

    # ---- what changes

    def _changed(self, old: Experiment, new: Experiment) -> None:
        self._refused = ""
        if old.network != new.network:
            self._rebuild()
        else:
            self._word()

    def _rebuild(self) -> None:
        before = [(spec.id, spec.units, spec.sources) for spec in self.board.specs]
        self.board.show_network()
        self.zoom.follow()
        if before != [(spec.id, spec.units, spec.sources) for spec in self.board.specs]:
            self.editor.put_away()  # its number may be another one now
        self.select(kept(self.board.layout_now.columns, self._selection))
        self._word()
        if self._keys is not None:
            self._keys.allow()

    def _learned(self) -> None:
        self.board.follow_data()
        if self.board.wanted() != self.board.specs:
            self._rebuild()
        else:
            self.board.word()
            self._word()

    def _reword(self) -> None:
        self.board.word()
        self.board.arrange()
        self._word()
        self.hovering.show()

    def _recolour(self) -> None:
        self.board.recolour()
        self._leave_room()  # a projector's strip is higher
        self.card.update()

    def _take(self, frame: Frame) -> None:
        self.board.moving = frame.training
        self.board.refresh(self.numbers.take(frame))
        self.hovering.refresh()
        self.editor.refresh()

    # ---- words

    def _word(self) -> None:
        self.setAccessibleName(self._context.language.tr("Network"))
        self.setAccessibleDescription(self._words.description(self._selection))
        self.board.say(self._refused or self._words.footer(), warns=bool(self._refused))

    def _refuse(self, problem: Problem) -> None:
        self._refused = self._context.language.problem(problem)
        self._word()

    # ---- mouse and card

    def _open_editor(self, place: Place) -> None:
        """Opens the card for a weight or a bias, or for the bias of a neuron."""
        spec = self.board.specs[place.column]
        if place.kind not in ("edge", "bias", "neuron") or not place.column or not self.parameters.known(spec):
            return
        spots = self.parameters.spots(spec.id, place.unit)
        spot = Spot(spec.id, place.unit, place.row) if place.kind == "edge" else spots[0] if spots else None
        if spot is None:
            return
        self.select(Selection(spec.id, place.unit))
        beside = self.board.box(Place("neuron", place.column, place.unit))
        beside.moveTopLeft(self.board.mapTo(self, beside.topLeft()))
        self.card.hide()
        self.editor.edit(spot, beside)

    def click(self, selection: Selection | None) -> None:
        """Takes the keys, and selects what was clicked."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.select(selection)

    def _look(self, *_: object) -> None:
        self.hovering.look(self.board.place, self._selected_place() if self._inspecting else None)

    def _selected_place(self) -> Place | None:
        ids = [spec.id for spec in self.board.specs]
        chosen = self._selection
        if chosen is None or chosen.layer not in ids:
            return None
        column = ids.index(chosen.layer)
        return Place("bar", column, -1) if chosen.unit is None else Place("neuron", column, chosen.unit)

    def _scroll_to(self, layer: str) -> None:
        column = next((column for column in self.board.layout_now.columns if column.spec.id == layer), None)
        if column is not None:
            chosen = self._selection.unit if self._selection else None
            shown = chosen is not None and chosen < len(column.rows)
            bar = self.verticalScrollBar()
            y = round(column.rows[chosen]) if shown else bar.value() + self.viewport().height() // 2
            self.ensureVisible(round(column.centre), y, round(column.width / 2) + 10, self.board.layout_now.tile)

    def _show_menu(self, place: Place | None, layer: str, at: QPoint) -> None:
        """Opens the menu of what was right-clicked, or of all that is selected with it."""
        meant = self.mouse.meant(place) or (Selection(layer) if layer else None)
        now = self._selection
        together = meant is not None and now is not None and meant.layer in now.layers
        if not (together and now is not None and (now.more if meant.unit is None else meant.unit in now.units)):
            self.click(meant)
        self.asking.menu(self._selection, at)

    def _leave_room(self) -> None:
        """Keeps the strip of layer kinds below what scrolls."""
        high = self.palette_strip.wanted_height
        if self.viewportMargins().bottom() != high:
            self.setViewportMargins(0, 0, 0, high)
        port = self.viewport().geometry()  # a scroll bar lies below the strip
        self.palette_strip.setGeometry(port.x(), port.bottom() + 1, port.width(), high)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the arrows are actions, Space belongs to the window

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.asking.menu(self._selection)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.zoom.wheel(event):
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_room()
        self.zoom.follow()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.board.framed = event.reason() in _by_key
        self.board.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.board.framed = False
        self.board.update()
        super().focusOutEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        frame = self._context.bridge.last_frame
        if frame is not None and not self.numbers.seen:
            self._take(frame)
