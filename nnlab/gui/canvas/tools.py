"""Everything that hands do to a network, made once for a canvas."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnlab.gui.canvas.clipboard import LayerClipboard
from nnlab.gui.canvas.connecting import Connecting
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.renaming import Renaming
from nnlab.gui.canvas.strokes import Strokes
from nnlab.gui.context import Context
from nnlab.gui.tables.ways import holds_table


class Tools:
    """One layer's edits (`hands`), those of all that is selected (`strokes`), names, connections and the clipboard."""

    def __init__(self, context: Context, hands: Hands, owner: QWidget) -> None:
        language, document = context.language, context.document
        self._actions = context.actions
        self.hands = hands
        self.strokes = Strokes(language, document, hands)
        self.clipboard = LayerClipboard(language, document, hands, self.strokes, self._paste_table)
        self.connecting = Connecting(context, hands, owner)
        self.renaming = Renaming(language, document, hands)

    def _paste_table(self, text: str) -> bool:
        """Shows a text that is a table as one; tells whether it is."""
        taken = "file.paste_table" in self._actions and holds_table(text)
        if taken:
            self._actions.get("file.paste_table").trigger()
        return taken
