"""Samples side by side, each with its target and what the network answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.enlarging import large
from nnlab.gui.plots.thumbs import Thumbs
from nnlab.gui.theme import Theme, mixed, small_font

_side, _gap = 40, 6
_most = 150


@dataclass(frozen=True)
class Cell:
    """A sample: its key (set and row), its numbers, the words below it, and whether it is answered wrongly."""

    key: tuple[str, int]
    x: np.ndarray = field(compare=False)
    text: str
    wrong: bool


class Sheet(QWidget):
    """A page of cells; the mouse or the arrow keys go to one, a click or Enter chooses it.

    Signals:
        chosen(place): a cell was chosen.
        pointed(place | None): the mouse or the keys are at a cell.
        turned(by): another page is wanted: the next one (1) or the one before (-1).
        sized: another number of cells fits.
    """

    chosen = Signal(int)
    pointed = Signal(object)
    turned = Signal(int)
    sized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.thumbs: Thumbs | None = None
        self.cells: list[Cell] = []
        self.pin: tuple[str, int] | None = None
        self._current = -1
        self.word: Callable[[Cell], str] = lambda cell: cell.text
        self.setFont(small_font(parent or self))
        self.setMouseTracking(True)
        self.setMinimumSize(150, 100)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("takes_keys", True)  # after a click, too
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_cells(self, cells: list[Cell], pin: tuple[str, int] | None) -> None:
        """Shows other samples, or newer answers."""
        if (cells, pin) != (self.cells, self.pin):
            self.cells, self.pin = cells, pin
            self._current = min(self._current, len(cells) - 1)
            self.update()

    @property
    def count(self) -> int:
        """How many cells fit."""
        across, down = self._fit()
        return min(_most, across * down)

    def box(self, place: int) -> QRect:
        """Returns where a cell stands."""
        across, down = self._fit()
        size = QSize(self.width() // across, self.height() // down)
        return QRect(QPoint(place % across * size.width(), place // across * size.height()), size)

    def _fit(self) -> tuple[int, int]:
        wide = self.thumbs.wide if self.thumbs is not None else 1.0
        size = self._picture(wide)
        return max(1, self.width() // (size.width() + large(_gap))), max(
            1, self.height() // (size.height() + self._line() + large(_gap))
        )

    def _picture(self, wide: float) -> QSize:
        side = large(_side)
        return QSize(round(side * wide), side) if wide >= 1 else QSize(side, round(side / wide))

    def _line(self) -> int:
        return QFontMetrics(self.font()).height()

    def _at(self, point: QPoint) -> int | None:
        return next((place for place in range(len(self.cells)) if self.box(place).contains(point)), None)

    # ---- Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.thumbs is None:
            return
        colors, size, line = self._theme.colors, self._picture(self.thumbs.wide), self._line()
        metrics, centred = self.fontMetrics(), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        with QPainter(self) as painter:
            for place, cell in enumerate(self.cells):
                box = self.box(place)
                if box.bottom() > self.height():
                    break
                picture = QRect(QPoint(0, 0), size)
                picture.moveCenter(QPoint(box.center().x(), box.top() + size.height() // 2 + large(_gap) // 2))
                self.thumbs.paint(painter, QRectF(picture), cell.key, cell.x)
                frame = colors.error if cell.wrong else mixed(colors.line, colors.muted, 0.2)
                thick = 2.0 if cell.wrong else 1.0
                if cell.key == self.pin or (place == self._current and self.hasFocus()):
                    frame, thick = colors.accent, 3.0 if cell.key == self.pin else 2.0
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(QPen(frame, thick))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(picture.adjusted(-1, -1, 0, 0))
                painter.setPen(colors.error if cell.wrong else colors.muted)
                room = QRect(box.left(), picture.bottom() + 1, box.width(), line)
                painter.drawText(room, centred, metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, box.width()))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.sized.emit()

    def sizeHint(self) -> QSize:
        return QSize(320, 300)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._current = place
            self.chosen.emit(place)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y()
        if steps:
            self.turned.emit(-1 if steps > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, across = event.key(), self._fit()[0]
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
        }
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in moves and self.cells:
            self._go(max(0, self._current) + moves[key] if self._current >= 0 else 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._current < len(self.cells):
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _go(self, place: int) -> None:
        if not 0 <= place < len(self.cells):
            self.turned.emit(1 if place > 0 else -1)
            return
        self._current = place
        self.setAccessibleDescription(self.word(self.cells[place]))
        self.pointed.emit(place)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.pointed.emit(None)
        self.update()
