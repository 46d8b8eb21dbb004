"""How a parameter's range lies along a slider, and how its numbers are written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from nnlab.records import ParamSpec

Bend = Literal["linear", "log", "from_zero", "to_one"]

notches = 1000
_decades = 5.0  # a range that begins at 0 shows this many powers of ten below its end


@dataclass(frozen=True)
class Scale:
    """Positions 0..`notches` of a slider and the values there.

    `log` is even in powers of ten; `from_zero` too, with exactly 0 at its left end (penalties); `to_one` is even in
    powers of ten of what is missing to 1 (memories such as beta2 = 0.999).
    """

    low: float
    high: float
    bend: Bend = "linear"
    whole: bool = False
    step: float | None = None

    @classmethod
    def of(cls, spec: ParamSpec) -> Scale | None:
        """Returns the scale of a number with two bounds, else None: such a number has no slider."""
        if spec.kind not in ("float", "int") or spec.low is None or spec.high is None or spec.high <= spec.low:
            return None
        whole = spec.kind == "int"
        return cls(spec.low, spec.high, _bend(spec), whole, spec.step or (1.0 if whole else None))

    def value(self, position: int) -> float | int:
        """Returns the value at a position, rounded to what a hand can aim at."""
        if position <= 0:
            return self._made(self.low)
        if position >= notches:
            return self._made(self.high)
        return self._made(self._rounded(self._bent(position / notches)))

    def position(self, value: float) -> int:
        """Returns the position of a value; those outside stand at the ends."""
        if value <= self.low:
            return 0
        if value >= self.high:
            return notches
        return max(1, round(notches * self._straight(value)))

    def stepped(self, value: float, steps: int) -> float | int:
        """Returns a value some arrow keys away."""
        if self.bend == "linear" and self.step:
            return self._made(min(self.high, max(self.low, self._rounded(value + steps * self.step))))
        if self.whole and value < 20:
            return self._made(min(self.high, max(self.low, value + steps)))
        found, place = value, self.position(value)
        while found == value and 0 <= place + steps <= notches:
            place += steps
            found = self.value(place)
        return found

    def _bent(self, share: float) -> float:
        if self.bend == "log":
            return float(self.low * (self.high / self.low) ** share)
        if self.bend == "from_zero":
            return float(self.high * 10 ** (_decades * (share - 1)))
        if self.bend == "to_one":
            return float(1 - (1 - self.low) * ((1 - self.high) / (1 - self.low)) ** share)
        return self.low + (self.high - self.low) * share

    def _straight(self, value: float) -> float:
        if self.bend == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        if self.bend == "from_zero":
            return max(0.0, 1 + math.log10(value / self.high) / _decades)
        if self.bend == "to_one":
            return math.log((1 - value) / (1 - self.low)) / math.log((1 - self.high) / (1 - self.low))
        return (value - self.low) / (self.high - self.low)

    def _rounded(self, value: float) -> float:
        if self.bend == "to_one":
            return 1 - _significant(1 - value, 1)
        if self.bend != "linear":
            return _significant(value, 2 if value < 100 or not self.whole else 3)
        if self.step:
            return float(f"{self.low + round((value - self.low) / self.step) * self.step:.10g}")
        digits = 2 - math.floor(math.log10(self.high - self.low))
        return round(value, max(0, digits))

    def _made(self, value: float) -> float | int:
        bounded = min(self.high, max(self.low, value))
        return round(bounded) if self.whole else float(f"{bounded:.10g}")


def _bend(spec: ParamSpec) -> Bend:
    low, high, default = spec.low or 0.0, spec.high or 0.0, spec.default
    if spec.log and low > 0:
        return "log"
    if spec.kind != "float" or spec.step or not isinstance(default, (int, float)):
        return "from_zero" if spec.log and low == 0 and spec.kind == "float" else "linear"
    if low == 0 and (spec.log or default <= high / 100):
        return "from_zero"
    if 0 <= low < 0.5 and 0.99 <= high < 1 and default >= 0.9:
        return "to_one"
    return "linear"


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def compact(value: object) -> str:
    """Writes a number shortly and exactly enough to type it again: 0.01, 1e-8, 500; a tuple with commas."""
    if isinstance(value, tuple):
        return ", ".join(compact(part) for part in value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, int):
        return str(value)
    text = f"{value:.9g}"
    if "e" in text:
        digits, power = text.split("e")
        return f"{digits}e{int(power)}"
    if 0 < abs(value) < 1e-3 and len(text) > 7:
        digits, power = f"{value:.6e}".split("e")
        return f"{digits.rstrip('0').rstrip('.')}e{int(power)}"
    return text


def number(text: str) -> float:
    """Reads a number as people write it: "0.01", "1e-3", "0,5". Raises ValueError."""
    plain = text.strip().replace("−", "-").replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    return float(plain)
