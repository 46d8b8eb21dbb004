"""An axis as the design has it: no line, quiet numbers, grid lines across the plot."""

from __future__ import annotations

import math
from typing import Literal

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetrics

from nnlab.gui.enlarging import large
from nnlab.gui.plots.ticks import even_ticks, log_ticks, units, written
from nnlab.gui.theme import Colors

_half = 10.0  # of a number's height
_most_power = 307  # what lies beyond is no number


class Axis(pg.AxisItem):
    """Writes its numbers as the rest of the window does: 1 500, 0.03, 1e−6.

    `whole` keeps to whole numbers; `even` divides a whole range evenly from end to end; `room` is how many pixels a
    number of a logarithmic or even axis wants; `short` writes 120k, 1.5M.
    """

    def __init__(
        self,
        side: Literal["left", "right", "bottom"],
        font: QFont,
        *,
        whole: bool = False,
        even: bool = False,
        room: int = 34,
        density: float = 1.0,
        short: bool = False,
    ) -> None:
        super().__init__(side)
        self._short = short
        self._name, self._ink = "", ""
        self._whole, self._even, self._wanted = whole, even, room
        self.letter(font)
        self.setStyle(tickLength=0, maxTickLevel=0, maxTextLevel=0, hideOverlappingLabels=False)
        self.setStyle(tickTextOffset=4 if side == "bottom" else 6)
        self.setTickDensity(density)
        self.enableAutoSIPrefix(False)
        self.setPen(pg.mkPen(None))

    def letter(self, font: QFont) -> None:
        """Takes another font."""
        self._size, self._room = max(font.pointSizeF(), 6.0), large(self._wanted)
        self._metrics = QFontMetrics(font)
        self._high = self._metrics.height()
        self.setStyle(tickFont=font)
        self.label.setFont(font)
        self._write()

    def name(self, text: str) -> None:
        """Writes what the axis counts along it, "" for nothing."""
        self._name = text
        self._write()

    def _write(self) -> None:
        if self._name:
            self.setLabel(self._name, **{"color": self._ink, "font-size": f"{self._size:g}pt"})
        self.showLabel(bool(self._name))

    def color(self, colors: Colors) -> None:
        """Takes the colours of a theme."""
        self._ink = colors.muted.name()
        self._write()
        self.setTextPen(colors.muted)
        self.setTickPen(colors.line)
        self.setStyle(tickAlpha=255 if self.grid is not False else 0)  # without a pen dots would still be drawn

    # ---- pyqtgraph's

    def boundingRect(self) -> QRectF:
        rect = super().boundingRect()  # beside a grid pyqtgraph has no room for half a number beyond the end
        return rect if self.orientation == "bottom" else rect.adjusted(0, -large(_half), 0, large(_half))

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        levels = super().tickSpacing(low, high, size)
        return [(max(1.0, spacing), offset) for spacing, offset in levels] if self._whole else levels

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float | None, list[float]]]:
        most = max(2, int(size / self._room))
        if self.logMode:
            ends = (10.0 ** max(-_most_power, min(_most_power, end)) for end in (low, high))
            return [(None, [math.log10(value) for value in log_ticks(*ends, most)])]
        values = even_ticks(low, high, most) if self._even else []
        return [(None, values)] if values else self._apart(super().tickValues(low, high, size), size, high - low)

    def _apart(
        self, found: list[tuple[float | None, list[float]]], size: float, span: float
    ) -> list[tuple[float | None, list[float]]]:
        """Leaves numbers out where they would lie on each other: in a plot of a hand's height, in large letters."""
        values = sorted(value for _, several in found for value in several)
        if len(values) < 2:
            return found
        if self.orientation == "bottom":
            wide = self._metrics.horizontalAdvance
            room, step = max(map(wide, self.tickStrings(values, self.scale, None))) + wide("0"), values[1] - values[0]
            every = math.ceil(room * span / (step * size)) if size > 0 else 1
            values = [value for value in values if not round(value / step) % every] or values[:1]
        else:
            every = -(-len(values) // max(2, int(size / (1.3 * self._high))))
            values = values[::every]
        return [(None, values)] if every > 1 else found

    def tickStrings(self, values: list[float], scale: float, _spacing: float | None) -> list[str]:
        shown = [10.0**value if self.logMode else value * scale for value in values]
        return units(shown) if self._short else [written(value) for value in shown]
