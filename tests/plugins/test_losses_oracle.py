"""The bundled losses, reduced as they name it, agree with the reference numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from bundled_components import locked, made
from oracle_cases import cases, check

from nnlab.api.calls import bind

regression = ("y_pred", "y_true")
# name in the file, without what follows it: our loss, the activation in front of it, and the fields it compares
ours: dict[str, list[tuple[str, str, tuple[str, str]]]] = {
    **{name: [(name, "", regression)] for name in ["mse", "sse", "half_sse", "half_mse", "mae", "huber", "log_cosh"]},
    "bce": [("binary_cross_entropy", "", regression)],
    "bce_with_logits": [
        ("binary_cross_entropy_with_logits", "", ("logits", "y_true")),
        ("binary_cross_entropy", "sigmoid", ("logits", "y_true")),
    ],
    "categorical_cross_entropy_from_logits": [
        ("cross_entropy_with_logits", "", ("logits", "one_hot")),
        ("sparse_cross_entropy_with_logits", "", ("logits", "labels")),
        ("cross_entropy", "softmax", ("logits", "one_hot")),
    ],
    # a probability of 0 or 1 has lost its logit, so only the losses from logits can tell large ones apart
    "bce_with_logits_extreme": [("binary_cross_entropy_with_logits", "", ("logits", "y_true"))],
    "categorical_cross_entropy_from_logits_extreme": [
        ("cross_entropy_with_logits", "", ("logits", "one_hot")),
        ("sparse_cross_entropy_with_logits", "", ("logits", "labels")),
    ],
    "categorical_cross_entropy_from_probabilities": [("cross_entropy", "", regression)],
    "hinge": [("hinge", "", ("scores", "y_true"))],
    "squared_hinge": [("squared_hinge", "", ("scores", "y_true"))],
    "kl_divergence": [("kl_divergence", "", ("q_pred", "p_true"))],
}


def stem(name: str) -> str:
    """Returns the loss a case is about: huber_0.5_matrix is huber, and so on."""
    return re.sub(r"(_[\d.]+|_matrix|_wrong|_right)*$", "", name)


def ways() -> list[Any]:
    """Returns every case with each of our ways to it; a name that is not in the table fails."""
    return [
        pytest.param(doc, case, *way, id=f"{case['name']}-{way[0]}")
        for doc, case in cases("losses", "loss")
        for way in ours.get(stem(case["name"]), [("unknown", "", ("", ""))])
    ]


def rows(values: Any) -> np.ndarray:
    """Returns numbers as rows of samples; a plain list is samples with one output each."""
    array = np.array(values, dtype=float)
    return locked(array[:, np.newaxis] if array.ndim == 1 else array)


@pytest.mark.oracle
def test_every_loss_of_the_file_is_here_and_none_of_ours_is_left_out() -> None:
    assert {stem(case["name"]) for _, case in cases("losses", "loss")} <= ours.keys()
    assert {case["kind"] for _, case in cases("losses")} <= {"loss", "reductions"}


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case", "ident", "before", "fields"), ways())
def test_value_and_gradient_agree(
    doc: dict[str, Any], case: dict[str, Any], ident: str, before: str, fields: tuple[str, str]
) -> None:
    given, expect = case["given"], case["expect"]
    loss = made("loss", ident, **{name: given[name] for name in ("delta",) if name in given})
    assert fields[1] != "labels" or given["labels"] == np.argmax(given["one_hot"], axis=1).tolist()
    target = locked(given["labels"], np.int64) if fields[1] == "labels" else rows(given[fields[1]])
    z = rows(given[fields[0]])
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
    if "per_sample" in case:
        check(doc, values, case["per_sample"])
    if "probabilities" in case:
        check(doc, made("activation", "softmax").forward(z), case["probabilities"])


@pytest.mark.oracle
def test_reductions_of_squared_error_agree() -> None:
    for doc, case in cases("losses", "reductions"):
        given, expect = case["given"], case["expect"]
        y, target = locked(np.reshape(given["y_pred"], (-1, 1))), locked(np.reshape(given["y_true"], (-1, 1)))
        each = made("loss", "sse").value(y, target)
        check(doc, each.reshape(np.shape(expect["none"])), expect["none"])
        assert made("loss", "sse").reduction == "sum"
        check(doc, each.sum(), expect["sum"])
        assert made("loss", "mse").reduction == "mean"
        check(doc, made("loss", "mse").value(y, target).mean(), expect["mean"])
