"""Every user action once, under an id: menus, buttons, the shortcut sheet and tests use the same QAction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from nnlab.gui.icons import icon as draw_icon
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme

Shortcut = str | QKeySequence.StandardKey | Sequence[str]


@dataclass
class _Entry:
    action: QAction
    text: Callable[[], str]
    tip: Callable[[], str] | None
    icon: str | None
    reason: str = ""
    drawn: bool = False


class Actions(QObject):
    """The registry of a window's actions; words and icons follow language and theme.

    An icon is drawn for who asks for its action by `get`, a button say; all others, those of menus, by `draw_all`.
    """

    def __init__(self, language: Language, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: dict[str, _Entry] = {}
        language.changed.connect(self._word_all)
        theme.changed.connect(self._redraw)

    def add(
        self,
        id: str,
        text: Callable[[], str],
        callback: Callable[..., object] | None = None,
        shortcut: Shortcut | None = None,
        icon: str | None = None,
        checkable: bool = False,
        *,
        tip: Callable[[], str] | None = None,
        context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
    ) -> QAction:
        """Makes the action of an id and returns it.

        `text` and `tip` return their words in the present language (`lambda: language.tr("Train")`). `callback` is
        called without arguments, or with the checked state where `checkable`. Raises ValueError where the id is taken.
        """
        if id in self._entries:
            raise ValueError(f"action {id!r} exists already")
        action = QAction(self)
        action.setObjectName(id)
        action.setCheckable(checkable)
        action.setShortcutContext(context)
        if shortcut is not None:
            action.setShortcuts(_sequences(shortcut))
        if callback is not None:
            if checkable:
                action.toggled.connect(callback)
            else:
                action.triggered.connect(lambda _checked=False: callback())
        entry = _Entry(action, text, tip, icon)
        self._entries[id] = entry
        self._word(entry)
        return action

    def get(self, id: str) -> QAction:
        """Returns the action of an id, its icon drawn; raises KeyError."""
        entry = self._entries[id]
        if not entry.drawn:
            self._draw(entry)
        return entry.action

    def listed(self, id: str) -> QAction:
        """Returns the action of an id for a menu, whose icons are drawn when the menus are used; raises KeyError."""
        return self._entries[id].action

    def draw_all(self) -> None:
        """Draws the icons that were not drawn yet: before a menu is shown, and when the window is complete."""
        for entry in self._entries.values():
            if not entry.drawn:
                self._draw(entry)

    def __contains__(self, id: str) -> bool:
        return id in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def set_icon(self, id: str, icon: str) -> None:
        """Gives an action another icon by name (play becomes pause)."""
        entry = self._entries[id]
        if entry.icon != icon:
            entry.icon = icon
            if entry.drawn:
                self._draw(entry)

    def keys(self, id: str) -> tuple[str, ...]:
        """Returns the keys of an action as they are shown to the user."""
        return _shown(self._entries[id].action)

    def why_not(self, keys: QKeySequence) -> str:
        """Returns why what these keys do cannot be done now, "" where it can or they do nothing."""
        refused = [entry for entry in self._entries.values() if entry.reason and keys in entry.action.shortcuts()]
        return refused[0].reason if refused else ""

    def allow(self, id: str, allowed: bool, reason: str = "") -> None:
        """Enables an action, or disables it and says why in its tooltip."""
        entry = self._entries[id]
        same = (allowed, "" if allowed else reason) == (entry.action.isEnabled(), entry.reason)
        if same and entry.tip is None:
            return  # dozens are asked for at every click, and new words go through every menu that shows them
        entry.reason = "" if allowed else reason
        entry.action.setEnabled(allowed)
        self._word(entry)

    def word(self, id: str) -> None:
        """Words one action anew, where its text depends on more than the language."""
        self._word(self._entries[id])

    def _word(self, entry: _Entry) -> None:
        text = entry.text()
        entry.action.setText(text)
        plain = re.sub(r"\(&\w\)", "", text).replace("&", "").rstrip(".…")  # Chinese has "打开(&O)"
        tip = entry.tip() if entry.tip is not None else plain
        keys = ", ".join(_shown(entry.action))
        entry.action.setIconText(plain)
        shown = f"{tip}  ({keys})" if keys else tip
        entry.action.setToolTip(f"{shown}\n{entry.reason}" if entry.reason else shown)
        entry.action.setStatusTip(entry.reason or (tip if entry.tip is not None else ""))

    def _draw(self, entry: _Entry) -> None:
        entry.drawn = True
        if entry.icon is not None:
            entry.action.setIcon(draw_icon(entry.icon, self._theme))

    def _word_all(self) -> None:
        for entry in self._entries.values():
            self._word(entry)

    def _redraw(self) -> None:
        for entry in self._entries.values():
            if entry.drawn:
                self._draw(entry)


def _shown(action: QAction) -> tuple[str, ...]:
    """Two keys at most, of those that are on every keyboard; two that are called the same (Enter) are one."""
    keys = [key for key in action.shortcuts() if _usual(key)]
    names = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys]
    return tuple(dict.fromkeys(names))[:2]


def _usual(keys: QKeySequence) -> bool:
    """Leaves out the keys of multimedia keyboards ("Undo", "Open"), F13 and above, and old ways ("Alt+Backspace")."""
    key = keys[0].key().value
    rare = Qt.Key.Key_F13.value <= key <= Qt.Key.Key_F35.value or key >= Qt.Key.Key_Back.value
    old = keys.toString(QKeySequence.SequenceFormat.PortableText) in ("Alt+Backspace", "Ctrl+Enter", "Shift+F12")
    return not rare and not old


def _sequences(shortcut: Shortcut) -> list[QKeySequence]:
    if isinstance(shortcut, QKeySequence.StandardKey):
        return QKeySequence.keyBindings(shortcut)
    if isinstance(shortcut, str):
        return [QKeySequence(shortcut)]
    return [QKeySequence(keys) for keys in shortcut]
