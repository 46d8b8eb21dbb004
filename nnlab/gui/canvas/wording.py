"""What stands on a hover card: a title, rows of numbers under each other, and a quiet last line."""

from __future__ import annotations

from dataclasses import dataclass

from nnlab.gui.canvas.sights import Art


@dataclass(frozen=True)
class Row:
    """A label and a number; a term of a sum has its factors and the name of what is weighted between them.

    `under` says that the number is the sum of those above it.
    """

    label: str
    value: str
    factors: tuple[str, str] = ("", "")
    name: str = ""
    under: bool = False

    @property
    def is_term(self) -> bool:
        return bool(self.factors[0])

    def __str__(self) -> str:
        """Returns the row as it is read: "z = 0.830·(−0.412)", "+ b (0.100)", "a = 0.345"."""
        if self.is_term:
            weight, input = self.factors
            return f"{self.label} {weight}·({input})" if input.startswith("−") else f"{self.label} {weight}·{input}"
        if self.label.startswith("+"):
            return f"{self.label} ({self.value})"
        return f"{self.label} {self.value}" if self.label.endswith("=") else f"{self.label} = {self.value}"


@dataclass(frozen=True)
class CardText:
    """A hover card: title, lines (words, or rows of numbers), pictures, and a quiet last line."""

    title: str
    lines: tuple[str | Row, ...] = ()
    note: str = ""
    arts: tuple[Art, ...] = ()

    def sentence(self) -> str:
        """Returns all of it as one text, for a screen reader."""
        parts = [self.title]
        for line in self.lines:
            goes_on = isinstance(line, Row) and (line.label.startswith("+") or line.under)
            if goes_on:
                parts[-1] += f" {line}"
            else:
                parts.append(str(line))
        return "; ".join(part for part in (*parts, self.note) if part)


def number(value: float | None) -> str:
    """Words a number with three digits and a true minus; an unknown one is three dots."""
    if value is None:
        return "…"
    if value != value:
        return "NaN"
    if abs(value) >= 1000 or (value and abs(value) < 0.0005):
        text = f"{value:.2e}"
    else:
        text = f"{value:.3f}" if abs(value) < 100 else f"{value:.1f}"
    return text.replace("-", "−")
