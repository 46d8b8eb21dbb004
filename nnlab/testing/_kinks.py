"""Where a function of one number has a kink or a jump: found by halving, without knowing its formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlab.engine.border import AnyArray

halvings = 18


@dataclass(frozen=True)
class Kink:
    """A place where the slope changes at once; at a `jump`, left and right are values instead of slopes."""

    x: float
    left: float
    right: float
    jump: bool


def kinks(function: Callable[[AnyArray], AnyArray], edges: AnyArray, most: int = 12) -> tuple[Kink, ...]:
    """Returns the kinks between the first and the last edge, at most `most`, in their order.

    Each cell between two edges is halved again and again; the half is kept over which the slope, measured outside its
    two ends, changes more. Where the change is still there in a cell of 1e-7, there is a kink. `function` maps (n, 1)
    to (n, 1).
    """

    def at(x: AnyArray) -> AnyArray:
        return np.asarray(function(x[:, np.newaxis]))[:, 0]

    low, high = edges[:-1].copy(), edges[1:].copy()
    with np.errstate(all="ignore"):
        for _ in range(halvings):
            middle = (low + high) / 2
            left, right = _change(at, low, middle), _change(at, middle, high)
            low, high = np.where(left >= right, low, middle), np.where(left >= right, middle, high)
        return _listed(at, low, high, most)


def _change(at: Callable[[AnyArray], AnyArray], low: AnyArray, high: AnyArray) -> AnyArray:
    """Returns how much the slope changes over each cell.

    A jump inside shows in the cell's own slope; half of it shows in the neighbours' outer slopes, so it counts 1.5.
    """
    width = high - low
    first, last = at(low), at(high)
    before, after = (first - at(low - width)) / width, (at(high + width) - last) / width
    within = (last - first) / width - (before + after) / 2
    return np.asarray(np.maximum(np.abs(after - before), 1.5 * np.abs(within)))


def _beside(
    at: Callable[[AnyArray], AnyArray], low: AnyArray, high: AnyArray, width: AnyArray
) -> tuple[AnyArray, AnyArray, AnyArray, AnyArray]:
    """Returns the values a width apart from a cell's ends, and the slopes from there on: free of the kink itself."""
    first, last = at(low - width), at(high + width)
    return first, last, (first - at(low - 2 * width)) / width, (at(high + 2 * width) - last) / width


def _listed(at: Callable[[AnyArray], AnyArray], low: AnyArray, high: AnyArray, most: int) -> tuple[Kink, ...]:
    width = 16 * (high - low)
    first, last, left, right = _beside(at, low, high, width)
    _, _, near_left, near_right = _beside(at, low, high, width / 4)
    size = np.maximum(np.maximum(np.abs(left), np.abs(right)), 1e-2)
    across = np.abs(last - first)
    jumps = (across > 100 * size * width) & np.isfinite(across)
    change, near = np.abs(right - left), np.abs(near_right - near_left)
    bent = (change > 1e-3 * size) & (near > change / 2) & np.isfinite(change)  # where it is smooth, a quarter is left
    found: list[Kink] = []
    for place in np.flatnonzero(jumps | bent):
        x = float((low[place] + high[place]) / 2)
        x = round(x, 4) + 0.0 if abs(round(x, 4) - x) < 2e-6 else x  # found to 1e-7: 3.0, not 2.99999998
        if not found or abs(found[-1].x - x) > 1e-5:
            jump = bool(jumps[place])
            sides = (first[place], last[place]) if jump else (left[place], right[place])
            found.append(Kink(x, float(sides[0]), float(sides[1]), jump))
    return tuple(found[:most])
