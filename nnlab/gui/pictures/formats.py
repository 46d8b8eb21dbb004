"""A drawing as the bytes of an SVG, PDF or PNG file, and as pixels."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from nnlab.gui.pictures.drawing import Drawing
from nnlab.records import fail

endings = (".svg", ".pdf", ".png")
_sharpness = 3  # pixels of a PNG in one of the screen's
_dots = 96  # an inch, as SVG means them


def encoded(drawing: Drawing, ending: str, title: str) -> bytes:
    """Returns the bytes of a file with this ending. Raises ProblemError `picture.ending` for an unknown one."""
    if ending == ".svg":
        return _svg(drawing, title)
    if ending == ".pdf":
        return _pdf(drawing, title)
    if ending == ".png":
        return _png(image(drawing))
    raise fail("picture.ending", ending=ending, known=", ".join(endings))


def image(drawing: Drawing) -> QImage:
    """Returns the drawing as pixels, three for each of the screen's."""
    size = (drawing.size * _sharpness).toSize()
    made = QImage(size, QImage.Format.Format_RGB32)
    with QPainter(made) as painter:
        painter.scale(_sharpness, _sharpness)
        drawing.paint(painter)
    return made


def _svg(drawing: Drawing, title: str) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    buffer = _opened()
    generator, size = QSvgGenerator(), drawing.size
    generator.setOutputDevice(buffer)
    generator.setResolution(_dots)
    generator.setSize(QSize(round(size.width()), round(size.height())))
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    with QPainter(generator) as painter:
        drawing.paint(painter)
    return bytes(buffer.data().data())


def _pdf(drawing: Drawing, title: str) -> bytes:
    buffer, size = _opened(), drawing.size
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("nnlab")
    writer.setResolution(_dots)
    inches = QSizeF(size.width() / _dots, size.height() / _dots)
    writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch, title, QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    with QPainter(writer) as painter:
        drawing.paint(painter)
    return bytes(buffer.data().data())


def _png(made: QImage) -> bytes:
    buffer = _opened()
    made.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _opened() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
