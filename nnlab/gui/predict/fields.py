"""How a column of the data is asked for: as a number along a range, or as one of few values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_few = 4  # values that are offered as a choice
_looked = 2000  # rows that are looked at


@dataclass(frozen=True)
class Extent:
    """What a column holds: its range, whether all is whole, and its values where they are few."""

    low: float
    high: float
    whole: bool
    values: tuple[float, ...] = ()


def extent_of(column: npt.NDArray[np.floating], low: float, high: float) -> Extent:
    """Finds what a column (N,) holds; `low` and `high` are its range in all rows."""
    seen = column[:: max(1, len(column) // _looked)]
    seen = seen[np.isfinite(seen)]
    found = np.unique(seen)
    whole = bool(len(found)) and bool((found == np.round(found)).all())
    few = 2 <= len(found) <= _few and len(seen) >= 2 * len(found)
    values = tuple(float(value) for value in found) if few else ()
    if not (np.isfinite(low) and np.isfinite(high)):
        low, high = 0.0, 1.0
    return Extent(low, high if high > low else low + 1, whole, values)
