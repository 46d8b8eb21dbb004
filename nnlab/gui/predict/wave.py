"""A sequence as a curve over its steps, drawn with the mouse or moved step by step with keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large, scale
from nnlab.gui.plots.ticks import short
from nnlab.gui.predict.row import Row

_part = 40  # of the range: what an arrow key moves


class Wave(QWidget):
    """Shows the numbers of a sequence (time, features); the mouse draws the feature that is chosen."""

    def __init__(self, context: Context, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict_wave")
        self._context, self._row = context, row
        self._steps, self._features = 1, 1
        self._low, self._high = 0.0, 1.0
        self.feature = self._at = 0
        self._last: tuple[int, float] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(large(80))
        self.setCursor(Qt.CursorShape.CrossCursor)
        context.theme.changed.connect(self.update)
        context.language.changed.connect(self._word)
        row.changed.connect(self._tell)
        self._word()

    def show_data(self, data: DataFacts) -> None:
        """Takes the steps and the range of other data."""
        steps, features = (data.shape or (1, 1))[:2]
        self._steps, self._features = steps, features
        self._low, self._high = min(data.low), max(data.high)
        if self._high <= self._low:
            self._high = self._low + 1
        self.feature, self._at = min(self.feature, features - 1), min(self._at, steps - 1)
        self._tell()

    # ---- where things are

    @property
    def _frame(self) -> QRectF:
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(short(value)) for value in (self._low, self._high)) + large(8)
        top = metrics.height() / 2
        return QRectF(left, top, max(10.0, self.width() - left - large(10)), max(10.0, self.height() - 3 * top - 4))

    def _place(self, step: int, value: float) -> QPointF:
        frame, high, low = self._frame, self._high, self._low
        x = frame.left() + frame.width() * ((step + 0.5) / self._steps)
        share = min(1.0, max(0.0, (value - low) / (high - low)))
        return QPointF(x, frame.bottom() - share * frame.height())

    def _meant(self, at: QPointF) -> tuple[int, float]:
        """Returns the step and the value at a place."""
        frame = self._frame
        step = int((at.x() - frame.left()) / frame.width() * self._steps)
        share = min(1.0, max(0.0, (frame.bottom() - at.y()) / frame.height()))
        return min(self._steps - 1, max(0, step)), self._low + share * (self._high - self._low)

    def _value(self, step: int, feature: int) -> float:
        place, values = step * self._features + feature, self._row.values
        return values[place] if place < len(values) else 0.0

    # ---- changing

    def _draw(self, step: int, value: float) -> None:
        """Puts a value, and those of the steps that the mouse has jumped over."""
        first, begin = self._last if self._last is not None else (step, value)
        way = 1 if step >= first else -1
        steps = list(range(first, step + way, way))
        parts = [(one - first) / (step - first) if step != first else 1.0 for one in steps]
        columns = [one * self._features + self.feature for one in steps]
        digits = 3 if self._high - self._low < 10 else 1
        self._at, self._last = step, (step, value)
        self._row.put(columns, [round(begin + (value - begin) * part, digits) for part in parts])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = None
            self._draw(*self._meant(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._draw(*self._meant(event.position()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._last = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, page = event.key(), (self._high - self._low) / _part
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        up = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1, Qt.Key.Key_PageDown: -8, Qt.Key.Key_PageUp: 8}.get(key)
        if along is not None:
            self._at = min(self._steps - 1, max(0, self._at + along))
            self._tell()
        elif up is not None:
            value = min(self._high, max(self._low, self._value(self._at, self.feature) + up * page))
            self._row.put([self._at * self._features + self.feature], [float(f"{value:.6g}")])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.feature = (self.feature + (1 if key == Qt.Key.Key_End else -1)) % self._features
            self._tell()
        else:
            super().keyPressEvent(event)

    def choose(self, feature: int) -> None:
        """Says which feature is drawn."""
        self.feature = feature
        self._tell()

    # ---- showing

    def _word(self) -> None:
        tr = self._context.language.tr
        self.setAccessibleName(tr("Sequence"))
        self.setToolTip(tr("Draw the curve; or choose a step with the arrow keys and move it up and down"))
        self._tell()

    def _tell(self) -> None:
        tr, value = self._context.language.tr, self._value(self._at, self.feature)
        self.setAccessibleDescription(tr("step {n}: {value}").format(n=self._at + 1, value=short(value)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(large(220), large(140))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, frame, metrics = self._context.theme.colors, self._frame, self.fontMetrics()
        with QPainter(self) as painter:
            painter.fillRect(frame, colors.field)
            painter.setPen(colors.accent if self.hasFocus() else colors.line)
            painter.drawRect(frame)
            painter.setPen(colors.muted)
            for value, y in ((self._high, frame.top()), (self._low, frame.bottom())):
                room = QRectF(0, y - metrics.height() / 2, frame.left() - large(4), metrics.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short(value))
            below = QRectF(frame.left(), frame.bottom() + 3, frame.width(), metrics.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.accessibleDescription())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            order = [*(one for one in range(self._features) if one != self.feature), self.feature]
            for feature in order:
                self._paint_curve(painter, feature)

    def _paint_curve(self, painter: QPainter, feature: int) -> None:
        colors, chosen = self._context.theme.colors, feature == self.feature
        ink = colors.classes[(feature + 1) % len(colors.classes)]
        points = [self._place(step, self._value(step, feature)) for step in range(self._steps)]
        painter.setPen(QPen(ink, (2.0 if chosen else 1.2) * scale()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(ink)
        radius = min(4.0, self._frame.width() / self._steps / 2.5) * scale() * (1.0 if chosen else 0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        for point in points:
            painter.drawEllipse(point, radius, radius)
        if chosen and self.hasFocus():
            painter.setPen(QPen(colors.text, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(points[self._at], radius + 3, radius + 3)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()
