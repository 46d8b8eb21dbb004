"""Asks what a picture shall show, with the picture as it will be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.pictures.drawing import Drawing, Wishes

Draw = Callable[[Wishes], Drawing]


class PictureSheet(QDialog):
    """Two boxes to tick under a preview.

    Signals:
        chosen(Wishes): save a picture like this. copied(Wishes): put it on the clipboard.
    """

    chosen = Signal(object)
    copied = Signal(object)

    def __init__(self, context: Context, draw: Draw, wishes: Wishes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tr = context.language.tr
        self.setWindowTitle(tr("Save a picture of the network"))
        self.preview = _Preview(draw, wishes)
        self.preview.setAccessibleName(tr("Preview"))
        self.maps, self.numbers = QCheckBox(tr("Maps of the neurons")), QCheckBox(tr("Weights and biases as numbers"))
        self.maps.setChecked(wishes.maps)
        self.numbers.setChecked(wishes.numbers)
        column = QVBoxLayout(self)
        column.addWidget(self.preview, 1)
        for box in (self.maps, self.numbers):
            box.toggled.connect(lambda _on: self.preview.show_wishes(self.wishes))
            column.addWidget(box)
        buttons = QDialogButtonBox()
        save = QPushButton(tr("Save…"))
        save.setObjectName("save_picture")
        save.setDefault(True)
        copy = QPushButton(tr("Copy"))
        copy.setObjectName("copy_picture")
        cancel = QPushButton(tr("Cancel"))
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        copy.clicked.connect(self._copy)
        column.addWidget(buttons)
        self.resize(720, 520)

    @property
    def wishes(self) -> Wishes:
        """What is ticked now."""
        return Wishes(maps=self.maps.isChecked(), numbers=self.numbers.isChecked())

    def _save(self) -> None:
        wishes = self.wishes
        self.accept()
        self.chosen.emit(wishes)

    def _copy(self) -> None:
        self.copied.emit(self.wishes)
        self.accept()


class _Preview(QWidget):
    """The picture, as large as fits."""

    def __init__(self, draw: Draw, wishes: Wishes) -> None:
        super().__init__()
        self._draw = draw
        self._drawing = draw(wishes)
        self.setSizePolicy(self.sizePolicy().Policy.Expanding, self.sizePolicy().Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(640, 380)

    def show_wishes(self, wishes: Wishes) -> None:
        """Shows the picture with other things on it."""
        self._drawing = self._draw(wishes)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self._drawing.size
        scale = min(self.width() / size.width(), self.height() / size.height(), 1.5)
        with QPainter(self) as painter:
            painter.translate((self.width() - scale * size.width()) / 2, (self.height() - scale * size.height()) / 2)
            painter.scale(scale, scale)
            painter.setClipRect(QRectF(0, 0, size.width(), size.height()))
            self._drawing.paint(painter)
