"""What every panel is given: the things of one window that panels share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from nnlab.gui.actions import Actions
from nnlab.gui.badges import Badges
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.slicing import Slicing
from nnlab.gui.theme import Theme


@dataclass(frozen=True)
class Context:
    """The language, theme, actions, document and kernel of one window: `Panel(context, parent=None)`.

    `badges` are the signs beside components that are to be chosen.
    """

    language: Language
    theme: Theme
    actions: Actions
    document: Document
    bridge: KernelBridge
    badges: Badges = field(default_factory=Badges)

    @cached_property
    def slicing(self) -> Slicing:
        """What slice of the data plots and maps show."""
        return Slicing(self.document, self.bridge)
