"""The picture of what stands in a column: bars of a histogram, or the shares of its classes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnlab.gui.enlarging import large
from nnlab.gui.tables.columns import ColumnModel
from nnlab.gui.tables.counting import classes_of
from nnlab.gui.theme import Colors, Theme, mixed
from nnlab.records.tables import TableColumn

_wide = 76  # pixels of the picture; words follow
_most_bars = 24


class ValuesDelegate(QStyledItemDelegate):
    """Draws a column's values as a small picture with a few words."""

    def __init__(self, model: ColumnModel, theme: Theme) -> None:
        super().__init__()
        self._model, self._theme = model, theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(large(_wide + 120), large(24))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette, model, place = option.palette, self._model, index.row()
        if chosen:
            painter.fillRect(option.rect, palette.brush(QPalette.ColorRole.Highlight))
        inside = QRectF(option.rect).adjusted(large(6), large(3), -large(4), -large(3))
        picture = QRectF(inside.left(), inside.top(), min(large(_wide), inside.width() / 2), inside.height())
        used = model.choice.role(place) != "none"
        colors = self._theme.colors
        if model.choice.is_category(model.head, place):
            paint_shares(painter, picture, model.column(place), colors, used)
        else:
            ink = colors.blue if used else mixed(colors.muted, colors.panel, 0.5)
            paint_bars(painter, picture, model.column(place), colors.accent_text if chosen else ink)
        words = QRectF(inside)
        words.setLeft(picture.right() + large(8))
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(palette.color(role) if used or chosen else self._theme.colors.muted)
        shown = option.fontMetrics.elidedText(model.value_words(place), Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def paint_bars(painter: QPainter, place: QRectF, column: TableColumn, ink: QColor) -> None:
    """Draws a histogram of a column's numbers."""
    counts = column.counts
    most = max(counts, default=0)
    painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), mixed(ink, QColor("gray"), 0.6))
    if not most:
        return
    step = place.width() / len(counts)
    for number, count in enumerate(counts):
        tall = count / most * (place.height() - 2)
        if count:
            tall = max(tall, 1.0)
            bar = QRectF(place.left() + number * step, place.bottom() - 1 - tall, max(1.0, step - 1), tall)
            painter.fillRect(bar, ink)


def paint_shares(painter: QPainter, place: QRectF, column: TableColumn, colors: Colors, used: bool) -> None:
    """Draws the share of each class as a piece of one bar, in the colours of classes; the most are one grey piece."""
    found = classes_of(column)
    whole = sum(one.rows for one in found)
    bar = place.adjusted(0, place.height() * 0.22, 0, -place.height() * 0.22)
    painter.fillRect(bar, colors.chip)
    left = bar.left()
    for number, one in enumerate(found[:_most_bars] if whole else ()):
        wide = bar.width() * one.rows / whole
        color = colors.classes[number % len(colors.classes)]
        piece = QRectF(left, bar.top(), max(0.5, wide - 1), bar.height())
        painter.fillRect(piece, color if used else mixed(color, colors.panel, 0.6))
        left += wide
