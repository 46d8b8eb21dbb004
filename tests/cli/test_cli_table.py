"""`nnlab table` and `nnlab train --table`: a table of one's own, without a window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nnlab as door
from nnlab.cli.entry import run
from nnlab.records import ProblemError
from nnlab.records.tables import Pasted


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNLAB_HOME", str(tmp_path / "home"))


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    """Three classes in the plane, as a German spreadsheet with Chinese letters writes them."""
    rng = np.random.default_rng(0)
    rows = [(x, y, "甲" if x > 0.4 else "乙" if y > 0 else "丙") for x, y in rng.normal(size=(90, 2)).round(3)]
    lines = ["长;宽;类", *(f"{x};{y};{kind}".replace(".", ",") for x, y, kind in rows)]
    path = tmp_path / "flowers.csv"
    path.write_bytes("\n".join(lines).encode("gb18030"))
    return path


def sentence(captured: pytest.CaptureFixture[str]) -> str:
    return captured.readouterr().err.strip()


def test_a_table_is_shown(flowers: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["table", str(flowers)]) == 0
    page = capsys.readouterr().out
    assert page.startswith("flowers.csv: 90 rows, 3 columns\ngb18030, divided by semicolon, decimal comma,")
    assert "甲" in page
    assert run(["table", str(flowers), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == 90
    assert found["reading"]["delimiter"] == ";"
    assert [column["kind"] for column in found["columns"]] == ["number", "number", "text"]
    assert sum(found["columns"][2]["classes"].values()) == 90


def test_how_it_is_written_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "t.txt"
    path.write_text("1|'2,5'\n3|'4,5'\n")
    words = ["--delimiter", "bar", "--decimal", "comma", "--encoding", "latin-1", "--header", "yes", "--quote", "'"]
    assert run(["table", str(path), *words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["reading"] == {"encoding": "latin-1", "delimiter": "|", "decimal": ",", "quote": "'", "header": True}
    assert [column["name"] for column in found["columns"]] == ["1", "2,5"]
    assert run(["table", str(path), "--header", "perhaps"]) == 2
    assert "--header" in sentence(capsys)


def test_remarks_and_pictures_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    np.savez(tmp_path / "p.npz", x=np.ones((4, 2, 3)), y=np.arange(4), rest=np.ones(3))
    assert run(["table", str(tmp_path / "p.npz")]) == 0
    shown = capsys.readouterr()
    assert "1×2×3" in shown.out
    assert "The array rest (3,) was left out" in shown.err


def test_large_numbers_are_written_out_and_one_row_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "houses.csv"
    path.write_text("price,far\n1189021,-2.5e17\n")
    assert run(["table", str(path)]) == 0
    page = capsys.readouterr().out
    assert page.startswith("houses.csv: 1 row, 2 columns\n")
    assert "1189021 to 1189021, mean 1189021, median 1189021" in page
    assert "-2.5e+17 to" in page


def test_the_numbers_of_pictures_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pictures = np.arange(24.0).reshape(4, 2, 3)
    pictures[0, 0, 0] = np.nan
    pictures[:, 1, 2] = np.nan
    np.savez(tmp_path / "p.npz", x=pictures, y=np.arange(4))
    assert run(["table", str(tmp_path / "p.npz")]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines() if " number " in line]
    mean = f"{np.nanmean(pictures):.6g}"
    assert shown[0] == ["x1", "…", "x6", "number", "5", "1", "to", "22,", "mean", mean]
    assert [line[0] for line in shown[1:]] == ["y"]


def test_a_table_that_is_none_is_a_sentence(tmp_path: Path, nnlab: Callable[..., object]):
    (tmp_path / "none.csv").write_bytes(b"")
    ended = nnlab("table", "none.csv")
    assert ended.code == 2
    assert ended.sentence == "none.csv is empty. Choose a file with a table in it."


def test_a_table_is_trained_on_and_saved(flowers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out.nnlab"
    words = ["--target", "类", "--inputs", "宽,长", "--epochs", "60", "--save", str(out), "--json"]
    assert run(["train", "--table", str(flowers), *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["metrics"]["test_accuracy"] > 0.8
    experiment = door.load(out)
    assert experiment.name == "flowers"
    assert experiment.network.layers[-1].kind.values["units"] == 3


def test_what_the_options_cannot_mean_is_said(flowers: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["train", "--table", str(flowers), "--target", "species"]) == 2
    assert sentence(capsys) == "flowers.csv has no column “species”. Its columns are: 长, 宽, 类."
    assert run(["train", "--table", str(flowers), "--target", "类", "--inputs", "类"]) == 2
    assert "input and target at once" in sentence(capsys)
    assert run(["train", "spiral", "--target", "类"]) == 2
    assert "--table FILE" in sentence(capsys)
    assert run(["train", "--table", str(flowers), "--inputs", '"长']) == 2
    assert "--inputs" in sentence(capsys)
    assert run(["train"]) == 2
    assert "FILE_OR_PRESET is missing" in sentence(capsys)


def test_python_opens_a_table_as_an_experiment(flowers: Path):
    made = door.read_table(flowers)
    assert made.data.source.values["targets"] == (2.0,)
    history = door.Run(made).train(60)
    assert history.metrics["test_accuracy"][-1] > 0.8
    values = door.read_table(flowers, target=["长", "宽"], inputs=["类"])
    assert values.data.target_scaling == "standardize"
    assert set(values.network.inputs) == {"类=甲", "类=乙", "类=丙"}
    with pytest.raises(ProblemError, match="has no column “x”"):
        door.read_table(flowers, target="x")


def test_numbers_are_classes_or_values_as_is_said():
    table = Pasted("t", b"a,b,y\n" + b"".join(b"%d,%d,%d\n" % (n, n * n % 7, n % 2) for n in range(30)))
    assert door.read_table(table).data.source.values["categories"] == (2.0,)
    assert door.read_table(table, classes=False).training.loss.id == "mse"
    assert door.read_table(table, zeros=["a"]).data.source.values["zeros"] == (0.0,)
    start = door.preset("spiral")
    assert len(door.read_table(table, start=start).network.layers) == len(start.network.layers)


def test_a_table_without_columns_worth_learning_from_is_a_sentence_instead_of_all_of_them():
    table = Pasted("t", b"name,y\n" + b"".join(b"n%d,%d\n" % (n, n % 2) for n in range(30)))
    with pytest.raises(ProblemError) as caught:
        door.read_table(table)
    assert caught.value.problem.code == "table.no_inputs"
    assert len(door.read_table(table, inputs=["name"]).network.inputs) == 30


def test_batches_are_as_large_as_the_rows_that_stay_where_missing_cells_are_filled_in():
    rows = b"".join(b"%s,%d,%d\n" % (b"" if n % 100 else b"%d" % n, n * 7 % 13, n % 2) for n in range(1000))
    made = door.read_table(Pasted("t", b"a,b,y\n" + rows))
    assert (made.data.missing, made.training.batch_size) == ("mean", 16)
