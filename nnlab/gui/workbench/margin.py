"""The editor's margin: line numbers, and a mark at each line that has a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnlab.gui.icons import pixmap
from nnlab.gui.theme import mixed
from nnlab.records import Level

if TYPE_CHECKING:
    from nnlab.gui.workbench.editor import CodeEditor

_icons = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}
_sign = 14


class Margin(QWidget):
    """Stands left of the text and scrolls with it; a click on a number chooses the line, one on a mark tells it."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._marks: dict[int, tuple[Level, str]] = {}

    @property
    def marks(self) -> dict[int, tuple[Level, str]]:
        """Level and sentence by line, from 1."""
        return dict(self._marks)

    def show_marks(self, marks: dict[int, tuple[Level, str]]) -> None:
        """Shows other marks."""
        if marks != self._marks:
            self._marks = dict(marks)
            self.update()

    @property
    def wide(self) -> int:
        """How much room it takes."""
        digits = max(3, len(str(self._editor.blockCount())))
        return _sign + 10 + self._editor.fontMetrics().horizontalAdvance("9") * digits

    def sizeHint(self) -> QSize:
        return QSize(self.wide, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        editor, colors = self._editor, self._editor.theme.colors
        shades = {"error": colors.error, "warning": colors.warning, "note": colors.accent}
        current = editor.textCursor().blockNumber()
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), mixed(colors.field, colors.canvas, 0.8))
            painter.setFont(editor.font())
            for number, top, height in editor.lines_shown():
                if top > event.rect().bottom():
                    break
                mark = self._marks.get(number + 1)
                if mark is not None:
                    sign = pixmap(_icons[mark[0]], shades[mark[0]], _sign, self.devicePixelRatioF())
                    painter.drawPixmap(QPoint(3, round(top + (height - _sign) / 2)), sign)
                painter.setPen(colors.text if number == current else mixed(colors.muted, colors.field, 0.35))
                place = QRectF(0, top, self.width() - 5, height)
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number + 1))
            painter.setPen(colors.line)
            painter.drawLine(self.width() - 1, event.rect().top(), self.width() - 1, event.rect().bottom())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._line_at(event.position().toPoint())
        self._editor.go_to(line)
        if line in self._marks:
            self._tell(event.globalPosition().toPoint(), line)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.globalPos(), self._line_at(event.pos()))
            return True
        return super().event(event)

    def _line_at(self, place: QPoint) -> int:
        return self._editor.cursorForPosition(QPoint(0, place.y())).blockNumber() + 1

    def _tell(self, place: QPoint, line: int) -> None:
        mark = self._marks.get(line)
        QToolTip.showText(place, f"<p>{_escaped(mark[1])}</p>" if mark is not None else "", self)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
