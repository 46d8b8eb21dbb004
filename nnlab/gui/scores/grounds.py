"""The colours of a confusion matrix: the more of a row's samples are in a cell, the stronger."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnlab.gui.theme import Colors


def grounds_of(
    counts: npt.NDArray[np.int64], totals: npt.NDArray[np.int64], colors: Colors, offset: int
) -> npt.NDArray[np.float64]:
    """Returns the colours (rows, columns, 3) of cells: blue where the answer is right, orange where it is wrong.

    `offset` is how much further the first row is than the first column.
    """
    share = (counts / np.maximum(totals, 1)[:, np.newaxis]) ** 0.6
    empty, right, wrong = (np.array(color.getRgb()[:3], float) for color in (colors.chip, colors.blue, colors.orange))
    full = np.where(np.eye(*counts.shape, k=offset, dtype=bool)[:, :, np.newaxis], right, wrong)
    return np.asarray(empty + (full - empty) * share[:, :, np.newaxis])
