"""The network's output as numbers of colours in a table: what pyqtgraph's picture draws without a loop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nnlab.gui.plots.ranges import Range
from nnlab.gui.theme import Theme

Numbers = npt.NDArray[np.floating]


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


def several_outputs(values: Numbers, theme: Theme, discrete: bool) -> Heat:
    """Returns (k, size, size) outputs: the colour of the largest one, the paler the less sure it is.

    Sure is (p_max - 1/k) / (1 - 1/k); outputs that are no distribution are made one by softmax.
    """
    clean = np.nan_to_num(values.astype(np.float64))
    if clean.min() < -1e-6 or abs(float(clean.sum(axis=0).mean()) - 1) > 1e-3:
        clean = np.exp(clean - clean.max(axis=0))
        clean /= clean.sum(axis=0)
    count = len(clean)
    levels = 256 // min(count, 64)
    winner = np.minimum(clean.argmax(axis=0), 255 // levels)
    sure = np.ones_like(clean[0]) if discrete else (clean.max(axis=0) - 1 / count) / (1 - 1 / count)
    index = winner * levels + np.clip(sure * (levels - 1), 0, levels - 1).astype(int)
    classes = tuple(color.getRgb() for color in theme.colors.classes)
    return Heat(index.astype(np.uint8), _pale_table(classes, theme.colors.neutral.getRgb(), levels))


@lru_cache(maxsize=4)
def _pale_table(classes: tuple[tuple[int, ...], ...], neutral: tuple[int, ...], levels: int) -> npt.NDArray[np.uint8]:
    sure = np.linspace(0.0, 1.0, levels)[:, np.newaxis]
    near = np.array(neutral, dtype=float)
    rows = [near + (np.array(classes[k % len(classes)]) - near) * sure for k in range(256 // levels)]
    table = np.zeros((256, 4), dtype=np.uint8)
    table[: len(rows) * levels] = np.round(np.concatenate(rows))
    table.flags.writeable = False
    return table
