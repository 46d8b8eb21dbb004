"""A component class is complete by itself: frozen, keyword-only, with id, name and help."""

from __future__ import annotations

import copy
import dataclasses
import functools
from typing import Any

import numpy as np
import pytest

from nnlab.api import Activation, Component, Layer, Loss, Metric, Optimizer, ShapeError, bases, param
from nnlab.api._declare import snake_case
from nnlab.records import Problem, ProblemError, kinds


def problem_of(call: Any) -> Problem:
    with pytest.raises(ProblemError) as caught:
        call()
    assert "{" not in str(caught.value).replace('{"en": ..., "zh_CN": ...}', "")
    return caught.value.problem


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("LeakyRelu", "leaky_relu"),
        ("HalfSSE", "half_sse"),
        ("MSE", "mse"),
        ("L1", "l1"),
        ("Relu6", "relu6"),
        ("GELUTanh", "gelu_tanh"),
        ("Relu6Soft", "relu6_soft"),
        ("swish", "swish"),
        ("激活", "激活"),
    ],
)
def test_an_id_is_lower_snake_with_capitals_in_a_row_kept_together(name: str, ident: str) -> None:
    assert snake_case(name) == ident


def test_id_name_and_help_come_from_class_name_and_docstring() -> None:
    class LeakyRelu(Activation):
        """Leaks a little
        below 0.

        More about it.
        """

        slope: float = param(0.01)

    assert (LeakyRelu.id, LeakyRelu.name, LeakyRelu.help) == ("leaky_relu", "Leaky relu", "Leaks a little below 0.")


def test_without_a_docstring_there_is_no_help_and_no_made_up_one() -> None:
    class Bare(Activation):
        slope: float = param(0.01)

    assert Bare.help == ""
    assert Bare.__doc__ is None


def test_a_given_id_name_and_help_stay() -> None:
    class Bare(Activation):
        """Not this."""

        id = "other"
        name = "Other"
        help = "That"

    assert (Bare.id, Bare.name, Bare.help) == ("other", "Other", "That")


def test_a_subclass_has_an_id_of_its_own_and_inherits_parameters() -> None:
    class First(Activation):
        slope: float = param(0.5, low=0, high=1)

    class Second(First):
        extra: int = param(2)

    assert Second.id == "second"
    assert [spec.name for spec in Second.params] == ["slope", "extra"]
    assert Second(slope=1).slope == 1.0


def test_a_plain_value_gives_an_inherited_parameter_another_default_within_its_bounds() -> None:
    class Slow(Optimizer):
        learning_rate = 0.001

    assert Slow().learning_rate == 0.001
    assert Slow.params[0].high == 10

    def too_fast() -> type:
        class Fast(Optimizer):
            learning_rate = 100

        return Fast

    assert problem_of(too_fast).code == "param.bounds"


def test_constants_with_an_annotation_are_no_parameters() -> None:
    class Some(Activation):
        gives: str = "probability"
        tex: str = "x"
        _private: int = 3
        table = (1, 2, 3)

    assert Some.params == ()
    assert Some.gives == "probability"


def test_components_are_equal_by_class_and_values() -> None:
    class Some(Activation):
        slope: float = param(0.5)

    assert Some() == Some(slope=0.5)
    assert hash(Some()) == hash(Some(slope=0.5))
    assert Some() != Some(slope=1)
    assert repr(Some()).endswith("Some(slope=0.5)")
    assert copy.deepcopy(Some(slope=2)) == Some(slope=2)
    assert dataclasses.replace(Some(), slope=3) == Some(slope=3)


def test_values_are_checked_on_construction() -> None:
    class Some(Activation):
        slope: float = param(0.5, low=0, high=1)

    assert problem_of(lambda: Some(slope=3)).code == "param.bounds"
    assert problem_of(lambda: Some(slope="a")).code == "param.type"
    unknown = problem_of(lambda: Some(slop=0.5))
    assert (unknown.code, unknown.values) == ("param.unknown", {"owner": "Some", "name": "slop", "known": "slope"})
    with pytest.raises(TypeError):
        Some(0.5)


def test_writing_to_a_component_ends_in_a_sentence() -> None:
    class Counting(Activation):
        def forward(self, z: Any) -> Any:
            self.count = 1
            return z

    problem = problem_of(lambda: Counting().forward(1.0))
    assert (problem.code, problem.values) == ("component.frozen", {"owner": "Counting", "name": "count"})

    def delete() -> None:
        del Counting().count

    assert problem_of(delete).code == "component.frozen"


@pytest.mark.parametrize(
    ("base", "way_out"),
    [
        (Activation, "use a local variable."),
        (Metric, "use a local variable."),
        (Optimizer, "keep it in the state that `update` returns."),
        (Layer, "hand it on to `backward` in what `forward` returns as `saved`."),
    ],
)
def test_the_way_out_of_writing_to_a_component_is_that_of_its_kind(base: type[Component], way_out: str) -> None:
    made = type("Hoarder", (base,), {})()

    def write() -> None:
        made.seen = 1

    sentence = str(ProblemError(problem_of(write)))
    assert sentence.startswith("Hoarder: self.seen was written to")
    assert sentence.endswith(way_out)


def test_a_cached_property_still_works() -> None:
    class Some(Activation):
        slope: float = param(0.5)

        @functools.cached_property
        def double(self) -> float:
            return 2 * self.slope

    assert Some().double == 1.0


def test_an_own_init_is_refused() -> None:
    def make() -> type:
        class Some(Activation):
            def __init__(self) -> None: ...

        return Some

    assert problem_of(make).code == "component.init"


@pytest.mark.parametrize("ident", ["My act", "1st", "Relu", "a-b", "a.b"])
def test_an_id_that_cannot_stand_in_a_path_is_refused(ident: str) -> None:
    assert problem_of(lambda: type("Some", (Activation,), {"id": ident})).code == "component.id"


@pytest.mark.parametrize("field", ["name", "help", "id", "tex"])
def test_a_text_that_is_none_is_refused(field: str) -> None:
    problem = problem_of(lambda: type("Some", (Activation,), {field: 3}))
    assert (problem.code, problem.values["name"]) == ("component.text", field)


def test_a_misspelt_trait_is_told_the_allowed_ones() -> None:
    problem = problem_of(lambda: type("Some", (Loss,), {"targets": "onehot"}))
    assert problem.code == "component.trait"
    assert "'one_hot'" in str(problem.values["allowed"])


def test_a_component_belongs_to_a_kind_and_keeps_it() -> None:
    assert problem_of(lambda: type("Some", (Component,), {})).code == "component.class"
    assert problem_of(lambda: type("Some", (Activation,), {"kind": "loss"})).code == "component.class"


def test_there_is_a_base_class_for_every_kind() -> None:
    assert set(bases) == set(kinds)
    for kind, base in bases.items():
        assert base.kind == kind
        assert base.__doc__
        assert set(base.allowed) == set(base.traits)


def test_a_layer_says_in_both_languages_why_its_input_does_not_fit() -> None:
    error = ShapeError({"en": "too many", "zh_CN": "太多"})
    assert (str(error), error.text.zh_CN) == ("too many", "太多")
    assert Layer().shape((3,)) == (3,)
    assert Layer().parameters(np.random.default_rng(0), (3,)) == {}
    assert Layer().buffers((3,)) == {}
