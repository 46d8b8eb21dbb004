"""`nnlab train --scores`: what the answers at the end are, in the same words as the window's."""

from __future__ import annotations

import pytest

import nnlab as library
from nnlab.cli.scores import as_lines, as_plain
from nnlab.experiment.presets import preset
from nnlab.records.words import Words


def test_the_json_has_what_python_counts(nnlab):
    found = nnlab("train", "iris", "--epochs", 3, "--scores", "--json").json["scores"]
    run = library.Run(preset("iris"))
    run.train(3)
    ours = as_plain(run.scores())
    assert found["classes"] == ["setosa", "versicolor", "virginica"]
    for part in ("train", "test"):
        assert found[part].pop("loss") == pytest.approx(ours[part].pop("loss"))
    assert found == ours


def test_people_read_the_matrix_and_a_dash_for_what_is_not_defined():
    run = library.Run(preset("iris"))
    run.train(0)
    scores = run.scores()
    lines = list(as_lines(scores, Words("en")))
    at = lines.index(next(line for line in lines if line.startswith("Test samples")))
    head, *rows, mean = (line.split() for line in lines[at + 1 : at + 6])
    assert head[-6:] == ["setosa", "versicolor", "virginica", "precision", "recall", "F1"]
    for place, row in enumerate(rows):
        assert row[0] == scores.classes[place]
        assert list(map(int, row[1:4])) == scores.test.confusion.numpy()[place].tolist()
        precision = scores.test.precision[place]
        assert row[4] == ("-" if precision is None else f"{precision:.4g}")
    assert any(row[4] == "-" for row in rows)
    assert mean[0] == "mean"
    assert len({len(line) for line in lines[at + 1 : at + 6]}) == 1


def test_values_have_a_row_for_each_target():
    run = library.Run(preset("plane"))
    scores = run.scores()
    *_, head, row = as_lines(scores, Words("en"))
    assert head.split() == ["R²", "MAE", "RMSE"]
    assert row.split()[-1] == f"{scores.test.rmse[0]:.4g}"
