"""Slopes by central differences, each with its own doubt, so that only a true mismatch is called one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlab.engine.border import AnyArray

tolerance = 1e-6  # of a gradient against differences
_steps = 2.0 ** -np.arange(5, 18, 3)  # powers of two: x + h is exact
_stencil = np.array([-2.0, -1.0, 1.0, 2.0])
_weights = np.array([1.0, -8.0, 8.0, -1.0]) / 12


@dataclass(frozen=True)
class Slopes:
    """Measured slopes: the value, how far it may be off, and the slopes of the left and of the right side."""

    value: AnyArray
    doubt: AnyArray
    left: AnyArray
    right: AnyArray

    def kinked(self, floor: float = 1e-3) -> AnyArray:
        """Tells where the two sides differ, or both from the slope over a wider stretch: a kink is here or close by."""
        size = np.maximum(np.maximum(np.abs(self.left), np.abs(self.right)), floor)
        middle = (self.left + self.right) / 2
        apart = np.maximum(np.abs(self.left - self.right), np.abs(middle - self.value)) > 1e-4 * size
        odd = ~np.isfinite(self.value) | ~np.isfinite(self.doubt)
        return np.asarray(apart | odd | (self.doubt > 1e-2 * size))

    def relative_error(self, given: AnyArray, floor: float | AnyArray = 1e-3) -> AnyArray:
        """Returns |given - measured| over the greater of the two (and at least `floor`).

        Where the measuring itself is not sharp, only what exceeds its doubt counts as an error.
        """
        size = np.maximum(np.maximum(np.abs(given), np.abs(self.value)), floor)
        error, doubt = np.abs(given - self.value) / size, 4 * self.doubt / size
        return np.where(np.isnan(given), np.inf, np.where(doubt > 0.1 * tolerance, np.maximum(error - doubt, 0), error))


def slopes(function: Callable[[AnyArray], AnyArray], at_zero: AnyArray, scale: float = 1.0) -> Slopes:
    """Measures the slopes at 0 of `function(t)`, of one number t, which returns an array of `at_zero`'s shape.

    Five-point differences (error h^4 / 30 of the fifth derivative) at steps from 2^-5 to 2^-17, times `scale`; of two
    neighbouring steps that agree best the finer one counts, and their disagreement is the doubt.
    """
    steps = scale * _steps
    shape = (len(steps), len(_stencil), *at_zero.shape)
    values = np.empty(shape)
    for place, h in enumerate(steps):
        for corner, times in enumerate(_stencil):
            values[place, corner] = function(times * h)
    eps = max(np.finfo(np.float64).eps, np.finfo(at_zero.dtype).eps if at_zero.dtype.kind == "f" else 0)
    with np.errstate(all="ignore"):
        column = steps.reshape(-1, *[1] * at_zero.ndim)
        central = np.tensordot(_weights, values, (0, 1)) / column
        rounding = 2 * eps * np.abs(values).max(axis=1) / column
        doubts = np.maximum(np.abs(np.diff(central, axis=0)), rounding[1:])
        best = np.argmin(np.where(np.isnan(doubts), np.inf, doubts), axis=0)
        value = np.take_along_axis(central[1:], best[np.newaxis], 0)[0]
        doubt = np.take_along_axis(doubts, best[np.newaxis], 0)[0]
        far_left, near_left, near_right, far_right = values[-1]
        h = steps[-1]
        left = (3 * at_zero - 4 * near_left + far_left) / (2 * h)
        right = (4 * near_right - 3 * at_zero - far_right) / (2 * h)
    return Slopes(value, doubt, left, right)


def shown(number: float, digits: int = 6) -> float:
    """Returns a number as a sentence shows it."""
    return float(f"{float(number):.{digits}g}")
