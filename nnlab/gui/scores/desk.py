"""The dock of scores and the action that shows it; what it holds is imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMainWindow

from nnlab.gui.context import Context
from nnlab.gui.panel_desk import PanelDesk
from nnlab.gui.plots.probe import Probe

if TYPE_CHECKING:
    from nnlab.gui.scores.panel import ScoresPanel
    from nnlab.records.scores import Part

_share = 0.55  # of the window's height: a matrix with its list wants room


class ScoresDesk(PanelDesk):
    """Owns the dock `scores` and the action `view.scores`; the panel's samples are those the plots know."""

    panel: ScoresPanel | None

    def __init__(self, context: Context, window: QMainWindow) -> None:
        tr = context.language.tr
        super().__init__(
            "scores",
            lambda: tr("Scores"),
            "Ctrl+Shift+A",
            lambda: tr("Accuracy, confusion matrix, precision and recall, or R², and the samples behind them"),
            "nnlab.gui.scores.panel",
            context,
            window,
        )
        self._choosing = False

    def follow(self, probe: Probe) -> None:
        """Takes the sample that is looked at elsewhere, and lets those of the list be looked at there."""
        super().follow(probe)
        probe.pinned.connect(lambda row: self._show_pinned("train", row))
        probe.test_pinned.connect(lambda row: self._show_pinned("test", row))

    # ---- inside

    def _high(self) -> int:
        return round(self._window.height() * _share)

    def _made(self, module: Any, probe: Probe) -> ScoresPanel:
        panel: ScoresPanel = module.ScoresPanel(self._context)
        panel.sample_chosen.connect(self._pin)
        return panel

    def _pin(self, part: str, row: int, point: tuple[float, ...]) -> None:
        if self._probe is None:
            return
        self._choosing = True
        if part == "train":
            self._probe.pin(row)
        else:
            self._probe.pin_test(row, point)
        self._choosing = False

    def _show_pinned(self, part: Part, row: int | None) -> None:
        """Shows the sample of a dot that was clicked, where the panel is open."""
        if row is not None and not self._choosing and self.panel is not None and self.panel.isVisible():
            self.panel.ask_row(part, row)
