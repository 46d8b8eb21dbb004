"""The samples on the output plot, drawn once into a layer of their own."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnlab.gui.plots.ranges import Range
from nnlab.gui.theme import Theme, mixed

Numbers = npt.NDArray[np.floating]
_levels = 24


def radius_for(count: int, side: float) -> float:
    """Returns how large dots are: smaller where there are many or the plot is small."""
    crowd = min(1.0, (400 / max(count, 1)) ** 0.25)
    return max(1.5, min(4.2, side / 85) * crowd)


def color_indices(y: Numbers, classes: bool, span: Range) -> npt.NDArray[np.int64]:
    """Returns for each target the number of its dot's colour: its class, or one of `_levels` steps of its value."""
    first = y.reshape(len(y), -1)[:, 0] if y.ndim > 1 else y
    if classes:
        return first.astype(np.int64)
    share = np.clip((first - span.low) / (span.high - span.low), 0, 1)
    return np.round(np.nan_to_num(share) * (_levels - 1)).astype(np.int64)


def dot_color(index: int, classes: bool, theme: Theme) -> QColor:
    """Returns the colour of a number that `color_indices` gave."""
    if classes:
        return theme.colors.classes[index % len(theme.colors.classes)]
    return QColor(*theme.lut()[round(index * 255 / (_levels - 1))].tolist())


def stamp(color: QColor, radius: float, ratio: float, rim: QColor, *, test: bool) -> QPixmap:
    """Draws one dot: filled with a rim for training, pale with a rim of its own colour for testing."""
    size = int(np.ceil(2 * radius + 4))
    made = QPixmap(QSize(size, size) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(size / 2, size / 2)
        if test:
            painter.setPen(QPen(mixed(color, QColor("black"), 0.25), max(1.0, radius * 0.36)))
            painter.setBrush(mixed(color, QColor("white"), 0.72))
            painter.drawEllipse(middle, radius * 0.92, radius * 0.92)
        else:
            painter.setPen(QPen(rim, max(0.8, radius * 0.28)))
            painter.setBrush(mixed(color, QColor("black"), 0.06))
            painter.drawEllipse(middle, radius, radius)
    return made


def draw_dots(painter: QPainter, places: Numbers, indices: npt.NDArray[np.int64], stamps: dict[int, QPixmap]) -> None:
    """Draws dots (N, 2) in pixels, one picture each, in the order of the samples."""
    halves = {
        index: (picture.width() / picture.devicePixelRatio() / 2, QRectF(picture.rect()))
        for index, picture in stamps.items()
    }
    for (x, y), index in zip(places.tolist(), indices.tolist(), strict=True):
        half, source = halves[index]
        painter.drawPixmap(QRectF(x - half, y - half, 2 * half, 2 * half), stamps[index], source)
