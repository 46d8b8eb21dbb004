"""What lies over the plot while one paints: it takes mouse and keys, and shows the brush."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from nnlab.gui.enlarging import large
from nnlab.gui.plots.painting import Painting
from nnlab.gui.plots.painting_strokes import Stroke, stroke
from nnlab.gui.plots.plane import Plane

_spray_ms = 120  # a brush held still goes on
_cursor = 0.02  # of the plane's side, at a press of an arrow key
_arrows = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


class PaintOver(QWidget):
    """Lies over the drawing that fits the data, as large as it is."""

    def __init__(self, painting: Painting) -> None:
        super().__init__(painting.scene.plane)
        self.setObjectName("paint_over")
        self.setProperty("takes_keys", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._painting = painting
        self._mouse: QPointF | None = None
        self._keyed: QPointF | None = None  # the cursor of the keys
        self._stroke: Stroke | None = None
        self._spray = QTimer(self, interval=_spray_ms)
        self._spray.timeout.connect(self._go_on)
        self._plane: Plane | None = None
        for action in painting.keyed:
            self.addAction(action)
        painting.changed.connect(self.attach)
        painting.keys_asked.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        painting.context.language.changed.connect(self.word)
        self.word()

    def attach(self) -> None:
        """Lies over the drawing that is shown now."""
        plane = self._painting.scene.plane
        if plane is not self._plane:
            if self._plane is not None:
                self._plane.removeEventFilter(self)
            self._plane = plane
            plane.installEventFilter(self)
            focus = self.hasFocus()
            self.setParent(plane)
            self.setVisible(self._painting.on)
            if focus and self._painting.on:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setGeometry(plane.rect())
        self.raise_()
        self.setCursor(Qt.CursorShape.CrossCursor if not self._painting.why_not() else Qt.CursorShape.ForbiddenCursor)
        self.update()

    def word(self) -> None:
        """Takes the words of the language."""
        tr = self._painting.context.language.tr
        self.setAccessibleName(tr("Painting"))
        self.setAccessibleDescription(
            tr("Press and move to paint. Arrows move a cursor, Enter puts a point, 1 to 9 choose a class, Esc ends it")
        )

    # ---- places

    def _own(self, at: QPointF) -> tuple[float, float]:
        """Returns the point of the plane at a pixel, in own units."""
        assert self._plane is not None
        frame, ((x0, y0), (x1, y1)) = self._plane.frame, self._plane.ranges
        across, upwards = (at.x() - frame.left()) / frame.width(), (frame.bottom() - at.y()) / frame.height()
        return x0 + across * (x1 - x0), y0 + upwards * (y1 - y0)

    def _inside(self, at: QPointF) -> bool:
        return self._plane is not None and self._plane.frame.contains(at)

    # ---- strokes

    def _begin(self, at: QPointF) -> None:
        painting = self._painting
        assert self._plane is not None
        if not painting.begin():
            return
        low, high = self._plane.ranges
        self._stroke = stroke(painting, low, high)
        self._stroke.go(*self._own(at))
        self._spray.start()

    def _go_on(self) -> None:
        """Goes on where the mouse is held still: a brush sprays, a hand shakes."""
        if self._stroke is not None and self._mouse is not None:
            self._stroke.stay(*self._own(self._mouse))

    def _end(self) -> None:
        self._spray.stop()
        if self._stroke is not None:
            self._stroke = None
            self._painting.end()

    def give_up(self) -> bool:
        """Takes the stroke that is being made back; tells whether there was one."""
        self._spray.stop()
        if self._stroke is None:
            return False
        self._stroke = None
        self._painting.give_up()
        return True

    def _put(self) -> None:
        """Uses the tool at the cursor of the keys."""
        if self._keyed is not None:
            self._begin(self._keyed)
            self._end()

    def _move(self, by: tuple[int, int], far: bool) -> None:
        assert self._plane is not None
        frame = self._plane.frame
        step = frame.width() * _cursor * (5 if far else 1)
        at = self._keyed or frame.center()
        x = min(max(at.x() + by[0] * step, frame.left() + 1), frame.right() - 1)
        y = min(max(at.y() - by[1] * step, frame.top() + 1), frame.bottom() - 1)
        self._keyed = QPointF(x, y)
        self.update()

    # ---- Qt

    def mousePressEvent(self, event) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._mouse, self._keyed = event.position(), None
        if event.button() == Qt.MouseButton.LeftButton and self._inside(event.position()):
            self._begin(event.position())
        event.accept()

    def mouseMoveEvent(self, event) -> None:
        before, self._mouse = self._mouse, event.position()
        if self._keyed is not None:
            self._keyed = None
            before = None
        if self._stroke is not None:
            self._stroke.go(*self._own(event.position()))
        self._update(before, self._mouse)

    def mouseReleaseEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()
        event.accept()

    def mouseDoubleClickEvent(self, event) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event) -> None:
        painting, by = self._painting, 1 if event.angleDelta().y() > 0 else -1
        if painting.kind == "values" and painting.tool in ("brush", "point"):
            painting.choose_value(painting.value + 0.05 * by)
        else:
            painting.resize(by)
        event.accept()

    def leaveEvent(self, event) -> None:
        self._mouse = None
        self.update()

    def keyPressEvent(self, event) -> None:
        key = Qt.Key(event.key())
        if key in _arrows:
            self._move(_arrows[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._keyed is None:
                self._move((0, 0), False)
            self._put()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._painting.choose_class(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            by = 0.05 if key == Qt.Key.Key_PageUp else -0.05
            self._painting.choose_value(self._painting.value + by)
        elif key == Qt.Key.Key_Escape and self.give_up():
            pass
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_P):
            self._painting.toggle.setChecked(False)
        else:
            super().keyPressEvent(event)

    def event(self, event) -> bool:
        """Keeps Space for itself while the cursor of the keys is shown; else it trains."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Space and self._keyed is not None:
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._move((0, 0), False)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self._keyed = None
        self.update()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._end()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._plane:
            self.setGeometry(self._plane.rect())
        return super().eventFilter(watched, event)

    # ---- drawing

    def _reach(self) -> float:
        assert self._plane is not None
        return self._plane.frame.width() * self._painting.size / 200

    def _update(self, *places: QPointF | None) -> None:
        """Draws only around the brush anew: below it lies the whole plot."""
        side = self._reach() + large(6)
        for at in places:
            if at is not None:
                self.update(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side).toAlignedRect())

    def paintEvent(self, _event) -> None:
        at = self._keyed or self._mouse
        if at is None or self._plane is None or self._painting.why_not():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(self._plane.frame)
            painter.setPen(QPen(QColor("#1b2230"), 1.4))
            if self._painting.tool != "point":
                painter.drawEllipse(at, self._reach(), self._reach())
            if self._keyed is not None:
                arm = large(7)
                painter.setPen(QPen(QColor("#1b2230"), 2))
                painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
                painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))
