"""The actions that draw a network: what adds, removes, moves, connects and names its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from nnlab.gui.actions import Actions
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.canvas.tools import Tools
from nnlab.gui.language import Language

Edit = Callable[[Selection | None], object]


class Drawn(Protocol):
    """The canvas as these keys see it."""

    @property
    def selection(self) -> Selection | None: ...
    @property
    def layer(self) -> str: ...
    def rename(self) -> None: ...
    def choose_kind(self) -> None: ...
    def connect_to(self) -> None: ...
    def disconnect_from(self) -> None: ...


class Add(Protocol):
    """What adds one action of the canvas."""

    def __call__(
        self, name: str, text: Callable[[], str], do: Callable[[], None], keys: tuple[str, ...], icon: str | None = None
    ) -> None: ...


class DrawingKeys:
    """Adds these actions; `allow` says which of them can be done now, and why not."""

    def __init__(self, actions: Actions, language: Language, tools: Tools, canvas: Drawn, add: Add) -> None:
        self._actions, self._language, self._tools, self._canvas = actions, language, tools, canvas
        tr, strokes, clipboard = language.tr, tools.strokes, tools.clipboard
        add("add_layer", lambda: tr("Add layer"), self.add_layer, ("L",), "layers-plus")
        add("add_dropout", lambda: tr("Add dropout layer"), lambda: self.add_layer("dropout"), ("D",))
        add("kinds", lambda: tr("Choose a layer kind"), canvas.choose_kind, ("P",))
        add("remove", self._remove_text, self._remove, ("Del",), "trash-2")
        add("remove_layer", lambda: tr("Remove layer"), self._on(strokes.remove_whole), ("Ctrl+Del",))
        add("add_neuron", lambda: tr("Add neuron"), self._on(strokes.add_neuron), ("Ins", "+"), "plus")
        add("remove_neuron", lambda: tr("Remove neuron"), self._on(strokes.drop_neuron), ("-",), "minus")
        add("freeze_layer", self._freeze_text, self._on(strokes.freeze), ("K",))
        add("rename", lambda: tr("Rename…"), canvas.rename, ("F4",))
        add("move_left", lambda: tr("Move layer to the left"), self._shift(-1), ("Ctrl+Shift+Left",))
        add("move_right", lambda: tr("Move layer to the right"), self._shift(1), ("Ctrl+Shift+Right",))
        add("connect", lambda: tr("Connect to…"), canvas.connect_to, ("C",))
        add("disconnect", lambda: tr("Disconnect from…"), canvas.disconnect_from, ("Shift+C",))
        add("cut", lambda: tr("Cut layers"), self._on(clipboard.cut), ("Ctrl+X",))
        add("copy", lambda: tr("Copy layers"), self._on(clipboard.copy), ("Ctrl+C",), "copy")
        add("paste", lambda: tr("Paste layers"), self._on(clipboard.paste), ("Ctrl+V",))
        add("duplicate", lambda: tr("Duplicate layers"), self._on(clipboard.duplicate), ("Ctrl+D",))

    def add_layer(self, kind: str = "dense") -> None:
        """Inserts a layer behind the selected one, or before the output."""
        self._tools.hands.add_layer(self._tools.hands.place_for_new(self._canvas.layer), kind)

    def _freeze_text(self) -> str:
        tr = self._language.tr
        return tr("Unfreeze layer") if self._tools.strokes.frozen(self._canvas.selection) else tr("Freeze layer")

    def _remove_text(self) -> str:
        """Names what the Del key removes."""
        tr, chosen = self._language.tr, self._canvas.selection
        if chosen is not None and chosen.source:
            return tr("Remove connection")
        if chosen is not None and chosen.units:
            return tr("Remove neuron") if len(chosen.units) == 1 else tr("Remove selected neurons")
        if chosen is None:
            return tr("Remove what is selected")
        return tr("Remove layer") if len(chosen.layers) < 2 else tr("Remove selected layers")

    def _remove(self) -> None:
        chosen = self._canvas.selection
        if chosen is not None and chosen.source:
            self._tools.connecting.separate(chosen.source, chosen.layer)
        else:
            self._tools.strokes.remove(chosen)

    def _on(self, edit: Edit) -> Callable[[], None]:
        return lambda: (edit(self._canvas.selection), None)[1]

    def _shift(self, by: int) -> Callable[[], None]:
        return lambda: self._tools.strokes.shift(self._canvas.selection, by)

    def allow(self) -> None:
        """Enables what can be done with what is selected; what cannot says why in its tooltip."""
        chosen, strokes, tr = self._canvas.selection, self._tools.strokes, self._language.tr
        first = tr("Select a hidden layer first: click its title, or press an arrow key on the canvas.")
        hidden = bool(strokes.removable(chosen))
        self._allow_removing(chosen, first)
        self._allow("add_neuron", bool(strokes.sizable(chosen)), first)
        spare = tr("A layer keeps at least one neuron.") if strokes.sizable(chosen) else first
        neurons = chosen is not None and bool(chosen.units)
        fewer = strokes.spare_units(chosen) if neurons else strokes.shrinkable(chosen)
        self._allow("remove_neuron", bool(fewer), spare)
        known = self._tools.hands.layer(self._canvas.layer) is not None
        weights = tr("This layer has no weights to freeze.") if known else first
        self._allow("freeze_layer", bool(strokes.freezable(chosen)), weights)
        self._actions.word("network.freeze_layer")
        one = known and chosen is not None and not chosen.source
        self._allow("rename", one, tr("Select a layer or a neuron first."))
        for name, by in (("left", -1), ("right", 1)):
            there = tr("There is no place further on.") if hidden else first
            self._allow(f"move_{name}", strokes.place_for(chosen, by) is not None, there)
        for name in ("cut", "copy", "duplicate"):
            self._allow(name, hidden, first)
        self._allow_connecting(chosen)
        self._allow("add_dropout", "dropout" in self._tools.hands.kinds(), tr("No plugin offers dropout layers."))

    def _allow(self, name: str, allowed: bool, reason: str) -> None:
        self._actions.allow(f"network.{name}", allowed, reason)

    def _allow_removing(self, chosen: Selection | None, first: str) -> None:
        strokes, tr = self._tools.strokes, self._language.tr
        gone, reason = bool(strokes.removable(chosen)), first
        if chosen is not None and chosen.source:
            gone = chosen.source in self._tools.connecting.sources(chosen.layer)
            reason = tr("Nothing else feeds this layer. Remove the layer instead, or connect another one first.")
        elif chosen is not None and chosen.units:
            gone = bool(strokes.spare_units(chosen))
            reason = tr("A layer keeps at least one neuron.") if strokes.sizable(chosen) else first
        self._allow("remove", gone, reason)
        self._actions.word("network.remove")
        self._allow("remove_layer", bool(strokes.removable(chosen)), first)

    def _allow_connecting(self, chosen: Selection | None) -> None:
        tr, connecting = self._language.tr, self._tools.connecting
        one = chosen is not None and not chosen.source and not chosen.more
        later = connecting.candidates(chosen.layer) if one and chosen is not None else []
        reason = tr("There is no later layer that it does not feed already.") if one else tr("Select one layer first.")
        self._allow("connect", bool(later), reason)
        linked = chosen is not None and (chosen.source or chosen.layer)
        found = connecting.sources(chosen.layer) if chosen is not None and linked and not chosen.more else ()
        alone = tr("Nothing else feeds this layer. Remove the layer instead, or connect another one first.")
        self._allow("disconnect", bool(found), alone if one else tr("Select one layer first."))
