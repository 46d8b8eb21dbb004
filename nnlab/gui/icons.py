"""Icons: Lucide's line drawings from `assets/icons`, in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnlab.gui.theme import Theme, mixed
from nnlab.records import bundled

_sizes = (16, 32, 64)


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (bundled("assets") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _shape(name: str, width: int) -> QImage:
    """Draws an icon in black: drawing takes longer than colouring, and themes and modes only differ in colour."""
    made = QImage(width, width, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        QSvgRenderer(QByteArray(_drawing(name).encode())).render(painter, QRectF(made.rect()))
    return made


def pixmap(name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """Draws an icon in one colour, `size` points wide. Raises FileNotFoundError where there is no such icon."""
    image = QImage(_shape(name, round(size * ratio)))
    with QPainter(image) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), color)
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, theme: Theme, color: QColor | None = None) -> QIcon:
    """Returns an icon in the theme's text colour (or another), greyed where disabled.

    It keeps its colours: ask again when the theme changes. Raises FileNotFoundError where there is no such icon.
    """
    colors = theme.colors
    usual = color or colors.text
    made = QIcon()
    for mode, shade in (
        (QIcon.Mode.Normal, usual),
        (QIcon.Mode.Disabled, mixed(usual, colors.window, 0.6)),
    ):
        for size in _sizes:
            made.addPixmap(pixmap(name, shade, size), mode)
    return made
