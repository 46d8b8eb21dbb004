"""How what training leaves alone looks: frozen weights and biases are dashed, cut ones are crossed out as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnlab.gui.canvas.layout import Column
from nnlab.gui.canvas.marks import Held

_dash, _space, _arm = 7.0, 4.0, 3.2
_dark = QColor("#1b2230")  # a bias that is cut has the colour of 0, light in every theme
_most_crosses = 400  # more would be a blot


def dash(pen: QPen) -> None:
    """Makes a pen's lines dashed, whatever their width."""
    width = max(pen.widthF(), 0.1)
    pen.setDashPattern([_dash / width, _space / width])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)


def paint_cuts(painter: QPainter, source: Column, target: Column, held: Held, ink: QColor, zoom: float) -> None:
    """Crosses out cut weights in the middle of their curves."""
    places = np.argwhere(held.cut)[:_most_crosses].tolist()
    x = (source.centre + source.half + target.centre - target.half) / 2
    _crosses(painter, [QPointF(x, (source.rows[row] + target.rows[unit]) / 2) for row, unit in places], ink, zoom)


def paint_held_biases(painter: QPainter, squares: Sequence[QRectF], held: Held, ground: QColor) -> None:
    """Dashes the frames of the held biases' squares, and crosses out those that are cut."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dashed = QPen(ground, 1)
    dashed.setDashPattern([2, 2])
    painter.setPen(dashed)
    painter.drawRects([squares[row] for row in np.flatnonzero(held.held).tolist()])
    cut = [squares[row] for row in np.flatnonzero(held.cut).tolist()]
    painter.setPen(QPen(_dark, 1))
    for square in cut:
        inside = square.adjusted(2, 2, -2, -2)
        painter.drawLine(inside.topLeft(), inside.bottomRight())
        painter.drawLine(inside.topRight(), inside.bottomLeft())


def _crosses(painter: QPainter, middles: Sequence[QPointF], ink: QColor, zoom: float) -> None:
    arm = _arm * zoom
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1.4 * zoom))
    for sign in (1, -1):
        ends = QPointF(arm, sign * arm)
        painter.drawLines([QLineF(middle - ends, middle + ends) for middle in middles])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
