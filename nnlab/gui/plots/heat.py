"""The network's output as an indexed picture: numbers become colours without a loop."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from nnlab.gui.plots.ranges import Range
from nnlab.gui.theme import Theme

Numbers = npt.NDArray[np.floating]


def one_output(values: Numbers, span: Range, theme: Theme, discrete: bool) -> QImage:
    """Draws (size, size) values, whose rows go upwards, in the theme's colours; NaN is grey."""
    share = (values - span.low) / (span.high - span.low)
    if discrete:
        index = np.where(share > 0.5, 255, 0)
    else:
        index = np.clip(np.nan_to_num(share, nan=0.5, posinf=1.0, neginf=0.0) * 255, 0, 255)
    return _indexed(index.astype(np.uint8), _table(theme.lut().tobytes()))


def several_outputs(values: Numbers, theme: Theme, discrete: bool) -> QImage:
    """Draws (k, size, size) outputs: the colour of the largest one, the paler the less sure it is.

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
    classes = tuple(color.rgb() for color in theme.colors.classes)
    return _indexed(index.astype(np.uint8), _pale_table(classes, theme.colors.neutral.rgb(), count, levels))


def _indexed(index: npt.NDArray[np.uint8], table: list[int]) -> QImage:
    rows = np.ascontiguousarray(index[::-1])
    image = QImage(rows.data, rows.shape[1], rows.shape[0], rows.shape[1], QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    # a copy in true colours owns its memory and is what scaling needs
    return image.convertToFormat(QImage.Format.Format_RGB32)


@lru_cache(maxsize=4)
def _table(lut: bytes) -> list[int]:
    rows = np.frombuffer(lut, dtype=np.uint8).reshape(256, 4).astype(np.int64)
    return ((rows[:, 3] << 24) | (rows[:, 0] << 16) | (rows[:, 1] << 8) | rows[:, 2]).tolist()


@lru_cache(maxsize=4)
def _pale_table(classes: tuple[int, ...], neutral: int, count: int, levels: int) -> list[int]:
    def parts(color: int) -> Numbers:
        return np.array([(color >> 16) & 255, (color >> 8) & 255, color & 255], dtype=float)

    table: list[int] = []
    for k in range(256 // levels):
        far, near = parts(classes[k % len(classes)]), parts(neutral)
        for level in range(levels):
            red, green, blue = np.round(near + (far - near) * level / max(1, levels - 1)).astype(int).tolist()
            table.append(0xFF000000 | (red << 16) | (green << 8) | blue)
    return table[:256]
