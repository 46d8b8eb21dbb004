"""How the window looks and what language it speaks: the actions that choose, kept for the next start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup

from nnlab.gui.context import Context
from nnlab.gui.enlarging import scale
from nnlab.gui.memory import Memory
from nnlab.gui.theme import names

_icons = {"light": "moon", "dark": "presentation", "projector": "sun"}  # of what comes next


class Looks(QObject):
    """Owns the actions for theme and language; `enlarged` is called after a theme changed the size of all."""

    def __init__(self, context: Context, memory: Memory, enlarged: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._memory, self._enlarged = context, memory, enlarged
        add, tr = context.actions.add, context.language.tr
        add("view.theme", lambda: tr("Light, dark or projector"), self._next_theme, "Ctrl+T", "moon")
        self._themes = QActionGroup(self)
        titles = {"light": lambda: tr("Light"), "dark": lambda: tr("Dark"), "projector": lambda: tr("Projector")}
        for name, title in titles.items():
            chosen = add(f"view.theme_{name}", title, partial(self._choose_theme, name), checkable=True)
            self._themes.addAction(chosen)
        add("view.language", lambda: tr("中文 / English"), self._next_language, "Ctrl+L", "languages")
        context.theme.changed.connect(self._show_theme)
        self._show_theme()

    def _show_theme(self) -> None:
        name, actions = self._context.theme.name, self._context.actions
        actions.set_icon("view.theme", _icons[name])
        actions.get(f"view.theme_{name}").setChecked(True)

    def _next_theme(self) -> None:
        self._choose_theme(names[(names.index(self._context.theme.name) + 1) % len(names)], True)

    def _choose_theme(self, name: str, chosen: bool) -> None:
        if chosen and name != self._context.theme.name:
            before = scale()
            self._context.theme.set(name)
            if scale() != before:
                self._enlarged()
            self._memory.change(theme=name)

    def _next_language(self) -> None:
        language = self._context.language
        language.set("zh_CN" if language.name == "en" else "en")
        self._memory.change(language=language.name)
