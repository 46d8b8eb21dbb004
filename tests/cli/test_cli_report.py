"""What a command writes: one JSON object or words on stdout, all else on stderr."""

from __future__ import annotations

import json

import pytest

from nnlab.cli.report import Report
from nnlab.records import Problem
from nnlab.records.words import Words


def test_json_is_one_object_on_stdout_and_the_sentence_stands_on_stderr(capsys: pytest.CaptureFixture[str]):
    report = Report(Words("en"), as_json=True)
    report.say("words for people")
    report.error(Problem(code="command.no_file", values={"word": "x.nnlab"}))
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert error["code"] == "command.no_file"
    assert error["sentence"] == err.strip()
    assert "x.nnlab" in err


def test_numbers_round_trip_to_the_last_bit_and_nan_is_null(capsys: pytest.CaptureFixture[str]):
    Report(Words("en"), as_json=True).result({"loss": 0.1 + 0.2, "test": float("nan"), "all": (1.0, float("inf"))})
    assert json.loads(capsys.readouterr().out) == {"loss": 0.1 + 0.2, "test": None, "all": [1.0, None]}


def test_without_json_only_words_are_written(capsys: pytest.CaptureFixture[str]):
    report = Report(Words("en"))
    report.result({"a": 1})
    report.say("done")
    assert capsys.readouterr().out == "done\n"


def test_the_place_of_a_problem_stands_behind_its_sentence():
    report = Report(Words("en"))
    problem = Problem(code="command.no_file", values={"word": "x"}, file="/somewhere/plugin.py", line=7)
    assert report.sentence(problem).endswith("(/somewhere/plugin.py:7)")
    assert "\n" not in report.sentence(problem)


def test_the_traceback_is_shown_only_where_it_was_asked_for(capsys: pytest.CaptureFixture[str]):
    problem = Problem(code="command.no_file", values={"word": "x"}, traceback="Traceback: here")
    Report(Words("en")).problem(problem)
    assert "Traceback" not in capsys.readouterr().err
    Report(Words("en"), traceback=True).problem(problem)
    assert "Traceback" in capsys.readouterr().err
