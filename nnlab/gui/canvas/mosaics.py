"""Pictures of a few channels as one, side by side, and the place they take in a tile."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnlab.gui.canvas.images import Picture

Levels = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.uint32]


def across_of(count: int, rows: int, columns: int) -> int:
    """Returns how many pictures of a size stand side by side, so that all of them together are nearly a square."""

    def sides(across: int) -> tuple[float, int]:
        wide, high = across * (columns + 1) - 1, ceil(count / across) * (rows + 1) - 1
        return max(wide, high) / min(wide, high), -across

    return min(range(1, count + 1), key=sides, default=1)


def mosaic(levels: Levels, lut: Pixels, ground: int, across: int = 0) -> Pixels:
    """Returns pictures (channels, rows, columns) as the pixels of one, a line of the ground between them.

    `across` of them stand in a row; 0 makes nearly a square of all.
    """
    count, rows, columns = levels.shape
    if count == 1:
        return np.ascontiguousarray(lut[levels[0]])
    across = across or across_of(count, rows, columns)
    down = ceil(count / across)
    made = np.full((down * (rows + 1), across * (columns + 1)), ground, np.uint32)
    for place in range(count):
        top, left = place // across * (rows + 1), place % across * (columns + 1)
        made[top : top + rows, left : left + columns] = lut[levels[place]]
    return np.ascontiguousarray(made[:-1, :-1])


def fitted(box: QRectF, rows: int, columns: int) -> QRectF:
    """Returns the largest place in a box for a picture of so many cells, each a square, in whole pixels."""
    size = min(box.width() / columns, box.height() / rows)
    wide, high = max(1, round(size * columns)), max(1, round(size * rows))
    left, top = round(box.x() + (box.width() - wide) / 2), round(box.y() + (box.height() - high) / 2)
    return QRectF(left, top, wide, high)


def draw(painter: QPainter, box: QRectF, picture: Picture) -> None:
    """Draws a picture in a box: its cells as they are, or smoothly where there are more of them than pixels."""
    rows, columns = picture.pixels.shape
    smooth = columns > box.width() or rows > box.height()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(box, picture.image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)


def even(values: npt.NDArray[Any], full: float) -> Levels:
    """Returns each value's place in the colours, from -full (0) over 0 (128) to full (255), in the same shape."""
    with np.errstate(all="ignore"):
        share = np.nan_to_num(values / max(full, 1e-12), nan=0.0, posinf=1.0, neginf=-1.0)
    return np.round(127.5 + 127.5 * np.clip(share, -1, 1)).astype(np.uint8)
