"""Skip connections as bands: each runs around the columns it passes by and ends in an arrow."""

from __future__ import annotations

from math import hypot

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from nnlab.gui.canvas.layout import Layout, Link
from nnlab.gui.canvas.routes import Route
from nnlab.gui.canvas.scale import look
from nnlab.gui.canvas.selection import Place
from nnlab.gui.theme import Theme, mixed

_corner = 12.0
_passing = 3.2  # the width of a band without weights
_most = 8  # strands
_reach = 4.0  # of the mouse beside a band, at least
Weights = npt.NDArray[np.floating]


class Bands:
    """Draws the links that have a route and finds the one under the mouse.

    What passes on numbers as they are is one quiet band; a band of weights has a strand for each part of them, the most
    positive first.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._routed: list[_Routed] = []
        self._strands: dict[tuple[int, int], Weights] = {}

    def place(self, layout: Layout) -> None:
        """Takes another layout's routes."""
        self._routed = [_Routed(link, link.route, layout.zoom) for link in layout.links if link.route is not None]

    def weigh(self, link: Link, weights: Weights | None) -> None:
        """Gives a band its weights, as parts of full; None where it has none."""
        if weights is None or not weights.size:
            self._strands.pop((link.source, link.target), None)
            return
        places = (np.arange(min(_most, weights.size)) + 0.5) / min(_most, weights.size)
        self._strands[link.source, link.target] = np.quantile(np.nan_to_num(weights), places)[::-1]

    def paint(self, painter: QPainter) -> None:
        """Draws all bands, each with a rim that sets it off from what it crosses."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one in self._routed:
            one.stroke(painter, self._theme.colors.canvas, one.route.width + 3)
            self._paint(painter, one)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_marked(self, painter: QPainter, place: Place) -> None:
        """Draws the band under the mouse again, over the others."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one in self._routed:
            if one.place == place:
                one.stroke(painter, self._theme.colors.canvas, one.route.width + 7)
                one.stroke(painter, self._theme.colors.accent, one.route.width + 3)
                self._paint(painter, one)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint(self, painter: QPainter, one: _Routed) -> None:
        colors = self._theme.colors
        quiet = mixed(colors.muted, colors.canvas, 0.3)
        strands = self._strands.get((one.link.source, one.link.target))
        if strands is None:
            one.stroke(painter, quiet, min(one.route.width, _passing * one.zoom))
        else:
            one.stroke(painter, colors.canvas, one.route.width)
            width, opacities = one.route.width / len(strands), look(strands)[1]
            for place, (weight, opacity) in enumerate(zip(strands.tolist(), opacities.tolist(), strict=True)):
                hue = colors.blue if weight >= 0 else colors.orange
                shift = (place + 0.5) * width - one.route.width / 2
                one.stroke(painter, mixed(colors.canvas, hue, opacity), width, shift)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(quiet)
        painter.drawPolygon(one.arrow)

    def at(self, x: float, y: float) -> Place | None:
        """Returns the link whose band lies under a point."""
        near = [(one.route.distance(x, y), one) for one in self._routed]
        near = [(far, one) for far, one in near if far <= max(_reach, one.route.width / 2 + 1)]
        return min(near, key=lambda found: found[0])[1].place if near else None


class _Routed:
    """A link's band: its way and its arrow."""

    def __init__(self, link: Link, route: Route, zoom: float) -> None:
        self.link, self.route, self.zoom = link, route, zoom
        self.place = Place("link", link.target, -1, link.source)
        self._ways: dict[float, QPainterPath] = {}

    def stroke(self, painter: QPainter, colour: QColor, width: float, shift: float = 0.0) -> None:
        """Draws the band, or a strand of it beside its middle."""
        if shift not in self._ways:
            self._ways[shift] = path(self.route, _corner * self.zoom, self._head * 0.9, shift)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
        painter.drawPath(self._ways[shift])

    @property
    def _head(self) -> float:
        return self.route.width + 4 * self.zoom

    @property
    def arrow(self) -> QPolygonF:
        """The arrow at its end."""
        (x, y), half = self.route.end, min(self.route.width, 2 + _passing * self.zoom) / 2 + 2 * self.zoom
        head = [QPointF(x, y - 1), QPointF(x - half, y + self._head), QPointF(x + half, y + self._head)]
        return QPolygonF(head)


def path(route: Route, corner: float, short: float, shift: float = 0.0) -> QPainterPath:
    """Returns a band's middle, or a line beside it, as a path with round corners; it ends `short` of the end."""
    signs = ((1, 0), (1, -1), (-1, -1), (-1, 0))
    moved = zip(route.points, signs, strict=True)
    points = [QPointF(x + across * shift, y + down * shift) for (x, y), (across, down) in moved]
    points[-1].setY(points[-1].y() + short)
    made = QPainterPath(points[0])
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(corner, _far(before, point) / 2, _far(point, after) / 2)
        made.lineTo(_towards(point, before, reach))
        made.quadTo(point, _towards(point, after, reach))
    made.lineTo(points[-1])
    return made


def _far(first: QPointF, last: QPointF) -> float:
    return hypot(last.x() - first.x(), last.y() - first.y())


def _towards(point: QPointF, other: QPointF, reach: float) -> QPointF:
    part = reach / (_far(point, other) or 1.0)
    return point + (other - point) * part
