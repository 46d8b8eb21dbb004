"""What the front door promises: reports that are equal for equal calls, readable, and cross processes as records."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

import nnlab.testing as door
from nnlab.api import Activation, Component, param
from nnlab.records import Problem, ProblemError
from nnlab.records.sentences.testing import sentences
from nnlab.records.words import Words
from nnlab.testing import Finding, Report, assert_contract, check


class Wrong(Activation):
    scale: float = param(1.0, low=0.5, high=2.0)
    bent: bool = param(False)
    way: str = param("up", choices=("up", "down"))
    power: int = param(1, low=1, high=3)

    def forward(self, z):
        return self.scale * np.tanh(z)

    def derivative(self, z):
        return 1 - np.tanh(z) ** 2


def test_the_door_holds_what_it_says() -> None:
    assert sorted(door.__all__) == ["Finding", "Measure", "Report", "assert_contract", "check", "grade", "plot"]


def test_equal_calls_give_equal_reports() -> None:
    first, second = (msgspec.structs.replace(check(Wrong), seconds=0.0) for _ in range(2))
    assert first == second
    assert msgspec.structs.replace(check(Wrong, seed=9), seconds=0.0) != first


def test_a_fault_of_other_settings_alone_is_found_with_its_settings() -> None:
    report = check(Wrong)
    (found,) = report.severe()
    assert found.code == "testing.derivative"
    assert not found.settings.startswith("Wrong(scale=1.0,")
    assert report.tried[-1] == found.settings
    assert report.tried[:3] == (
        "Wrong(scale=1.0, bent=False, way='up', power=1)",
        "Wrong(scale=1.0, bent=True, way='up', power=1)",
        "Wrong(scale=1.0, bent=False, way='down', power=1)",
    )
    assert check(Wrong()).ok
    assert check(Wrong, settings=0).tried == report.tried[:1]


def test_a_report_crosses_processes_as_a_record() -> None:
    report = check(Wrong)
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report).findings == report.findings


def test_the_error_reads_as_sentences() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_contract(Wrong(scale=2))
    text = str(caught.value)
    assert text.startswith("Wrong breaks the contract of an activation:\n")
    assert "Wrong.derivative is wrong between x = " in text
    assert "[testing.derivative, with Wrong(scale=2.0" in text


def test_what_a_finding_shows_comes_in_both_languages() -> None:
    class Lost(Activation):
        def forward(self, z):
            return np.full_like(z, np.nan)

    (found,) = check(Lost).severe()
    assert (found.values["input"], found.values["input_zh_CN"]) == ("ordinary numbers", "普通数值")
    assert "普通数值" in found.sentence("zh_CN")


def test_a_finding_is_a_problem_like_any_other() -> None:
    (found,) = check(Wrong(scale=2)).severe()
    problem = found.problem
    assert isinstance(problem, Problem)
    assert (problem.plugin, problem.stage, problem.level) == ("Wrong", "derivative", "error")
    assert (problem.file, problem.line > 0) == (__file__, True)
    assert Words("en").problem(problem) == found.sentence() == str(found)


@pytest.mark.parametrize("code", sentences)
def test_every_sentence_names_the_owner(code: str) -> None:
    assert "Swish" in Finding(problem=Problem(code=code, values={"owner": "Swish"})).sentence()


@pytest.mark.parametrize("odd", [3, "tanh", int, Component, object()], ids=["3", "tanh", "int", "Component", "object"])
def test_what_is_no_component_is_refused(odd: object) -> None:
    with pytest.raises(ProblemError) as caught:
        check(odd)  # type: ignore[arg-type]
    assert caught.value.problem.code == "component.class"


def test_a_class_that_cannot_be_called_is_reported_as_loading_it_would() -> None:
    class Bare(Activation):
        pass

    class Asks(Activation):
        def forward(self, z, zz):
            return z

    assert [finding.code for finding in check(Bare).severe()] == ["method.missing"]
    assert [finding.code for finding in check(Asks).severe()] == ["method.argument"]
    assert check(Bare).tried == ()
