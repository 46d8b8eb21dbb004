"""Turning plugins on and off, and the leave they need: what the user said is told to the kernel and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from nnlab.gui.context import Context
from nnlab.gui.memory import Memory
from nnlab.gui.notice import Notice, NoticeBar, Way
from nnlab.gui.plugins.consent import Consent
from nnlab.gui.plugins.entries import FileEntry, uses
from nnlab.gui.plugins.question import ask
from nnlab.gui.plugins.wording import place_words, rights


class Switches(QObject):
    """Made before the kernel starts: what is turned off or not allowed is never loaded. `show` opens the manager."""

    def __init__(
        self,
        context: Context,
        memory: Memory,
        notices: NoticeBar,
        front: Callable[[], QWidget],
        show: Callable[[], object],
        parent: QObject | None = None,
        *,
        safe_mode: bool = False,
    ) -> None:
        super().__init__(parent)
        self._context, self._memory, self._notices = context, memory, notices
        self._front, self._show, self._safe = front, show, safe_mode
        self.consent = Consent(memory, self)
        self._told: tuple[str, ...] = ()
        self.consent.changed.connect(self._consider)
        context.bridge.state_changed.connect(self._begin)
        if safe_mode:
            self._say_safe()

    def _begin(self) -> None:
        """Tells the kernel that is about to start what not to load."""
        if self._context.bridge.state == "starting":
            self._consider()

    def switch(self, entry: FileEntry, on: bool) -> None:
        """Turns a plugin on or off, now and for later starts; says first what of the experiment uses it."""
        if on:
            if entry.state == "held" or (entry.origin in ("user", "entry_point") and not self.consent.allowed):
                self.ask_leave(lambda: self.turn(entry.path, True))
            else:
                self.turn(entry.path, True)
            return
        document, language = self._context.document, self._context.language
        places = uses(document.experiment, entry.infos)
        if not places:
            self.turn(entry.path, False)
            return
        tr = language.tr
        named = ", ".join(place_words(slot, document.experiment, language) for slot in places)
        text = tr("The open experiment uses {plugin}: {places}.").format(plugin=entry.name, places=named)
        more = tr(
            "Without it, a placeholder stays in its place and training waits until you choose another component or "
            "turn it on again. Nothing of the experiment is lost."
        )
        ask(self._front(), "turn_off", text, more, tr("Turn off"), lambda: self.turn(entry.path, False))

    def turn(self, path: str, on: bool) -> None:
        """Turns a plugin on or off without asking."""
        self._memory.turned(path, on)
        self._switch()

    def _switch(self) -> None:
        """Tells the kernel's client which plugins are not to be loaded."""
        paths = tuple(dict.fromkeys((*self._memory.now.disabled_plugins, *self.consent.held)))
        self._context.bridge.client.set_disabled(paths)

    # ---- leave

    def ask_leave(self, then: Callable[[], object]) -> None:
        """Asks once whether plugins may run that did not come with nnlab; goes on where they may."""
        tr = self._context.language.tr

        def allow() -> None:
            self.consent.allow()
            then()

        text = rights(self._context.language)
        more = tr("Allow them only if you know where they come from. You are asked this once.")
        ask(self._front(), "allow_plugins", text, more, tr("Allow"), allow)

    def _consider(self) -> None:
        """Says which plugins wait, or came meanwhile, while nobody was asked yet."""
        self._switch()
        consent, tr = self.consent, self._context.language.tr
        waiting = consent.held if not consent.refused else ()
        if self._safe or consent.allowed or not (waiting or consent.newer):
            self._notices.take_back("plugins.leave")
            self._told = ()
            return
        named = (*waiting, *consent.newer)
        if named == self._told:
            return
        self._told = named

        def text() -> str:
            language = self._context.language
            names = ", ".join(Path(path).name for path in named[:4]) + (", …" if len(named) > 4 else "")
            if waiting:
                said = language.trn(
                    "A plugin that did not come with nnlab was found ({names}), and is not loaded yet.",
                    "{n} plugins that did not come with nnlab were found ({names}), and are not loaded yet.",
                    len(named),
                )
            else:
                said = language.trn(
                    "A plugin that did not come with nnlab was loaded: {names}.",
                    "{n} plugins that did not come with nnlab were loaded: {names}.",
                    len(named),
                )
            return f"{said.format(n=len(named), names=names)} {rights(language)}"

        ways = (
            Way(lambda: tr("Allow"), consent.allow),
            Way(lambda: tr("Not now"), consent.refuse),
            Way(lambda: tr("Show them"), self._show, closes=False),
        )
        self._notices.say(Notice("plugins.leave", text, "warning", ways))

    def _say_safe(self) -> None:
        tr = self._context.language.tr

        def text() -> str:
            return tr(
                "Safe mode: only the plugins that came with nnlab are loaded. Start nnlab without --safe-mode to have "
                "yours back."
            )

        self._notices.say(Notice("plugins.safe", text, "note"))
