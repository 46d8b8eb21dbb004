"""The place of a plot: its drawing needs pyqtgraph, whose import would hold the first painted window up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from threading import Thread
from types import ModuleType

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnlab.gui.theme import Theme, small_font

_look_ms = 15


class Later(QWidget):
    """Shows a note at once; imports a drawing's module beside the event loop after the first paint, then makes it.

    `make` gets the module and returns the drawing: a GraphicsView with a `frame` (QRectF) in whose middle notes stand.
    """

    def __init__(
        self, module: str, make: Callable[[ModuleType], QWidget], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._module, self._make, self._theme = module, make, theme
        self._drawing: QWidget | None = None
        self._thread: Thread | None = None
        self._look = QTimer(self)
        self._look.setInterval(_look_ms)
        self._look.timeout.connect(self._arrived)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.note = QLabel(self)
        self.note.setFont(small_font(self))
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._color)
        self._color()

    @property
    def drawing(self) -> QWidget | None:
        """The drawing, None where it is not yet made."""
        return self._drawing

    def now(self) -> QWidget:
        """Returns the drawing, made now; waits for an import that is under way."""
        if self._drawing is None:
            self._look.stop()
            self._drawing = self._make(import_module(self._module))
            self._column.addWidget(self._drawing)
            self._drawing.show()
            self._drawing.sigDeviceRangeChanged.connect(self._place_note)  # it is of another size
            self._column.activate()
            self.note.raise_()
            self._place_note()
        return self._drawing

    def say(self, note: str) -> None:
        """Shows why there is nothing to see, "" where there is."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _begin(self) -> None:
        if self._module in sys.modules:
            self.now()
            return
        # not a daemon: at its end the interpreter waits for an import that is under way
        self._thread = Thread(target=import_module, args=(self._module,), name=f"import {self._module}")
        self._thread.start()
        self._look.start()

    def _arrived(self) -> None:
        if self._thread is not None and not self._thread.is_alive():
            self.now()

    def _place_note(self, *_: object) -> None:
        frame = self._drawing.frame.toRect() if self._drawing is not None else self.rect()
        self.note.setGeometry(frame.adjusted(12, 12, -12, -12) if frame.isValid() else QRect())

    def _color(self) -> None:
        palette = self.note.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.colors.muted)
        self.note.setPalette(palette)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_note()

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self._drawing is None and self._thread is None and not self._look.isActive():
            self._look.start()  # so that a second paint asks for nothing more
            QTimer.singleShot(0, self, self._begin)
