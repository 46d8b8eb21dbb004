"""Small things in rows: as many in each as fit, all rows alike."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnlab.gui.enlarging import large


class Flow(QWidget):
    """Lays its children out from left to right and top to bottom.

    With `tile` given they are squares of about that size that fill the width; without it each has its own width.
    Squares beyond `most_rows` are hidden (0: none are), but for one that is checked.

    Signals:
        arranged(): the children were laid out.
    """

    arranged = Signal()

    def __init__(self, parent: QWidget | None = None, *, tile: int = 0, gap: int = 4, most_rows: int = 0) -> None:
        super().__init__(parent)
        self._tile, self._gap, self._most_rows = tile, gap, most_rows
        self.hidden = 0  # how many are not shown
        self._children: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def take(self, children: list[QWidget]) -> None:
        """Shows these children and forgets the others."""
        for child in self._children:
            if child not in children:
                child.hide()
                child.deleteLater()
        self._children = children
        for child in children:
            child.setParent(self)
            child.show()
        self.arrange()

    def limit(self, most_rows: int) -> None:
        """Shows no more rows of squares than these."""
        self._most_rows = most_rows
        self.arrange()

    def arrange(self) -> None:
        """Lays all children out again (their texts changed)."""
        width = self.width()
        height = self._place_tiles(width) if self._tile else self._place_texts(width)
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
        self.arranged.emit()

    def _place_tiles(self, width: int) -> int:
        count, tile, gap = len(self._children), large(self._tile), large(self._gap)
        if not count:
            return 0
        fits = max(1, (width + gap) // (tile + gap))
        shown = self._shown(fits)
        count = len(shown)
        rows = -(-count // fits)
        across = -(-count // rows)
        side = min((width - (across - 1) * gap) // across, round(tile * 1.4))
        for place, child in enumerate(shown):
            row, column = divmod(place, across)
            child.setGeometry(column * (side + gap), row * (side + gap), side, side)
        return rows * (side + gap) - gap

    def _shown(self, fits: int) -> list[QWidget]:
        """Returns the children that have room and shows just those."""
        room = fits * self._most_rows or len(self._children)
        shown, rest = self._children[:room], self._children[room:]
        checked = next((child for child in rest if isinstance(child, QAbstractButton) and child.isChecked()), None)
        if checked is not None:
            shown = [*shown[:-1], checked]
        for child in self._children:
            if child.isHidden() == (child in shown):
                child.setVisible(child in shown)
        self.hidden = len(self._children) - len(shown)
        return shown

    def _place_texts(self, width: int) -> int:
        x = y = tall = 0
        gap = large(self._gap)
        for child in self._children:
            size = child.sizeHint()
            if x and x + size.width() > width:
                x, y, tall = 0, y + tall + gap, 0
            child.setGeometry(x, y, size.width(), size.height())
            x, tall = x + size.width() + gap, max(tall, size.height())
        return y + tall

    def sizeHint(self) -> QSize:
        return QSize(large(200), max(self.minimumHeight(), large(self._tile)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
