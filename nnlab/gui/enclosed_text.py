"""A plugin's text to be read before it is trusted: coloured, unchangeable, and with nothing in it that hides."""

from __future__ import annotations

import difflib
import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from nnlab.gui.theme import Theme

_coloured = 100_000  # letters: beyond, colours would hold up the window
_compared = 5_000  # lines
Spans = list[tuple[int, int, str]]  # start, length and role of a line's words


class PluginText(QPlainTextEdit):
    """Shows a text or a difference, in the colours of the theme."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plugin_text")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self._colours = _Colours(self, theme)

    def show_text(self, text: str, lines: list[Spans]) -> None:
        """Shows Python, with what `python_lines` says of it."""
        self._colours.lines = lines
        self.setPlainText(plain(text)[0])

    def show_difference(self, difference: str) -> None:
        """Shows what `difference` returns."""
        self._colours.lines = [_difference_line(line) for line in difference.split("\n")]
        self.setPlainText(difference)


def plain(text: str) -> tuple[str, bool]:
    """Returns a text with its invisible characters made visible, and whether there were any.

    A mark that turns the direction of writing can make a text look other than what Python reads.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(f"⟨U+{ord(letter):04X}⟩" if _hides(letter) else letter for letter in lines)
    return shown, shown != lines


def difference(mine: str, theirs: str, mine_name: str, theirs_name: str) -> str:
    """Returns what has to be taken from one text and added to come to the other; "" where they are too long."""
    one, other = plain(mine)[0].split("\n"), plain(theirs)[0].split("\n")
    if len(one) + len(other) > _compared:
        return ""
    return "\n".join(difflib.unified_diff(one, other, mine_name, theirs_name, lineterm=""))


def python_lines(text: str) -> list[Spans]:
    """Returns the roles of the words of each line: "word", "text", "number", "comment", "name"; none of a long text.

    For a thread: the first call takes a tenth of a second.
    """
    from pygments.lexers.python import PythonLexer  # when a text is looked at, not when the window opens
    from pygments.token import Token

    if len(text) > _coloured:
        return []

    roles = (
        (Token.Comment, "comment"),
        (Token.Literal.String.Doc, "comment"),
        (Token.Literal.String, "text"),
        (Token.Literal.Number, "number"),
        (Token.Keyword, "word"),
        (Token.Operator.Word, "word"),
        (Token.Name.Decorator, "word"),
        (Token.Name.Class, "name"),
        (Token.Name.Function, "name"),
    )
    lines: list[Spans] = [[]]
    column = 0
    for token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        role = next((role for known, role in roles if token in known), "")
        for place, part in enumerate(value.split("\n")):
            if place:
                lines.append([])
                column = 0
            if role and part:
                lines[-1].append((column, len(part), role))
            column += len(part)
    return lines


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


def _difference_line(line: str) -> Spans:
    role = "comment" if line.startswith(("---", "+++", "@@")) else {"+": "added", "-": "taken"}.get(line[:1], "")
    return [(0, len(line), role)] if role else []


def _hides(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in ("Cf", "Cc", "Zl", "Zp", "Co", "Cn")
