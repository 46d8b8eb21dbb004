"""A line in which a formula is typed: the place of a fault is underlined at once, its sentence follows in a moment."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnlab.gui._fields import CommitLine
from nnlab.gui.language import Language
from nnlab.gui.remark import tell, untell
from nnlab.records import Problem
from nnlab.records.formulas import longest

_pause_ms = 500  # of typing, before a fault is worded: half a formula is no mistake yet
_mark = QColor("#e5484d")  # seen on light and on dark fields
_narrowest = 7

Check = Callable[[str], Problem | None]


class FormulaLine(CommitLine):
    """Commits on Enter what `check` finds nothing wrong with; what it does stays, marked and worded, to be mended."""

    def __init__(self, language: Language, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language, self._check = language, check
        self.problem: Problem | None = None
        self.setMaxLength(longest)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_pause_ms)
        self._later.timeout.connect(self.say)
        self.textChanged.connect(self._look)
        self.textEdited.connect(lambda _text: self._later.start())

    def say(self) -> None:
        """Words the fault below the line, if there is one."""
        self._later.stop()
        if self.problem is not None and self.isVisible():
            tell(self, self._language.problem(self.problem))

    def check_again(self) -> None:
        """Looks at the text once more: other columns are there."""
        self._look(self.text())

    def _look(self, text: str) -> None:
        had, self.problem = self.problem, self._check(text) if text.strip() and self.isModified() else None
        if had is not None and self.problem is None:
            untell(self)
        self.update()

    def _fault(self) -> tuple[float, float] | None:
        """Returns from where to where on the line the fault is marked."""
        place = self.problem.values.get("place") if self.problem is not None else None
        if not isinstance(place, int):
            return None
        text, metrics, cursor = self.text(), self.fontMetrics(), self.cursorRect()
        origin = cursor.center().x() - metrics.horizontalAdvance(text[: self.cursorPosition()])
        left, end = origin + metrics.horizontalAdvance(text[: place - 1]), place
        while text[place - 1 : place].isalnum() and text[end : end + 1].isalnum():
            end += 1
        return left, max(left + _narrowest, origin + metrics.horizontalAdvance(text[:end]))

    # ---- Qt

    def _commit(self) -> None:
        if self.problem is not None and self.hasFocus():
            self.say()
        else:
            super()._commit()  # whoever takes it refuses what is wrong

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.check_again()
            if self.problem is not None:
                self.say()
                event.accept()
                return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        fault = self._fault()
        if fault is None:
            return
        left, right = max(2.0, fault[0]), min(self.width() - 2.0, fault[1])
        bottom, x, up = self.height() - 4.0, left, False
        wave = QPolygonF()
        while x <= right:
            wave.append(QPointF(x, bottom - (2 if up else 0)))
            x, up = x + 2, not up
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(_mark, 1.4))
            painter.drawPolyline(wave)


class AddLine(FormulaLine):
    """Takes one formula after the other; what is not finished yet stays when the focus leaves.

    Signals:
        added(str): Enter was pressed behind a formula.
        left(): Esc was pressed.
    """

    added = Signal(str)
    left = Signal()

    def _commit(self) -> None:
        """Leaves what is typed when the focus goes: only Enter takes it."""

    def _put(self) -> None:
        """Leaves what is typed when the focus comes: it belongs to no value of the document."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.setModified(True)
            self.check_again()
            if self.problem is None:
                self.added.emit(self.text().strip())
            else:
                self.say()
            return
        if key == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def put(self, text: str) -> None:
        """Shows a formula to be changed, or none."""
        self.setText(text)
        self.setModified(False)
        self._later.stop()
        self.check_again()
