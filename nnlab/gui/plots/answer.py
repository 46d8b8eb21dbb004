"""What the network answers under the mouse: shares of the classes, or values, beside where that is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.plots.scene import Scene
from nnlab.gui.plots.ticks import short
from nnlab.gui.slicing import data_of
from nnlab.gui.theme import mixed, small_font

_most = 10
_read_ms = 80  # figures that change faster cannot be read
_name, _bar, _share = 96, 54, 40  # widths: of a class's name at most, of its bar, of its share
_off = 14  # beside the mouse

Line = tuple[str, str, QColor | None, float]  # what, how much, and of a class its colour and its share


class AnswerCard(QWidget):
    """Says in a few lines what the network answers somewhere; of many classes it names the likeliest."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.places: list[str] = []
        self.lines: list[Line] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(small_font(parent))
        self.hide()

    def tell(self, places: list[str], lines: list[Line], at: QPoint) -> None:
        """Shows where, and what is answered there, beside a place of its parent."""
        self.places, self.lines = places, lines
        self.resize(self.sizeHint())
        self.move(self._beside(at))
        self.show()
        self.update()

    # ---- where it stands

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        wide = max((metrics.horizontalAdvance(text) for text in self.places), default=0)
        for name, told, color, share in self.lines:
            row = min(metrics.horizontalAdvance(name), large(_name)) + metrics.horizontalAdvance(told) + large(14)
            wide = max(wide, self._named() + large(_bar + _share + 20) if color is not None and share >= 0 else row)
        high = (len(self.places) + len(self.lines)) * self._line() + large(14)
        return QSize(wide + large(18), high)

    def _line(self) -> int:
        return QFontMetrics(self.font()).height() + large(1)

    def _named(self) -> int:
        metrics = QFontMetrics(self.font())
        return min(large(_name), max((metrics.horizontalAdvance(line[0]) for line in self.lines), default=0))

    def _beside(self, mouse: QPoint) -> QPoint:
        """Returns where it hides nothing under the mouse and stays inside."""
        room, size, off = self.parentWidget().rect(), self.size(), large(_off)
        x = mouse.x() + off if mouse.x() + off + size.width() <= room.right() else mouse.x() - off - size.width()
        y = mouse.y() + off if mouse.y() + off + size.height() <= room.bottom() else mouse.y() - off - size.height()
        x = min(max(x, room.left()), room.right() - size.width())
        return QPoint(x, min(max(y, room.top()), max(room.top(), room.bottom() - size.height())))

    # ---- Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, metrics, line = self._context.theme.colors, self.fontMetrics(), self._line()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colors.line, 1))
            painter.setBrush(colors.panel)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            left, y, wide = large(9), large(6), self.width() - 2 * large(9)
            painter.setPen(colors.muted)
            for text in self.places:
                painter.drawText(QRect(left, y, wide, line), Qt.AlignmentFlag.AlignVCenter, text)
                y += line
            y += large(2)
            for name, told, color, share in self.lines:
                self._paint_line(painter, QRect(left, y, wide, line), (name, told, color, share), metrics)
                y += line

    def _paint_line(self, painter: QPainter, room: QRect, told: Line, metrics: QFontMetrics) -> None:
        name, amount, color, share = told
        colors, side = self._context.theme.colors, large(9)
        x = room.x()
        if color is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(x, room.center().y() - side / 2 + 0.5, side, side), 2, 2)
            x += side + large(5)
        painter.setPen(colors.text)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self._named() + 1)
        painter.drawText(QRect(x, room.y(), room.right() - x, room.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, amount)
        if color is None or not 0 <= share <= 1:
            return
        bar = QRectF(room.right() - large(_share + _bar), room.center().y() - large(2), large(_bar - 4), large(5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(colors.chip, colors.track, 0.4))
        painter.drawRect(bar)
        bar.setWidth(bar.width() * share)
        painter.setBrush(color)
        painter.drawRect(bar)


class Answers(QObject):
    """Tells on a card what the drawn output is under the mouse, also while it changes."""

    def __init__(self, context: Context, scene: Scene, card: AnswerCard) -> None:
        super().__init__(card)
        self._context, self._scene, self._card = context, scene, card
        self._point: tuple[float, ...] | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(_read_ms)
        self._next.timeout.connect(self._show)
        scene.pointed.connect(self.point)
        context.bridge.frame.connect(self._refresh)

    def point(self, point: tuple[float, ...] | None) -> None:
        """Takes the place under the mouse, None where it has left."""
        self._point = point
        self._show()

    def _refresh(self, *_: object) -> None:
        if self._point is not None and self._card.isVisible() and not self._next.isActive():
            self._next.start()

    def _show(self) -> None:
        values = self._scene.answer(self._point) if self._point is not None else None
        if values is None or self._point is None:
            self._card.hide()
            return
        mouse = self._card.parentWidget().mapFromGlobal(QCursor.pos())
        self._card.tell(self._places(self._point), self._lines(values), mouse)

    def _places(self, point: tuple[float, ...]) -> list[str]:
        data = data_of(self._context.document)
        names = data.columns if data is not None else ()
        columns = self._scene.columns
        return [f"{names[c]} {short(value)}" for c, value in zip(columns, point, strict=False) if c < len(names)]

    def _lines(self, values: np.ndarray) -> list[Line]:
        data, tr = data_of(self._context.document), self._context.language.tr
        if data is None or data.targets == "values" or self._scene.means == "values":
            if len(values) == 1:
                return [(tr("output"), short(float(values[0])), None, 0.0)]
            return [
                (tr("output {number}").format(number=number + 1), short(float(value)), None, 0.0)
                for number, value in enumerate(values[:_most])
            ]
        if len(values) == 1 and self._scene.means != "probabilities":
            return self._score(float(values[0]), data.classes)
        shares = values if len(values) > 1 else np.array([1 - values[0], values[0]])
        return share_lines(shares, data.classes, self._context.theme.colors.classes)

    def _score(self, score: float, classes: tuple[str, ...]) -> list[Line]:
        """Words an output that is no probability, and the class that it stands for."""
        wins = int(score > self._scene.span.middle)
        color = self._context.theme.colors.classes[wins]
        name = classes[wins] if wins < len(classes) else str(wins)
        return [(name, "", color, -1.0), (self._context.language.tr("output"), short(score), None, 0.0)]


def share_lines(shares: np.ndarray, classes: tuple[str, ...], colors: tuple[QColor, ...]) -> list[Line]:
    """Returns a line for each class, the likeliest first."""
    order = np.argsort(-np.nan_to_num(shares, nan=-1.0), kind="stable")[:_most]
    names = {k: classes[k] if k < len(classes) else str(k) for k in order.tolist()}
    return [(names[k], _percent(float(shares[k])), colors[k % len(colors)], float(shares[k])) for k in names]


def _percent(share: float) -> str:
    """Words a share: 97 %, 0.3 %, less where it is tiny."""
    if not np.isfinite(share):
        return "—"
    part = 100 * share
    if 0 < part < 0.1:
        return "<0.1 %"
    return f"{part:.1f} %" if 0 < part < 10 or 99 < part < 100 else f"{part:.0f} %"
