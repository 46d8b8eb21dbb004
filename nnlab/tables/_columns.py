"""The columns of a table while it is read: each takes its cells block by block and says at the end what they were."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from nnlab.records.tables import TableColumn, most_words
from nnlab.tables import _words
from nnlab.tables._numbers import Parser

longest_word = 200  # letters of a text that can be a category
most_distinct = 20_000  # texts that are not listed, of one column, are told apart
most_letters = 4_000_000  # of the listed texts of all columns together
_many_lines = 20  # in one text: perhaps it swallowed rows
_bins = 20
_missing = pa.array(sorted(_words.missing))


class Budget:
    """How many letters the listed words of all columns may still have."""

    def __init__(self) -> None:
        self.left = most_letters


class TextColumn:
    """A column of texts: each is the number of its word, `most_words` where its word is not listed.

    `many` is how a text begins that goes on over `lines` lines, where there is one with very many.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._numbers: dict[str, int] = {}
        self._counts: list[int] = []
        self.lines, self.many = 0, ""
        self._others: set[int] = set()  # what tells the words apart that are not listed
        self._full = False  # a word was not listed because there are too many
        self._listed: pa.Array | None = None  # the words, once no more are listed

    def take(self, texts: pa.Array) -> npt.NDArray[np.float64]:
        """Returns the numbers of a block's texts; NaN is a missing cell."""
        texts = pc.utf8_trim_whitespace(texts)
        texts = pc.if_else(pc.is_in(texts, _missing), pa.scalar(None, pa.string()), texts)
        if self._listed is not None:
            return self._looked_up(texts)
        coded = texts.dictionary_encode()
        indices = pc.fill_null(coded.indices, len(coded.dictionary)).to_numpy()
        words = coded.dictionary.to_pylist()
        numbers = np.array([*map(self._number, words), np.nan])
        for place, times in zip(numbers[:-1], np.bincount(indices, minlength=len(words)), strict=False):
            if place < most_words:
                self._counts[int(place)] += int(times)
        self._others.update(hash(word) for word, number in zip(words, numbers, strict=False) if number == most_words)
        if self._full:
            self._listed = pa.array(list(self._numbers), pa.string())
        made: npt.NDArray[np.float64] = numbers[indices]
        return made

    def _looked_up(self, texts: pa.Array) -> npt.NDArray[np.float64]:
        """Returns the numbers of a block's texts where no more words are listed."""
        places = pc.index_in(texts, self._listed)
        there = texts.is_valid()
        if len(self._others) < most_distinct:
            others = pc.unique(texts.filter(pc.and_(there, places.is_null())))
            for word in others.slice(0, most_distinct).to_pylist():
                self._others.add(hash(word))
                self._note(word)
        numbers: npt.NDArray[np.float64] = pc.if_else(there, pc.fill_null(places, most_words), None).to_numpy(
            zero_copy_only=False
        )
        known = numbers[numbers < most_words].astype(np.int64)
        counts = np.array(self._counts) + np.bincount(known, minlength=len(self._counts))
        self._counts = [int(count) for count in counts]
        return numbers.astype(np.float64)

    def _note(self, word: str) -> None:
        if len(word) > longest_word and (lines := word.count("\n") + 1) > max(_many_lines, self.lines):
            self.lines, self.many = lines, " ".join(word[:40].split())

    def _number(self, word: str) -> float:
        number = self._numbers.get(word)
        if number is not None:
            return number
        if len(self._numbers) == most_words or len(word) > longest_word or self._budget.left < len(word):
            self._full = self._full or len(word) <= longest_word
            self._note(word)
            return most_words
        self._budget.left -= len(word)
        self._numbers[word] = len(self._counts)
        self._counts.append(0)
        return self._numbers[word]

    def column(self, name: str, numbers: npt.NDArray[np.float64]) -> TableColumn:
        """Returns what stands in the column whose numbers are given."""
        return TableColumn(
            name=name,
            kind="text",
            missing=int(np.isnan(numbers).sum()),
            distinct=len(self._counts) + len(self._others),
            words=tuple(self._numbers),
            counts=tuple(self._counts),
        )


class NumberColumn:
    """A column that holds numbers as far as is known. `bad` is the first cell that is none: (row, text)."""

    def __init__(self, decimal: str) -> None:
        self._parser = Parser(decimal)
        self.bad: tuple[int, str] | None = None
        self.known = 0  # cells that hold a number
        self.percent = self.infinite = 0
        self.first_infinite = -1
        self.grouped = ""

    def take(self, texts: pa.Array, row: int) -> npt.NDArray[np.float64] | None:
        """Returns the numbers of a block that begins at a row; None where one of its cells is no number."""
        found = self._parser.parse(texts)
        if found.bad is not None:
            self.bad = row + found.bad, str(texts[found.bad].as_py())
            return None
        known = int(np.count_nonzero(~np.isnan(found.values)))
        percent, self.known = self.percent + found.percent, self.known + known
        if 0 < percent < self.known:  # some with and some without the sign: which is meant nobody can say
            self.bad = row, next((text for text in texts.to_pylist() if "%" in text or "％" in text), "%")
            return None
        self.percent, self.infinite = percent, self.infinite + found.infinite
        self.grouped = self.grouped or found.grouped
        if self.first_infinite < 0 and found.first_infinite is not None:
            self.first_infinite = row + found.first_infinite
        return found.values

    def column(self, name: str, numbers: npt.NDArray[np.float64]) -> TableColumn:
        """Returns what stands in the column whose numbers are given."""
        return number_column(name, numbers)


def number_column(name: str, numbers: npt.NDArray[Any]) -> TableColumn:
    """Returns what stands in a column of numbers."""
    known = np.sort(numbers[~np.isnan(numbers)].astype(np.float64))
    if not len(known):
        return TableColumn(name=name, kind="number", missing=len(numbers))
    low, high = float(known[0]), float(known[-1])
    zeros = np.searchsorted(known, 0.0, "right") - np.searchsorted(known, 0.0, "left")
    below, above = known[(len(known) - 1) // 2], known[len(known) // 2]
    middle = below if below == above else below / 2 + above / 2  # their sum may be beyond all numbers
    with np.errstate(over="ignore"):
        mean = float(known.mean())
    if not np.isfinite(mean):
        mean = float((known / len(known)).sum())
    return TableColumn(
        name=name,
        kind="number",
        missing=len(numbers) - len(known),
        zeros=int(zeros),
        distinct=int(np.count_nonzero(np.diff(known) > 0)) + 1 if np.isfinite(high - low) else len(np.unique(known)),
        low=low,
        high=high,
        mean=min(max(mean, low), high),
        median=float(middle),
        whole=bool((known == np.floor(known)).all()),
        counts=_counts(known),
    )


def _counts(known: npt.NDArray[np.float64]) -> tuple[int, ...]:
    """Returns how many of the sorted numbers lie in each of equal parts of their range."""
    low, high = known[0], known[-1]
    if low == high:
        return (len(known),)
    parts = np.arange(1, _bins) / _bins
    edges = low * (1 - parts) + high * parts
    ends = np.searchsorted(known, edges, "left")
    return tuple(int(count) for count in np.diff([0, *ends, len(known)]))
