"""Whatever the text, a table or a sentence comes of it; what was written is what is read."""

from __future__ import annotations

import csv
import gzip
import io
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_tables_damaged import check_head, check_sentence

from nnlab.records import ProblemError
from nnlab.records.tables import Pasted, Reading, kept_table
from nnlab.tables import look, read

usual = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
signs = "0123456789abc,;\t| .\"'\n\r\n+-eE%?äß年类\u00a0\u2028\x1a"
texts = st.one_of(st.text(signs), st.text(), st.lists(st.text(signs, max_size=6), max_size=30).map(",".join))
readings = st.builds(
    Reading,
    encoding=st.sampled_from(["", "", "utf-8", "utf-16", "gb18030", "latin-1"]),
    delimiter=st.sampled_from(["", "", *",;\t| x"]),
    decimal=st.sampled_from(["", ".", ","]),
    quote=st.sampled_from(['"', "'", ""]),
    header=st.sampled_from([None, True, False]),
)


@usual
@given(
    st.one_of(texts.map(str.encode), texts.map(lambda text: text.encode("gb18030", "replace")), st.binary()), readings
)
def test_any_text_gives_a_table_or_a_sentence(data: bytes, reading: Reading):
    for act in (look, read):
        try:
            came = act(Pasted("t.csv", data), reading)
        except ProblemError as error:
            check_sentence(error.problem)
        else:
            if act is read:
                sha256, head = came
                check_head(head, sha256)


def _shown(value: float | None, decimal: str) -> str:
    return "" if value is None else repr(value).replace(".", decimal)


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.none()
words = st.text(st.sampled_from("abcXYZ甲乙丙 ,;|'\"\n.é"), min_size=1, max_size=8).map(lambda text: f"w{text}w")


@usual
@given(
    rows=st.lists(st.tuples(numbers, numbers, words), min_size=2, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    decimal=st.sampled_from([".", ","]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    packed=st.booleans(),
)
def test_what_was_written_is_read(rows, delimiter, decimal, encoding, quoting, end, packed):
    buffer = io.StringIO(newline="")
    lines = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=end)
    lines.writerow(["a", "b", "word"])
    lines.writerows((_shown(a, decimal), _shown(b, decimal), word) for a, b, word in rows)
    data = buffer.getvalue().encode(encoding)
    reading = Reading(encoding=encoding, delimiter=delimiter, decimal=decimal, header=True)
    sha256, head = read(Pasted("t.csv", gzip.compress(data) if packed else data), reading)
    found = kept_table(sha256).numbers
    for place in range(2):
        wanted = [math.nan if row[place] is None else row[place] for row in rows]
        np.testing.assert_array_equal(found[:, place], wanted)
    assert [head.columns[2].words[int(number)] for number in found[:, 2]] == [row[2] for row in rows]


@usual
@given(
    st.lists(st.tuples(st.integers(-999, 999), st.sampled_from("甲乙丙")), min_size=3, max_size=20),
    st.sampled_from([";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_a_chinese_table_with_decimal_commas_needs_no_settings(rows, delimiter, encoding):
    lines = [f"数{delimiter}类", *(f"{number},25{delimiter}{word}" for number, word in rows)]
    sha256, head = read(Pasted("t.csv", "\n".join(lines).encode(encoding)))
    assert [column.name for column in head.columns] == ["数", "类"]
    found = kept_table(sha256).numbers
    assert found[:, 0].tolist() == [float(f"{number}.25") for number, _ in rows]
    assert [head.columns[1].words[int(number)] for number in found[:, 1]] == [word for _, word in rows]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_other_quotes_are_written_and_read_too(quote: str):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quotechar=quote, quoting=csv.QUOTE_ALL).writerows([["a", "b"], [f"x{quote},y", 1], ["z\n", 2]])
    _, head = read(Pasted("t.csv", buffer.getvalue().encode()))
    assert head.columns[0].words == (f"x{quote},y", "z")
    assert head.reading.quote == quote
