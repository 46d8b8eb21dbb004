"""A component's formula, written in TeX, as rich text that a label can show."""

from __future__ import annotations

import html
import re

_signs = {
    "leftarrow": "←", "to": "→", "sim": "~", "cdot": "·", "odot": "⊙", "times": "×", "star": "⋆",
    "sum": "Σ", "infty": "∞", "quad": "   ", "le": "≤", "ge": "≥", "ne": "≠", "in": "∈", "pm": "±",
    "left": "", "right": "", "partial": "∂", "nabla": "∇", "ldots": "…", "dots": "…", "lfloor": "⌊", "rfloor": "⌋",
}  # fmt: skip
_names = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"
_greek = dict(zip(_names.split(), "αβγδεζηθκλμνξπρστφχψω", strict=True))
_letters = {**_greek, **_signs, "Delta": "Δ", "Sigma": "Σ", "Phi": "Φ", "Omega": "Ω", "varepsilon": "ε"}
_marks = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7"}
_token = re.compile(r"\\[a-zA-Z]+|\\.|[{}^_]|[^\\{}^_]")


def shown(tex: str) -> str:
    r"""Returns rich text; a command nobody knows stands as its name, as `\max` and `\ln` do."""
    return _Reader(_token.findall(tex)).read()


class _Reader:
    """Reads tokens from left to right; a group is what stands in braces, or one token."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def read(self) -> str:
        """Reads up to the brace that closes, or the end."""
        made = ""
        while self._at < len(self._tokens):
            token = self._next()
            if token == "}":
                break
            if token == "\\frac":
                whole = made.strip() == "" or made.rstrip().endswith("=")
                made += self._fraction(whole)
                continue
            made += self._one(token)
        return made

    def _fraction(self, first: bool) -> str:
        """Reads both groups; the fraction stands in brackets unless it is all there is."""
        over, under = self._group(), self._group()
        made = f"{_bracketed(over)} / {_bracketed(under)}"
        return made if first and self._ends() else f"({made})"

    def _ends(self) -> bool:
        return self._at >= len(self._tokens) or self._tokens[self._at] == "}"

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _group(self) -> str:
        while self._at < len(self._tokens) and self._tokens[self._at] == " ":
            self._at += 1
        return self._one(self._next()) if self._at < len(self._tokens) else ""

    def _one(self, token: str) -> str:
        if token == "{":
            return self.read()
        if token == "^":
            return f"<sup>{self._group()}</sup>"
        if token == "_":
            return f"<sub>{self._group()}</sub>"
        if not token.startswith("\\"):
            return html.escape(token)
        name = token[1:]
        if name == "frac":
            return self._fraction(first=False)
        if name == "sqrt":
            return f"√{_bracketed(self._group())}"
        if name in _marks:
            return self._group() + _marks[name]
        if name == "mathbb":
            return {"R": "ℝ", "N": "ℕ", "Z": "ℤ"}.get(group := self._group(), group)
        if name in ("mathrm", "text", "operatorname"):
            return self._group()
        return _letters.get(name, html.escape(name))


def _bracketed(part: str) -> str:
    plain = re.sub(r"<su[bp]>.*?</su[bp]>", "", part)
    return part if len(plain.strip()) <= 1 or plain.strip().isdigit() else f"({part})"
