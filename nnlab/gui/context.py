"""What every panel is given: the things of one window that panels share."""

from __future__ import annotations

from dataclasses import dataclass

from nnlab.gui.actions import Actions
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme


@dataclass(frozen=True)
class Context:
    """The language, theme, actions, document and kernel of one window: `Panel(context, parent=None)`."""

    language: Language
    theme: Theme
    actions: Actions
    document: Document
    bridge: KernelBridge
