"""How commands write the numbers of people's tables: as the tables do."""

from __future__ import annotations

_most_plain = 1e15  # from here on, digits would be made up


def plain_number(value: float) -> str:
    """Writes a number with six digits, a large one with all before its point: 1189021, never 1.18902e+06."""
    return f"{value:.0f}" if 1e6 <= abs(value) < _most_plain else f"{value:.6g}"
