"""How large the network is drawn: by wheel, keys and two fingers, moved by hand. A view, not a part of the document."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QScrollArea

from nnlab.gui.actions import Actions
from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.pulling import pulls
from nnlab.gui.language import Language

steps = (0.25, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
least, most = 0.2, steps[-1]
_unasked = 0.8  # the network is fitted by itself only so far: smaller ones cannot be worked in
_notch = 1.0015  # to the power of what a wheel turned: 120 make 1.2


def next_step(zoom: float, by: int) -> float:
    """Returns the next larger (1) or smaller (-1) step."""
    if by > 0:
        return next((step for step in steps if step > zoom * 1.02), most)
    return next((step for step in reversed(steps) if step < zoom / 1.02), least)


def fitting(needs: Callable[[float], tuple[float, float]], width: float, height: float, floor: float = least) -> float:
    """Returns the largest zoom up to 1 at which the whole network can be seen; `needs` tells its least size at one."""
    tries = [1.0]
    while tries[-1] > floor:
        tries.append(max(floor, tries[-1] * 0.96))
    for zoom, _ in pairwise([*tries, floor]):
        wide, high = needs(zoom)
        if wide + 1 <= width and high + 1 <= height:
            return zoom
    return floor


class Zoom(QObject):
    """Zooms a board within its scroll area, and moves what is seen.

    Until a person asks for another size the network is fitted into what is seen, as far as one can work in it.

    Signals:
        changed: it is another size now.
    """

    changed = Signal()

    def __init__(self, area: QScrollArea, board: Board) -> None:
        super().__init__(area)
        self._area, self._board = area, board
        self._floor: float | None = _unasked  # None: a size was chosen
        self._held: QPoint | None = None
        board.installEventFilter(self)
        area.viewport().installEventFilter(self)
        area.viewport().grabGesture(Qt.GestureType.PinchGesture)

    def register(self, actions: Actions, language: Language) -> None:
        """Adds the actions `view.zoom_*`."""
        tr = language.tr
        actions.add("view.zoom_in", lambda: tr("Zoom in"), lambda: self.step(1), ["Ctrl++", "Ctrl+="], "zoom-in")
        actions.add("view.zoom_out", lambda: tr("Zoom out"), lambda: self.step(-1), "Ctrl+-", "zoom-out")
        actions.add("view.zoom_fit", lambda: tr("Show the whole network"), self.fit, "Ctrl+0", "maximize")
        actions.add("view.zoom_usual", lambda: tr("Usual size (100 %)"), lambda: self.to(1.0), "Ctrl+1")

    @property
    def value(self) -> float:
        """1 is the usual size."""
        return self._board.zoom

    def step(self, by: int) -> None:
        """Goes to the next larger (1) or smaller (-1) step, about the middle of what is seen."""
        self.to(next_step(self.value, by))

    def to(self, zoom: float, about: QPointF | None = None) -> None:
        """Goes to a size; the point `about` of the viewport stays where it is, its middle where none is named."""
        self._floor = None
        self._go(zoom, about)

    def fit(self) -> None:
        """Shows the whole network, and goes on doing so."""
        self._floor = least
        self.follow()

    def follow(self) -> None:
        """Fits another network, or the same one into another window, unless a size was chosen."""
        if self._floor is None:
            self._go(self.value)
            return
        room = self._area.maximumViewportSize()
        self._go(fitting(self._board.least_size, room.width(), room.height(), self._floor))

    def _go(self, zoom: float, about: QPointF | None = None) -> None:
        zoom = min(max(zoom, least), most)
        if zoom == self.value:
            if zoom > 1:  # then it is as many times larger than what is seen
                self._board.fill()
            return
        port = self._area.viewport()
        about = QPointF(port.rect().center()) if about is None else about
        under = (QPointF(-self._board.pos()) + about) / self.value
        self._board.set_zoom(zoom)
        self._scroll((under * zoom - about).toPoint())
        self.changed.emit()

    def _scroll(self, to: QPoint) -> None:
        self._area.horizontalScrollBar().setValue(to.x())
        self._area.verticalScrollBar().setValue(to.y())

    # ---- hands

    def wheel(self, event: QWheelEvent) -> bool:
        """Zooms with Ctrl, about the mouse; moves sideways with Shift, or where there is no other way."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.to(self.value * _notch ** turned.y(), event.position())
            return True
        sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if not turned.x() and (sideways or not self._area.verticalScrollBar().maximum()):
            bar = self._area.horizontalScrollBar()
            bar.setValue(bar.value() - turned.y())
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the middle button, or Alt and the left one, and two fingers."""
        kind = event.type()
        if isinstance(event, QMouseEvent) and watched is self._board:
            return self._drag(kind, event)
        if kind == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            return self._pinch(event)
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            at = self._area.viewport().mapFromGlobal(event.globalPosition())
            self.to(self.value * (1 + event.value()), at)
            return True
        return super().eventFilter(watched, event)

    def _drag(self, kind: QEvent.Type, event: QMouseEvent) -> bool:
        here = event.globalPosition().toPoint()
        if kind == QEvent.Type.MouseButtonPress:
            if pulls(event):
                self._held = here
                self._board.setCursor(Qt.CursorShape.ClosedHandCursor)
                return True
        elif self._held is not None and kind == QEvent.Type.MouseMove:
            self._scroll(self._held - here - self._board.pos())
            self._held = here
            return True
        elif self._held is not None and kind == QEvent.Type.MouseButtonRelease:
            self._held = None
            self._board.unsetCursor()
            return True
        return False

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        at = self._area.viewport().mapFromGlobal(pinch.centerPoint())
        self.to(self.value * pinch.scaleFactor(), QPointF(at))
        return True
