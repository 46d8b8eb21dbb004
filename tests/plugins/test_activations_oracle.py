"""The bundled activations agree with the reference numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from bundled_components import locked, made
from oracle_cases import cases, check

from nnlab.api.calls import bind

# name in the file, without the number behind it: our id, and the setting that number is
ours = {
    "linear": ("identity", ""),
    "step": ("step", ""),
    "sigmoid": ("sigmoid", ""),
    "tanh": ("tanh", ""),
    "relu": ("relu", ""),
    "leaky_relu": ("leaky_relu", "slope"),
    "prelu": ("prelu", "slope"),
    "elu": ("elu", "alpha"),
    "elu_alpha": ("elu", "alpha"),
    "selu": ("selu", ""),
    "gelu": ("gelu", ""),
    "gelu_tanh": ("gelu_tanh", ""),
    "silu": ("silu", ""),
    "swish": ("silu", "beta"),
    "swish_beta": ("silu", "beta"),
    "mish": ("mish", ""),
    "softplus": ("softplus", ""),
    "softsign": ("softsign", ""),
    "hard_sigmoid": ("hard_sigmoid", "corner"),
    "hard_tanh": ("hard_tanh", ""),
    "hard_swish": ("hard_swish", ""),
    "relu6": ("relu6", ""),
    "arctan": ("arctan", ""),
    "log_sigmoid": ("log_sigmoid", ""),
    "gaussian": ("gaussian", ""),
    "tanh_shrink": ("tanh_shrink", ""),
}
points = {"x": ("y", "dy"), "x_extreme": ("y_extreme", "dy_extreme"), "kinks": ("y_kinks", "dy_kinks")}
fields = {
    "elementwise": {name for pair in points.values() for name in pair},
    "vector": {"y", "jacobian", "input_gradient", "log_softmax", "log_softmax_jacobian"},
}


def chosen(case: dict[str, Any]) -> Any:
    """Makes the activation of a case; a name that is not in the table fails."""
    stem, number = re.fullmatch(r"(.*?)(?:_([\d.]+))?", case["given"]["activation"]).groups()
    ident, setting = ours[stem]
    values = {setting: float(number)} if number else {}
    if "corner" in values:  # the number in the name is the slope
        values["corner"] = 0.5 / values["corner"]
    return made("activation", ident, **{**values, **case["given"]["parameters"]})


@pytest.mark.oracle
def test_every_kind_and_every_expected_field_is_compared() -> None:
    for _, case in cases("activations"):
        assert case["expect"].keys() <= fields[case["kind"]]
        assert case["kind"] == "vector" or case["given"].keys() - points.keys() == {
            "activation",
            "formula",
            "parameters",
        }


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("activations", "elementwise"), ids=lambda part: part.get("name", ""))
def test_values_and_slopes_agree_also_at_extremes_and_kinks(doc: dict[str, Any], case: dict[str, Any]) -> None:
    given, expect = case["given"], case["expect"]
    activation = chosen(case)
    for x in points.keys() & given.keys():
        limits = {"atol": doc["tolerance"]["extreme_atol"]} if x == "x_extreme" else {}
        z = locked([given[x]])
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            a = activation.forward(z)
            slope = bind(activation, "derivative")(z, locked(a))
        check(doc, a[0], expect[points[x][0]], **limits)
        check(doc, slope[0], expect[points[x][1]], **limits)


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("activations", "vector"), ids=lambda part: part.get("name", ""))
def test_softmax_its_logarithm_and_their_jacobians_agree(doc: dict[str, Any], case: dict[str, Any]) -> None:
    given, expect = case["given"], case["expect"]
    assert given["activation"] == "softmax"
    z = locked([given["x"]])
    many = np.repeat(z, z.size, axis=0)
    for ident, value, jacobian in (
        ("softmax", "y", "jacobian"),
        ("log_softmax", "log_softmax", "log_softmax_jacobian"),
    ):
        activation = made("activation", ident)
        backward = bind(activation, "backward")
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            check(doc, activation.forward(z)[0], expect[value])
            check(doc, backward(many, activation.forward(many), np.eye(z.size)), expect[jacobian])
    softmax = made("activation", "softmax")
    a = locked(softmax.forward(z))
    check(doc, bind(softmax, "backward")(z, a, locked([given["upstream_gradient"]]))[0], expect["input_gradient"])
