"""The network's actions: the same for menus, keys on the canvas, and tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnlab.gui.actions import Actions
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.canvas.strokes import Strokes
from nnlab.gui.language import Language


class Keyed(Protocol):
    """What the keys move on the canvas."""

    @property
    def selection(self) -> Selection | None: ...
    @property
    def layer(self) -> str: ...
    def select_all(self) -> None: ...
    def wider(self, by: int) -> None: ...
    def taller(self, by: int) -> None: ...
    def sideways(self, by: int) -> None: ...
    def up_or_down(self, by: int) -> None: ...
    def open_activations(self) -> None: ...
    def inspect(self) -> None: ...
    def edit_value(self) -> None: ...
    def let_go(self) -> None: ...
    def fit_scale(self) -> None: ...
    def usual_scale(self) -> None: ...


class NetworkKeys:
    """Adds the actions `network.*`; their shortcuts work while the canvas itself has the focus."""

    def __init__(
        self, actions: Actions, language: Language, hands: Hands, strokes: Strokes, canvas: Keyed, owner: QWidget
    ) -> None:
        self._actions, self._language, self._hands, self._strokes = actions, language, hands, strokes
        self._canvas, self._owner = canvas, owner
        self._known: list[str] = []
        tr = language.tr
        self._add("add_layer", lambda: tr("Add layer"), self.add_layer, ("L",), "layers-plus")
        self._add("add_dropout", lambda: tr("Add dropout layer"), lambda: self.add_layer("dropout"), ("D",))
        self._add("remove", self._remove_text, self._on(strokes.remove), ("Del",), "trash-2")
        self._add("remove_layer", lambda: tr("Remove layer"), self._on(strokes.remove_whole), ("Ctrl+Del",))
        self._add("add_neuron", lambda: tr("Add neuron"), self._on(strokes.add_neuron), ("Ins", "+"), "plus")
        self._add("remove_neuron", lambda: tr("Remove neuron"), self._on(strokes.drop_neuron), ("-",), "minus")
        self._add("freeze_layer", self._freeze_text, self._on(strokes.freeze), ("K",))
        self._add("move_left", lambda: tr("Move layer to the left"), self._shift(-1), ("Ctrl+Shift+Left",))
        self._add("move_right", lambda: tr("Move layer to the right"), self._shift(1), ("Ctrl+Shift+Right",))
        self._add("activation", lambda: tr("Choose activation"), canvas.open_activations, ("A",))
        self._add("inspect", lambda: tr("Show the selected neuron's numbers"), canvas.inspect, ("Return", "Enter"))
        self._add("edit_value", lambda: tr("Change weights by hand"), canvas.edit_value, ("F2",))
        self._add("next_layer", lambda: tr("Next layer"), lambda: canvas.sideways(1), ("Right",))
        self._add("previous_layer", lambda: tr("Previous layer"), lambda: canvas.sideways(-1), ("Left",))
        self._add("next_neuron", lambda: tr("Next neuron"), lambda: canvas.up_or_down(1), ("Down",))
        self._add("previous_neuron", lambda: tr("Previous neuron"), lambda: canvas.up_or_down(-1), ("Up",))
        self._add("fit_scale", lambda: tr("Fit colours and widths to the weights"), canvas.fit_scale, ("S",), "ruler")
        self._add("usual_scale", lambda: tr("Usual colours and widths"), canvas.usual_scale, ("Shift+S",))
        self._add("select_all", lambda: tr("Select all hidden layers"), canvas.select_all, ("Ctrl+A",))
        self._add("let_go", lambda: tr("Select nothing"), canvas.let_go, ("Esc",))

        self._add_widening()

    def _add_widening(self) -> None:
        """Adds the keys that select more."""
        tr, canvas = self._language.tr, self._canvas
        for name, text, do, key in (
            ("more_right", lambda: tr("Select the layer to the right, too"), lambda: canvas.wider(1), "Shift+Right"),
            ("more_left", lambda: tr("Select the layer to the left, too"), lambda: canvas.wider(-1), "Shift+Left"),
            ("more_below", lambda: tr("Select the neuron below, too"), lambda: canvas.taller(1), "Shift+Down"),
            ("more_above", lambda: tr("Select the neuron above, too"), lambda: canvas.taller(-1), "Shift+Up"),
        ):
            self._add(name, text, do, (key,))

    def _add(
        self, name: str, text: Callable[[], str], do: Callable[[], None], keys: tuple[str, ...], icon: str | None = None
    ) -> None:
        action: QAction = self._actions.add(
            f"network.{name}", text, do, keys, icon, context=Qt.ShortcutContext.WidgetShortcut
        )
        self._owner.addAction(action)
        self._known.append(f"network.{name}")

    def _freeze_text(self) -> str:
        tr = self._language.tr
        return tr("Unfreeze layer") if self._strokes.frozen(self._canvas.selection) else tr("Freeze layer")

    def _remove_text(self) -> str:
        """Names what the Del key removes."""
        tr, chosen = self._language.tr, self._canvas.selection
        if chosen is not None and chosen.units:
            return tr("Remove neuron") if len(chosen.units) == 1 else tr("Remove selected neurons")
        return tr("Remove layer") if chosen is None or len(chosen.layers) < 2 else tr("Remove selected layers")

    def _on(self, edit: Callable[[Selection | None], None]) -> Callable[[], None]:
        return lambda: edit(self._canvas.selection)

    def _shift(self, by: int) -> Callable[[], None]:
        return lambda: self._strokes.shift(self._canvas.selection, by)

    def add_layer(self, kind: str = "dense") -> None:
        """Inserts a layer behind the selected one, or before the output."""
        self._hands.add_layer(self._hands.place_for_new(self._canvas.layer), kind)

    def allow(self) -> None:
        """Enables what can be done with what is selected; what cannot says why in its tooltip."""
        chosen, hands, strokes, tr = self._canvas.selection, self._hands, self._strokes, self._language.tr
        layer, allow = self._canvas.layer, self._actions.allow
        first = tr("Select a hidden layer first: click its title, or press an arrow key on the canvas.")
        spare = tr("A layer keeps at least one neuron.") if strokes.sizable(chosen) else first
        gone = bool(strokes.spare_units(chosen) if chosen is not None and chosen.units else strokes.removable(chosen))
        allow("network.remove", gone, spare if chosen is not None and chosen.units else first)
        self._actions.word("network.remove")
        allow("network.remove_layer", bool(strokes.removable(chosen)), first)
        allow("network.add_neuron", bool(strokes.sizable(chosen)), first)
        allow("network.remove_neuron", bool(strokes.spare_units(chosen) or strokes.shrinkable(chosen)), spare)
        weights = tr("This layer has no weights to freeze.") if hands.layer(layer) is not None else first
        allow("network.freeze_layer", bool(strokes.freezable(chosen)), weights)
        self._actions.word("network.freeze_layer")
        for name, by in (("left", -1), ("right", 1)):
            there = tr("There is no place further on.") if strokes.removable(chosen) else first
            allow(f"network.move_{name}", strokes.place_for(chosen, by) is not None, there)
        allow("network.select_all", len(strokes.ids()) > 2, tr("There is no hidden layer."))
        allow("network.edit_value", hands.may_freeze(layer), weights)
        allow("network.activation", hands.layer(layer) is not None, tr("Select a layer first."))
        allow("network.add_dropout", "dropout" in hands.kinds(), tr("No plugin offers dropout layers."))
