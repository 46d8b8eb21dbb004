"""The line at the bottom of the canvas; it stays at the bottom of what is seen, whatever is scrolled away."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from nnlab.gui.theme import Theme, small_font


class Foot:
    """A sentence, or parts with dots between of which the last go first where there is no room."""

    def __init__(self, theme: Theme, lettered: QWidget) -> None:
        self._theme, self._lettered = theme, lettered
        self.text = ""
        self.warns = False
        self.before = self.behind = 0  # pixels at its ends that something else stands on
        self.above = 0  # and above it

    def say(self, text: str, warns: bool) -> bool:
        """Takes another line; tells whether it is another one."""
        old, (self.text, self.warns) = (self.text, self.warns), (text, warns)
        return old != (text, warns)

    def strip(self, seen: QRect, height: float) -> QRect:
        """Returns where the line stands within what is seen."""
        return QRect(seen.x(), seen.bottom() - int(height) - 1, seen.width(), int(height) + 2)

    def paint(self, painter: QPainter, strip: QRect) -> None:
        """Paints the line over whatever is there."""
        colors = self._theme.colors
        painter.fillRect(strip, colors.canvas)
        painter.setFont(small_font(self._lettered))
        painter.setPen(colors.warning if self.warns else colors.muted)
        box = strip.adjusted(10 + self.before, 0, -10 - self.behind, -2)
        metrics, parts = painter.fontMetrics(), self.text.split(" · ")
        while len(parts) > 1 and metrics.horizontalAdvance(" · ".join(parts)) > box.width():
            parts.pop()  # a whole hint less rather than half of one
        text = metrics.elidedText(" · ".join(parts), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
