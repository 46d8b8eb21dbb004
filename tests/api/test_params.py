"""One declaration gives validation, form and file format; what is wrong with it names class, field and line."""

from __future__ import annotations

import contextlib
import inspect
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlab.api import Activation, checked, param
from nnlab.records import ParamSpec, Problem, ProblemError, Text


def problem_of(call: Any) -> Problem:
    with pytest.raises(ProblemError) as caught:
        call()
    assert "{" not in str(caught.value)
    return caught.value.problem


def test_a_declaration_becomes_a_plain_record() -> None:
    class Swish(Activation):
        beta: float = param(
            1,
            low=0.1,
            high=10,
            log=True,
            unit="s",
            symbol="b",
            name={"en": "Beta", "zh_CN": "贝塔"},
            help="Sharpness",
        )

    assert Swish.params == (
        ParamSpec(
            name="beta",
            kind="float",
            default=1.0,
            label=Text("Beta", "贝塔"),
            help=Text("Sharpness", "Sharpness"),
            low=0.1,
            high=10.0,
            log=True,
            unit=Text("s", "s"),
            symbol="b",
        ),
    )
    assert type(Swish.params[0].default) is float


@pytest.mark.parametrize(
    ("default", "kind", "kept"),
    [
        (0.5, "float", 0.5),
        (3, "int", 3),
        (True, "bool", True),
        ("abc", "text", "abc"),
        ((1, 2.5), "tuple", (1.0, 2.5)),
        ([1, 2], "tuple", (1.0, 2.0)),
        (np.array([1.0, 2.0]), "tuple", (1.0, 2.0)),
    ],
)
def test_a_missing_annotation_is_taken_from_the_default(default: Any, kind: str, kept: Any) -> None:
    class Some(Activation):
        value = param(default)

    spec = Some.params[0]
    assert (spec.kind, spec.default, type(spec.default)) == (kind, kept, type(kept))


def test_choices_make_a_choice_with_labels() -> None:
    class Some(Activation):
        way: str = param("up", choices={"up": {"en": "Up", "zh_CN": "上"}, "down": "Down"})

    spec = Some.params[0]
    assert spec.kind == "choice"
    assert [(choice.value, choice.label.zh_CN) for choice in spec.choices] == [("up", "上"), ("down", "Down")]


def test_parameters_keep_the_order_of_declaration_with_or_without_annotations() -> None:
    class Some(Activation):
        first = param(1.0)
        second: int = param(2)
        third = param(True)
        fourth: float = 4

    assert [spec.name for spec in Some.params] == ["first", "second", "third", "fourth"]
    assert Some().fourth == 4.0


def wrong_keyword() -> type:
    class Swish(Activation):
        beta: float = param(1.0, lo=0.1)

    return Swish


def wrong_bounds() -> type:
    class Swish(Activation):
        beta: float = param(20.0, low=0.1, high=10)

    return Swish


def wrong_range() -> type:
    class Swish(Activation):
        beta: float = param(1.0, low=2, high=1)

    return Swish


def wrong_log() -> type:
    class Swish(Activation):
        beta: float = param(1.0, low=0, high=10, log=True)

    return Swish


def wrong_step() -> type:
    class Swish(Activation):
        beta: float = param(1.0, step=0)

    return Swish


def wrong_kind() -> type:
    class Swish(Activation):
        beta: complex = param(1.0)

    return Swish


def unknown_kind() -> type:
    class Swish(Activation):
        beta: NoSuchName = param(1.0)  # noqa: F821

    return Swish


def wrong_choice() -> type:
    class Swish(Activation):
        beta: str = param("left", choices=["up", "down"])

    return Swish


def wrong_text() -> type:
    class Swish(Activation):
        beta: float = param(1.0, help=3)

    return Swish


def no_default() -> type:
    class Swish(Activation):
        beta: float = param()

    return Swish


def taken_name() -> type:
    class Swish(Activation):
        help: float = param(1.0)

    return Swish


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (wrong_keyword, "param.keyword"),
        (wrong_bounds, "param.bounds"),
        (wrong_range, "param.range"),
        (wrong_log, "param.log"),
        (wrong_step, "param.step"),
        (wrong_kind, "param.kind"),
        (unknown_kind, "param.kind"),
        (wrong_choice, "param.choice"),
        (wrong_text, "param.declared"),
        (no_default, "param.default"),
    ],
)
def test_a_wrong_declaration_names_class_field_file_and_line(make: Any, code: str) -> None:
    problem = problem_of(make)
    assert problem.code == code
    assert (problem.values["owner"], problem.values["name"]) == ("Swish", "beta")
    assert problem.file == __file__
    assert problem.line == inspect.getsourcelines(make)[1] + 2


