"""A read-only look at a plugin's text in Python's colours; the colours are found in a thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from nnlab.gui.plugins.reading import Span, spans
from nnlab.gui.theme import Theme

most_shown = 300_000  # characters: more would hold up the window


class SourceView(QPlainTextEdit):
    """Shows a text; the end of a very long one is left out, which `cut` tells."""

    _found = Signal(int, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source_view")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.cut = False
        self._round = 0
        self._colouring = _Colouring(self, theme)
        self._found.connect(self._colour, Qt.ConnectionType.QueuedConnection)
        theme.changed.connect(self._colouring.rehighlight)

    def show_text(self, text: str) -> None:
        """Shows another text, in plain letters until its colours are found."""
        self._round += 1
        number, self.cut = self._round, len(text) > most_shown
        self._colouring.lines = []
        shown = text[:most_shown]
        self.setPlainText(shown)
        threading.Thread(target=lambda: self._find(number, shown), name="nnlab colours", daemon=True).start()

    def _find(self, number: int, text: str) -> None:
        found = spans(text)
        try:
            self._found.emit(number, found)
        except RuntimeError:
            return  # the view has gone meanwhile

    def _colour(self, number: int, lines: list[list[Span]]) -> None:
        if number == self._round:
            self._colouring.lines = lines
            self._colouring.rehighlight()


class _Colouring(QSyntaxHighlighter):
    """Paints the spans that were found."""

    def __init__(self, view: SourceView, theme: Theme) -> None:
        super().__init__(view.document())
        self.lines: list[list[Span]] = []
        self._theme = theme

    def highlightBlock(self, _text: str) -> None:
        place = self.currentBlock().blockNumber()
        if place >= len(self.lines):
            return
        colors = self._theme.colors
        shades = {
            "keyword": colors.accent,
            "string": colors.test_line,
            "comment": colors.muted,
            "number": QColor("#009e73"),
            "name": colors.chosen_text,
        }
        for start, length, hue in self.lines[place]:
            form = QTextCharFormat()
            form.setForeground(shades[hue])
            if hue == "comment":
                form.setFontItalic(True)
            self.setFormat(start, length, form)
