"""The network's output as colours: what pyqtgraph's picture draws without a loop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nnlab.gui.plots.ranges import Range
from nnlab.gui.theme import Theme, mixed

Numbers = npt.NDArray[np.floating]
_gamma, _steps = 2.2, 4096  # of light
_pale = 0.22  # a region is paler than the dots of its class, which stand on it


@dataclass(frozen=True, eq=False)
class Heat:
    """Indices (size, size), whose rows go upwards, into a table of colours (up to 256, 4) RGBA."""

    indices: npt.NDArray[np.uint8]
    table: npt.NDArray[np.uint8]


def one_output(values: Numbers, span: Range, theme: Theme, discrete: bool) -> Heat:
    """Returns (size, size) values in the theme's colours; NaN is grey."""
    share = (values - span.low) / (span.high - span.low)
    if discrete:
        index = np.where(share > 0.5, 255, 0)
    else:
        index = np.clip(np.nan_to_num(share, nan=0.5, posinf=1.0, neginf=0.0) * 255, 0, 255)
    return Heat(index.astype(np.uint8), theme.lut())


def blended(shares: Numbers, theme: Theme, discrete: bool) -> npt.NDArray[np.uint8]:
    """Returns shares of classes (k, size, size) as the mixture of the classes' colours, (size, size, 3) RGB.

    Light is mixed, not numbers of colours, which would come out too dark. What is no number is grey.
    """
    count = len(shares)
    clean = np.nan_to_num(np.maximum(shares, 0, dtype=np.float32), posinf=1.0).reshape(count, -1)
    total = clean.sum(axis=0)
    if discrete:
        clean = (clean.argmax(axis=0) == np.arange(count)[:, np.newaxis]).astype(np.float32)
    else:
        clean = clean / np.where(total > 0, total, 1)
    colors = tuple(mixed(color, theme.colors.neutral, _pale).getRgb()[:3] for color in theme.colors.classes)
    light = clean.T @ _light(colors, count)
    made = _shown()[np.minimum(light * (_steps - 1) + 0.5, _steps - 1).astype(np.int16)]
    made[total <= 0] = theme.colors.neutral.getRgb()[:3]
    return made.reshape(*shares.shape[1:], 3)


@lru_cache(maxsize=8)
def _light(classes: tuple[tuple[int, ...], ...], count: int) -> npt.NDArray[np.float32]:
    """Returns how much light the colours of so many classes are made of, (count, 3)."""
    rows = [classes[k % len(classes)] for k in range(count)]
    return ((np.array(rows) / 255) ** _gamma).astype(np.float32)


@lru_cache(maxsize=1)
def _shown() -> npt.NDArray[np.uint8]:
    """Returns the number of a colour for each of `_steps` amounts of light."""
    return np.round(255 * np.linspace(0, 1, _steps) ** (1 / _gamma)).astype(np.uint8)
