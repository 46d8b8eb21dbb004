"""The dock of scores and the action that shows it; what it holds is imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.docks import Dock

if TYPE_CHECKING:
    from nnlab.gui.plots.probe import Probe
    from nnlab.gui.scores.panel import ScoresPanel
    from nnlab.records.scores import Part

_share = 0.55  # of the window's height: a matrix with its list wants room


class ScoresDesk(QObject):
    """Owns the dock `scores`, its panel (None until it is shown) and the action `view.scores`."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._probe: Probe | None = None
        self._following = self._choosing = False
        self.panel: ScoresPanel | None = None
        tr = context.language.tr
        place = QWidget()
        place.setObjectName("scores_place")
        self._column = QVBoxLayout(place)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.dock = Dock("scores", lambda: tr("Scores"), place, context.language, context.theme, window, titled=True)
        self.dock.visibilityChanged.connect(self._seen)
        self._action = context.actions.add(
            "view.scores",
            lambda: tr("Scores"),
            self._turn,
            "Ctrl+Shift+A",
            checkable=True,
            tip=lambda: tr("Accuracy, confusion matrix, precision and recall, or R², and the samples behind them"),
        )

    def follow(self, probe: Probe) -> None:
        """Takes the sample that is looked at elsewhere, and lets those of the list be looked at there."""
        self._probe = probe
        probe.pinned.connect(lambda row: self._show_pinned("train", row))
        probe.test_pinned.connect(lambda row: self._show_pinned("test", row))

    def show(self) -> None:
        """Shows the panel."""
        self.dock.show()
        self.dock.raise_()
        self._build()
        wanted = round(self._window.height() * _share)
        if not self.dock.isFloating() and self.dock.height() < wanted:
            self._window.resizeDocks([self.dock], [wanted], Qt.Orientation.Vertical)

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
            QTimer.singleShot(0, self, self._build)

    def _build(self) -> None:
        if self.panel is not None:
            return
        from nnlab.gui.scores.panel import ScoresPanel

        self.panel = ScoresPanel(self._context)
        self.panel.sample_chosen.connect(self._pin)
        self._column.addWidget(self.panel)

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
