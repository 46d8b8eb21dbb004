"""Reads the text of a formula into its tree: tokens by one expression, then precedence climbing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass

from nnlab.records.formulas.tree import (
    Call,
    Column,
    Comparison,
    Constant,
    Node,
    Number,
    constants,
    functions,
    is_truth,
    quoted,
)
from nnlab.records.formulas.writing import written
from nnlab.records.problems import ProblemError, fail

longest, deepest = 500, 40
_written = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "＝": "="})
_same = {"**": "^", "≤": "<=", "≥": ">=", "≠": "!="}
_token = re.compile(
    r"(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)|\{(?P<quoted>[^{}]*)\}"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/^(),<>≤≥≠=])"
)
_space = re.compile(r"\s*")
_or, _and, _not, _compared, _sum, _product, _signed, _power = range(1, 9)
_signs = {
    _or: ("or",),
    _and: ("and",),
    _compared: ("<", "<=", ">", ">=", "==", "!="),
    _sum: ("+", "-"),
    _product: ("*", "/"),
    _power: ("^",),
}
_binding = {sign: strength for strength, signs in _signs.items() for sign in signs}
_words = ("and", "or", "not")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "number", "name", "quoted", "sign" (also and, or, not), "end" or "odd"
    text: str
    place: int


def read_tree(text: str, columns: Collection[str] | None = None) -> Node:
    """Returns the tree of a formula over these columns; without them any name that is no function is a column.

    It looks at no more than `longest` characters. Raises ProblemError `formula...` with the place of the fault, from 1.
    """
    if len(text) > longest:
        raise fail("formula.long", place=longest + 1, longest=longest)
    if not text.strip():
        raise fail("formula.empty", place=1)
    return _Reader(text.translate(_written), columns).whole()


class _Reader:
    def __init__(self, text: str, columns: Collection[str] | None) -> None:
        self._text, self._columns = text, columns
        self._at = self._depth = 0
        self._opened: list[int] = []  # the places of the brackets that are open
        self._token = self._next()

    def whole(self) -> Node:
        """Returns the tree of the whole text."""
        made = self._expression(_or)
        if self._token.kind != "end":
            raise self._misplaced()
        return made

    # ---- tokens

    def _next(self) -> _Token:
        space = _space.match(self._text, self._at)
        at = self._at = space.end() if space else self._at
        if at >= len(self._text):
            return _Token("end", "", len(self._text.rstrip()) + 1)
        found = _token.match(self._text, at)
        if found is None or found.lastgroup is None:
            return _Token("odd", self._text[at], at + 1)
        self._at, kind, text = found.end(), found.lastgroup, found[found.lastgroup]
        if kind == "name" and text in _words:
            kind = "sign"
        return _Token(kind, _same.get(text, text) if kind == "sign" else text, at + 1)

    def _take(self) -> _Token:
        token, self._token = self._token, self._next()
        return token

    # ---- the grammar

    def _expression(self, least: int) -> Node:
        """Reads all that binds at least so strongly."""
        self._depth += 1
        if self._depth > 2 * deepest:  # brackets, signs and exponents
            raise fail("formula.deep", place=self._token.place)
        made = self._operand(least)
        while self._token.kind == "sign" and (binding := _binding.get(self._token.text, 0)) >= least:
            made = self._compared(made) if binding == _compared else self._joined(made, binding)
        self._depth -= 1
        return made

    def _joined(self, left: Node, binding: int) -> Node:
        sign = self._take()
        right = self._expression(_signed if binding == _power else binding + 1)
        if sign.text in _words:
            self._truths(left, right)
        return Call(sign.text, (left, right), left.place)

    def _compared(self, left: Node) -> Node:
        signs, parts = [], [left]
        while self._token.kind == "sign" and _binding.get(self._token.text) == _compared:
            signs.append(self._take().text)
            parts.append(self._expression(_sum))
        return Comparison(tuple(signs), tuple(parts), left.place)

    def _operand(self, least: int) -> Node:
        token = self._token
        if token.kind == "number":
            return Number(float(self._take().text), token.place)
        if token.kind in ("name", "quoted"):
            return self._named(self._take())
        if token.kind == "sign" and token.text in ("-", "+"):
            self._take()
            part = self._expression(_signed)
            return part if token.text == "+" else Call("neg", (part,), token.place)
        if token.kind == "sign" and token.text == "not" and least <= _not:
            self._take()
            part = self._expression(_not)
            self._truths(part)
            return Call("not", (part,), token.place)
        if token.kind == "sign" and token.text == "(":
            return self._bracket()[0]
        raise self._misplaced(operand=True)

    def _bracket(self, several: bool = False) -> list[Node]:
        self._opened.append(self._take().place)
        if len(self._opened) > deepest:
            raise fail("formula.deep", place=self._opened[-1])
        parts = [self._expression(_or)]
        while several and self._token.kind == "sign" and self._token.text == ",":
            self._take()
            parts.append(self._expression(_or))
        if self._token.kind != "sign" or self._token.text != ")":
            raise self._misplaced()
        self._opened.pop()
        self._take()
        return parts

    def _named(self, token: _Token) -> Node:
        name, called = token.text, self._token.kind == "sign" and self._token.text == "("
        if token.kind == "name" and called:
            return self._called(token)
        if self._columns is not None and name in self._columns:
            return Column(name, token.place)
        if token.kind == "name" and name in constants:
            return Constant("pi" if name == "π" else name, token.place)
        if token.kind == "name" and name in functions:
            raise fail("formula.bracket", place=self._token.place, name=name)
        if self._columns is None:
            return Column(name, token.place)
        raise self._no_column(token)

    def _called(self, token: _Token) -> Node:
        function = functions.get(token.text)
        if function is None:
            place, name, known = token.place, shown(token.text), ", ".join(functions)
            near = difflib.get_close_matches(token.text.lower()[:20], functions, 1)
            if near:
                raise fail("formula.function_near", place=place, name=name, known=known, near=near[0])
            raise fail("formula.function", place=place, name=name, known=known)
        parts = self._bracket(several=True)
        if not function.least <= len(parts) <= function.most:
            wanted = str(function.least) if function.least == function.most else f"{function.least}–{function.most}"
            raise fail("formula.parts", place=token.place, name=token.text, wanted=wanted, count=len(parts))
        return Call(token.text, tuple(parts), token.place)

    # ---- faults

    def _truths(self, *parts: Node) -> None:
        for part in parts:
            if not is_truth(part):
                raise fail("formula.truth", place=part.place, text=shown(written(part)))

    def _no_column(self, token: _Token) -> ProblemError:
        names = [str(name) for name in self._columns or ()]
        place, name, known = token.place, shown(token.text), ", ".join(map(quoted, names[:20])) or "-"
        lower = {name.lower(): name for name in names[:200]}
        near = [lower[one] for one in difflib.get_close_matches(token.text.lower()[:40], lower, 1)]
        near += [one for one in names if one.startswith(token.text + " ")]  # of more than one word
        if near:
            return fail("formula.column_near", place=place, name=name, known=known, near=quoted(near[0]))
        return fail("formula.column", place=place, name=name, known=known)

    def _misplaced(self, operand: bool = False) -> ProblemError:
        """Words what stands where it cannot; `operand` where a number, column, function or bracket could."""
        place, rest = self._token.place, shown(self._text[self._token.place - 1 :].strip())
        if self._token.text == "{" and self._token.kind == "odd":
            return fail("formula.brace", place=place)
        if not rest and self._opened and not operand:
            return fail("formula.open", place=place, opened=self._opened[-1])
        if not rest:
            return fail("formula.end", place=place)
        if operand:
            return fail("formula.operand", place=place, rest=rest)
        if self._token.text == "=":
            return fail("formula.equals", place=place)
        if self._opened:
            return fail("formula.inside", place=place, rest=rest, opened=self._opened[-1])
        return fail("formula.operator", place=place, rest=rest)


def shown(text: str) -> str:
    """Returns the beginning of what was typed, fit to be shown."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:20])
