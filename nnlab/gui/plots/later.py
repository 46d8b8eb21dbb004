"""The place of a plot: its drawing needs pyqtgraph, whose import would hold the first painted window up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnlab.gui.theme import Theme, small_font

_centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
_of_qt = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")  # pyqtgraph asks these for every class they have


class Later(QWidget):
    """Shows a note at once; imports a drawing's module in turns of the event loop after the first paint, then makes it.

    `make` gets the module and returns the drawing: a GraphicsView with a `frame` (QRectF) in whose middle notes stand.
    """

    def __init__(
        self, module: str, make: Callable[[ModuleType], QWidget], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._module, self._make, self._theme = module, make, theme
        self._drawing: QWidget | None = None
        self._steps = imported(module)
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.note = QLabel(self)
        self.note.setFont(small_font(self))
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setAutoFillBackground(True)
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._color)
        self._color()

    @property
    def drawing(self) -> QWidget | None:
        """The drawing, None where it is not yet made."""
        return self._drawing

    def now(self) -> QWidget:
        """Returns the drawing, made now."""
        if self._drawing is None:
            self._turn.stop()
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
        self._place_note()

    def _go_on(self) -> None:
        if next(self._steps, None) is None:
            self.now()

    def _place_note(self, *_: object) -> None:
        frame = self._drawing.frame.toRect() if self._drawing is not None else self.rect()
        if not frame.isValid():
            self.note.setGeometry(QRect())
            return
        room = frame.adjusted(12, 12, -12, -12)
        lines = self.note.fontMetrics().boundingRect(room, int(_centred), self.note.text()).adjusted(-8, -4, 8, 4)
        self.note.setGeometry(lines.intersected(frame))  # no larger than its words: it hides what is drawn below them

    def _color(self) -> None:
        palette = self.note.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.colors.muted)
        palette.setColor(QPalette.ColorRole.Window, self._theme.colors.panel)
        self.note.setPalette(palette)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_note()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._turn.stop()  # the next painting goes on: data of another kind may never need this drawing

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self._drawing is None and not self._turn.isActive():
            self._turn.start()


def imported(module: str) -> Iterator[str]:
    """Imports a module that needs pyqtgraph, part after part.

    Not in a thread: PySide6 makes a class when it is first asked for, and two threads that ask at once can crash it.
    """
    for name in _of_qt:
        part = import_module(name)
        for each in dir(part):
            getattr(part, each)
        yield name
    for name in ("pyqtgraph", module):
        import_module(name)
        yield name
