"""Kinds and origins are called what people call them, in the language of the sentence."""

from __future__ import annotations

import pytest

from nnlab.catalog.catalog import origins as catalog_origins
from nnlab.cli.entry import run
from nnlab.experiment.presets import preset
from nnlab.experiment.slots import slots
from nnlab.kernel._process import how
from nnlab.records import Problem
from nnlab.records.sentences.kinds import kinds, origins
from nnlab.records.words import Words


def test_every_kind_and_origin_has_a_name():
    assert {slot.kind for slot in slots(preset("spiral"))} <= set(kinds)
    assert set(origins) == set(catalog_origins)


def test_how_a_process_ended_is_said_in_both_languages():
    problem = Problem(code="kernel.died", values=how(7))
    assert "exit code 7" in Words("en").problem(problem)
    assert "退出码 7" in Words("zh_CN").problem(problem)
    assert "SIGKILL" in Words("zh_CN").problem(Problem(code="kernel.died", values=how(-9)))


def test_the_version_is_an_object_where_json_is_asked_for(capsys: pytest.CaptureFixture[str]):
    assert run(["--version", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.startswith('{"version": "')
    assert out.endswith('"}\n')
