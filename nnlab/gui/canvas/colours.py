"""How numbers become colours, steadily: a map must not flicker because its largest value moved a little."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]

_ranges = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "step": (0.0, 1.0), "tanh": (-1.0, 1.0)}


def natural_range(activation: str, gives: str = "any") -> tuple[float, float] | None:
    """Returns the range an activation's values lie in by nature, or None where it has none."""
    if gives in ("probability", "distribution"):
        return 0.0, 1.0
    return _ranges.get(activation)


class SteadyScale:
    """One scale for each unit of a layer: follows the largest |value| up at once, and down only when it fell a lot."""

    def __init__(self) -> None:
        self._scales: Numbers = np.zeros(0)

    def follow(self, maps: Numbers) -> Numbers:
        """Takes maps (units, rows, columns) and returns each unit's scale > 0 (units,); no unit is blown up."""
        flat = maps.reshape(len(maps), -1)
        largest = np.maximum(flat.max(axis=1), -flat.min(axis=1)).astype(np.float64)
        for unit in np.flatnonzero(~np.isfinite(largest)):  # log(x) has no value on half of the plane
            largest[unit] = np.max(np.abs(flat[unit]), where=np.isfinite(flat[unit]), initial=0.0) or 1.0
        largest = np.maximum(largest, max(0.05 * float(largest.max(initial=0.0)), 1e-6))
        if self._scales.shape != largest.shape:
            self._scales = largest
        stays = (largest <= self._scales) & (largest > 0.8 * self._scales)
        self._scales = np.where(stays, self._scales, largest)
        return self._scales

    def of(self, unit: int) -> float | None:
        """Returns one unit's scale; None where there is no such unit."""
        return float(self._scales[unit]) if unit < len(self._scales) else None


def levels(maps: Numbers, low: Numbers | float, high: Numbers | float) -> npt.NDArray[np.uint8]:
    """Returns each value's place between low and high, 0 to 255, in the rows' order on the screen (high at the top)."""
    low, high = np.float32(low), np.float32(high)
    shape = (-1,) + (1,) * (maps.ndim - 1)
    factor = (255 / np.maximum(high - low, np.float32(1e-12))).reshape(shape)
    with np.errstate(all="ignore"):
        place = maps[..., ::-1, :] * factor
        place += 0.5 - low.reshape(shape) * factor
        if not np.isfinite(place.sum()):  # looked for only where there is any: it takes longer than all the rest
            np.nan_to_num(place, copy=False, nan=127.5)
        np.clip(place, 0, 255, out=place)
    return place.astype(np.uint8)
