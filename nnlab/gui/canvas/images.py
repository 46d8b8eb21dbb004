"""Arrays as pictures that QPainter can draw without a copy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

Pixels = npt.NDArray[np.uint32]


def rgb32(lut: npt.NDArray[Any]) -> Pixels:
    """Returns a table of RGBA bytes (256, 4) as the numbers of an opaque picture (256,)."""
    wide = lut.astype(np.uint32)
    return np.uint32(0xFF000000) | (wide[:, 0] << 16) | (wide[:, 1] << 8) | wide[:, 2]


def colour(pixel: int) -> QColor:
    """Returns one entry of such a table as a colour."""
    return QColor((int(pixel) >> 16) & 255, (int(pixel) >> 8) & 255, int(pixel) & 255)


class Picture:
    """A picture over an array (rows, columns), which it keeps alive."""

    def __init__(self, pixels: Pixels, *, opaque: bool) -> None:
        self.pixels = np.ascontiguousarray(pixels)
        rows, columns = self.pixels.shape
        kind = QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied
        self.image = QImage(self.pixels.data, columns, rows, columns * 4, kind)
