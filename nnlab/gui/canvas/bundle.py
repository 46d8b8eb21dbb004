"""All curves of one gap as a picture, at any zoom."""

from __future__ import annotations

import time
from functools import cached_property
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnlab.gui.canvas.curves import Curves, extent
from nnlab.gui.canvas.images import Picture
from nnlab.gui.canvas.layout import Link

_most_pixels = 400_000  # of one gap: a larger picture is drawn coarser, so that none holds the window up


class Spot(NamedTuple):
    """Where a gap's curves run, in the canvas's pixels, of which `scale` of the screen's make one."""

    x0: float
    x1: float
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    scale: float
    zoom: float = 1.0

    def extent(self, scale: float) -> tuple[int, int, int, int]:
        """Returns the picture's left, top, width and height when drawn so much larger than at 100 %."""
        heights = (*self.starts, *self.ends)
        low, high = min(heights) / self.zoom, max(heights) / self.zoom
        return extent(self.x0 / self.zoom, self.x1 / self.zoom, low, high, scale)


class Bundle:
    """All curves of one link, row by row of the matrix, their picture, and the weights (parts of full) it shows.

    Until it is drawn, `stand_in` is shown in its place: the gap between the same layers as it was before.
    """

    def __init__(self, link: Link, place: Spot) -> None:
        self.link, self.place = link, place
        self.drawn: np.ndarray | None = None
        self.dashed: np.ndarray | None = None
        self.drawn_at = 0.0
        self.stand_in: Picture | None = None

    @cached_property
    def _scale(self) -> float:
        """The picture's pixels for one at 100 %."""
        whole = self.place.scale * self.place.zoom
        _, _, width, height = self.place.extent(whole)
        return max(self.place.scale, whole * min(1.0, (_most_pixels / max(1, width * height)) ** 0.5))

    @cached_property
    def _curves(self) -> Curves:
        place = self.place
        from_y, to_y = np.meshgrid(place.starts, place.ends, indexing="ij")
        x0, x1 = place.x0 / place.zoom, place.x1 / place.zoom
        return Curves(x0, x1, from_y.ravel() / place.zoom, to_y.ravel() / place.zoom, self._scale)

    @cached_property
    def picture(self) -> Picture:
        return Picture(np.zeros((self._curves.height, self._curves.width), np.uint32), opaque=False)

    @property
    def shown(self) -> Picture | None:
        """What can be seen of it now."""
        return self.stand_in if self.drawn is None else self.picture

    @cached_property
    def rect(self) -> QRectF:
        """The place of its picture."""
        left, top, width, height = self.place.extent(self._scale)
        large = self.place.zoom / self._scale
        return QRectF(left * large, top * large, width * large, height * large)

    def nearest(self, x: float, y: float) -> tuple[int, float]:
        """Returns the curve that passes nearest to a point, and its distance (-1 and infinity outside the gap)."""
        zoom = self.place.zoom
        if not self.place.x0 <= x <= self.place.x1:
            return -1, float("inf")
        number, distance = self._curves.nearest(x / zoom, y / zoom)
        return number, distance * zoom

    def shows(self, parts: np.ndarray, dashed: np.ndarray | None) -> bool:
        """Tells whether these weights are drawn already, and dashed where they are to be."""
        if self.drawn is None or (dashed is None) != (self.dashed is None):
            return False
        alike = dashed is None or self.dashed is None or np.array_equal(dashed, self.dashed)
        return alike and np.array_equal(self.drawn, parts)

    def draw(self, parts: np.ndarray, colours: np.ndarray, dashed: np.ndarray | None = None) -> None:
        """Draws weights as parts of full; what training leaves alone is dashed."""
        self._curves.draw(parts, colours, self.picture.pixels, dashed)
        self.dashed = dashed
        self.drawn, self.drawn_at, self.stand_in = parts, time.perf_counter(), None

    def paint(self, painter: QPainter) -> None:
        """Paints the picture, pixel by pixel where it has as many as its place."""
        if self.drawn is None:
            if self.stand_in is not None:
                painter.drawImage(self.rect, self.stand_in.image)
        elif self._scale == self.place.scale * self.place.zoom:
            self.picture.image.setDevicePixelRatio(self.place.scale)
            painter.drawImage(self.rect.topLeft(), self.picture.image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect, self.picture.image)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
