"""What stands at the inputs: their names, or the box of a sample that goes in whole, and what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from nnlab.gui.canvas.images import Picture
from nnlab.gui.canvas.layout import Layout
from nnlab.gui.canvas.mosaics import draw, fitted
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.samples import sample_shape, sample_words
from nnlab.gui.theme import Colors, mixed

_beside = 24.0  # so much further than the box the words may reach


def paint_block(
    painter: QPainter, box: QRectF, picture: Picture | None, words: str, colors: Colors, font: QFont
) -> None:
    """Paints a sample as large as the box allows with the words below; until it came, the words in an empty box."""
    painter.setFont(font)
    if picture is None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mixed(colors.text, colors.canvas, 0.5), 1))
        painter.setBrush(mixed(colors.canvas, colors.text, 0.06))
        painter.drawRoundedRect(box, 5, 5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        inside = box.adjusted(4, 4, -4, -4)
        painter.setPen(colors.text)
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        return
    place = fitted(box, *picture.pixels.shape)
    draw(painter, place, picture)
    painter.setPen(QPen(mixed(colors.text, colors.canvas, 0.25), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
    painter.setPen(colors.text)
    below = QRectF(box.x() - _beside / 2, place.bottom() + 4, box.width() + _beside, 60)
    centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(below, centred | Qt.TextFlag.TextWordWrap, words)


def paint_labels(painter: QPainter, layout: Layout, labels: Sequence[str]) -> None:
    """Draws the inputs' names beside their tiles, in the painter's font and colour."""
    column, font, room = layout.columns[0], painter.fontMetrics(), int(layout.metrics.label)
    for row, text in enumerate(labels[: column.shown]):
        tile = column.tile(row)
        box = QRectF(tile.x - room - 10, tile.y, room + 2, tile.height)
        shown = font.elidedText(text, Qt.TextElideMode.ElideRight, room + 2)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)


def block_words(document: Document, language: Language) -> str:
    """Returns what a sample is: "1 × 8 × 8" in one line, and what that is below."""
    shape = sample_shape(document)
    words = sample_words(shape, language) if shape is not None else ""
    return "\n".join(words.rsplit(" ", 1)) if shape is not None and len(shape) == 3 else words
