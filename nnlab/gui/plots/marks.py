"""Where a setting was changed: dashed lines across the loss plot, named where there is room."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from nnlab.gui.curves import Mark
from nnlab.gui.enlarging import large
from nnlab.gui.theme import Colors

_widest = 120
_gap = 6


class Marks:
    """Draws the marks of a view; a name that would lie on another one is left out."""

    def __init__(self, view: pg.ViewBox, font: QFont) -> None:
        self._view = view
        self._marks: tuple[Mark, ...] = ()
        self._names: list[pg.TextItem] = []
        self._color, self._back = QColor(), QColor()
        self._lines = pg.VTickGroup()
        self.letter(font)
        view.addItem(self._lines, ignoreBounds=True)
        view.sigXRangeChanged.connect(self._arrange)
        view.sigResized.connect(self._arrange)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that are shown."""
        return tuple(name.toPlainText() for name in self._names if name.isVisible())

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Shows other marks."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        self._lines.setXVals([mark.epoch for mark in self._marks])
        self._lines.update()
        self._arrange()

    def letter(self, font: QFont) -> None:
        """Takes another font."""
        self._font, self._metrics = font, QFontMetricsF(font)
        for name in self._names:
            name.setFont(font)

    def color(self, colors: Colors) -> None:
        """Takes the colours of a theme."""
        self._color, self._back = colors.warning, QColor(colors.panel)
        self._back.setAlpha(210)
        self._lines.setPen(self._color, style=Qt.PenStyle.DashLine)
        self._lines.update()
        for name in self._names:
            self._paint(name)

    def _paint(self, name: pg.TextItem) -> None:
        name.setColor(self._color)
        name.fill = pg.mkBrush(self._back)
        name.update()

    def _arrange(self, *_: object) -> None:
        """Names marks from left to right, each at the side of its line where it lies inside the view."""
        view, shown, free = self._view, 0, 0.0
        low, high = view.viewRange()[0]
        for mark in self._marks:
            x = view.mapFromView(QPointF(mark.epoch, 0.0)).x()
            if not low <= mark.epoch <= high or x + 4 < free:
                continue
            text = self._metrics.elidedText(mark.text, Qt.TextElideMode.ElideRight, large(_widest))
            wide = self._metrics.horizontalAdvance(text)
            place = x + 4 if x + 4 + wide <= view.width() else x - 4 - wide
            if place >= free:
                self._put(shown, text, place)
                shown, free = shown + 1, place + wide + _gap
        for name in self._names[shown:]:
            name.hide()

    def _put(self, number: int, text: str, place: float) -> None:
        if number == len(self._names):
            made = pg.TextItem()
            made.setFont(self._font)
            made.textItem.document().setDocumentMargin(1)
            made.setParentItem(self._view)
            self._names.append(made)
            self._paint(made)
        name = self._names[number]
        if name.toPlainText() != text:
            name.setText(text)
        name.setPos(place - 1, 0)
        name.show()
