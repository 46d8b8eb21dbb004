"""Tables that a user opened, for plugins that make a data set of one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nnlab.api.table import Table
from nnlab.records import ProblemError, fail
from nnlab.records.tables import KeptTable, TableColumn, most_words, number_word

Floats = npt.NDArray[np.float64]

most_inputs = 100  # that a column of categories becomes: one for each of its words
test_words = frozenset(("test", "testing", "true", "yes", "y", "1", "测试", "是"))  # in a column that marks test rows


def opened_table(
    kept: KeptTable,
    *,
    inputs: Sequence[float] = (),
    targets: Sequence[float] = (),
    categories: Sequence[float] = (),
    zeros: Sequence[float] = (),
    split: Sequence[float] = (),
) -> Table:
    """Returns what the chosen columns of a kept table (numbers from 0) ask and answer.

    Without `targets` it is the last column, without `inputs` all others. One target that is a category makes classes;
    a category among the inputs becomes a column of 0 and 1 for each word, "city=Bern". Texts are categories, numbers
    where `categories` names them. In the columns `zeros` 0 is a missing value; the column `split` marks the rows for
    testing. Rows without an answer are left out; missing inputs are NaN.

    Raises ProblemError `table...` where a column is not there or cannot be what it is asked for.
    """
    chosen = _Columns(kept, inputs, targets, categories, zeros, split)
    y, classes = chosen.answers()
    there = ~np.isnan(y).any(axis=tuple(range(1, y.ndim)))
    if not there.any():
        raise fail("table.no_answers", target=", ".join(chosen.name(place) for place in chosen.targets))
    x, names = chosen.asked()
    marked = chosen.marked()
    whole = bool(there.all())
    return Table(
        x=x if whole else x[there],
        y=(y if whole else y[there]).astype(np.int64 if classes else np.float64),
        names=names,
        classes=classes,
        split=None if marked is None else marked[there],
        left_out=int(np.count_nonzero(~there)),
    )


class _Columns:
    """The columns of a kept table in the parts they have."""

    def __init__(
        self,
        kept: KeptTable,
        inputs: Sequence[float],
        targets: Sequence[float],
        categories: Sequence[float],
        zeros: Sequence[float],
        split: Sequence[float],
    ) -> None:
        self._kept, self._all = kept, kept.head.columns
        self.categories, self.zeros = set(self._places(categories)), set(self._places(zeros))
        self.split = self._places(split)[:1]
        pixels = math.prod(kept.head.shape) if kept.head.shape else 0
        rest = [place for place in range(len(self._all)) if place not in self.split]
        self.targets = self._places(targets) or tuple(rest[pixels:][-1:])
        self.inputs = self._places(inputs) or tuple(place for place in rest if place not in self.targets)
        if not self.inputs or not self.targets:
            raise fail("table.one_column")
        for place in self.targets:
            if place in self.inputs:
                raise fail("table.both", column=self.name(place))

    def name(self, place: int) -> str:
        return self._all[place].name

    def answers(self) -> tuple[Floats, tuple[str, ...]]:
        """Returns class numbers (N,) with the classes' names, or values (N, k) and no names; NaN where one misses."""
        if len(self.targets) == 1 and self._is_category(self.targets[0]):
            words, numbers = self._words(self.targets[0])
            return numbers, words
        for place in self.targets:
            if self._is_category(place):
                raise fail("table.some_classes", column=self.name(place))
        return np.column_stack([self._numbers(place) for place in self.targets]), ()

    def asked(self) -> tuple[Floats, tuple[str, ...]]:
        """Returns x (N, columns), or (N, *shape) where all numbers of pictures are asked for, and names."""
        head, rows = self._kept.head, len(self._kept.numbers)
        plain = tuple(self.name(place) for place in self.inputs)
        if head.shape and self.inputs == tuple(range(math.prod(head.shape))):
            return self._together().reshape(rows, *head.shape), plain
        if not any(map(self._is_category, self.inputs)):
            return self._together(), plain
        parts: list[tuple[str, Floats]] = []
        for place in self.inputs:
            if self._is_category(place):
                parts += self._hot(place)
            else:
                parts.append((self.name(place), self._numbers(place)))
        x = np.empty((rows, len(parts)))
        for column, (_, values) in enumerate(parts):
            x[:, column] = values
        return x, tuple(name for name, _ in parts)

    def marked(self) -> npt.NDArray[np.bool_] | None:
        """Returns which rows the table itself keeps for testing (N,): those marked by 1, true or test."""
        if not self.split:
            return None
        place = self.split[0]
        numbers, column = self._kept.numbers[:, place], self._all[place]
        if column.kind == "number":
            return np.asarray((numbers != 0) & ~np.isnan(numbers))
        wanted = [number for number, word in enumerate(column.words) if word.strip().casefold() in test_words]
        return np.isin(numbers, wanted)

    def _places(self, given: Sequence[float]) -> tuple[int, ...]:
        for number in given:
            if number != int(number) or not 0 <= number < len(self._all):
                raise fail("table.no_column", column=f"{number:g}", last=len(self._all) - 1)
        return tuple(dict.fromkeys(int(number) for number in given))

    def _is_category(self, place: int) -> bool:
        return self._all[place].kind == "text" or place in self.categories

    def _numbers(self, place: int) -> Floats:
        numbers = np.asarray(self._kept.numbers[:, place], np.float64)
        if np.isinf(numbers).any():
            raise fail("table.infinite", column=self.name(place))
        return np.where(numbers == 0, np.nan, numbers) if place in self.zeros else numbers

    def _together(self) -> Floats:
        """Returns inputs that are all numbers (N, columns), many times as fast as one by one."""
        x = np.take(self._kept.numbers, self.inputs, axis=1).astype(np.float64, copy=False)
        infinite = np.isinf(x).any(axis=0)
        if infinite.any():
            raise fail("table.infinite", column=self.name(self.inputs[int(np.argmax(infinite))]))
        for column, place in enumerate(self.inputs):
            if place in self.zeros:
                x[x[:, column] == 0, column] = np.nan
        return x

    def _words(self, place: int) -> tuple[tuple[str, ...], Floats]:
        """Returns a category's words and the number of each row's word (N,); words that no row has are left out."""
        column: TableColumn = self._all[place]
        numbers = (
            np.asarray(self._kept.numbers[:, place], np.float64) if column.kind == "text" else self._numbers(place)
        )
        there = ~np.isnan(numbers)
        values, which = np.unique(numbers[there], return_inverse=True)
        unknown = column.kind == "text" and len(values) and not 0 <= values[0] <= values[-1] < len(column.words)
        if len(values) > most_words or unknown:
            raise self._too_many(place, column.distinct or len(values), most_words)
        found = np.full(len(numbers), np.nan)
        found[there] = which
        if column.kind == "text":
            return tuple(column.words[int(value)] for value in values), found
        return tuple(map(number_word, values.tolist())), found

    def _hot(self, place: int) -> list[tuple[str, Floats]]:
        words, numbers = self._words(place)
        if len(words) > most_inputs:
            raise self._too_many(place, len(words), most_inputs)
        there = ~np.isnan(numbers)
        return [
            (f"{self.name(place)}={word}", np.where(there, numbers == number, np.nan))
            for number, word in enumerate(words)
        ]

    def _too_many(self, place: int, count: int, most: int) -> ProblemError:
        return fail("table.many_words", column=self.name(place), count=count, most=most)
