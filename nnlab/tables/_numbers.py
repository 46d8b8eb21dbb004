"""Numbers from the texts of a column, a block of rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from nnlab.tables import _words

_missing = pa.array(sorted(_words.missing_number))


@dataclass
class Numbers:
    """The numbers of a block; NaN is a missing cell. Places are counted in the block, None where there is none.

    `bad` is the first cell that is no number: `values` then counts for nothing.
    """

    values: npt.NDArray[np.float64]
    bad: int | None = None
    infinite: int = 0
    first_infinite: int | None = None
    percent: int = 0
    grouped: str = ""  # the first number with a thousands mark
    decided: bool = False  # some number shows the decimal sign


class Parser:
    """Makes numbers of texts that are written with one decimal sign."""

    def __init__(self, decimal: str) -> None:
        self._marks = _words.Marks(decimal)
        self._comma = decimal == ","
        self._plain = True  # as long as no cell was missing or written otherwise, the shortest way is tried

    def parse(self, texts: pa.Array) -> Numbers:
        """Returns the numbers of the texts."""
        if self._plain and not self._comma:
            try:
                return _finite(Numbers(_floats(texts)))
            except pa.ArrowInvalid:
                self._plain = False
        texts = pc.utf8_trim_whitespace(texts)
        texts = pc.if_else(pc.is_in(texts, _missing), pa.scalar(None, pa.string()), texts)
        try:
            if self._comma and not pc.any(pc.match_substring(texts, ".")).as_py():
                return _finite(Numbers(_floats(pc.replace_substring(texts, ",", "."))))
            if not self._comma:
                return _finite(Numbers(_floats(texts)))
        except pa.ArrowInvalid:
            pass
        return self._slowly(texts)

    def _slowly(self, texts: pa.Array) -> Numbers:
        """Looks at each different text: thousands marks, percent, infinity and what is no number."""
        coded = texts.dictionary_encode()
        different = coded.dictionary
        marks = self._marks
        plain, grouped, percent, endless = (
            pc.match_substring_regex(different, pattern)
            for pattern in (marks.plain, marks.grouped, marks.percent, marks.infinite)
        )
        known = pc.or_(pc.or_(plain, grouped), pc.or_(percent, endless))
        indices = _places(coded)
        if not pc.all(known).as_py():
            wrong = ~np.append(_flags(known), True)  # the last place stands for missing
            return Numbers(np.empty(0), bad=int(np.argmax(wrong[indices])))
        cleared = pc.if_else(
            pc.or_(grouped, percent), pc.replace_substring_regex(different, marks.left_out, ""), different
        )
        cleared = pc.if_else(endless, "inf", cleared)
        if self._comma:
            cleared = pc.replace_substring(cleared, ",", ".")
        values = _floats(pc.replace_substring(cleared, "\u2212", "-"))
        shares = np.append(_flags(percent), False)
        found = Numbers(np.append(values, np.nan)[indices], percent=int(shares[indices].sum()))
        groups = _flags(grouped) & ~_flags(plain)
        if groups.any():
            found.grouped = different[int(np.argmax(groups))].as_py()
        return _finite(found)


def _floats(texts: pa.Array) -> npt.NDArray[np.float64]:
    values: npt.NDArray[np.float64] = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _finite(found: Numbers) -> Numbers:
    """Makes what is beyond all numbers a missing cell, and counts it."""
    endless = np.isinf(found.values)
    if endless.any():
        found.infinite, found.first_infinite = int(endless.sum()), int(np.argmax(endless))
        found.values = np.where(endless, np.nan, found.values)
    return found


def _flags(marked: pa.Array) -> npt.NDArray[np.bool_]:
    flags: npt.NDArray[np.bool_] = marked.to_numpy(zero_copy_only=False).astype(bool)
    return flags


def _places(coded: Any) -> npt.NDArray[np.int64]:
    """Returns the place of each text in the dictionary, and the place behind its end for a missing one."""
    places: npt.NDArray[np.int64] = pc.fill_null(coded.indices, len(coded.dictionary)).to_numpy().astype(np.int64)
    return places
