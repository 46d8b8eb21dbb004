"""The controls forms are made of: a number box that commits, a slider that moves in values, a label that elides."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QWidget,
)

from nnlab.gui._scale import Scale, notches


class CommitLine(QLineEdit):
    """A line of text that commits on Enter and on leaving, and goes back on Esc.

    Signals:
        committed(str): the user typed another text.
        stepped(int): an arrow key was pressed.
    """

    committed = Signal(str)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = self._unit = ""
        self.setProperty("look", "flat")
        self.setTextMargins(0, 0, 0, 0)
        self.editingFinished.connect(self._commit)

    def show_text(self, text: str, unit: str = "") -> None:
        """Shows the document's value; what is being typed is left alone."""
        changed = (text, unit) != (self._shown, self._unit)
        self._shown, self._unit = text, unit
        if changed:
            self._mark(False)
        if changed and not (self.hasFocus() and self.isModified()):
            self._put()

    def refuse(self) -> None:
        """Goes back to the document's value and marks it until the next one."""
        self._put()
        self._mark(True)

    def _put(self) -> None:
        editing = self.hasFocus()
        self.setText(self._shown if editing or not self._unit else f"{self._shown} {self._unit}")
        self.setModified(False)
        if not editing:
            self.setCursorPosition(0)

    def _commit(self) -> None:
        typed = self.text().strip()
        if self.isModified() and typed != self._shown:
            self.setModified(False)
            self._mark(False)
            self.committed.emit(typed)
        self._put()

    def _mark(self, wrong: bool) -> None:
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.update()

    def _select(self) -> None:
        if self.hasFocus() and not self.isModified():
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._commit()
            self.stepped.emit(1 if key == Qt.Key.Key_Up else -1)
            return
        if key == Qt.Key.Key_Escape:
            self._put()
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.clearFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # a click on a control that takes no focus leaves the box all the same
        away = event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget) and watched is not self
        if away and watched.window() is self.window():
            self.clearFocus()
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark(False)
        QApplication.instance().installEventFilter(self)
        if not self.isModified():
            self._put()
            QTimer.singleShot(0, self, self._select)  # after the click that brought the focus

    def focusOutEvent(self, event: QFocusEvent) -> None:
        QApplication.instance().removeEventFilter(self)
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._put()


class ValueSlider(QSlider):
    """A slider over a scale, reached by Tab; the wheel turns it only then.

    Signals:
        moved(float): the user moved it to another value.
        settled(): it was let go.
    """

    moved = Signal(object)
    settled = Signal()

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.scale = scale
        self._value: float | int = scale.low
        self.setRange(0, notches)
        self.setPageStep(notches // 10)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(30)
        self.valueChanged.connect(self._moved)
        self.sliderReleased.connect(self.settled)

    def show_value(self, value: float | int) -> None:
        """Shows the document's value without echo; a handle already there is not moved."""
        self._value = value
        if self.scale.value(self.value()) == value:
            return
        self.blockSignals(True)
        self.setValue(self.scale.position(value))
        self.blockSignals(False)
        self.update()

    def take_scale(self, scale: Scale) -> None:
        """Takes another range; the value stays."""
        self.scale = scale
        self.blockSignals(True)
        self.setValue(scale.position(self._value))
        self.blockSignals(False)

    def _moved(self, position: int) -> None:
        value = self.scale.value(position)
        if value != self._value:
            self._value = value
            self.moved.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}.get(event.key())
        if steps is None:
            super().keyPressEvent(event)
            return
        value = self.scale.stepped(self._value, steps)
        if value != self._value:
            self.show_value(value)
            self.moved.emit(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class QuietCombo(QComboBox):
    """A choice reached by Tab; the wheel turns it only then, and a long text never widens it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(20)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        # the list took the mouse's leaving with it; and the grey of hovering, behind a focus, looks disabled
        if self.hasFocus() or not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            option.state &= ~QStyle.StateFlag.State_MouseOver

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 28)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Elided(QWidget):
    """A label that is cut with an ellipsis where there is no room, then told whole by its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = self._tip = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        return self._text

    def word(self, text: str, tip: str = "") -> None:
        """Sets the text and its tooltip."""
        self._text, self._tip = text, tip
        self.setAccessibleName(text)
        self._word_tip()
        self.update()

    def _word_tip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self._text) > self.width()
        self.setToolTip("\n".join(part for part in (self._text if cut else "", self._tip) if part))

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20, QFontMetrics(self.font()).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._word_tip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        with QPainter(self) as painter:
            shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
            self.style().drawItemText(
                painter,
                self.rect(),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                option.palette,
                bool(option.state & QStyle.StateFlag.State_Enabled),
                shown,
                self.foregroundRole(),
            )
