"""Tells a drag from a click: a press waits, and becomes a drag once the mouse went far enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Drag(Protocol):
    """A drag in progress, in the board's places. It is `live` while it changes the network before it is dropped."""

    @property
    def cursor(self) -> Qt.CursorShape: ...
    @property
    def live(self) -> bool: ...
    def move(self, at: QPointF) -> None: ...
    def drop(self) -> None: ...
    def cancel(self) -> None: ...
    def paint(self, painter: QPainter) -> None: ...


class Overlay(QWidget):
    """Shows a drag over everything on the board; the mouse passes through it."""

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self.setObjectName("overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.drag: Drag | None = None
        self.hide()

    def show_drag(self, drag: Drag | None) -> None:
        """Shows a drag as it is now, or nothing."""
        self.drag = drag
        if drag is None:
            self.hide()
            return
        self.setGeometry(self.parentWidget().rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.drag is not None:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self.drag.paint(painter)


def on_board(widget: QWidget, at: QPointF, board: QWidget) -> QPointF:
    """Returns a place on a widget as the board has it, wherever in the window both stand."""
    window = board.window()
    return board.mapFrom(window, widget.mapTo(window, at))


class Gestures(QObject):
    """Follows the mouse from a press to its release, wherever it was pressed; one drag at a time.

    Signals:
        began: a drag began.
        ended: it was dropped or given up.
    """

    began = Signal()
    ended = Signal()

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self.overlay = Overlay(board)
        self._pressed: QWidget | None = None
        self._from = QPointF()
        self._start: Callable[[QPointF], Drag | None] | None = None
        self._click: Callable[[], None] | None = None
        self.drag: Drag | None = None

    def wait(
        self,
        widget: QWidget,
        at: QPointF,
        start: Callable[[QPointF], Drag | None],
        click: Callable[[], None] | None = None,
    ) -> None:
        """Takes a press on a widget: `start` makes the drag from where it began, `click` is done if none comes."""
        self.cancel()
        self._pressed, self._from, self._start, self._click = widget, at, start, click
        widget.installEventFilter(self)
        widget.destroyed.connect(self._gone)

    def cancel(self) -> bool:
        """Gives a drag up; tells whether there was one."""
        drag = self._end()
        if drag is not None:
            drag.cancel()
            self.ended.emit()
        return drag is not None

    def _end(self) -> Drag | None:
        """Stops following the mouse, and returns the drag there was."""
        drag, widget, self.drag, self._pressed = self.drag, self._pressed, None, None
        self._start = self._click = None
        if widget is not None:
            widget.removeEventFilter(self)
            widget.destroyed.disconnect(self._gone)
        if drag is not None:
            self.overlay.show_drag(None)
            QApplication.restoreOverrideCursor()
        return drag

    def _gone(self) -> None:
        """Gives up when the widget that was pressed is thrown away."""
        self._pressed = None
        self.cancel()

    def _move(self, at: QPointF) -> bool:
        if self.drag is None:
            if self._start is None or (at - self._from).manhattanLength() < QApplication.startDragDistance():
                return False
            start, self._start = self._start, None
            self.drag = start(self._from)
            if self.drag is None:
                self._end()
                return False
            QApplication.setOverrideCursor(self.drag.cursor)
            self.began.emit()
        self.drag.move(at)
        self.overlay.show_drag(self.drag)
        return True

    def _release(self) -> bool:
        click = self._click if self.drag is None else None
        drag = self._end()
        if drag is not None:
            drag.drop()
            self.ended.emit()
        elif click is not None:
            click()
        return drag is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            left = Qt.MouseButton.LeftButton
            if event.type() == QEvent.Type.MouseMove:
                if not event.buttons() & left:  # let go where nobody could see it
                    self.cancel()
                    return False
                return self._move(on_board(watched, event.position(), self._board))
            if event.type() == QEvent.Type.MouseButtonRelease and event.button() == left:
                return self._release()
        return False
