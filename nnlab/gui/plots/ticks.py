"""Round numbers along an axis, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def even_ticks(low: float, high: float, most: int) -> list[float]:
    """Returns round numbers from end to end where the range divides evenly (-6, -3, 0, 3, 6), else none."""
    whole = low.is_integer() and high.is_integer() and high > low
    for parts in (4, 6, 5, 3, 2):
        step = (high - low) / parts
        if whole and parts <= most and step.is_integer() and (low / step).is_integer():
            return [low + k * step for k in range(parts + 1)]
    return []


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Returns powers of ten within a range, with their 3-folds (or 2- and 5-folds) where there is room."""
    if low <= 0 or high <= low:
        return []
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    found: list[float] = []
    for folds in ((1, 2, 5), (1, 3), (1,)):
        found = [fold * 10.0**k for k in range(first, last + 1) for fold in folds]
        found = [value for value in found if low * 0.999 <= value <= high * 1.001]
        if len(found) <= most:
            break
    every = max(1, -(-len(found) // most)) if found else 1
    return [float(f"{value:.6g}") for value in found[::every]]


def written(value: float) -> str:
    """Writes an axis number: 1 500, 0.03, 1e-6, with a real minus sign."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e6 or size < 1e-4:
        digits, power = f"{value:.2e}".split("e")
        text = f"{digits.rstrip('0').rstrip('.')}e{int(power)}"
    elif size >= 1000 and float(value).is_integer():
        text = f"{int(value):,}".replace(",", "\u2009")
    else:
        text = f"{value:.4g}"
    return text.replace("-", "−")


def units(values: Sequence[float]) -> list[str]:
    """Writes the numbers of an axis in the data's own units: 120k, 1.5M, 0.03, with as many digits as they need."""
    largest = max((abs(value) for value in values), default=0.0)
    for least, unit, sign in ((1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if least <= largest < 1e12:
            return [text if text == "0" else text + sign for text in _apart([value / unit for value in values])]
    return _apart(values)


def _apart(values: Sequence[float]) -> list[str]:
    texts: list[str] = []
    for digits in range(4, 10):
        texts = [written(value) if digits == 4 else f"{value:.{digits}g}".replace("-", "−") for value in values]
        if len(set(texts)) == len(set(values)):
            break
    return texts


def short(value: float) -> str:
    """Writes a measured number with about three digits: 0.021, 12.3."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "—"
    size = abs(value)
    if size >= 1e4 or 0 < size < 1e-4:
        return written(float(f"{value:.3g}"))
    places = max(0, min(5, 2 - math.floor(math.log10(size)))) if size else 3
    return f"{value:.{max(places, 3) if size < 1 else places}f}".replace("-", "−")


def thin(x: np.ndarray, y: np.ndarray, low: float, high: float, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Thins a curve to what a picture of that many pixel columns can show: each column's lowest and highest value.

    `x` rises; only finite values of y are kept, and what lies between low and high with one neighbour on each side.
    """
    first, last = np.searchsorted(x, (low, high))
    seen = slice(max(0, first - 1), last + 1)
    x, y = x[seen], y[seen]
    good = np.isfinite(y)
    if not good.all():
        x, y = x[good], y[good]
    if len(x) <= 2 * columns or high <= low:
        return x, y
    edges = np.searchsorted(x, np.linspace(low, high, columns + 1)[:-1])
    starts = np.unique(edges[edges < len(x)])
    least, most = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    ends = np.append(starts[1:], len(x)) - 1
    falling = y[starts] > y[ends]
    one, other = np.where(falling, most, least), np.where(falling, least, most)
    return np.column_stack([x[starts], x[ends]]).ravel(), np.column_stack([one, other]).ravel()