def test_a_parameter_cannot_take_a_name_of_nnlab() -> None:
    assert problem_of(taken_name).code == "param.name"


def test_a_misspelt_keyword_is_told_the_one_that_was_meant() -> None:
    with pytest.raises(ProblemError, match=r"Swish\.beta: param\(\) knows no `lo`; did you mean low\?"):
        wrong_keyword()


def test_a_field_without_a_default_is_refused() -> None:
    def make() -> type:
        class Swish(Activation):
            beta: float

        return Swish

    assert problem_of(make).code == "param.default"


def test_a_field_of_an_unusable_kind_is_refused() -> None:
    def make() -> type:
        class Swish(Activation):
            table: dict = {}  # noqa: RUF012

        return Swish

    assert problem_of(make).code == "param.kind"


def spec(kind: Any, low: float | None = None, high: float | None = None) -> ParamSpec:
    empty = Text("", "")
    return ParamSpec(name="v", kind=kind, default=0, label=empty, help=empty, low=low, high=high)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("float", "1", "param.type"),
        ("float", True, "param.type"),
        ("float", None, "param.type"),
        ("float", float("nan"), "param.finite"),
        ("float", 10**400, "param.type"),
        ("float", 3, "param.bounds"),
        ("int", 1.5, "param.type"),
        ("int", "1", "param.type"),
        ("int", 2**70, "param.type"),
        ("int", float("inf"), "param.type"),
        ("int", -1, "param.bounds"),
        ("bool", 1, "param.type"),
        ("text", 1, "param.type"),
        ("tuple", "12", "param.type"),
        ("tuple", 1.0, "param.type"),
        ("tuple", (0.5, 9), "param.bounds"),
        ("tuple", (0.5, "a"), "param.type"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(kind: str, value: Any, code: str) -> None:
    problem = problem_of(lambda: checked(spec(kind, 0, 2), value, owner="Some"))
    assert problem.code == code
    assert problem.values["owner"] == "Some"


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("int", 20.5, "20.5 is not a whole number; give one"),
        ("int", 2**70, f"{2**70} is not a number that can be stored; give one"),
        pytest.param("float", 10**5000, "int is not a number that can be stored; give one", id="huge"),
        ("float", "fast", "'fast' is not a number; give one"),
        ("bool", 1, "1 is not True or False; give one"),
        ("tuple", 3, "3 is not a row of numbers; give one"),
        ("text", None, "None is not a text; give one"),
        ("choice", 2, "2 is not a text; give one"),
    ],
)
def test_a_value_of_another_kind_is_told_what_is_wanted_in_words(kind: str, value: Any, said: str) -> None:
    problem = problem_of(lambda: checked(spec(kind), value, owner="Some"))
    assert str(ProblemError(problem)) == f"Some.v: {said}."


def test_the_sentence_names_owner_field_value_and_bounds() -> None:
    with pytest.raises(ProblemError, match=r"^LeakyRelu\.v: 3 is outside \[0, 1\]\.$"):
        checked(spec("float", 0, 1), 3, owner="LeakyRelu")


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("float", np.float32(0.5), 0.5),
        ("float", 1, 1.0),
        ("int", np.int64(2), 2),
        ("int", 2.0, 2),
        ("bool", np.bool_(True), True),
        ("tuple", [1, np.float64(2)], (1.0, 2.0)),
    ],
)
def test_a_value_is_kept_in_the_parameter_s_own_exact_type(kind: str, value: Any, kept: Any) -> None:
    made = checked(spec(kind), value, owner="Some")
    assert (made, type(made)) == (kept, type(kept))


def test_a_subclass_of_a_type_never_gets_through() -> None:
    class Sly(str):
        pass

    assert type(checked(spec("text"), Sly("a"), owner="Some")) is str


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.floats())))
def test_whatever_is_given_either_fits_or_is_a_problem(value: Any) -> None:
    kinds: dict[str, type] = {"float": float, "int": int, "bool": bool, "text": str, "tuple": tuple}
    for kind, exact in kinds.items():
        made: Any = None
        with contextlib.suppress(ProblemError):
            made = checked(spec(kind), value, owner="Some")
        assert type(made) in (exact, type(None))
