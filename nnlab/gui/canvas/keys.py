"""The network's actions: the same for menus, keys on the canvas, and tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnlab.gui.actions import Actions
from nnlab.gui.canvas.drawing_keys import DrawingKeys, Drawn
from nnlab.gui.canvas.layout import Column
from nnlab.gui.canvas.selection import Selection, all_of, sideways, taller, up_or_down, wider
from nnlab.gui.canvas.tools import Tools
from nnlab.gui.language import Language

Move = Callable[[Sequence[Column], Selection | None, int], Selection | None]


class Keyed(Drawn, Protocol):
    """What the keys move on the canvas."""

    @property
    def columns(self) -> Sequence[Column]: ...
    def select(self, selection: Selection | None) -> None: ...
    def open_activations(self) -> None: ...
    def inspect(self) -> None: ...
    def edit_value(self) -> None: ...
    def let_go(self) -> None: ...
    def fit_scale(self) -> None: ...
    def usual_scale(self) -> None: ...
    def fix(self) -> None: ...
    def fix_words(self) -> str: ...


class NetworkKeys:
    """Adds the actions `network.*`; their shortcuts work while the canvas itself has the focus."""

    def __init__(self, actions: Actions, language: Language, tools: Tools, canvas: Keyed, owner: QWidget) -> None:
        self._actions, self._language, self._tools = actions, language, tools
        self._canvas, self._owner = canvas, owner
        self._known: list[str] = []
        tr = language.tr
        self._drawing = DrawingKeys(actions, language, tools, canvas, self._add)
        self._add("activation", lambda: tr("Choose activation"), canvas.open_activations, ("A",))
        self._add("inspect", lambda: tr("Show the selected neuron's numbers"), canvas.inspect, ("Return", "Enter"))
        self._add("edit_value", lambda: tr("Change weights by hand"), canvas.edit_value, ("F2",))
        self._add("next_layer", lambda: tr("Next layer"), self._go(sideways, 1), ("Right",))
        self._add("previous_layer", lambda: tr("Previous layer"), self._go(sideways, -1), ("Left",))
        self._add("next_neuron", lambda: tr("Next neuron"), self._go(up_or_down, 1), ("Down",))
        self._add("previous_neuron", lambda: tr("Previous neuron"), self._go(up_or_down, -1), ("Up",))
        self._add("fit_scale", lambda: tr("Fit colours and widths to the weights"), canvas.fit_scale, ("S",), "ruler")
        self._add("usual_scale", lambda: tr("Usual colours and widths"), canvas.usual_scale, ("Shift+S",))
        self._add("fix", lambda: tr("Fix"), canvas.fix, ("X",), tip=canvas.fix_words)
        self._add("select_all", lambda: tr("Select all hidden layers"), self._select_all, ("Ctrl+A",))
        self._add("let_go", lambda: tr("Select nothing"), canvas.let_go, ("Esc",))
        self._add_widening()

    def _add_widening(self) -> None:
        """Adds the keys that select more."""
        tr = self._language.tr
        for name, text, do, key in (
            ("more_right", lambda: tr("Select the layer to the right, too"), self._go(wider, 1), "Shift+Right"),
            ("more_left", lambda: tr("Select the layer to the left, too"), self._go(wider, -1), "Shift+Left"),
            ("more_below", lambda: tr("Select the neuron below, too"), self._go(taller, 1), "Shift+Down"),
            ("more_above", lambda: tr("Select the neuron above, too"), self._go(taller, -1), "Shift+Up"),
        ):
            self._add(name, text, do, (key,))

    def _add(
        self,
        name: str,
        text: Callable[[], str],
        do: Callable[[], None],
        keys: tuple[str, ...],
        icon: str | None = None,
        tip: Callable[[], str] | None = None,
    ) -> None:
        action: QAction = self._actions.add(
            f"network.{name}", text, do, keys, icon, tip=tip, context=Qt.ShortcutContext.WidgetShortcut
        )
        self._owner.addAction(action)
        self._known.append(f"network.{name}")

    def _go(self, move: Move, by: int) -> Callable[[], None]:
        return lambda: self._canvas.select(move(self._canvas.columns, self._canvas.selection, by))

    def _select_all(self) -> None:
        """Selects all hidden layers."""
        self._canvas.select(all_of(self._tools.strokes.ids()[1:-1]))

    def allow(self) -> None:
        """Enables what can be done with what is selected; what cannot says why in its tooltip."""
        hands, tr, layer = self._tools.hands, self._language.tr, self._canvas.layer
        self._drawing.allow()
        known = hands.layer(layer) is not None
        weights = tr("This layer has no weights to change.") if known else tr("Select a layer first.")
        self._actions.allow("network.edit_value", hands.may_freeze(layer), weights)
        self._actions.allow("network.activation", known, tr("Select a layer first."))
        self._actions.allow("network.select_all", len(self._tools.strokes.ids()) > 2, tr("There is no hidden layer."))
