"""A read-only look at a plugin's text, in Python's colours and with nothing in it that hides."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from nnlab.gui.enlarging import fixed_font
from nnlab.gui.language import Language
from nnlab.gui.source_text import Spans, difference_line, plain, python_lines
from nnlab.gui.theme import Theme

most_shown = 300_000  # characters: more would hold up the window


class SourceView(QPlainTextEdit):
    """Shows a text or a difference; colours are found in a thread.

    The end of a very long text is left out, which `cut` tells; `hides` tells whether there were invisible characters.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source_view")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(fixed_font())
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.setTabChangesFocus(True)
        self.cut = self.hides = False
        self._round = 0
        self._colours = _Colours(self, theme)

    def show_text(self, text: str) -> None:
        """Shows Python, in plain letters until its colours are found."""
        shown, self.hides = plain(text[:most_shown])
        self._put(shown, [], cut=len(text) > most_shown)
        finder = _Finder(self._round, shown)
        finder.found.connect(self._colour, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=finder.find, name="nnlab colours", daemon=True).start()

    def remark(self, language: Language) -> str:
        """Returns what one has to know of the text: that something hides in it, or that it goes on; "" for nothing."""
        tr, said = language.tr, []
        if self.hides:
            said.append(
                tr("⚠ The text has invisible characters, shown here as ⟨U+…⟩: they can make it look other than it is.")
            )
        if self.cut:
            said.append(tr("⚠ The text goes on: only its first {n} characters are shown.").format(n=most_shown))
        return "\n".join(said)

    def show_difference(self, difference: str) -> None:
        """Shows what `source_text.difference` returns."""
        self.hides = False
        self._put(difference, [difference_line(line) for line in difference.split("\n")], cut=False)

    def _put(self, text: str, lines: list[Spans], *, cut: bool) -> None:
        self._round += 1
        self.cut, self._colours.lines = cut, lines
        self.setPlainText(text)

    def _colour(self, number: int, lines: list[Spans]) -> None:
        if number == self._round:
            self._colours.lines = lines
            self._colours.rehighlight()


class _Finder(QObject):
    """Finds the colours of one text in a thread; lives as long as the thread, which the view need not."""

    found = Signal(int, object)

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self._number, self._text = number, text

    def find(self) -> None:
        """Tells the roles of the words, line by line."""
        self.found.emit(self._number, python_lines(self._text))


class _Colours(QSyntaxHighlighter):
    """Puts the colours of prepared lines on a document."""

    def __init__(self, view: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(view.document())
        self.lines: list[Spans] = []
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, _text: str) -> None:
        number = self.currentBlock().blockNumber()
        for start, length, role in self.lines[number] if number < len(self.lines) else ():
            self.setFormat(start, length, self._format(role))

    def _format(self, role: str) -> QTextCharFormat:
        colors, made = self._theme.colors, QTextCharFormat()
        shade = {
            "word": colors.accent,
            "text": colors.test_line,
            "number": colors.train_line,
            "comment": colors.muted,
            "name": colors.text,
            "added": colors.train_line,
            "taken": colors.error,
        }[role]
        made.setForeground(shade)
        if role == "name":
            made.setFontWeight(QFont.Weight.Bold)
        return made
