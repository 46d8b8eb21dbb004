"""How a table is written is recognised, and can be said instead."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from nnlab.records import ProblemError
from nnlab.records.tables import KeptTable, Pasted, Reading, TableHead, kept_table, most_words, table_bytes, table_path
from nnlab.tables import look, read


class Came(NamedTuple):
    """What came of a reading."""

    head: TableHead
    table: KeptTable

    @property
    def columns(self) -> list[list[object]]:
        """The cells of each column: numbers, words, and None for a missing one."""
        return [
            [None if np.isnan(x) else column.words[int(x)] if column.words else float(x) for x in values]
            for column, values in zip(self.head.columns, self.table.numbers.T, strict=True)
        ]

    @property
    def codes(self) -> list[str]:
        return [remark.code for remark in self.head.remarks]


def came(data: bytes | str, **reading: object) -> Came:
    sha256, head = read(Pasted("t.csv", data.encode() if isinstance(data, str) else data), Reading(**reading))
    return Came(head, kept_table(sha256))


def code(data: bytes | str, **reading: object) -> str:
    with pytest.raises(ProblemError) as caught:
        came(data, **reading)
    return caught.value.problem.code


written = {
    "comma": (b"a,b\n1.5,x\n2.5,y\n", ("utf-8", ",", ".", '"', True)),
    "semicolon and decimal comma": (b"a;b\n1,5;x\n2,5;y\n", ("utf-8", ";", ",", '"', True)),
    "tabs of a spreadsheet": (b"a\tb\r\n1.5\tx\r\n2.5\ty\r\n", ("utf-8", "\t", ".", '"', True)),
    "bars": (b"a|b\n1.5|x\n2.5|y\n", ("utf-8", "|", ".", '"', True)),
    "aligned by spaces": (b" a    b\n 1.5  x \n 2.5  y\n", ("utf-8", " ", ".", '"', True)),
    "no header": (b"1.5,x\n2.5,y\n", ("utf-8", ",", ".", '"', False)),
    "a mark of UTF-8": ("\ufeffa,b\n1.5,x\n2.5,y\n".encode(), ("utf-8", ",", ".", '"', True)),
    "UTF-16": ("a\tb\n1,5\tx\n2,5\ty\n".encode("utf-16"), ("utf-16", "\t", ",", '"', True)),
    "UTF-16 without its mark": ("a,b\n1.5,x\n2.5,y\n".encode("utf-16-le"), ("utf-16-le", ",", ".", '"', True)),
    "all quoted": (b'"a","b"\n"1.5","x"\n"2.5","y"\n', ("utf-8", ",", ".", '"', True)),
    "single quotes": (b"'a','b'\n'1.5','x'\n'2.5','y'\n", ("utf-8", ",", ".", "'", True)),
    "Excel's first line": (b"sep=;\na;b\n1.5;x\n2.5;y\n", ("utf-8", ";", ".", '"', True)),
    "old Macintosh": (b"a,b\r1.5,x\r2.5,y\r", ("utf-8", ",", ".", '"', True)),
    "packed": (gzip.compress(b"a,b\n1.5,x\n2.5,y\n"), ("utf-8", ",", ".", '"', True)),
    "decimal comma in quotes": (b'a,b\n"1,5",x\n"2,5",y\n', ("utf-8", ",", ",", '"', True)),
}


@pytest.mark.parametrize("name", written)
def test_how_it_is_written_is_recognised(name: str):
    data, wanted = written[name]
    found = came(data)
    reading = found.head.reading
    assert (reading.encoding, reading.delimiter, reading.decimal, reading.quote, reading.header) == wanted
    assert found.columns == [[1.5, 2.5], ["x", "y"]]
    assert came(data, **{name: getattr(reading, name) for name in reading.__struct_fields__}).head == found.head
    glance = look(Pasted("t.csv", data))
    assert glance.rows == 0
    assert glance.columns == found.head.columns
    assert glance.first == found.head.first


def test_letters_of_other_encodings_are_recognised():
    chinese = "年龄;类\n1,5;甲等\n2,5;乙等\n"
    german = "Größe;Straße\n1,5;Müller\n2,5;Übung\n"
    assert came(chinese.encode("gbk")).head.reading.encoding == "gb18030"
    assert came(chinese.encode("gbk")).columns == [[1.5, 2.5], ["甲等", "乙等"]]
    assert came(german.encode("latin-1")).head.reading.encoding == "latin-1"
    assert came(german.encode("latin-1")).columns == [[1.5, 2.5], ["Müller", "Übung"]]
    assert came("a;b\n1;5 €\n".encode("cp1252")).columns == [[1], ["5 €"]]


def test_a_letter_far_down_still_decides_the_encoding():
    data = b"a,b\n" + b"1,x\n" * 400_000 + "2,甲\n".encode("gbk")
    found = came(data)
    assert found.head.reading.encoding == "gb18030"
    assert found.head.columns[1].words == ("x", "甲")
    assert found.head.columns[1].counts == (400_000, 1)


def test_a_text_far_down_makes_texts_of_all_its_column():
    rows = 700_000  # more than a block of the parser
    found = came(b"a,b\n" + b"1.25,200000\n" * rows + b"x,3\n")
    assert [column.kind for column in found.head.columns] == ["text", "number"]
    assert found.head.columns[0].words == ("1.25", "x")
    assert found.head.columns[0].counts == (rows, 1)
    (remark,) = found.head.remarks
    assert (remark.code, remark.line) == ("table.not_number", rows + 2)


def test_what_is_said_is_done():
    text = "1;2,5\n3;4,5\n"
    assert came(text, decimal=".").columns == [[1, 3], ["2,5", "4,5"]]
    assert came(text, delimiter=",").columns == [["1;2", "3;4"], [5, 5]]
    assert came(text, header=True).columns == [[3], [4.5]]
    assert [column.name for column in came(text, header=True).head.columns] == ["1", "2,5"]
    assert came(b'a,b\n"x",1\n', quote="").columns == [['"x"'], [1]]
    assert came("ä\n1\n".encode(), encoding="latin-1").head.columns[0].name == "Ã¤"
    assert code(text, encoding="ascii\0") == "table.no_encoding"
    assert code(text, encoding="base64") == "table.no_encoding"
    assert code("a,ä\n1,2\n", encoding="ascii") == "table.encoding"
    assert code(text, delimiter="ab") == "table.delimiter"
    assert code(text, delimiter='"') == "table.delimiter"
    assert code(text, quote="ab") == "table.quote_mark"


def test_words_for_nothing_are_missing():
    found = came("a,b,c\n1,x,1\nNA,?,1\n n/a ,-,1\nNaN,缺失,1\n,,\n3,y,1\n")
    assert found.columns[:2] == [[1, None, None, None, 3], ["x", None, None, None, "y"]]
    assert found.codes == ["table.empty_rows"]
    assert [column.missing for column in found.head.columns] == [3, 3, 0]
    assert came("a,b\n1,none\nnone,some\n").columns == [[1, None], ["none", "some"]]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        ("1|+2|-3|.5|5.|1e3|1E-3| 7 |\u22128", [1, 2, -3, 0.5, 5, 1000, 0.001, 7, -8]),
        ("1,234.5|12|1,234,567", [1234.5, 12, 1234567]),
        ("1.234,5|12|1.234.567,25", [1234.5, 12, 1234567.25]),
        ("1 234,5|12|1\u00a0234\u202f567", [1234.5, 12, 1234567]),
        ("1'234.5|12", [1234.5, 12]),
        ("12%|13.5 %|14%", [12, 13.5, 14]),
        ("1e308|-1e308|5e-324", [1e308, -1e308, 5e-324]),
        ("1|inf|-Infinity|1e999", [1, None, None, None]),
    ],
)
def test_numbers_are_read_as_they_are_written(cells: str, numbers: list[float]):
    found = came("a|b\n" + "".join(f"{cell}|k\n" for cell in cells.split("|")), delimiter="|")
    assert found.columns[0] == numbers


@pytest.mark.parametrize("cells", ["0x10|1", "1_000|2", "１２|3", "1,23,4|5", "12%|13", "1.2.3|4", "--1|2", "1 2|3"])
def test_what_is_no_number_is_a_text(cells: str):
    found = came("a|b\n" + "".join(f"{cell}|k\n" for cell in cells.split("|")), delimiter="|")
    assert found.head.columns[0].kind == "text"


def test_names_are_made_where_they_lack():
    found = came("age,,age,age (2)\n1,2,3,4\n")
    assert [column.name for column in found.head.columns] == ["age", "x2", "age (3)", "age (2)"]
    assert found.codes == ["table.unnamed", "table.named_twice"]
    assert [column.name for column in came("a,b\nr1,1,2\nr2,3,4\n").head.columns] == ["x1", "a", "b"]
    assert [column.name for column in came("1,2\n3,4\n").head.columns] == ["x1", "x2"]


def test_rows_of_other_lengths_are_filled_or_left_out_and_told():
    found = came('a,b\n1,2\n\n3\n"4\n5",6\n7,8,9\n10,11,\n12\n')
    assert found.columns[1] == [2, None, 6, 11, None]
    short, long = found.head.remarks[:2]
    assert (short.code, short.line, short.values["count"]) == ("table.short", 4, 2)
    assert (long.code, long.line, long.values["cells"]) == ("table.long", 7, 3)


@pytest.mark.parametrize("text", ['a,b\n1,2\n3,"x\n4,5\n', 'a,b\n1,2\n"3,x\n4,5\n', 'a,b\n1,2\n3,"'])
def test_a_quote_without_end_is_told_with_its_line(text: str):
    with pytest.raises(ProblemError) as caught:
        came(text)
    assert (caught.value.problem.code, caught.value.problem.line) == ("table.quote", 3)


def test_a_quote_that_swallows_rows_is_told():
    rows = "".join(f"{n},some text\n" for n in range(60))
    assert "table.lines" in came(f'a,b\n1,"x\n{rows}2,"y\n3,z\n4,z\n').codes


def test_a_column_tells_what_stands_in_it():
    column, text = came("n,t\n0,x\n1,y\n1,x\n,x\n4,z\n").head.columns
    assert (column.low, column.high, column.mean, column.median) == (0, 4, 1.5, 1)
    assert (column.missing, column.zeros, column.distinct, column.whole) == (1, 1, 3, True)
    assert column.counts[0] == 1
    assert column.counts[-1] == 1
    assert sum(column.counts) == 4
    assert (text.words, text.counts, text.distinct) == (("x", "y", "z"), (3, 1, 1), 3)


def test_a_column_of_many_texts_lists_the_first_ones():
    found = came("n,t\n" + "".join(f"{n},text {n % 1500}\n" for n in range(3000)))
    column = found.head.columns[1]
    assert (len(column.words), column.distinct) == (most_words, 1500)
    assert found.table.numbers[most_words:1500, 1].tolist() == [most_words] * 500
    assert found.table.numbers[1500:1503, 1].tolist() == [0, 1, 2]


def test_equal_tables_are_kept_under_one_name(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    first, _ = read(path)
    assert read(Pasted("t.csv", b"a,b\n1,2\n"))[0] == first
    assert table_path(first).read_bytes() == table_bytes(kept_table(first))
    assert [one.name for one in table_path(first).parent.iterdir()] == [f"{first}.npz"]


def test_progress_goes_up_to_the_end_and_may_give_up():
    data = Pasted("t.csv", b"a,b\n" + b"1,2\n" * 600_000)
    told: list[float] = []
    read(data, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 4

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(data, progress=stop)


@pytest.mark.parametrize("more", [b"5,6\n", b"", b'"'])
def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, more: bytes):
    path = tmp_path / "log.csv"
    rows = b"a,b\n" + b"1,2\n" * 600_000 + b"x,3\n"  # a column of texts that began with numbers is read again
    path.write_bytes(rows)
    assert read(path)[1].columns[0].kind == "text"

    def change(done: float) -> None:
        if done > 0.75 and path.stat().st_size == len(rows):
            path.write_bytes(rows + more * 9 if more else rows[: len(rows) // 2])

    with pytest.raises(ProblemError) as caught:
        read(path, progress=change)
    assert caught.value.problem.code == "table.changed"


def test_files_that_are_none_are_told(tmp_path: Path):
    def code_of(path: Path) -> str:
        with pytest.raises(ProblemError) as caught:
            look(path)
        return caught.value.problem.code

    assert code_of(tmp_path / "none.csv") == "file.not_found"
    assert code_of(tmp_path) == "file.folder"
    assert code_of(Path("/dev/zero")) == "table.special"
    assert code_of(Path("a\0b")) == "file.not_found"
    (tmp_path / "file").write_text("a,b\n1,2\n")
    assert code_of(tmp_path / "file" / "t.csv") == "file.not_found"
