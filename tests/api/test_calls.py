"""A method takes the arguments it names."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from nnlab.api import Activation, Initializer, Layer, Loss, Metric, Optimizer, Schedule, bases
from nnlab.api.calls import bind, check_methods, defines
from nnlab.api.methods import methods
from nnlab.records import Problem, ProblemError


def problem_of(call: Any) -> Problem:
    with pytest.raises(ProblemError) as caught:
        call()
    assert "{" not in str(caught.value)
    return caught.value.problem


def every_subset() -> list[tuple[str, str, tuple[str, ...]]]:
    found = []
    for kind, known in methods.items():
        for name, method in known.items():
            for size in range(len(method.arguments) + 1):
                for names in itertools.permutations(method.arguments, size):
                    found.append((kind, name, names))
    return found


def test_any_arguments_in_any_order_get_their_own_values() -> None:
    for kind, name, names in every_subset():
        scope: dict[str, Any] = {}
        exec(f"def method(self, {', '.join(names)}): return [{', '.join(names)}]", scope)
        component = type("Some", (bases[kind],), {name: scope["method"]})()
        given = [f"value of {argument}" for argument in methods[kind][name].arguments]
        shapes = [(3,)] if methods[kind][name].many else []
        if shapes:
            continue  # below
        assert bind(component, name)(*given) == [f"value of {argument}" for argument in names]


def test_a_method_that_names_all_in_order_is_called_as_it_is() -> None:
    class Some(Loss):
        def value(self, y: Any, target: Any) -> Any:
            return y - target

    some = Some()
    assert bind(some, "value") == some.value


def test_forward_with_one_argument_of_any_name_gets_z() -> None:
    class Some(Activation):
        def forward(self, whatever: Any) -> Any:
            return whatever + 1

    assert bind(Some(), "forward")(2) == 3


def test_input_shapes_follow_the_arguments_a_layer_names() -> None:
    class With(Layer):
        def shape(self, first: Any, second: Any) -> Any:
            return first + second

        def parameters(self, rng: Any, first: Any, second: Any) -> Any:
            return {"all": (rng, first, second)}

        def buffers(self, *shapes: Any) -> Any:
            return {"all": shapes}

    class Without(Layer):
        def parameters(self, first: Any, second: Any) -> Any:
            return {"all": (first, second)}

    assert bind(With(), "shape")((1,), (2,)) == (1, 2)
    assert bind(With(), "parameters")("rng", (1,), (2,)) == {"all": ("rng", (1,), (2,))}
    assert bind(With(), "buffers")((1,), (2,)) == {"all": ((1,), (2,))}
    assert bind(Without(), "parameters")("rng", (1,), (2,)) == {"all": ((1,), (2,))}
    assert bind(Without(), "shape")((1,), (2,)) == (1,)


def test_an_argument_of_another_name_keeps_its_default() -> None:
    class Some(Activation):
        def forward(self, z: Any, scale: float = 2.0) -> Any:
            return scale * z

    assert bind(Some(), "forward")(3) == 6


def test_a_ufunc_or_a_static_method_may_stand_for_a_method() -> None:
    class Some(Activation):
        forward = np.tanh

    class Other(Activation):
        @staticmethod
        def forward(z: Any) -> Any:
            return z

    assert bind(Some(), "forward")(0.0) == 0.0
    assert bind(Other(), "forward")(1) == 1


def test_an_unknown_argument_is_told_the_known_ones() -> None:
    class Some(Optimizer):
        def update(self, w: Any, gradient: Any) -> Any: ...

    problem = problem_of(lambda: bind(Some(), "update"))
    assert problem.code == "method.argument"
    assert problem.values == {"owner": "Some.update", "name": "gradient", "known": "w, g, state, lr, t"}


def test_arguments_that_could_never_be_right_are_refused() -> None:
    class Default(Schedule):
        def rate(self, lr: Any, epoch: Any = 0) -> Any: ...

    class Keyword(Schedule):
        def rate(self, lr: Any, *, epoch: Any) -> Any: ...

    class Star(Schedule):
        def rate(self, *everything: Any) -> Any: ...

    class Number(Schedule):
        rate = 3

    codes = [problem_of(lambda cls=cls: bind(cls(), "rate")).code for cls in (Default, Keyword, Star, Number)]
    assert codes == ["method.default", "method.keyword", "method.star", "method.callable"]


def test_a_missing_method_is_named_with_its_arguments() -> None:
    class Some(Initializer):
        pass

    problem = problem_of(lambda: check_methods(Some()))
    assert problem.code == "method.missing"
    assert problem.values["takes"] == "self, rng, fan_in, fan_out"


def test_a_misspelt_method_is_guessed() -> None:
    class Some(Metric):
        def vaule(self, y: Any, target: Any) -> Any: ...

    problem = problem_of(lambda: check_methods(Some()))
    assert (problem.code, problem.values["near"]) == ("method.misspelt", "vaule")


def test_optional_methods_are_optional_but_checked() -> None:
    class Some(Activation):
        def forward(self, z: Any) -> Any: ...

    class Wrong(Some):
        def derivative(self, x: Any, y: Any) -> Any: ...

    class Without(Wrong):
        derivative = None

    check_methods(Some())
    assert not defines(Some(), "derivative")
    assert problem_of(lambda: check_methods(Wrong())).code == "method.argument"
    check_methods(Without())
