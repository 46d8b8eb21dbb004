"""The context menus of the canvas: the same actions as the keys, for what was right-clicked."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from nnlab.gui.canvas.connecting import Connecting
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.heads import Heads
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.context import Context

_neurons = ("add_neuron", "remove_neuron")
_looks = ("activation", "freeze_layer", "edit_value", "rename")
_places = ("move_left", "move_right")
_board = ("cut", "copy", "paste", "duplicate")


class NetworkMenus:
    """Makes the menus of what can be done to what is selected."""

    def __init__(self, context: Context, hands: Hands, heads: Heads, connecting: Connecting, owner: QWidget) -> None:
        self._language, self._actions = context.language, context.actions
        self._hands, self._heads, self._connecting, self._owner = hands, heads, connecting, owner

    def of(self, chosen: Selection | None) -> QMenu:
        """Returns the context menu of what is selected; of the ground where nothing is."""
        if chosen is None:
            return self._ground()
        if chosen.source:
            return self._link(chosen)
        if chosen.units and self._hands.layer(chosen.layer) is not None:
            return self._neuron(chosen)
        return self._several() if chosen.more else self._layer(chosen.layer, self._owner)

    def _layer(self, layer: str, parent: QWidget) -> QMenu:
        menu = self._menu("layer_menu", self._hands.title(layer)(), parent)
        hidden = self._hands.layer(layer) is not None
        if hidden:
            self._put(menu, *_neurons, "", *_looks, "")
        self._put_inserts(menu, layer)
        if hidden:
            self._put(menu, "", *_places)
        self._put_connections(menu, layer)
        self._put(menu, "", *_board)
        if hidden:
            self._put(menu, "", "remove_layer")
        return menu

    def _several(self) -> QMenu:
        menu = self._menu("layers_menu", self._language.tr("Selected layers"), self._owner)
        self._put(menu, *_neurons, "", "activation", "freeze_layer", "", *_places, "", *_board, "", "remove_layer")
        return menu

    def _neuron(self, chosen: Selection) -> QMenu:
        menu = self._menu("neuron_menu", self._hands.title(chosen.layer)(), self._owner)
        if len(chosen.units) == 1:
            self._put(menu, "inspect", "edit_value", "rename")
        self._put(menu, "", "add_neuron", "remove", "")
        menu.addMenu(self._layer(chosen.layer, menu))
        return menu

    def _link(self, chosen: Selection) -> QMenu:
        start, end = self._hands.title(chosen.source)(), self._hands.title(chosen.layer)()
        menu = self._menu("link_menu", f"{start} → {end}", self._owner)
        kinds = self._heads.kinds_menu(chosen.source, menu, before=chosen.layer)
        kinds.setTitle(self._language.tr("Insert a layer"))
        menu.addMenu(kinds)
        self._put(menu, "", "remove")
        return menu

    def _ground(self) -> QMenu:
        menu = self._menu("ground_menu", self._language.tr("Network"), self._owner)
        after = self._hands.place_for_new("")
        menu.addMenu(self._heads.kinds_menu(after, menu))
        self._put(menu, "paste", "select_all", "", "kinds")
        return menu

    # ---- parts

    def _menu(self, name: str, title: str, parent: QWidget) -> QMenu:
        menu = QMenu(title, parent)
        menu.setObjectName(name)
        menu.setToolTipsVisible(True)
        return menu

    def _put(self, menu: QMenu, *names: str) -> None:
        for name in names:
            if name:
                menu.addAction(self._actions.get(f"network.{name}"))
            else:
                menu.addSeparator()

    def _put_inserts(self, menu: QMenu, layer: str) -> None:
        tr, hands = self._language.tr, self._hands
        places = [(tr("Insert before"), hands.fed_by(layer))] if hands.layer(layer) is not None else []
        for words, after in (*places, (tr("Insert after"), layer)):
            if not hands.is_output(after):
                kinds = self._heads.kinds_menu(after, menu)
                kinds.setTitle(words)
                menu.addMenu(kinds)

    def _put_connections(self, menu: QMenu, layer: str) -> None:
        menu.addSeparator()
        tr = self._language.tr
        targets, sources = self._connecting.targets_menu(layer, menu), self._connecting.sources_menu(layer, menu)
        alone = tr("Nothing else feeds this layer. Remove the layer instead, or connect another one first.")
        later = tr("There is no later layer that it does not feed already.")
        for made, action, why in ((targets, "connect", later), (sources, "disconnect", alone)):
            menu.addMenu(made)
            made.menuAction().setEnabled(self._actions.get(f"network.{action}").isEnabled())
            made.menuAction().setToolTip("" if made.menuAction().isEnabled() else why)
