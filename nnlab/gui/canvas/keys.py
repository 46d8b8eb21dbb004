"""The network's actions: the same for menus, keys on the canvas, and tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnlab.gui.actions import Actions
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.language import Language


class Keyed(Protocol):
    """What the keys move on the canvas."""

    @property
    def layer(self) -> str: ...
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

    def __init__(self, actions: Actions, language: Language, hands: Hands, canvas: Keyed, owner: QWidget) -> None:
        self._actions, self._language, self._hands = actions, language, hands
        self._canvas, self._owner = canvas, owner
        self._known: list[str] = []
        tr = language.tr
        self._add("add_layer", lambda: tr("Add layer"), self.add_layer, ("L",), "layers-plus")
        self._add("add_dropout", lambda: tr("Add dropout layer"), lambda: self.add_layer("dropout"), ("D",))
        self._add("remove_layer", lambda: tr("Remove layer"), self._on_layer(hands.remove_layer), ("Del",), "trash-2")
        self._add("add_neuron", lambda: tr("Add neuron"), self._on_layer(hands.add_neuron), ("Ins", "+"), "plus")
        self._add("remove_neuron", lambda: tr("Remove neuron"), self._on_layer(hands.remove_neuron), ("-",), "minus")
        self._add("freeze_layer", self._freeze_text, self._on_layer(hands.freeze_layer), ("K",))
        self._add("activation", lambda: tr("Choose activation"), canvas.open_activations, ("A",))
        self._add("inspect", lambda: tr("Show the selected neuron's numbers"), canvas.inspect, ("Return", "Enter"))
        self._add("edit_value", lambda: tr("Change weights by hand"), canvas.edit_value, ("F2",))
        self._add("next_layer", lambda: tr("Next layer"), lambda: canvas.sideways(1), ("Right",))
        self._add("previous_layer", lambda: tr("Previous layer"), lambda: canvas.sideways(-1), ("Left",))
        self._add("next_neuron", lambda: tr("Next neuron"), lambda: canvas.up_or_down(1), ("Down",))
        self._add("previous_neuron", lambda: tr("Previous neuron"), lambda: canvas.up_or_down(-1), ("Up",))
        self._add("fit_scale", lambda: tr("Fit colours and widths to the weights"), canvas.fit_scale, ("S",), "ruler")
        self._add("usual_scale", lambda: tr("Usual colours and widths"), canvas.usual_scale, ("Shift+S",))
        self._add("let_go", lambda: tr("Select nothing"), canvas.let_go, ("Esc",))

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
        return tr("Unfreeze layer") if self._hands.frozen(self._canvas.layer) else tr("Freeze layer")

    def _on_layer(self, edit: Callable[[str], None]) -> Callable[[], None]:
        return lambda: edit(self._canvas.layer)

    def add_layer(self, kind: str = "dense") -> None:
        """Inserts a layer behind the selected one, or before the output."""
        self._hands.add_layer(self._hands.place_for_new(self._canvas.layer), kind)

    def allow(self) -> None:
        """Enables what can be done with the selected layer; what cannot says why in its tooltip."""
        layer, hands, tr = self._canvas.layer, self._hands, self._language.tr
        first = tr("Select a hidden layer first: click its title, or press an arrow key on the canvas.")
        self._actions.allow("network.remove_layer", hands.may_remove(layer), first)
        self._actions.allow("network.add_neuron", hands.may_add_neuron(layer), first)
        spare = tr("A layer keeps at least one neuron.") if hands.may_add_neuron(layer) else first
        self._actions.allow("network.remove_neuron", hands.may_remove_neuron(layer), spare)
        weights = tr("This layer has no weights to freeze.") if hands.layer(layer) is not None else first
        self._actions.allow("network.freeze_layer", hands.may_freeze(layer), weights)
        self._actions.word("network.freeze_layer")
        self._actions.allow("network.edit_value", hands.may_freeze(layer), weights)
        self._actions.allow("network.activation", hands.layer(layer) is not None, tr("Select a layer first."))
        lacking = tr("No plugin offers dropout layers.")
        self._actions.allow("network.add_dropout", "dropout" in hands.kinds(), lacking)
