"""Targets against answers: a dot on the diagonal is a value that was met."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.plots.dots import dot_pens
from nnlab.gui.plots.ticks import short, written
from nnlab.gui.theme import small_font
from nnlab.records.scores import Pairs, Part

_near = 6.0  # pixels at which the mouse still means a dot
_radius = 3.2
_flags = Qt.AlignmentFlag


class Scatter(QWidget):
    """Shows some hundred samples of a set. Left and right go from dot to dot, Enter or a click asks for the sample.

    Signals:
        chosen(row): a sample is asked for.
        said(text): what is under the mouse, or at the keys, in words; "" for nothing.
    """

    chosen = Signal(int)
    said = Signal(str)

    def __init__(self, context: Context, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._part = context, part
        self._rows: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._pairs = np.zeros((0, 2))
        self._low, self._high = 0.0, 1.0
        self._over: int | None = None
        self.current: int | None = None
        self.setObjectName(f"scatter_{part}")
        self.setFont(small_font(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(150, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        context.theme.changed.connect(self.update)
        context.language.changed.connect(self._word)
        self._word()

    # ---- what to show

    def show_pairs(self, pairs: Pairs, column: int) -> None:
        """Shows one of the targets."""
        rows, targets, answers = pairs.rows.numpy(), pairs.targets.numpy(), pairs.answers.numpy()
        order = np.argsort(targets[:, column], kind="stable")  # the arrow keys go from left to right
        self._rows = rows[order]
        self._pairs = np.column_stack([targets[order, column], answers[order, column]]).astype(float)
        self._span()
        if self.current is not None and self.current >= len(rows):
            self.current = None
        self._over = None
        self.update()

    def _span(self) -> None:
        """Takes the range of targets, and of answers as far as they are not wild: one answer must not hide the rest."""
        finite = self._pairs[np.isfinite(self._pairs).all(axis=1)]
        if not len(finite):
            self._low, self._high = 0.0, 1.0
            return
        low, high = float(finite[:, 0].min()), float(finite[:, 0].max())
        wide = (high - low) or max(abs(high), 1.0)
        low = max(min(low, float(finite[:, 1].min())), low - 2 * wide)
        high = min(max(high, float(finite[:, 1].max())), high + 2 * wide)
        wide = (high - low) or wide
        self._low, self._high = low - 0.05 * wide, high + 0.05 * wide

    def words(self, place: int) -> str:
        """Words a dot."""
        tr = self._context.language.tr
        target, answer = self._pairs[place]
        if self._part == "train":
            text = tr("Training sample {n}: target {target}, answer {answer}, off by {away}")
        else:
            text = tr("Test sample {n}: target {target}, answer {answer}, off by {away}")
        row = int(self._rows[place]) + 1
        return text.format(n=row, target=short(target), answer=short(answer), away=short(abs(answer - target)))

    # ---- where things are

    def _frame(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        numbers = [metrics.horizontalAdvance(written(value)) for value in self._ticks()]
        left = max(numbers, default=0.0) + large(6) + metrics.height()
        bottom = 2 * metrics.height() + large(4)
        room = QRectF(left, large(6), self.width() - left - large(10), self.height() - bottom - large(6))
        return QRectF(room.left(), room.top(), max(20.0, room.width()), max(20.0, room.height()))

    def _ticks(self) -> list[float]:
        """Returns a few round numbers of the range."""
        wide = self._high - self._low
        if not math.isfinite(wide) or wide <= 0:
            return []
        step = 10.0 ** math.floor(math.log10(wide / 3))
        step *= next(fold for fold in (1, 2, 5, 10) if wide / (step * fold) <= 5)
        first = math.ceil(self._low / step)
        return [round(step * n, 12) for n in range(first, first + 7) if step * n <= self._high]

    def _place(self, target: float, answer: float, frame: QRectF) -> QPointF:
        wide = self._high - self._low
        high = min(max(answer, self._low), self._high) if math.isfinite(answer) else self._high
        x = frame.left() + (target - self._low) / wide * frame.width()
        return QPointF(x, frame.bottom() - (high - self._low) / wide * frame.height())

    def dot_at(self, place: QPointF) -> int | None:
        """Returns the dot at a pixel, None where there is none."""
        frame = self._frame()
        best, away = None, _near + large(2)
        for number, (target, answer) in enumerate(self._pairs):
            at = self._place(float(target), float(answer), frame) - place
            if math.hypot(at.x(), at.y()) < away:
                best, away = number, math.hypot(at.x(), at.y())
        return best

    # ---- drawing

    def _paint(self, painter: QPainter) -> None:
        colors, frame = self._context.theme.colors, self._frame()
        painter.setFont(self.font())
        self._paint_axes(painter, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.muted, large(1), Qt.PenStyle.DashLine))
        painter.drawLine(frame.bottomLeft(), frame.topRight())
        radius = large(100) / 100 * _radius
        pen, brush = dot_pens(colors.blue, radius, colors.outline, test=self._part == "test")
        painter.setPen(pen)
        painter.setBrush(brush)
        for target, answer in self._pairs:
            painter.drawEllipse(self._place(float(target), float(answer), frame), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        marked = ((self._over, colors.muted, True), (self.current, colors.accent, self.hasFocus()))
        for number, color, wanted in marked:
            if number is not None and wanted:
                painter.setPen(QPen(color, large(2)))
                painter.drawEllipse(self._place(*map(float, self._pairs[number]), frame), radius + 4, radius + 4)

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        colors, tr, metrics = self._context.theme.colors, self._context.language.tr, QFontMetricsF(self.font())
        line = metrics.height()
        for value in self._ticks():
            at = self._place(value, value, frame)
            painter.setPen(colors.line)
            painter.drawLine(QPointF(frame.left(), at.y()), QPointF(frame.right(), at.y()))
            painter.drawLine(QPointF(at.x(), frame.top()), QPointF(at.x(), frame.bottom()))
            painter.setPen(colors.muted)
            text = written(value)
            aside = QRectF(line, at.y() - line / 2, frame.left() - line - large(4), line)
            painter.drawText(aside, _flags.AlignRight | _flags.AlignVCenter, text)
            wide = metrics.horizontalAdvance(text)
            painter.drawText(QRectF(at.x() - wide, frame.bottom() + large(2), 2 * wide, line), _flags.AlignCenter, text)
        below = QRectF(frame.left(), frame.bottom() + line + large(2), frame.width(), line)
        painter.drawText(below, _flags.AlignCenter, tr("target"))
        painter.save()
        painter.translate(line / 2, frame.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-frame.height() / 2, -line / 2, frame.height(), line), _flags.AlignCenter, tr("answer"))
        painter.restore()

    # ---- words

    def _word(self) -> None:
        tr = self._context.language.tr
        self.setAccessibleName(tr("Targets and answers"))
        self.setToolTip(tr("Click a dot for its sample; left and right go from dot to dot, Enter shows the sample"))
        self.update()

    def _enter(self, number: int) -> None:
        self.current = number
        self.setAccessibleDescription(self.words(number))
        self.said.emit(self.words(number))
        self.update()

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(320, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.dot_at(event.position())
        if over != self._over:
            self._over = over
            self.said.emit("" if over is None else self.words(over))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        dot = self.dot_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and dot is not None:
            self._enter(dot)
            self.chosen.emit(int(self._rows[dot]))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._over = None
        self.said.emit("")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and len(self._rows):
            start = self.current if self.current is not None else (-1 if step > 0 else len(self._rows))
            self._enter(min(max(start + step, 0), len(self._rows) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(int(self._rows[self.current]))
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            dot = self.dot_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.toolTip() if dot is None else self.words(dot), self)
            return True
        return super().event(event)
