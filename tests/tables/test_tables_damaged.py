"""Whatever is opened as a table gives one, or one sentence that says what is wrong with it and the way out."""

from __future__ import annotations

import numpy as np
from damaged_tables import cases

from nnlab.records import Problem, ProblemError
from nnlab.records.sentences._table import sentences
from nnlab.records.tables import Pasted, TableHead, kept_table
from nnlab.records.words import Words
from nnlab.tables import look, read

words = [Words("en"), Words("zh_CN")]
all_cases = list(cases())


def check_sentence(problem: Problem) -> None:
    """A sentence is one line that names what it is about, with its way out."""
    assert problem.code.startswith(("table.", "file."))
    for one in words:
        said = one.problem(problem)
        assert said
        assert "{" not in said
        assert "\n" not in said
        assert len(said) < 400
    if "{line}" in sentences[problem.code]:
        assert problem.line > 0


def check_head(head: TableHead, sha256: str) -> None:
    """A head fits its numbers."""
    numbers = kept_table(sha256).numbers
    assert numbers.shape == (head.rows, len(head.columns))
    assert head.rows > 0
    assert len({column.name for column in head.columns}) == len(head.columns)
    assert all(column.name for column in head.columns)
    assert not np.isinf(numbers).any()
    for place in range(0, len(head.columns), max(1, len(head.columns) // 20)):
        column, values = head.columns[place], numbers[:, place]
        known = values[~np.isnan(values)]
        assert column.missing == len(values) - len(known)
        if column.kind == "number":
            assert sum(column.counts) == len(known)
            assert column.distinct == len(np.unique(known))
            assert len(known) == 0 or (column.low, column.high) == (known.min(), known.max())
            assert column.low <= column.mean <= column.high
        elif column.distinct == len(column.words):
            assert list(column.counts) == np.bincount(known.astype(int), minlength=len(column.words)).tolist()
    for remark in head.remarks:
        check_sentence(remark)


def test_there_are_300_damaged_tables():
    assert len(all_cases) >= 300
    assert len({name for name, _, _ in all_cases}) == len(all_cases)


def test_damage_gives_a_table_or_a_sentence():
    for name, data, wanted in all_cases:
        source = Pasted("t.csv", data)
        found: list[str] = []
        for act in (look, read):
            try:
                came = act(source)
            except ProblemError as error:
                check_sentence(error.problem)
                found.append(error.problem.code)
                continue
            found.append("")
            if act is read:
                sha256, head = came
                check_head(head, sha256)
        assert wanted is None or found[1] == wanted, (name, found)
