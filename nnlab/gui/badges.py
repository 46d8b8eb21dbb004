"""Signs beside components wherever they can be chosen: what is to be known of one before choosing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from nnlab.records import Level


@dataclass(frozen=True)
class Badge:
    """An icon by name and a sentence in the present language; a "note" is good news or none."""

    icon: str
    level: Level
    text: str


class Badges(QObject):
    """Knows the badges of components by kind and id.

    Signals:
        changed: some are others now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._badges: Mapping[tuple[str, str], Badge] = {}

    def of(self, kind: str, id: str) -> Badge | None:
        """Returns a component's badge; most have none."""
        return self._badges.get((kind, id))

    def put(self, badges: Mapping[tuple[str, str], Badge]) -> None:
        """Replaces all of them."""
        if badges != self._badges:
            self._badges = dict(badges)
            self.changed.emit()
