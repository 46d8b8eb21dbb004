"""Python's colours, line by line: Pygments reads each line in the state the line before left it in."""

from __future__ import annotations

from typing import Any

from pygments.lexer import ExtendedRegexLexer, LexerContext
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from nnlab.gui.theme import Theme, mixed

_deepest = 12
_longest = 2_000  # letters of a line that are coloured


class Lines(ExtendedRegexLexer, PythonLexer):
    """Pygments' Python, which tells the state it ends in. Making the first one takes a tenth of a second."""


def read_line(lexer: Lines, line: str, stack: tuple[str, ...]) -> tuple[list[tuple[int, Any, str]], tuple[str, ...]]:
    """Returns the tokens (place, kind, text) of a line, and the state after it."""
    context = LexerContext(line + "\n", 0, list(stack), len(line) + 1)
    found = list(lexer.get_tokens_unprocessed(context=context))
    after = tuple(context.stack)
    return found, after if 0 < len(after) <= _deepest else ("root",)


class Colours(QSyntaxHighlighter):
    """Colours a document in the theme's colours; `paint_again` follows another theme."""

    def __init__(self, document: QTextDocument, theme: Theme, lexer: Lines) -> None:
        super().__init__(document)
        self._theme = theme
        self._lexer = lexer
        self._states: dict[tuple[str, ...], int] = {}
        self._stacks: list[tuple[str, ...]] = []
        self._number(("root",))
        self._formats = self._make_formats()

    def paint_again(self) -> None:
        """Takes the theme's colours."""
        self._formats = self._make_formats()
        self.rehighlight()

    def _number(self, stack: tuple[str, ...]) -> int:
        if stack not in self._states:
            self._states[stack] = len(self._stacks)
            self._stacks.append(stack)
        return self._states[stack]

    def _make_formats(self) -> dict[Any, QTextCharFormat]:
        colors = self._theme.colors
        dark = self._theme.name == "dark"
        quiet = mixed(colors.muted, colors.window, 0.1)
        green, violet = colors.classes[2], mixed(colors.classes[4], colors.text, 0.4 if dark else 0.0)
        shades = {
            Comment: (quiet, False),
            String: (mixed(green, colors.text, 0.15), False),
            String.Doc: (quiet, False),
            String.Interpol: (colors.test_line, False),
            Keyword: (violet, True),
            Keyword.Constant: (colors.test_line, False),
            Operator.Word: (violet, True),
            Number: (colors.test_line, False),
            Name.Builtin: (colors.train_line, False),
            Name.Builtin.Pseudo: (colors.muted, False),
            Name.Exception: (colors.train_line, False),
            Name.Class: (colors.train_line, True),
            Name.Function: (colors.train_line, False),
            Name.Decorator: (colors.test_line, False),
            Token.Error: (colors.error, False),
        }
        made = {}
        for kind, (shade, bold) in shades.items():
            look = QTextCharFormat()
            look.setForeground(shade)
            if bold:
                look.setFontWeight(QFont.Weight.DemiBold)
            if kind is Comment:
                look.setFontItalic(True)
            made[kind] = look
        return made

    def _format(self, kind: Any) -> QTextCharFormat | None:
        while kind is not None:
            if kind in self._formats:
                return self._formats[kind]
            kind = kind.parent
        return None

    def highlightBlock(self, text: str) -> None:
        before = max(0, self.previousBlockState())
        tokens, after = read_line(self._lexer, text[:_longest], self._stacks[before])
        self.setCurrentBlockState(self._number(after))
        for place, kind, part in tokens:
            look = self._format(kind)
            if look is not None:
                self.setFormat(place, len(part), look)
