"""What stands in a lower corner of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


class Corner(QWidget):
    """Stays in its corner of what is seen of an area; a click beside its buttons lets nothing on the canvas go.

    Signals:
        widened(int): it takes so many pixels now.
    """

    widened = Signal(int)

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        area.viewport().installEventFilter(self)

    def place(self) -> None:
        """Goes to its corner, as large as it has to be."""
        raise NotImplementedError

    # ---- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.widened.emit(self.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
