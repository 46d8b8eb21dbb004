"""What keys do to lines of Python: indentation, comments, brackets. Pure functions on text."""

from __future__ import annotations

import re

unit = 4
_pairs = {"(": ")", "[": "]", "{": "}"}
_closing = {close: open for open, close in _pairs.items()}
_farthest = 20_000  # letters looked at for a bracket's other half
_leaves = re.compile(r"\s*(return|pass|break|continue|raise)\b")


def indent_of(line: str) -> str:
    """Returns the white space a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def next_indent(before: str) -> str:
    """Returns the indentation of the line that Enter begins behind `before`."""
    indent, code = indent_of(before), _code(before).rstrip()
    if code.endswith(":"):
        return indent + " " * unit
    if code and code[-1] in _pairs:
        return indent + " " * unit
    if _leaves.match(code) and not _open(code):
        return indent[:-unit]
    return indent


def erased_before(before: str) -> int:
    """Returns how many letters Backspace takes: within an indentation as many as lead to the next stop."""
    if before and not before.strip(" "):
        return (len(before) - 1) % unit + 1
    return 1


def indented(lines: list[str]) -> list[str]:
    """Moves lines one stop to the right; empty ones stay."""
    return [" " * unit + line if line.strip() else line for line in lines]


def unindented(lines: list[str]) -> list[str]:
    """Moves lines one stop to the left, as far as they go."""
    return [
        line[1:] if line.startswith("\t") else line[min(unit, len(line) - len(line.lstrip(" "))) :] for line in lines
    ]


def commented(lines: list[str]) -> list[str]:
    """Makes lines comments; where all of them are, makes them code again."""
    full = [line for line in lines if line.strip()]
    if full and all(line.lstrip().startswith("#") for line in full):
        return [re.sub(r"^(\s*)# ?", r"\1", line) for line in lines]
    depth = min((len(indent_of(line)) for line in full), default=0)
    return [f"{line[:depth]}# {line[depth:]}" if line.strip() else line for line in lines]


def other_half(text: str, place: int) -> int | None:
    """Returns where the bracket at a place is closed or opened; None where it is no bracket or has no other half."""
    if not 0 <= place < len(text) or text[place] not in "()[]{}":
        return None
    forward = text[place] in _pairs
    step = 1 if forward else -1
    stack: list[str] = []
    at = place
    while 0 <= at < len(text) and abs(at - place) <= _farthest:
        letter = text[at]
        opens = letter in _pairs if forward else letter in _closing
        closes = letter in _closing if forward else letter in _pairs
        if opens:
            stack.append(_pairs[letter] if forward else _closing[letter])
        elif closes:
            if stack.pop() != letter:
                return None
            if not stack:
                return at
        at += step
    return None


def _code(line: str) -> str:
    """Returns a line without its comment; a # within quotes stays."""
    quote = ""
    for place, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote and line[place - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "#":
            return line[:place]
    return line


def _open(code: str) -> bool:
    return sum(code.count(one) for one in _pairs) > sum(code.count(one) for one in _closing)
