"""The bundled activations agree with the reference numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bundled_components import ids, locked, made
from oracle_cases import cases, check

from nnlab.api.calls import bind

other_names = {"linear": "identity"}
not_built = {
    "prelu",
    "elu",
    "elu_alpha_0.5",
    "selu",
    "gelu",
    "gelu_tanh",
    "silu",
    "swish_beta_1.5",
    "mish",
    "softsign",
    "hard_sigmoid",
    "hard_sigmoid_0.2",
    "hard_tanh",
    "hard_swish",
    "relu6",
    "arctan",
    "log_sigmoid",
    "gaussian",
    "tanh_shrink",
}


def named(case: dict[str, Any]) -> str:
    name = str(case["given"]["activation"])
    return other_names.get(name, name)


def built(kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(doc, case) for doc, case in cases("activations", kind) if named(case) in ids("activation")]


@pytest.mark.oracle
def test_what_is_not_built_is_known() -> None:
    assert {named(case) for _, case in cases("activations")} - set(ids("activation")) == not_built
    assert {case["kind"] for _, case in cases("activations")} == {"elementwise", "vector"}


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), built("elementwise"), ids=lambda part: part.get("name", ""))
def test_values_and_slopes_agree_also_at_extremes_and_kinks(doc: dict[str, Any], case: dict[str, Any]) -> None:
    given, expect = case["given"], case["expect"]
    activation = made("activation", named(case), **given["parameters"])
    extreme = doc["tolerance"]["extreme_atol"]
    for x, y, dy, limits in [
        ("x", "y", "dy", {}),
        ("x_extreme", "y_extreme", "dy_extreme", {"atol": extreme}),
        ("kinks", "y_kinks", "dy_kinks", {}),
    ]:
        if x not in given:
            continue
        z = locked([given[x]])
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            a = activation.forward(z)
            slope = bind(activation, "derivative")(z, locked(a))
        check(doc, a[0], expect[y], **limits)
        check(doc, slope[0], expect[dy], **limits)


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), built("vector"), ids=lambda part: part.get("name", ""))
def test_softmax_and_its_jacobian_agree(doc: dict[str, Any], case: dict[str, Any]) -> None:
    given, expect = case["given"], case["expect"]
    softmax = made("activation", named(case))
    z = locked([given["x"]])
    a = locked(softmax.forward(z))
    backward = bind(softmax, "backward")
    check(doc, a[0], expect["y"])
    check(doc, backward(z, a, locked([given["upstream_gradient"]]))[0], expect["input_gradient"])
    many = np.repeat(z, z.size, axis=0)
    check(doc, backward(many, softmax.forward(many), np.eye(z.size)), expect["jacobian"])
