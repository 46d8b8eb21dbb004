"""The user's leave for plugins that did not come with nnlab: asked for once, and nothing of theirs runs before."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnlab.gui.memory import Memory
from nnlab.kernel import messages as m
from nnlab.records import home

_asked = ("user", "entry_point")  # a folder that was named on the command line was named on purpose


class Consent(QObject):
    """Says which plugins wait for the user's leave: those that lay in his folder or came with a package at the start.

    What appears while nnlab runs was put there by somebody at work: it is loaded, and the leave is asked for beside it,
    unless it was refused in this session.

    Signals:
        changed: other plugins wait, or none any more.
    """

    changed = Signal()

    def __init__(self, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._refused = False
        self._waits: tuple[str, ...] | None = None
        self._newer: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return self._memory.now.foreign_allowed

    @property
    def held(self) -> tuple[str, ...]:
        """The plugins that are not loaded until they are allowed; looked for when first asked."""
        if self._waits is None:
            self._waits = () if self.allowed else _lying()
        return self._waits

    @property
    def newer(self) -> tuple[str, ...]:
        """The plugins that are loaded though nobody was asked yet: they came while nnlab ran."""
        return self._newer

    @property
    def refused(self) -> bool:
        """Whether the user said no in this session."""
        return self._refused

    def look(self, states: Iterable[m.PluginState]) -> None:
        """Takes note of the plugins there are now."""
        if self.allowed:
            return
        states = tuple(states)
        asked = tuple(state.file.path for state in states if state.file.origin in _asked)
        given = {state.file.path for state in states if state.file.origin not in _asked}
        held = tuple(path for path in self.held if path not in given)  # kept, though nobody has told of them yet
        if self._refused:
            held = tuple(dict.fromkeys((*held, *asked)))
        newer = tuple(path for path in asked if path not in held)
        if (held, newer) != (self.held, self._newer):
            self._waits, self._newer = held, newer
            self.changed.emit()

    def allow(self) -> None:
        """Remembers that the user was told what plugins may do and wants them."""
        self._waits = self._newer = ()
        self._memory.change(foreign_allowed=True)
        self.changed.emit()

    def refuse(self) -> None:
        """Leaves them out for this session."""
        self._refused = True
        self._waits, self._newer = (*self.held, *self._newer), ()
        self.changed.emit()


def _lying() -> tuple[str, ...]:
    """Returns the paths of what is in the user's folder and what packages announce; nothing of it is read."""
    folder = home().plugins
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        entries = []
    files = [os.path.abspath(entry) for entry in entries if _is_plugin(entry)]
    from importlib import metadata  # when a kernel starts, not before the first painting

    return (*files, *(point.value for point in metadata.entry_points(group="nnlab")))


def _is_plugin(entry: Path) -> bool:
    if entry.name.startswith(("_", ".")):
        return False
    return (entry / "__init__.py").is_file() if entry.is_dir() else entry.suffix == ".py"
