"""The context menus of the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.heads import Heads
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.language import Language


class NetworkMenus:
    """Makes the menus of what can be done to a part of the network."""

    def __init__(
        self, language: Language, hands: Hands, titles: Titles, heads: Heads, edit_value: Callable[[], None],
        owner: QWidget,
    ) -> None:  # fmt: skip
        self._language, self._hands, self._titles, self._heads = language, hands, titles, heads
        self._edit_value, self._owner = edit_value, owner

    def layer(self, layer: str) -> QMenu:
        """Returns the context menu of a layer."""
        tr, hands, menu = self._language.tr, self._hands, QMenu(self._owner)
        menu.setObjectName("layer_menu")
        menu.setTitle(self._titles.title(layer))
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
            values = menu.addAction(tr("Change weights by hand…"), self._edit_value)
            values.setObjectName("edit_value")
            menu.addSeparator()
        before = hands.fed_by(layer)
        for words, after in ((tr("Insert before"), before), (tr("Insert after"), layer)):
            if not hands.is_output(after):
                kinds = self._heads.kinds_menu(after, menu)
                kinds.setTitle(words)
                menu.addMenu(kinds)
        if hands.may_remove(layer):
            menu.addSeparator()
            menu.addAction(tr("Remove layer"), lambda: hands.remove_layer(layer))
        return menu
