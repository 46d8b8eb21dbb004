"""Everything that hands do to a network, made once for a canvas."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnlab.gui.canvas.clipboard import LayerClipboard
from nnlab.gui.canvas.connecting import Connecting
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.renaming import Renaming
from nnlab.gui.canvas.strokes import Strokes
from nnlab.gui.context import Context


class Tools:
    """One layer's edits (`hands`), those of all that is selected (`strokes`), names, connections and the clipboard."""

    def __init__(self, context: Context, hands: Hands, owner: QWidget) -> None:
        language, document = context.language, context.document
        self.hands = hands
        self.strokes = Strokes(language, document, hands)
        self.clipboard = LayerClipboard(language, document, hands, self.strokes)
        self.connecting = Connecting(context, hands, owner)
        self.renaming = Renaming(language, document, hands)
