"""A dock that is hidden at first, the action that shows it, and its panel, which is imported when it is first seen."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.docks import Dock
from nnlab.gui.plots.later import imported
from nnlab.gui.plots.probe import Probe
from nnlab.gui.steps import Words


class PanelDesk(QObject):
    """Owns the dock `name`, its panel (None until it is shown) and the action `view.name`.

    Module and panel would be too much for one turn of the event loop, so each has one of its own.
    """

    def __init__(
        self, name: str, title: Words, key: str, tip: Words, module: str, context: Context, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._context, self._window, self._module = context, window, module
        self._steps = imported(module)
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._go_on)
        self._probe: Probe | None = None
        self._following = False
        self.panel: Any = None
        place = QWidget()
        place.setObjectName(f"{name}_place")
        self._column = QVBoxLayout(place)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.dock = Dock(name, title, place, context.language, context.theme, window, titled=True)
        self.dock.visibilityChanged.connect(self._seen)
        self._action = context.actions.add(f"view.{name}", title, self._turn, key, checkable=True, tip=tip)

    def follow(self, probe: Probe) -> None:
        """Takes the sample that is looked at elsewhere, and lets the panel's be looked at there."""
        self._probe = probe

    def show(self) -> None:
        """Shows the panel."""
        self.dock.show()
        self.dock.raise_()
        if not self.dock.isFloating() and self.dock.height() < self._high():
            self._window.resizeDocks([self.dock], [self._high()], Qt.Orientation.Vertical)

    # ---- what each says for itself

    def _high(self) -> int:
        """Returns how high the dock is to be at least."""
        raise NotImplementedError

    def _made(self, module: Any, probe: Probe) -> QWidget:
        """Makes the panel with what its imported module holds."""
        raise NotImplementedError

    # ---- inside

    def _turn(self, on: bool) -> None:
        if self._following:
            return
        if on:
            self.show()
        else:
            self.dock.close()

    def _seen(self, visible: bool) -> None:
        self._following = True
        self._action.setChecked(visible)
        self._following = False
        if visible and self.panel is None:
            self._turns.start()

    def _go_on(self) -> None:
        """Imports a part of what the panel needs, and at last makes it."""
        if next(self._steps, None) is not None:
            return
        self._turns.stop()
        if self.panel is None and self._probe is not None:
            self.panel = self._made(import_module(self._module), self._probe)
            self._column.addWidget(self.panel)
