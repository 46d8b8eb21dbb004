"""Asking the network: the dock of a window, its action, and the panel that is imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.docks import Dock
from nnlab.gui.enlarging import large

if TYPE_CHECKING:
    from nnlab.gui.plots.probe import Probe
    from nnlab.gui.predict.panel import Panel

_height, _share = 370, 0.52  # of the dock, and at most of the window


class Predicting(QObject):
    """Owns the dock `predict`, its panel (None until it is shown) and the action `view.predict`."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._probe: Probe | None = None
        self._following = False
        self.panel: Panel | None = None
        tr = context.language.tr
        place = QWidget()
        place.setObjectName("predict_place")
        self._column = QVBoxLayout(place)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.dock = Dock("predict", lambda: tr("Predict"), place, context.language, context.theme, window, titled=True)
        self.dock.visibilityChanged.connect(self._seen)
        self._action = context.actions.add(
            "view.predict",
            lambda: tr("Predict"),
            self._turn,
            "Ctrl+Shift+P",
            checkable=True,
            tip=lambda: tr("Type, slide or draw a row of your own and read what the network answers"),
        )

    def follow(self, probe: Probe) -> None:
        """Takes the probe that the row is to be while the panel is open."""
        self._probe = probe

    def show(self) -> None:
        """Shows the panel."""
        self.dock.show()
        self.dock.raise_()
        wanted = min(large(_height), round(self._window.height() * _share))
        if not self.dock.isFloating() and self.dock.height() < wanted:
            self._window.resizeDocks([self.dock], [wanted], Qt.Orientation.Vertical)

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
            QTimer.singleShot(0, self, self._import)

    def _import(self) -> None:
        """Imports the panel's modules; they and the panel would be too much for one turn of the event loop."""
        import nnlab.gui.predict.panel  # noqa: F401

        QTimer.singleShot(0, self, self._build)

    def _build(self) -> None:
        if self.panel is None and self._probe is not None:
            from nnlab.gui.predict.panel import Panel

            self.panel = Panel(self._context, self._probe)
            self._column.addWidget(self.panel)
