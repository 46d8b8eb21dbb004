"""A single sample in a few pixels: a picture as it is, a sequence as a line over time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from nnlab.experiment.facts import DataFacts
from nnlab.gui.enlarging import scale
from nnlab.gui.theme import Theme
from nnlab.records import Shape

Numbers = npt.NDArray[np.floating]


class Thumbs:
    """Draws samples of a shape (channels, rows, columns) or (time, features), all between the same two numbers."""

    def __init__(self, theme: Theme, shape: Shape, low: float, high: float) -> None:
        self._theme, self.shape, self.ends = theme, shape, (low, high)
        self._low, self._span = low, (high - low) or 1.0
        self._images: dict[tuple[str, int], QImage] = {}
        self._colors = theme.colors  # of the images

    @property
    def wide(self) -> float:
        """How many times wider than high a sample is drawn."""
        if len(self.shape) == 2:
            return 2.4
        return min(3.0, max(0.5, self.shape[-1] / self.shape[-2]))

    def paint(self, painter: QPainter, place: QRectF, key: tuple[str, int], x: Numbers) -> None:
        """Paints the sample with these numbers (columns,); `key` names it, so that its picture is made once."""
        if len(self.shape) == 2:
            self._paint_lines(painter, place, x.reshape(self.shape))
            return
        if len(self._images) > 500 or self._colors is not self._theme.colors:
            self._images.clear()
            self._colors = self._theme.colors
        image = self._images.get(key)
        if image is None:
            image = self._images[key] = self.picture(x)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > place.width())
        painter.drawImage(_fitted(place, image.width() / image.height()), image)

    def image(self, x: Numbers) -> npt.NDArray[np.uint8]:
        """Returns a picture as colours (rows, columns, 3): three channels as red, green, blue, others as their mean."""
        share = np.clip((x.reshape(-1, *self.shape[-2:]) - self._low) / self._span, 0, 1)
        if len(share) == 3:
            return np.round(255 * np.moveaxis(share, 0, 2)).astype(np.uint8)
        ground, ink = (
            np.array(color.getRgb()[:3], float) for color in (self._theme.colors.field, self._theme.colors.text)
        )
        mean = np.nan_to_num(share.mean(axis=0))[:, :, np.newaxis]
        return np.round(ground + (ink - ground) * mean).astype(np.uint8)

    def picture(self, x: Numbers) -> QImage:
        """Draws a picture with these numbers (columns,), a pixel for each number."""
        made = self.image(x)
        rows, columns = made.shape[:2]
        return QImage(made.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()

    def _paint_lines(self, painter: QPainter, place: QRectF, x: Numbers) -> None:
        """Draws each feature over time; one alone in the colour of text."""
        colors, steps = self._theme.colors, np.linspace(place.left() + 2, place.right() - 2, len(x))
        share = np.clip((np.nan_to_num(x) - self._low) / self._span, 0, 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(place, colors.field)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for feature in range(min(x.shape[1], len(colors.classes))):
            ink = colors.text if x.shape[1] == 1 else colors.classes[feature]
            painter.setPen(QPen(ink, 1.4 * scale()))
            heights = place.bottom() - 3 - share[:, feature] * (place.height() - 6)
            painter.drawPolyline(QPolygonF([QPointF(*at) for at in zip(steps.tolist(), heights.tolist(), strict=True)]))


def thumbs_of(theme: Theme, data: DataFacts) -> Thumbs:
    """Returns what draws samples of some data, between the least and the largest of its numbers."""
    return Thumbs(theme, data.shape or (1, 1), min(data.low), max(data.high))


def _fitted(place: QRectF, wide: float) -> QRectF:
    """Returns the largest place of a shape in the middle of another."""
    width = min(place.width(), place.height() * wide)
    made = QRectF(0, 0, width, width / wide)
    made.moveCenter(place.center())
    return made
