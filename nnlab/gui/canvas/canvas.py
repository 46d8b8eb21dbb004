"""The network canvas: the document's network with live maps and weights, and the hands that change it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from nnlab.experiment.document import Experiment
from nnlab.gui.actions import Actions
from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.card import HoverCard
from nnlab.gui.canvas.editor import ValueEditor
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.keys import NetworkKeys
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.parameters import Parameters, Spot
from nnlab.gui.canvas.readout import Readout
from nnlab.gui.canvas.selection import Place, Selection, kept, sideways, up_or_down
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.context import Context
from nnlab.kernel.messages import Frame, MapsView, ProbeView, WeightsView
from nnlab.records import Problem

_map_sizes = (16, 24, 32, 40, 48, 56)
_most_pixels = 200_000  # of all maps together: what a kernel computes and sends sixty times a second
_by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class NetworkCanvas(QScrollArea):
    """Shows and edits the network; scrolls sideways where it has more layers than room.

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
        self._probe = ProbeView()
        self._refused = ""
        self._map_size = 0
        self.numbers = NetworkNumbers()
        self.hands = Hands(context.language, context.document, self)
        self.titles = Titles(context.language, context.document, self.hands, context.badges)
        self.board = Board(context, self.hands, self.titles, self.numbers, self)
        self.setWidget(self.board)
        self.card = HoverCard(context.theme, self)
        self._readout = Readout(context, self.titles, self.numbers)
        self.parameters = Parameters(context.language, context.document, self.numbers, self.hands)
        self.editor = ValueEditor(context, self.parameters, self._spot_name, self)
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.setInterval(300)
        self._leave.timeout.connect(self._stop_probing)
        self._connect()
        self.register_actions(context.actions)
        self._word()
        self._subscribe()

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
        board.pointed.connect(self._pointed)
        board.pressed.connect(self._pressed)
        board.opened.connect(self._open_editor)
        self.editor.closed.connect(self.setFocus)
        board.menu_asked.connect(self._show_menu)
        board.arranged.connect(self._subscribe)
        board.heads.picked.connect(lambda layer: self._click(Selection(layer)))
        self.hands.refused.connect(self._refuse)
        self.hands.added.connect(lambda layer: self.select(Selection(layer)))
        self.horizontalScrollBar().valueChanged.connect(board.update)

    # ---- what others may ask

    def register_actions(self, actions: Actions) -> None:
        """Adds the actions `network.*` to a registry without them; their keys work while the canvas has the focus."""
        if "network.add_layer" in actions:
            return
        self._keys = NetworkKeys(actions, self._context.language, self.hands, self, self)
        self._keys.allow()

    def set_probe(self, row: int | None = 0, point: tuple[float, ...] | None = None) -> None:
        """Says which sample the hover card's numbers belong to: a training row, or a point in the data's own units."""
        self._probe = ProbeView(row=row, point=point)
        if self.card.isVisible():
            self.numbers.forget_probe()
            self._context.bridge.subscribe("canvas.probe", self._probe)
            self._show_card()

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
        if selection is not None:
            self._scroll_to(selection.layer)
        self._show_card()

    # ---- keys

    def sideways(self, by: int) -> None:
        """Moves the selection to the next or the previous column."""
        self.select(sideways(self.board.layout_now.columns, self._selection, by))

    def up_or_down(self, by: int) -> None:
        """Moves the selection within its column."""
        self.select(up_or_down(self.board.layout_now.columns, self._selection, by))

    def open_activations(self) -> None:
        """Opens the selected layer's list of activations."""
        header = self.board.heads.headers.get(self.layer)
        if header is not None and header.activation.isVisible():
            header.activation.showPopup()

    def inspect(self) -> None:
        """Shows the numbers of the selected neuron until asked again."""
        self._inspecting = not self._inspecting
        self._pointed(self.board.place)

    def edit_value(self) -> None:
        """Opens the card in which the selected neuron's bias and weights are changed, a layer's first one's else."""
        chosen, ids = self._selection, [spec.id for spec in self.board.specs]
        if chosen is not None and chosen.layer in ids:
            self._open_editor(Place("neuron", ids.index(chosen.layer), chosen.unit or 0))

    def let_go(self) -> None:
        """Selects nothing."""
        self._inspecting = False
        self.select(None)
        self._pointed(self.board.place)

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
        if before != [(spec.id, spec.units, spec.sources) for spec in self.board.specs]:
            self.editor.put_away()  # its number may be another one now
        self.select(kept(self.board.layout_now.columns, self._selection))
        self._word()
        if self._keys is not None:
            self._keys.allow()

    def _learned(self) -> None:
        if self.board.wanted() != self.board.specs:
            self._rebuild()
        else:
            self.board.word()
            self._word()

    def _reword(self) -> None:
        self.board.word()
        self.board.arrange()
        self._word()
        self._show_card()

    def _recolour(self) -> None:
        self.board.recolour()
        self.card.update()

    def _take(self, frame: Frame) -> None:
        self.board.moving = frame.training
        self.board.refresh(self.numbers.take(frame))
        if self.card.isVisible():
            self._show_card()
        self.editor.refresh()

    def _subscribe(self) -> None:
        bridge, layout = self._context.bridge, self.board.layout_now
        wanted = round(layout.tile * self.devicePixelRatioF())
        count = max(1, sum(spec.units for spec in self.board.specs if not spec.bare))
        fitting = [size for size in _map_sizes if size * size * count <= _most_pixels] or [_map_sizes[0]]
        size = min(wanted, fitting[-1])  # a map of just the tile's pixels is drawn six times as fast as a scaled one
        if size != self._map_size:
            if not self._map_size:
                bridge.subscribe("canvas.weights", WeightsView())
            self._map_size = size
            bridge.subscribe("canvas.maps", MapsView(size))

    # ---- words

    def _word(self) -> None:
        tr = self._context.language.tr
        self.setAccessibleName(tr("Network"))
        self.setAccessibleDescription(self._selected_words() or self.titles.summary())
        if self._refused:
            self.board.say(self._refused, warns=True)
            return
        facts = self._context.document.facts or self._context.document.last_facts
        if facts is None:
            self.board.say(tr("Checking the network…"))
            return
        hint = tr("hover over a neuron or a weight for its numbers · click to select, + and − add and remove neurons")
        if not facts.parameters:  # unknown, not none: something is wrong with the network or its data
            self.board.say(hint)
            return
        count = self._context.language.trn("{n} parameter", "{n} parameters", facts.parameters)
        self.board.say(f"{count.format(n=facts.parameters)} · {hint}")

    def _selected_words(self) -> str:
        chosen = self._selection
        if chosen is None:
            return ""
        title = self.titles.title(chosen.layer)
        ids = [spec.id for spec in self.board.specs]
        if chosen.unit is None or chosen.layer not in ids:
            return self._context.language.tr("{layer} is selected").format(layer=title)
        name = self._readout.name(ids.index(chosen.layer), chosen.unit, self.board.specs)
        return self._context.language.tr("{name} of {layer} is selected").format(name=name, layer=title)

    def _refuse(self, problem: Problem) -> None:
        self._refused = self._context.language.problem(problem)
        self._word()

    # ---- mouse and card

    def _pressed(self, place: Place | None) -> None:
        if place is None:
            self._click(None)
            return
        layer = self.board.specs[place.column].id
        if place.kind in ("neuron", "bias"):
            self._click(Selection(layer, place.unit))
        elif place.kind in ("bar", "fold"):
            self._click(Selection(layer))
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

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

    def _spot_name(self, spot: Spot) -> str:
        """Names a number: "b of h₁,₂", "w x₁ → h₁,₂"."""
        tr, specs = self._context.language.tr, self.board.specs
        column = next(index for index, spec in enumerate(specs) if spec.id == spot.layer)
        end = self._readout.name(column, spot.unit, specs)
        if spot.row is None:
            return tr("Bias of {name}").format(name=end)
        row = spot.row
        for source in specs[column].sources:
            if row < specs[source].units:
                start = self._readout.name(source, row, specs)
                return tr("Weight {start} → {end}").format(start=start, end=end)
            row -= specs[source].units
        return tr("Weight {start} → {end}").format(start=str(spot.row + 1), end=end)

    def _click(self, selection: Selection | None) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.select(selection)

    def _pointed(self, place: Place | None) -> None:
        if place is None and not self._inspecting:
            self.card.hide()
            self._leave.start()
            return
        self._leave.stop()
        self._context.bridge.subscribe("canvas.probe", self._probe)
        self._show_card()

    def _stop_probing(self) -> None:
        self._context.bridge.subscribe("canvas.probe", None)
        self.numbers.forget_probe()

    def _show_card(self) -> None:
        place = self.board.place or (self._selected_place() if self._inspecting else None)
        if self.editor.isVisible():
            place = None  # one card at a time
        if place is None or place.column >= len(self.board.specs):
            self.card.hide()
            return
        text = self._readout.words(place, self.board.specs, self._probe)
        beside = self.board.box(place)
        beside.moveTopLeft(self.board.mapTo(self, beside.topLeft()))
        if place.kind == "edge" and self.card.isVisible() and self.card.text.title == text.title:
            beside = self.card.beside
        self.card.show_text(text, beside)

    def _selected_place(self) -> Place | None:
        ids = [spec.id for spec in self.board.specs]
        chosen = self._selection
        if chosen is None or chosen.unit is None or chosen.layer not in ids:
            return None
        return Place("neuron", ids.index(chosen.layer), chosen.unit)

    def _scroll_to(self, layer: str) -> None:
        column = next((column for column in self.board.layout_now.columns if column.spec.id == layer), None)
        if column is not None:
            self.ensureVisible(round(column.centre), 0, round(column.width / 2) + 10, 0)

    def _show_menu(self, layer: str, at: QPoint) -> None:
        if self.hands.layer(layer) is None:
            return
        self._click(Selection(layer))
        menu = self.layer_menu(layer)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def layer_menu(self, layer: str) -> QMenu:
        """Returns the context menu of a layer."""
        tr, hands, menu = self._context.language.tr, self.hands, QMenu(self)
        menu.setObjectName("layer_menu")
        menu.setTitle(self.titles.title(layer))
        if hands.may_add_neuron(layer):
            menu.addAction(tr("Add neuron"), lambda: hands.add_neuron(layer))
            menu.addAction(tr("Remove neuron"), lambda: hands.remove_neuron(layer)).setEnabled(
                hands.may_remove_neuron(layer)
            )
            menu.addSeparator()
        if hands.may_freeze(layer):
            words = tr("Unfreeze layer") if hands.frozen(layer) else tr("Freeze layer")
            freeze = menu.addAction(words, lambda: hands.freeze_layer(layer))
            freeze.setObjectName("freeze_layer")
            freeze.setToolTip(tr("Training leaves the weights of a frozen layer as they are"))
            values = menu.addAction(tr("Change weights by hand…"), self.edit_value)
            values.setObjectName("edit_value")
            menu.addSeparator()
        before = hands.fed_by(layer)
        for words, after in ((tr("Insert before"), before), (tr("Insert after"), layer)):
            if not hands.is_output(after):
                kinds = self.board.heads.kinds_menu(after, menu)
                kinds.setTitle(words)
                menu.addMenu(kinds)
        if hands.may_remove(layer):
            menu.addSeparator()
            menu.addAction(tr("Remove layer"), lambda: hands.remove_layer(layer))
        return menu

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the arrows are actions, Space belongs to the window

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
        if frame is not None and self.numbers.array("input", "maps") is None:
            self._take(frame)
