"""A data set as a small picture of its real samples."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnlab.gui.enlarging import large
from nnlab.gui.icons import pixmap
from nnlab.gui.theme import Theme, mixed
from nnlab.kernel.messages import Preview

most_points = 160


class Thumbnail(QAbstractButton):
    """A data set to choose; empty until its samples arrive, a warning sign where they cannot be made."""

    def __init__(self, id: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.id = id
        self.asked = 0
        self._theme = theme
        self._preview: Preview | None = None
        self._failed = False
        self._picture: QPixmap | None = None
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._forget)

    @property
    def drawn(self) -> bool:
        """Whether it shows samples."""
        return self._preview is not None

    @property
    def failed(self) -> bool:
        """Whether its samples could not be made."""
        return self._failed

    def show_preview(self, preview: Preview) -> None:
        """Draws these samples."""
        self._preview, self._failed = preview, False
        self._forget()

    def show_failed(self) -> None:
        """Says by a sign that there are no samples."""
        self._failed = True
        self._forget()

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def _points(self, inside: QRectF) -> list[tuple[QColor, QPolygonF]]:
        preview = self._preview
        if preview is None:
            return []
        x = preview.x.numpy().reshape(len(preview.x.numpy()), -1)[:, :2].astype(float)
        if x.shape[1] < 2 or not len(x):
            return []
        y = preview.y.numpy().reshape(len(x), -1)[:, 0].astype(float)
        some = np.linspace(0, len(x) - 1, min(most_points, len(x))).astype(int)
        x, y = x[some], y[some]
        good = np.isfinite(x).all(axis=1) & np.isfinite(y)
        x, y = x[good], y[good]
        low, high = x.min(axis=0), x.max(axis=0)
        share = (x - low) / np.where(high > low, high - low, 1)
        places = np.column_stack(
            [inside.left() + share[:, 0] * inside.width(), inside.bottom() - share[:, 1] * inside.height()]
        )
        return [
            (color, QPolygonF([QPointF(*place) for place in places[chosen].tolist()]))
            for color, chosen in self._groups(y, preview.targets == "classes")
        ]

    def _groups(self, y: np.ndarray, classes: bool) -> list[tuple[QColor, np.ndarray]]:
        colors = self._theme.colors
        if classes:
            return [(colors.classes[int(c) % len(colors.classes)], y == c) for c in np.unique(y)]
        span = float(np.abs(y).max()) or 1.0
        level = np.clip(np.round((y / span + 1) * 4), 0, 8).astype(int)
        lut = self._theme.lut()
        return [(QColor(*lut[min(255, int(k * 255 / 8))].tolist()), level == k) for k in np.unique(level)]

    def _draw(self, size: QSize, ratio: float) -> QPixmap:
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._failed:
                side = large(14)
                sign = pixmap("triangle-alert", self._theme.colors.warning, side, ratio)
                painter.drawPixmap((size.width() - side) // 2, (size.height() - side) // 2, sign)
            margin = size.width() * 0.16
            inside = QRectF(0, 0, size.width(), size.height()).adjusted(margin, margin, -margin, -margin)
            dot = max(1.8, size.width() / 15)
            if self._preview is not None and self._preview.picture is not None:
                self._paint_picture(painter, inside, self._preview.picture.numpy())
                return made
            for color, places in self._points(inside):
                painter.setPen(QPen(color, dot, c=Qt.PenCapStyle.RoundCap))
                painter.drawPoints(places)
        return made

    def _paint_picture(self, painter: QPainter, inside: QRectF, values: np.ndarray) -> None:
        """Draws a sample that is a picture: large numbers in the colour of text."""
        colors, (rows, columns) = self._theme.colors, values.shape
        low, high = float(values.min()), float(values.max())
        levels = (values - low) / (high - low if high > low else 1.0)
        side = min(inside.width() / columns, inside.height() / rows)
        left, top = inside.center().x() - side * columns / 2, inside.center().y() - side * rows / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for (row, column), level in np.ndenumerate(levels):
            square = QRectF(left + column * side, top + row * side, side, side)
            painter.fillRect(square, mixed(colors.field, colors.text, float(level)))

    def sizeHint(self) -> QSize:
        return QSize(large(36), large(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, ratio = self._theme.colors, self.devicePixelRatioF()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = 2.0 if self.isChecked() else 1.0
            frame = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
            path = QPainterPath()
            path.addRoundedRect(frame, 5, 5)
            painter.fillPath(path, colors.hover if self.underMouse() and not self.isChecked() else colors.field)
            if self._picture is None or self._picture.size() != self.size() * ratio:
                self._picture = self._draw(self.size(), ratio)
            painter.drawPixmap(0, 0, self._picture)
            line = colors.accent if self.isChecked() else mixed(colors.line, colors.muted, 0.25)
            painter.setPen(QPen(line, edge))
            painter.drawPath(path)
            if self.hasFocus():
                painter.setPen(QPen(colors.accent, 1, Qt.PenStyle.DotLine))
                painter.drawRoundedRect(frame.adjusted(2.5, 2.5, -2.5, -2.5), 3, 3)
