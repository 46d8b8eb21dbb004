"""The loss curves with axes, legend and marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.curves import Curves, Mark
from nnlab.gui.plots.ticks import log_ticks, thin, ticks, written
from nnlab.gui.theme import Theme, small_font

Numbers = npt.NDArray[np.floating]
_left, _middle, _right, _top = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignVCenter,
    Qt.AlignmentFlag.AlignRight,
    Qt.AlignmentFlag.AlignTop,
)

_most = 1e300  # what lies beyond is drawn at the edge


class CurveArea(QWidget):
    """Draws curves of any length in a few milliseconds: each pixel column shows its lowest and highest value."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves = Curves()
        self._marks: Sequence[Mark] = ()
        self._log = False
        self._note = ""
        self._words = ("epoch", "loss", "train", "test")
        self.setFont(small_font(self))
        self.setMinimumSize(150, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_curves(self, curves: Curves, marks: Sequence[Mark]) -> None:
        """Shows the newest curves and marks."""
        self._curves, self._marks = curves, marks
        self.update()

    def show_log(self, log: bool) -> None:
        """Shows losses on a logarithmic axis."""
        self._log = log
        self.update()

    def word(self, epoch: str, loss: str, train: str, test: str, note: str) -> None:
        """Takes the words of axes and legend, and the note for an empty plot."""
        self._words, self._note = (epoch, loss, train, test), note
        self.update()

    # ---- where things are

    def _ranges(self) -> tuple[float, float, float]:
        """Returns the last epoch shown, and the lowest and highest loss."""
        curves = self._curves
        last = float(curves.epochs[-1]) if len(curves) else 0.0
        found = [span for span in (_span(row, positive=self._log) for row in (curves.train, curves.test)) if span]
        if not found:
            return max(last, 10.0), 0.1 if self._log else 0.0, 1.0
        low = max(-_most, min(span[0] for span in found))
        high = min(_most, max(span[1] for span in found))
        if self._log:
            low = max(low, 1 / _most)
            high = max(high, low * 3)
            return max(last, 10.0), low / 1.15, high * 1.15
        return max(last, 10.0), min(0.0, low), high * 1.06 or 1.0

    def _frame(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance("0.0005") + 8
        return QRectF(left, metrics.height() + 4, self.width() - left - 8, self.height() - 3 * metrics.height() - 14)

    # ---- drawing

    def _draw_axes(self, painter: QPainter, frame: QRectF, last: float, low: float, high: float) -> None:
        colors, height = self._theme.colors, self.fontMetrics().height()
        most = max(2, int(frame.height() / 34))
        grid = QPen(colors.line)
        for value in log_ticks(low, high, most) if self._log else ticks(low, high, most):
            y = round(self._y(value, frame, low, high)) + 0.5
            painter.setPen(grid)
            painter.drawLine(QLineF(frame.left(), y, frame.right(), y))
            painter.setPen(colors.muted)
            painter.drawText(QRectF(0, y - height / 2, frame.left() - 6, height), _right | _middle, written(value))
        for value in ticks(0, last, max(2, int(frame.width() / 74))):
            if not value.is_integer():
                continue
            x = frame.left() + value / last * frame.width()
            text = written(value)
            wide = self.fontMetrics().horizontalAdvance(text)
            place = min(x - wide / 2, self.width() - wide - 1)
            painter.drawText(QPointF(place, frame.bottom() + 5 + self.fontMetrics().ascent()), text)
        epoch, loss, _train, _test = self._words
        under = QRectF(frame.left(), self.height() - height - 3, frame.width(), height)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextDontClip, epoch)
        painter.drawText(QRectF(0, 0, frame.left() - 6, height), _right | _top, loss)

    def _y(self, value: float, frame: QRectF, low: float, high: float) -> float:
        share = _log_share(value, low, high) if self._log else (value - low) / (high - low)
        return frame.bottom() - share * frame.height()

    def _places(
        self, values: Numbers, frame: QRectF, last: float, low: float, high: float
    ) -> list[tuple[float, float]]:
        x, y = thin(self._curves.epochs, values, 0, last, max(1, int(frame.width() / 1.5)))
        if self._log:
            seen = y > 0
            x, y = x[seen], _log_share(y[seen], low, high)
        else:
            y = (y - low) / (high - low)
        x = frame.left() + x / last * frame.width()
        y = frame.bottom() - np.clip(y, -1, 2) * frame.height()
        return list(zip(x.tolist(), y.tolist(), strict=True))

    def _draw_curves(self, painter: QPainter, frame: QRectF, last: float, low: float, high: float) -> None:
        colors, curves = self._theme.colors, self._curves
        painter.save()
        painter.setClipRect(frame.adjusted(-2, -4, 4, 2))
        for values, color in ((curves.test, colors.test_line), (curves.train, colors.train_line)):
            places = self._places(values, frame, last, low, high)
            painter.setPen(QPen(color, 1.6))
            if len(places) == 1:
                painter.setBrush(color)
                painter.drawEllipse(QPointF(*places[0]), 1.8, 1.8)
            elif places:  # single lines: as one polyline a noisy curve would cost ten times as much
                painter.drawLines([QLineF(*a, *b) for a, b in pairwise(places)])
        painter.restore()

    def _draw_legend(self, painter: QPainter) -> None:
        colors, metrics = self._theme.colors, self.fontMetrics()
        x = self.width() - 8.0
        has_test = bool(len(self._curves)) and not np.isnan(self._curves.test).all()
        entries = [(self._words[3], colors.test_line)] if has_test else []
        for text, color in [*entries, (self._words[2], colors.train_line)]:
            x -= metrics.horizontalAdvance(text)
            painter.setPen(colors.muted)
            painter.drawText(QPointF(x, metrics.ascent()), text)
            painter.setPen(QPen(color, 2))
            painter.drawLine(QLineF(x - 18, metrics.height() / 2, x - 5, metrics.height() / 2))
            x -= 30

    def _draw_marks(self, painter: QPainter, frame: QRectF, last: float) -> None:
        metrics, color = self.fontMetrics(), self._theme.colors.warning
        free = frame.left()
        for mark in self._marks:
            if not 0 <= mark.epoch <= last:
                continue
            x = round(frame.left() + mark.epoch / last * frame.width()) + 0.5
            painter.setPen(QPen(color, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(x, frame.top(), x, frame.bottom()))
            text = metrics.elidedText(mark.text, Qt.TextElideMode.ElideRight, 120)
            wide = metrics.horizontalAdvance(text)
            place = x + 4 if x + 4 + wide <= frame.right() else x - 4 - wide
            if place >= free:
                back = QColor(self._theme.colors.panel)
                back.setAlpha(210)
                painter.fillRect(QRectF(place - 2, frame.top(), wide + 4, metrics.height()), back)
                painter.setPen(color)
                painter.drawText(QPointF(place, frame.top() + metrics.ascent()), text)
                free = place + wide + 6

    def sizeHint(self) -> QSize:
        return QSize(320, 220)

    def paintEvent(self, _event: QPaintEvent) -> None:
        frame = self._frame()
        last, low, high = self._ranges()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_axes(painter, frame, last, low, high)
            if len(self._curves):
                self._draw_marks(painter, frame, last)
                self._draw_curves(painter, frame, last, low, high)
                self._draw_legend(painter)
            if len(self._curves) < 2 and self._note:
                painter.setPen(self._theme.colors.muted)
                painter.drawText(frame, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._note)


def _span(values: Numbers, *, positive: bool) -> tuple[float, float] | None:
    """Returns the lowest and highest finite (and positive) value, None where there is none."""
    if not len(values):
        return None
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if math.isfinite(low) and math.isfinite(high) and (low > 0 or not positive):
        return low, high
    kept = values[np.isfinite(values) & (values > 0)] if positive else values[np.isfinite(values)]
    return (float(kept.min()), float(kept.max())) if len(kept) else None


def _log_share(value: Numbers | float, low: float, high: float) -> Numbers:
    """Returns where values lie between two others on a logarithmic axis: 0 at low, 1 at high."""
    return (np.log(value) - math.log(low)) / (math.log(high) - math.log(low))
