"""Tables in experiment files: all that are named lie in it, are looked through on opening, and are kept."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace

import nnlab
from nnlab.experiment import keeping
from nnlab.experiment.document import Chosen, Event, Experiment
from nnlab.experiment.file import ExperimentFile, from_bytes, load, save, to_bytes
from nnlab.experiment.keeping import clean, with_tables
from nnlab.experiment.presets import preset
from nnlab.records import Problem, ProblemError
from nnlab.records.home import home
from nnlab.records.tables import (
    KeptTable,
    TableColumn,
    TableHead,
    keep_table,
    kept_table,
    table_bytes,
    table_path,
    tables_folder,
)

cells = st.one_of(st.just(np.nan), st.floats(-(2**20), 2**20, width=32))


def table(seed: int = 0, **changes: Any) -> bytes:
    """Returns the bytes of a table of two columns."""
    numbers = np.random.default_rng(seed).normal(size=(5, 2))
    head = TableHead(file=f"{seed}.csv", rows=5, columns=(column("a"), column("b")))
    return table_bytes(KeptTable(replace(head, **changes), numbers))


def column(name: str) -> TableColumn:
    return TableColumn(name=name, kind="number")


def on(name: str) -> Experiment:
    """Returns an experiment on a kept table."""
    made = preset("spiral")
    return replace(made, data=replace(made.data, source=Chosen(id="table", values={"table": name})))


def emptied() -> None:
    for path in tables_folder().glob("*"):
        path.unlink()


def test_a_file_encloses_the_tables_of_all_its_experiments_and_opening_it_keeps_them(tmp_path: Path) -> None:
    names = [keep_table(table(seed)) for seed in range(3)]
    events = (Event(step=2, experiment=on(names[2])),)
    whole = with_tables(ExperimentFile(experiment=on(names[0]), began=on(names[1]), events=events))
    assert sorted(whole.tables) == sorted(names)
    save(tmp_path / "own.nnlab", whole)
    assert from_bytes((tmp_path / "own.nnlab").read_bytes()) == whole
    assert to_bytes(from_bytes(to_bytes(whole))) == to_bytes(whole)

    emptied()
    opened = load(tmp_path / "own.nnlab")
    assert opened == replace(whole, tables={})
    for seed, name in enumerate(names):
        assert kept_table(name).head.file == f"{seed}.csv"
    assert nnlab.load(tmp_path / "own.nnlab") == on(names[0])


@settings(max_examples=30)
@given(
    numbers=arrays(st.sampled_from((np.float64, np.float32)), st.tuples(st.integers(0, 5), st.just(2)), elements=cells),
    names=st.tuples(*(st.text(st.characters(exclude_categories=["Cs"]), max_size=20),) * 3),
    words=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=4).map(tuple),
)
def test_any_table_comes_out_of_a_file_as_it_went_in(numbers: Any, names: tuple[str, ...], words: Any) -> None:
    columns = (column(names[0]), TableColumn(name=names[1], kind="text", words=words, distinct=len(words)))
    head = TableHead(file=names[2], rows=len(numbers), columns=columns, shape=(2,) if words else None)
    data = table_bytes(KeptTable(head, numbers))
    name = sha256(data).hexdigest()
    whole = ExperimentFile(experiment=on(name), tables={name: data})
    assert from_bytes(to_bytes(whole)) == whole
    keep_table(data)
    found = kept_table(name)
    assert found.head == head
    np.testing.assert_array_equal(found.numbers, numbers)
    assert found.numbers.dtype == numbers.dtype


def test_a_table_that_is_gone_stands_in_no_file_and_hinders_no_saving(tmp_path: Path) -> None:
    name = keep_table(table())
    emptied()
    whole = with_tables(ExperimentFile(experiment=on(name)))
    assert whole.tables == {}
    save(tmp_path / "own.nnlab", whole)
    assert load(tmp_path / "own.nnlab").experiment == on(name)
    assert with_tables(ExperimentFile(experiment=on("no name of a table"))).tables == {}


def test_a_damaged_table_on_this_computer_stands_in_no_file_and_hinders_no_saving(tmp_path: Path) -> None:
    good, bad = keep_table(table()), keep_table(table(1))
    table_path(bad).write_bytes(table_path(bad).read_bytes()[:-30])
    saved = ExperimentFile(experiment=on(bad), began=on(good))
    save(tmp_path / "own.nnlab", with_tables(saved))
    emptied()
    assert load(tmp_path / "own.nnlab") == saved
    assert [table_path(name).is_file() for name in (good, bad)] == [True, False]


def test_a_damaged_table_on_this_computer_is_mended_by_a_file_that_holds_it(tmp_path: Path) -> None:
    name = keep_table(table())
    save(tmp_path / "own.nnlab", with_tables(ExperimentFile(experiment=on(name))))
    data = bytearray(table_path(name).read_bytes())
    data[-60] ^= 255
    table_path(name).write_bytes(data)
    load(tmp_path / "own.nnlab")
    assert kept_table(name).head.file == "0.csv"


def test_tables_that_are_larger_than_a_file_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    name = keep_table(table())
    monkeypatch.setattr(keeping, "largest", 100)
    with pytest.raises(ProblemError) as caught:
        with_tables(ExperimentFile(experiment=on(name)))
    assert caught.value.problem.code == "table.too_large"


def test_a_document_of_the_version_before_opens_and_has_nothing_filled_in() -> None:
    with zipfile.ZipFile(io.BytesIO(to_bytes(ExperimentFile(experiment=preset("spiral"))))) as archive:
        told = json.loads(archive.read("experiment.json"))
    for name in ("missing", "filler", "target_scaling"):
        told["experiment"]["data"].pop(name, None)
    told["version"] = 4
    opened = from_bytes(zipped({"experiment.json": json.dumps(told).encode()}))
    assert opened.experiment == preset("spiral")
    assert (opened.experiment.data.missing, opened.experiment.data.target_scaling) == ("drop", "none")


# ---- hostile files


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def forged(data: bytes, *, member: str = "", named: str = "") -> bytes:
    """Returns a file that holds some bytes as its table, whatever they are, with every digest as it should be."""
    name = named or sha256(data).hexdigest()
    path = member or f"tables/{name}.npz"
    with zipfile.ZipFile(io.BytesIO(to_bytes(ExperimentFile(experiment=on(name))))) as archive:
        told = json.loads(archive.read("experiment.json"))
    told["members"] = {path: sha256(data).hexdigest()}
    return zipped({"experiment.json": json.dumps(told).encode(), path: data})


def refused(data: bytes) -> str:
    with pytest.raises(ProblemError) as caught:
        from_bytes(data, "own.nnlab")
    assert str(caught.value)
    return str(caught.value.problem.code)


def npz(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def head_of(**changes: Any) -> Any:
    told = msgspec.to_builtins(TableHead(file="t", rows=5, columns=(column("a"), column("b"))))
    return np.frombuffer(msgspec.json.encode({**told, **changes}), np.uint8)


numbers = np.zeros((5, 2))


def test_the_forger_of_these_tests_makes_good_files_too() -> None:
    data = table()
    assert list(from_bytes(forged(data)).tables.values()) == [data]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip at all",
        table()[:-30],
        npz(head=head_of()),
        npz(head=head_of(), numbers=numbers, more=numbers),
        npz(head=head_of(), numbers=numbers[:4]),
        npz(head=head_of(), numbers=np.zeros((5, 3))),
        npz(head=head_of(), numbers=np.zeros((5, 2), int)),
        npz(head=head_of(rows=-5), numbers=numbers),
        npz(head=head_of(rows="5"), numbers=numbers),
        npz(head=head_of(surprise=1), numbers=numbers),
        npz(head=head_of(shape=[3]), numbers=numbers),
        npz(head=head_of(shape=[0, 0]), numbers=numbers),
        npz(head=head_of(shape=[-1, -2]), numbers=numbers),
        npz(head=head_of(shape=[]), numbers=numbers),
        npz(head=head_of(shape=[1] * 100), numbers=numbers),
        npz(head=head_of(first=[["1", "2"]] * 500), numbers=numbers),
        npz(head=head_of(columns=[{"name": "a", "kind": "text", "words": ["x" * 2000]}] * 2), numbers=numbers),
        npz(head=head_of(columns=[{"name": "a", "kind": "text", "words": ["x"] * 2000}] * 2), numbers=numbers),
        npz(head=head_of(file="x" * 2000), numbers=numbers),
        npz(head=head_of(remarks=[{"code": "no.such"}]), numbers=numbers),
        npz(head=np.frombuffer(b"[" * 100_000, np.uint8), numbers=numbers),
        npz(head=np.frombuffer(b"\xff\xfe", np.uint8), numbers=numbers),
        npz(head=numbers, numbers=numbers),
        npz(head=head_of(), numbers=np.asfortranarray(np.arange(10.0).reshape(5, 2))[:4]),
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    assert refused(forged(data)) == "file.damaged"


def test_pickled_objects_are_never_read() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, head=head_of(), numbers=np.array([[Problem(code="x")] * 2] * 5, object))
    assert refused(forged(buffer.getvalue())) == "file.damaged"


def test_a_table_under_another_name_or_that_nobody_names_is_refused() -> None:
    data = table()
    assert refused(forged(data, named="0" * 64)) == "file.damaged"
    for member in ("tables/../../x.npz", "tables/x", "tables/", "tables/x.npz.npz"):
        assert refused(forged(data, member=member)) == "file.damaged"
    with zipfile.ZipFile(io.BytesIO(forged(data))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members["experiment.json"])
    told["experiment"]["data"]["source"] = {"id": "spiral"}
    members["experiment.json"] = json.dumps(told).encode()
    assert refused(zipped(members)) == "file.damaged"


def test_a_head_that_takes_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnlab.experiment._tables._largest_head", 100)
    assert refused(forged(table())) == "file.too_large"


def test_a_table_that_unpacks_to_more_than_it_may_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("head.npy", b"")
        archive.writestr("numbers.npy", bytes(60 << 20))
    assert refused(forged(bomb.getvalue())) == "file.too_large"


@settings(max_examples=60)
@given(place=st.integers(0, 10_000), bits=st.integers(1, 255), cut=st.booleans())
def test_no_flipped_or_missing_byte_gives_more_than_a_sentence(place: int, bits: int, cut: bool) -> None:
    data = bytearray(table())
    place %= len(data)
    if cut:
        del data[place:]
    else:
        data[place] ^= bits
    try:
        opened = from_bytes(forged(bytes(data)))
    except ProblemError as error:
        assert error.problem.code in ("file.damaged", "file.too_large")  # noqa: PT017
    else:
        assert len(opened.tables) == 1  # another number, or a byte that nothing reads


# ---- what is kept no longer


def test_tables_that_nobody_used_for_long_go_unless_an_autosave_names_them() -> None:
    names = [keep_table(table(seed)) for seed in range(3)]
    long_ago = time.time() - (keeping.unused_days + 1) * 86_400
    for name in names[:2]:
        os.utime(table_path(name), (long_ago, long_ago))
    home().autosaves.mkdir(parents=True)
    save(home().autosaves / "1-x.nnlab", ExperimentFile(experiment=on(names[0])))
    clean()
    assert [table_path(name).is_file() for name in names] == [True, False, True]


def test_a_table_that_is_read_counts_as_used() -> None:
    name = keep_table(table())
    os.utime(table_path(name), (0, 0))
    kept_table(name)
    clean()
    assert table_path(name).is_file()


def test_nothing_goes_while_an_autosave_cannot_be_read() -> None:
    name = keep_table(table())
    os.utime(table_path(name), (0, 0))
    home().autosaves.mkdir(parents=True)
    (home().autosaves / "1-x.nnlab").write_bytes(b"PK broken")
    clean()
    assert table_path(name).is_file()
