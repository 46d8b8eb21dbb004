"""The line that opens and closes what is seldom needed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnlab.gui.enlarging import large, scale
from nnlab.gui.theme import mixed

fold_height = 17


class Fold(QAbstractButton):
    """A line that opens and closes what is below it; closed, it says in a few words what is set there."""

    def __init__(self, parent: QWidget | None = None, *, indent: int = 0) -> None:
        super().__init__(parent)
        self._summary, self._indent = "", indent
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(large(fold_height))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_words(self, text: str, summary: str, tip: str) -> None:
        """Shows its name, and behind it what is set."""
        self._summary = summary
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(summary or tip)
        self.setToolTip("\n".join(part for part in (summary, tip) if part))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, middle = self.palette(), self.height() / 2
        text, accent = palette.color(palette.ColorRole.WindowText), palette.color(palette.ColorRole.Highlight)
        muted = mixed(text, palette.color(palette.ColorRole.Window), 0.4)
        ink = text if self.underMouse() or self.hasFocus() else muted
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(accent if self.hasFocus() else ink, 1.5))
            x, reach = large(self._indent + 4), 3.2 * scale()
            shape = [(-reach, -reach / 2), (0.0, reach / 2), (reach, -reach / 2)]
            if not self.isChecked():
                shape = [(-reach / 2, -reach), (reach / 2, 0.0), (-reach / 2, reach)]
            painter.drawPolyline(QPolygonF([QPointF(x + dx, middle + dy) for dx, dy in shape]))
            painter.setPen(ink)
            metrics, left = painter.fontMetrics(), large(self._indent + 14)
            name = metrics.horizontalAdvance(self.text())
            at = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(left, 0, name + 2, self.height()), at, self.text())
            room = max(0, self.width() - left - name - 8)
            painter.setPen(accent)
            shown = metrics.elidedText(self._summary, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left + name + 8, 0, room, self.height()), at, shown)
