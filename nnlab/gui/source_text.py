"""A plugin's text to be read before it is trusted: its words' roles, what hides in it, how it differs from another."""

from __future__ import annotations

import difflib
import unicodedata

_coloured = 100_000  # letters: beyond, colours would hold up the window
_compared = 5_000  # lines
Spans = list[tuple[int, int, str]]  # start, length and role of a line's words


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

    Places count letters as Qt does, in UTF-16.

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
            width = len(part.encode("utf-16-le", "surrogatepass")) // 2
            if role and part:
                lines[-1].append((column, width, role))
            column += width
    return lines


def difference_line(line: str) -> Spans:
    """Returns the role of a line of a difference."""
    role = "comment" if line.startswith(("---", "+++", "@@")) else {"+": "added", "-": "taken"}.get(line[:1], "")
    return [(0, len(line), role)] if role else []


def _hides(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in ("Cf", "Cc", "Zl", "Zp", "Co", "Cn")
