"""The one scale of all weights on the canvas: what full width and full colour stand for. It never moves by itself.

Widths of edges grow evenly from a hairline at 0 to the widest at full; colours of biases, of pictures of weights and of
kernels run evenly from orange at -full over light grey to blue at +full. What is beyond full looks as full does.
"""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

Numbers = npt.NDArray[Any]
Floats = npt.NDArray[np.floating[Any]]

usual = 2.0
widest, _thinnest = 6.0, 0.35
_nice = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def look(parts: Floats) -> tuple[Floats, Floats]:
    """Returns the width in pixels (up to 6) and the opacity of curves with these parts of full, -1 to 1."""
    part = np.abs(parts)
    return _thinnest + (widest - _thinnest) * part, 0.16 + 0.7 * np.sqrt(part)


def nice_above(value: float) -> float:
    """Returns the smallest round number that is not below a value: 1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power."""
    if not isfinite(value) or value < 1e-6:
        return usual
    power = 10.0 ** floor(log10(value))
    return next(float(f"{step * power:.12g}") for step in _nice if step * power >= value * (1 - 1e-9))


def written(value: float) -> str:
    """Words a number of the scale: 2, 0.25, 7.3, 12000, 1.5e+07."""
    return f"{value:.0f}" if 100 <= abs(value) < 1e5 else f"{value:.2g}"


class WeightScale(QObject):
    """What |weight| is drawn in full; belongs to the view, not to the experiment.

    Signals:
        changed: another number is drawn in full.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._full = usual

    @property
    def full(self) -> float:
        """The |weight| from which on width and colour are full."""
        return self._full

    def fit(self, largest: float) -> None:
        """Draws the largest |weight| in full, or a round number just above it; without weights nothing changes."""
        if isfinite(largest) and largest > 0:
            self._take(nice_above(largest))

    def reset(self) -> None:
        """Goes back to the usual scale."""
        self._take(usual)

    def _take(self, full: float) -> None:
        if full != self._full:
            self._full = full
            self.changed.emit()

    # ---- weights as parts of full

    def parts(self, weights: Numbers) -> Floats:
        """Returns weights as parts of full, -1 to 1; what is no number counts as 0."""
        made: Floats = np.nan_to_num(np.asarray(weights, np.float64)) / self._full
        return np.clip(made, -1.0, 1.0, out=made)

    def level(self, value: float) -> int:
        """Returns a single weight's place in the colours, 0 (-full) to 255 (full); 128 where it is no number."""
        part = value / self._full
        return round(127.5 + 127.5 * min(max(part, -1.0), 1.0)) if part == part else 128

    def levels(self, weights: Numbers) -> npt.NDArray[np.uint8]:
        """Returns each weight's place in the colours, in the same order and shape."""
        return np.round(127.5 + 127.5 * self.parts(weights)).astype(np.uint8)
