"""Names and numbers of a confusion matrix: turned, cut, made smaller, and no more than can be painted at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

_smallest = 0.74  # of the usual letters, for numbers
_most = 800  # numbers; more would hold the window up at every painting, and nobody reads them
_flags = Qt.AlignmentFlag


def largest(counts: npt.NDArray[np.int64], most: int = _most) -> npt.NDArray[np.int64]:
    """Returns the rows and columns (N, 2) of the counts that are painted: those above 0, of very many the largest."""
    places = np.argwhere(counts > 0)
    if len(places) <= most:
        return places
    found = counts[tuple(places.T)]
    return places[np.sort(np.argsort(-found, kind="stable")[:most])]


def paint_name(painter: QPainter, name: str, box: QRectF, turned: bool) -> None:
    """Paints the name of a column above it, upwards where it is `turned`."""
    if not turned:
        painter.drawText(box, _flags.AlignHCenter | _flags.AlignBottom, name)
        return
    text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(box.height()))
    painter.save()
    painter.translate(box.center().x(), box.bottom())
    painter.rotate(-90)
    painter.drawText(QRectF(0, -box.width() / 2, box.height(), box.width()), _flags.AlignVCenter, text)
    painter.restore()


def shrink(painter: QPainter, longest: str, cell: QRectF, usual: QFont) -> bool:
    """Makes letters a little smaller where a number would not fit a cell; tells whether it now does."""
    metrics = QFontMetricsF(usual)
    part = min(1.0, (cell.width() - 3) / metrics.horizontalAdvance(longest), (cell.height() + 4) / metrics.height())
    font = QFont(usual)
    font.setPointSizeF(font.pointSizeF() * max(part, _smallest))
    painter.setFont(font)
    return part >= _smallest
