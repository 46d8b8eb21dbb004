"""The canvas's letters and the sizes that come from them, at each zoom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontMetrics

from nnlab.gui.canvas.layout import Metrics
from nnlab.gui.enlarging import large, scale, smaller

plain_below = 0.7  # smaller heads have no controls: nobody could hit them
_smallest = 7.0  # points, or the font's own size where that is smaller
_widest_label = 96
_measured = 200  # of the labels, those with the most letters


def zoomed_font(font: QFont, zoom: float) -> QFont:
    """Returns a font at a zoom; it stays readable however small the rest becomes."""
    made = QFont(font)
    if zoom != 1 and font.pointSizeF() > 0:
        made.setPointSizeF(max(font.pointSizeF() * zoom, min(_smallest, font.pointSizeF())))
    return made


def title_font(font: QFont) -> QFont:
    """Returns the font of titles: bold."""
    made = QFont(font)
    made.setBold(True)
    return made


def note_font(font: QFont) -> QFont:
    """Returns the font of what stands below a title without controls."""
    made = QFont(font)
    if font.pointSizeF() > _smallest:
        made.setPointSizeF(max(_smallest, font.pointSizeF() * smaller()))
    return made


def metrics(font: QFont, labels: Sequence[str], zoom: float, above: int = 0) -> Metrics:
    """Returns the sizes at a zoom, from the font at 100 % and the inputs' labels; a projector's are larger.

    `above` is what is free above the footer.
    """
    letters = zoomed_font(font, zoom)
    plain = QFontMetrics(letters)
    zoom *= scale()
    longest = sorted(labels, key=len)[-_measured:]
    label = max((plain.horizontalAdvance(text) for text in longest), default=0)
    title = max(QFontMetrics(title_font(letters)).height() + 6 * zoom, 24 * zoom)
    shared = Metrics().scaled(zoom)
    footer, label = QFontMetrics(font).height() + large(12) + above, min(label, _widest_label * zoom)
    if zoom < plain_below:
        note = QFontMetrics(note_font(letters)).height() + 3
        return Metrics(title, note, 0, footer, label, shared.margin, 0)
    control = max(30 * zoom, plain.height() + 14 * zoom)
    return Metrics(title, control, shared.small, footer, label, shared.margin, shared.insert)
