"""The bundled losses, reduced as they name it, agree with the reference numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bundled_components import ids, locked, made
from oracle_cases import cases, check

from nnlab.api.calls import bind

# name in the file: loss, and the activation in front where the file starts from logits
ours = {
    "mse": ("mse", None),
    "sse": ("sse", None),
    "half_sse": ("half_sse", None),
    "mse_matrix": ("mse", None),
    "sse_matrix": ("sse", None),
    "half_sse_matrix": ("half_sse", None),
    "bce": ("binary_cross_entropy", None),
    "bce_with_logits": ("binary_cross_entropy", "sigmoid"),
    "bce_with_logits_extreme": ("binary_cross_entropy", "sigmoid"),
    "categorical_cross_entropy_from_logits": ("cross_entropy", "softmax"),
    "categorical_cross_entropy_from_logits_extreme": ("cross_entropy", "softmax"),
    "categorical_cross_entropy_from_probabilities": ("cross_entropy", None),
}
not_built = {
    "half_mse",
    "mae",
    "huber_1.0",
    "huber_0.5",
    "log_cosh",
    "half_mse_matrix",
    "mae_matrix",
    "huber_1.0_matrix",
    "huber_0.5_matrix",
    "log_cosh_matrix",
    "hinge",
    "squared_hinge",
    "kl_divergence",
}
# a softmax of exactly 0 has lost its logit: only the engine's twin, which sees both, can tell 2000 from 708
for_the_engine = {"categorical_cross_entropy_from_logits_extreme_wrong"}


def rows(values: Any) -> np.ndarray:
    """Returns numbers as rows of samples; a plain list is samples with one output each."""
    array = np.array(values, dtype=float)
    return locked(array[:, np.newaxis] if array.ndim == 1 else array)


@pytest.mark.oracle
def test_what_is_not_built_is_known() -> None:
    assert {case["name"] for _, case in cases("losses", "loss")} - ours.keys() == not_built | for_the_engine
    assert {loss for loss, _ in ours.values()} == set(ids("loss"))
    assert {case["kind"] for _, case in cases("losses")} == {"loss", "reductions"}


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("doc", "case"),
    [(doc, case) for doc, case in cases("losses", "loss") if case["name"] in ours],
    ids=lambda part: part.get("name", ""),
)
def test_value_and_gradient_agree(doc: dict[str, Any], case: dict[str, Any]) -> None:
    given, expect = case["given"], case["expect"]
    ident, before = ours[case["name"]]
    loss = made("loss", ident)
    target = rows(given["one_hot"] if "one_hot" in given else given["y_true"])
    z = rows(given["logits"] if before else given["y_pred"])
    activation = made("activation", before or "identity")
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = locked(activation.forward(z))
        values, gradient = loss.value(y, target), loss.gradient(y, target)
        if before == "softmax":
            gradient = bind(activation, "backward")(z, y, gradient)
        elif before:
            gradient = gradient * bind(activation, "derivative")(z, y)
    count = len(values) if loss.reduction == "mean" else 1
    check(doc, values.sum() / count, expect["value"])
    check(doc, (gradient / count).reshape(np.shape(expect["gradient"])), expect["gradient"])


@pytest.mark.oracle
def test_reductions_of_squared_error_agree() -> None:
    for doc, case in cases("losses", "reductions"):
        given, expect = case["given"], case["expect"]
        y, target = rows(given["y_pred"]), rows(given["y_true"])
        each = made("loss", "sse").value(y, target)
        check(doc, each, expect["none"])
        check(doc, each.sum(), expect["sum"])
        check(doc, made("loss", "mse").value(y, target).mean(), expect["mean"])
