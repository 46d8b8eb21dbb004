"""The pad: a person draws with the mouse or with keys, and the network sees cells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.canvas.images import Picture
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.predict.drawing import Drawing
from nnlab.gui.theme import Colors, mixed

_pen, _rubber = 0.1, 0.09  # of the pad's side: the thickness of a line, the eraser's radius
_moves = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


def paint_cells(painter: QPainter, area: QRect, share: npt.NDArray[np.floating], colors: Colors) -> None:
    """Paints cells as ink on paper; `share` (rows, columns) is how much ink each has."""
    paper, ink = (np.array(color.getRgb()[:3], float) for color in (colors.field, colors.text))
    mixture = paper + (ink - paper) * share[..., np.newaxis]
    wide = np.round(mixture).astype(np.uint32)
    picture = Picture(np.uint32(0xFF000000) | (wide[..., 0] << 16) | (wide[..., 1] << 8) | wide[..., 2], opaque=True)
    painter.drawImage(area, picture.image)


class Pad(QWidget):
    """Shows a drawing and draws on it: with the pen or the eraser, by mouse, or cell by cell with arrows and Space.

    What is drawn with the pen alone and is `centred` stays on the pad where the hand was; what the network sees of it
    is shown beside. Its undo takes back strokes and is nobody else's.

    Signals:
        changed: something else is drawn.
    """

    changed = Signal()

    def __init__(self, context: Context, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict_pad")
        self._context = context
        self.rubbing = False
        self.centred = True
        self._rubs = self._keyed = False
        self.show_drawing(drawing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(large(96), large(96))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.CrossCursor)
        context.theme.changed.connect(self.update)

    def show_drawing(self, drawing: Drawing) -> None:
        """Draws on another sheet."""
        self.drawing, self._pressed = drawing, False
        self._cell = (drawing.manner.columns // 2, drawing.manner.rows // 2)
        self.update()

    def put(self, cells: npt.NDArray[np.floating]) -> None:
        """Shows a picture of the data (rows, columns)."""
        self._pressed = False
        self.drawing.put(cells)
        self.update()

    def undo(self) -> None:
        """Takes the last stroke back, also while the mouse is still held."""
        self._pressed = False
        if self.drawing.undo():
            self._say()

    def clear(self) -> None:
        """Takes everything away."""
        self._pressed = False
        if not self.drawing.now.empty:
            self.drawing.clear()
            self._say()

    # ---- where things are

    @property
    def sheet(self) -> QRect:
        """The part of the widget that is drawn on, as wide and high as the data's pictures are."""
        manner = self.drawing.manner
        unit = max(1.0, min((self.width() - 2) / manner.columns, (self.height() - 2) / manner.rows))
        wide, high = round(unit * manner.columns), round(unit * manner.rows)
        return QRect((self.width() - wide) // 2, (self.height() - high) // 2, wide, high)

    def _at(self, place: QPointF) -> tuple[float, float]:
        sheet = self.sheet
        return (
            min(1.0, max(0.0, (place.x() - sheet.x()) / sheet.width())),
            min(1.0, max(0.0, (place.y() - sheet.y()) / sheet.height())),
        )

    def _middle(self, cell: tuple[int, int]) -> tuple[float, float]:
        manner = self.drawing.manner
        return (cell[0] + 0.5) / manner.columns, (cell[1] + 0.5) / manner.rows

    def _say(self) -> None:
        self.update()
        self.changed.emit()

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self._pressed, self._keyed, at = True, False, self._at(event.position())
        self._rubs = self.rubbing or event.button() == Qt.MouseButton.RightButton
        if self._rubs:
            self.drawing.begin_rubbing()
            self.drawing.rub(*at, _rubber)
        else:
            self.drawing.begin(*at)
        self._say()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pressed:
            return
        at = self._at(event.position())
        if self._rubs:
            self.drawing.rub(*at, _rubber)
        else:
            self.drawing.extend(*at)
        self._say()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed = False

    # ---- keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()
            return True
        return super().event(event)

    def _means(self, event: QKeyEvent) -> bool:
        """Tells whether a key is the pad's own: Space trains and Ctrl+Z undoes elsewhere."""
        known = (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, *_moves)
        return event.key() in known or _undoes(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keyed = self._keyed or event.key() == Qt.Key.Key_Space or event.key() in _moves
        if _undoes(event):
            self.undo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif event.key() == Qt.Key.Key_Space:
            self._mark()
        elif event.key() in _moves:
            self._go(_moves[event.key()], draw=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _go(self, by: tuple[int, int], *, draw: bool) -> None:
        """Moves to the next cell, and with `draw` takes the pen along."""
        manner, before = self.drawing.manner, self._cell
        self._cell = (
            min(manner.columns - 1, max(0, before[0] + by[0])),
            min(manner.rows - 1, max(0, before[1] + by[1])),
        )
        if draw and self._cell != before:
            self.drawing.begin(*self._middle(before))
            self.drawing.extend(*self._middle(self._cell))
            self._say()
        self.update()

    def _mark(self) -> None:
        """Puts a dot into the cell, or rubs the cell out."""
        at = self._middle(self._cell)
        if self.rubbing:
            self.drawing.begin_rubbing()
            self.drawing.rub(*at, 0.5 / min(self.drawing.manner.rows, self.drawing.manner.columns))
        else:
            self.drawing.begin(*at)
        self._say()

    # ---- painting

    def sizeHint(self) -> QSize:
        return QSize(large(170), large(170))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, sheet, drawing = self._context.theme.colors, self.sheet, self.drawing
        with QPainter(self) as painter:
            painter.fillRect(sheet, colors.field)
            loose = self.centred and drawing.now.under is None
            if not loose:
                paint_cells(painter, sheet, drawing.manner.share(drawing.cells(centred=False)), colors)
            self._paint_grid(painter, sheet, colors)
            if loose:
                self._paint_strokes(painter, sheet, colors)
            if drawing.now.empty:
                painter.setPen(colors.muted)
                words = self._context.language.tr("Draw here")
                painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
            painter.setPen(QPen(colors.accent if self.hasFocus() else colors.line, 2 if self.hasFocus() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(sheet)
            if self.hasFocus() and self._keyed:
                self._paint_cell(painter, sheet, colors)

    def _paint_grid(self, painter: QPainter, sheet: QRect, colors: Colors) -> None:
        manner = self.drawing.manner
        if sheet.width() / manner.columns < 5:
            return
        painter.setPen(mixed(colors.line, colors.field, 0.45))
        for column in range(1, manner.columns):
            x = sheet.x() + round(column * sheet.width() / manner.columns)
            painter.drawLine(x, sheet.top(), x, sheet.bottom())
        for row in range(1, manner.rows):
            y = sheet.y() + round(row * sheet.height() / manner.rows)
            painter.drawLine(sheet.left(), y, sheet.right(), y)

    def _paint_strokes(self, painter: QPainter, sheet: QRect, colors: Colors) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colors.text, _pen * min(sheet.width(), sheet.height()))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setClipRect(sheet)
        for stroke in self.drawing.now.strokes:
            points = [QPointF(sheet.x() + x * sheet.width(), sheet.y() + y * sheet.height()) for x, y in stroke]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPolyline(QPolygonF(points))
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_cell(self, painter: QPainter, sheet: QRect, colors: Colors) -> None:
        manner = self.drawing.manner
        wide, high = sheet.width() / manner.columns, sheet.height() / manner.rows
        painter.setPen(QPen(colors.orange, 2))
        painter.drawRect(QRectF(sheet.x() + self._cell[0] * wide, sheet.y() + self._cell[1] * high, wide, high))

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()


class Sight(QWidget):
    """What the network sees of a drawing, small."""

    def __init__(self, context: Context, pad: Pad, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict_sight")
        self._context, self._pad = context, pad
        side = large(56)
        self.setFixedSize(side, side)
        context.theme.changed.connect(self.update)
        pad.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, drawing = self._context.theme.colors, self._pad.drawing
        manner = drawing.manner
        unit = max(1.0, min((self.width() - 2) / manner.columns, (self.height() - 2) / manner.rows))
        wide, high = round(unit * manner.columns), round(unit * manner.rows)
        area = QRect((self.width() - wide) // 2, (self.height() - high) // 2, wide, high)
        with QPainter(self) as painter:
            paint_cells(painter, area, manner.share(drawing.cells(centred=self._pad.centred)), colors)
            painter.setPen(colors.line)
            painter.drawRect(area)


def _undoes(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier
