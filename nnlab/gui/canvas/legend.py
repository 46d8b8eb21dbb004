"""The legend of the weights' scale: what width and colour of edges mean, how large the largest weight is, and a button
that fits the one to the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetrics,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout

from nnlab.gui.buttons import IconButton
from nnlab.gui.canvas.corner import Corner
from nnlab.gui.canvas.scale import WeightScale, look, usual, widest, written
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large, scale
from nnlab.gui.theme import Theme, mixed, small_font
from nnlab.kernel.messages import Frame

_bar, _strip, _gap, _side, _button = 96.0, 5.0, 3.0, 6, 24
_look_ms = 250  # how often the largest weight is looked for while it moves


class ScaleLegend(Corner):
    """Shows the scale; a double click goes back to the usual one.

    `largest` returns the largest |weight| that is shown now, 0 where none is.
    """

    def __init__(
        self, context: Context, scale: WeightScale, largest: Callable[[], float], parent: QAbstractScrollArea
    ) -> None:
        super().__init__(parent)
        self.setObjectName("weight_scale")
        self._context, self._scale, self._ask = context, scale, largest
        self._largest, self._said = 0.0, ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_look_ms)
        self._later.timeout.connect(self.look)
        self.button: IconButton | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 4, 0)
        self._row.addStretch(1)
        scale.changed.connect(self._word)
        context.bridge.frame.connect(self._take)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._word)
        context.document.replaced.connect(scale.reset)
        self._word()

    def offer(self, action: QAction) -> None:
        """Gives the action that fits the scale a button here."""
        self.button = IconButton(action, self)
        self.button.setAutoRaise(True)
        self.button.setFixedSize(large(_button), large(_button))
        self.button.setIconSize(QSize(large(16), large(16)))
        self._row.addWidget(self.button)

    @property
    def largest(self) -> float:
        """The largest |weight| when it was last looked for."""
        return self._largest

    def look(self) -> None:
        """Looks for the largest weight now."""
        largest = self._ask()
        if largest != self._largest:
            self._largest = largest
            self._word()

    def fit(self) -> None:
        """Draws the largest weight in full."""
        self.look()
        self._scale.fit(self._largest)

    def _take(self, frame: Frame) -> None:
        """Looks for the largest weight again, soon and not too often."""
        if not self._later.isActive() and any(layer.weights is not None for layer in frame.layers):
            self._later.start()

    # ---- words

    def _word(self) -> None:
        """Words name and tooltip; the place changes only where what is painted does."""
        tr, full = self._context.language.tr, written(self._scale.full)
        beyond = self._largest > self._scale.full
        said = tr("largest {n}").format(n=written(self._largest)) if beyond else ""
        meaning = tr(
            "Width and colour of an edge are its weight: blue is positive, orange negative, and from ±{full} on both "
            "are full. Biases and pictures of weights have the same colours. The scale does not move by itself."
        ).format(full=full)
        now = tr("The largest weight or bias now is {n}.").format(n=written(self._largest)) if self._largest else ""
        hint = tr("A double click goes back to ±{usual}.").format(usual=written(usual))
        tip = "\n".join(part for part in (meaning, now, hint if self._scale.full != usual else "") if part)
        self.setToolTip(f"<p>{'</p><p>'.join(tip.splitlines())}</p>")
        self.setAccessibleName(tr("Scale of weights: full at ±{full}").format(full=full))
        self.setAccessibleDescription(tip.replace("\n", " "))
        self._said = said
        self.place()
        self.update()

    def place(self) -> None:
        """Stands in the lower right corner of what is seen, one line high."""
        port = self._area.viewport().geometry()
        height = QFontMetrics(small_font(self)).height() + large(14)
        size = QSize(self._wide(), max(height, large(_button)))
        self.resize(size)
        self.move(QPoint(port.right() - size.width() + 1, port.bottom() - size.height() + 1))

    def _wide(self) -> int:
        metrics = QFontMetrics(small_font(self))
        ends = 2 * (metrics.horizontalAdvance(f"−{written(self._scale.full)}") + large(_side))
        said = metrics.horizontalAdvance(self._said) + large(2 * _side) if self._said else large(_side)
        return ends + said + large(_side + _bar + _button + 4)

    # ---- Qt

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._scale.reset()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, font = self._context.theme.colors, small_font(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = QColor(colors.canvas)
            ground.setAlphaF(0.92)
            painter.fillRect(self.rect(), ground)
            wide, high = self.width() / scale(), self.height() / scale()
            painter.scale(scale(), scale())
            font.setPointSizeF(font.pointSizeF() / scale())
            end = paint_scale(painter, self._context.theme, self._scale, font, QPointF(_side, high / 2))
            if self._said:
                painter.setPen(colors.warning)
                left = end + _side
                box = QRectF(left, 0, wide - left, high)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._said)


def paint_scale(painter: QPainter, theme: Theme, scale: WeightScale, font: QFont, at: QPointF) -> float:
    """Paints −full, the colours above the widths, and full, from a point on their middle line; returns their end."""
    colors, text = theme.colors, written(scale.full)
    painter.setFont(font)
    x = at.x()
    for number, ink in ((f"−{text}", colors.orange), ("", None), (text, colors.blue)):
        if ink is None:
            _paint_bars(painter, theme, QRectF(x, at.y() - (_strip + _gap + widest) / 2, _bar, _strip + _gap + widest))
            x += _bar + _side
            continue
        wide = painter.fontMetrics().horizontalAdvance(number)
        painter.setPen(mixed(ink, colors.text, 0.25))
        box = QRectF(x, at.y() - 20, wide + 1, 40)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
        x += wide + _side
    return x - _side


def _paint_bars(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Paints the colours as squares have them, and below them the width and the ink of edges."""
    colors = theme.colors
    strip = QRectF(box.x(), box.y(), box.width(), _strip)
    shades = QLinearGradient(strip.topLeft(), strip.topRight())
    for place in range(0, 256, 51):
        shades.setColorAt(place / 255, QColor(*theme.lut()[place].tolist()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(strip, shades)
    middle = box.bottom() - widest / 2
    for sign, colour in ((-1, colors.orange), (1, colors.blue)):
        parts = np.linspace(0.0, 1.0, 9)
        widths, opacities = look(parts)
        inks = QLinearGradient(QPointF(box.center().x(), 0), QPointF(box.center().x() + sign * box.width() / 2, 0))
        for part, opacity in zip(parts, opacities, strict=True):
            ink = QColor(colour)
            ink.setAlphaF(float(opacity))
            inks.setColorAt(float(part), ink)
        x = box.center().x() + sign * parts * box.width() / 2
        above = [QPointF(float(a), middle - float(w) / 2) for a, w in zip(x, widths, strict=True)]
        below = [QPointF(float(a), middle + float(w) / 2) for a, w in zip(x, widths, strict=True)]
        painter.setBrush(inks)
        painter.drawPolygon(QPolygonF([*above, *reversed(below)]))
