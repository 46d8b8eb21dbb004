"""How cells are written: words for a missing one, numbers with their marks."""

from __future__ import annotations

import re

_said = (
    "NA", "N/A", "#N/A", "#NA", "<NA>", "NaN", "NAN", "-NaN", "nan", "NULL", "Null", "?", "??", "-", "--", "---", "–",
    "—", ".", "..", "…", "*", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "missing", "Missing",
    "缺失", "缺失值", "空", "空值", "无数据", "未知",
)  # fmt: skip
missing = frozenset(("", *_said, *(word.lower() for word in _said)))
# among numbers these stand for nothing, too; among texts they may well be a class
missing_number = missing | {"None", "none", "NONE", "无", "nil"}

_spaces = " \u00a0\u2009\u202f"
_sign = "[+\\-\u2212]?"
_power = r"(?:[eE][+-]?\d+)?"


class Marks:
    """The patterns of numbers for one decimal sign; all end in `$` and match from the beginning."""

    def __init__(self, decimal: str) -> None:
        self.decimal = decimal
        self.other = "." if decimal == "," else ","
        point = re.escape(decimal)
        self.plain = rf"^{_sign}(?:\d+(?:{point}\d*)?|{point}\d+){_power}$"
        groups = "|".join(rf"(?:[{mark}]\d{{3}})+" for mark in (re.escape(self.other), _spaces, "'’"))
        self.grouped = rf"^{_sign}[1-9]\d{{0,2}}(?:{groups})(?:{point}\d*)?$"
        number = rf"{_sign}(?:\d+(?:{point}\d*)?|{point}\d+)"
        self.percent = rf"^{number}[{_spaces}]?[%％]$"
        self.infinite = r"^[+\-]?(?:[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|∞)$"
        self.left_out = f"[{re.escape(self.other)}{_spaces}'’%％]"


_known = {decimal: Marks(decimal) for decimal in ".,"}


def numeric(cell: str, decimal: str) -> bool:
    """Tells whether a cell is a number in any of the ways that are read."""
    marks = _known[decimal]
    return any(re.match(pattern, cell) for pattern in (marks.plain, marks.grouped, marks.percent, marks.infinite))
