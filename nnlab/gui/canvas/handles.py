"""The handles below the column under the mouse: its lower edge to be pulled, and where a connection begins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnlab.gui.canvas.layout import Layout
from nnlab.gui.theme import Theme, mixed


class Handle(QWidget):
    """A thing to drag; keys do the same by actions.

    Signals:
        pressed(QPointF): the left button went down on it, at a place of its parent.
    """

    pressed = Signal(object)

    def __init__(self, name: str, theme: Theme, cursor: Qt.CursorShape, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self.setCursor(cursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.mapToParent(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Paints it."""


class EdgeHandle(Handle):
    """A layer's lower edge: a short bar with a grip."""

    def draw(self, painter: QPainter) -> None:
        colors, box = self._theme.colors, QRectF(self.rect())
        over = self.underMouse()
        bar = QRectF(0, 0, min(30.0, box.width() - 4), 5)
        bar.moveCenter(QPointF(box.center().x(), box.top() + 7))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.accent if over else mixed(colors.muted, colors.canvas, 0.35))
        painter.drawRoundedRect(bar, 2.5, 2.5)


class LinkHandle(Handle):
    """Where a connection is pulled out of a layer: a ring with an arrow."""

    def draw(self, painter: QPainter) -> None:
        colors, middle = self._theme.colors, QPointF(self.width() / 2, self.height() / 2)
        ink = colors.accent if self.underMouse() else mixed(colors.muted, colors.canvas, 0.2)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(colors.canvas)
        painter.drawEllipse(middle, 7, 7)
        painter.drawLine(middle + QPointF(-3.5, 0), middle + QPointF(3.5, 0))
        painter.drawLine(middle + QPointF(3.5, 0), middle + QPointF(0.8, -2.7))
        painter.drawLine(middle + QPointF(3.5, 0), middle + QPointF(0.8, 2.7))


class Handles:
    """Keeps the two handles of one column, and shows those that make sense."""

    def __init__(self, theme: Theme, board: QWidget, sizable: Callable[[str], bool]) -> None:
        self.edge = EdgeHandle("edge_handle", theme, Qt.CursorShape.SizeVerCursor, board)
        self.link = LinkHandle("link_handle", theme, Qt.CursorShape.CrossCursor, board)
        self._sizable = sizable
        self.layer = ""

    def show(self, layout: Layout, layer: str) -> None:
        """Shows the handles of a column, of none for ""."""
        self.layer = layer
        ids = [column.spec.id for column in layout.columns]
        if layer not in ids:
            self.edge.hide()
            self.link.hide()
            return
        place = ids.index(layer)
        column = layout.columns[place]
        reach = layout.tile / 2 if column.spec.narrow else column.reach
        foot = (column.rows[-1] if column.rows else layout.bottom) + reach
        edge = self._sizable(layer) and not column.spec.bare
        width = max(24, round(2 * column.half))
        self.edge.setGeometry(round(column.centre) - width // 2, round(foot) + 1, width, 16)
        self.edge.setVisible(edge)
        x = round(column.centre + (width / 2 + 1 if edge else -10))
        y = round(foot) - 2
        if column.spec.block:  # below it stands what it is
            x, y = round(column.centre + column.half) + 3, round(column.rows[0]) - 10
        self.link.setGeometry(x, y, 20, 20)
        self.link.setVisible(place < len(ids) - 1)
        self.edge.raise_()
        self.link.raise_()

    def word(self, edge: str, link: str) -> None:
        """Takes the words of their tooltips."""
        for handle, words in ((self.edge, edge), (self.link, link)):
            handle.setToolTip(words)
            handle.setAccessibleName(words)
