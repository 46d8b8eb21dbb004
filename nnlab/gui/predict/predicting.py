"""Asking the network: the dock of a window, its action, and the panel that is imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMainWindow

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.panel_desk import PanelDesk
from nnlab.gui.plots.probe import Probe

if TYPE_CHECKING:
    from nnlab.gui.predict.panel import Panel

_height, _share = 370, 0.52  # of the dock, and at most of the window


class Predicting(PanelDesk):
    """Owns the dock `predict` and the action `view.predict`; its row is the probe while the panel is open."""

    panel: Panel | None

    def __init__(self, context: Context, window: QMainWindow) -> None:
        tr = context.language.tr
        super().__init__(
            "predict",
            lambda: tr("Predict"),
            "Ctrl+Shift+P",
            lambda: tr("Type, slide or draw a row of your own and read what the network answers"),
            "nnlab.gui.predict.panel",
            context,
            window,
        )

    def _high(self) -> int:
        return min(large(_height), round(self._window.height() * _share))

    def _made(self, module: Any, probe: Probe) -> Panel:
        panel: Panel = module.Panel(self._context, probe)
        return panel
