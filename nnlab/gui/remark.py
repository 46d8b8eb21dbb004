"""A sentence below a control: why it did not take what was typed or chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QWidget

_shown_ms = 8_000
_widest = 340


class Remark(QLabel):
    """One of a window, above its other widgets. Unlike a tool tip it stays when the focus or the mouse moves on.

    It goes after a while, by a click on it, or when its control is used again.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("remark")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what was typed
        self.setMargin(6)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setForegroundRole(QPalette.ColorRole.ToolTipText)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self._place: QWidget | None = None
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_shown_ms)
        self._end.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, place: QWidget, sentence: str) -> None:
        """Shows a sentence below a control, inside the window."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        area = self.parentWidget().rect().adjusted(4, 4, -4, -4)
        wide = min(_widest, area.width(), self.fontMetrics().horizontalAdvance(sentence) + 24)
        self.resize(wide, self.heightForWidth(wide))
        corner = place.mapTo(self.parentWidget(), QPoint(0, place.height() + 3))
        if corner.y() + self.height() > area.bottom():
            corner.setY(place.mapTo(self.parentWidget(), QPoint(0, 0)).y() - self.height() - 3)
        corner.setX(max(area.left(), min(corner.x(), area.right() - wide)))
        self.move(corner)
        if self._place is not None:
            self._place.removeEventFilter(self)
        self._place = place
        place.installEventFilter(self)
        self.show()
        self.raise_()
        self._end.start()

    def unsay(self, place: QWidget) -> None:
        """Goes if what it shows was said of this control."""
        if place is self._place:
            self.hide()

    def mousePressEvent(self, _event: object) -> None:
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        typed = watched is self._place and event.type() in (QEvent.Type.KeyPress, QEvent.Type.FocusIn, QEvent.Type.Hide)
        if typed or event.type() == QEvent.Type.Resize:
            self.hide()
        return False


def tell(place: QWidget, sentence: str) -> None:
    """Shows a sentence below a control."""
    window = place.window()
    remark = window.findChild(Remark, "remark", Qt.FindChildOption.FindDirectChildrenOnly)
    (remark or Remark(window)).say(place, sentence)


def untell(place: QWidget) -> None:
    """Takes back what was said of a control: it holds no more."""
    remark = place.window().findChild(Remark, "remark", Qt.FindChildOption.FindDirectChildrenOnly)
    if remark is not None:
        remark.unsay(place)
