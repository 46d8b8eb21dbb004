"""The bundled optimizers agree with the reference numbers, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from bundled_components import locked, made
from oracle_cases import cases, check

from nnlab.api.calls import bind

# name in the file: ours
ours = {
    "sgd": "sgd",
    "adagrad": "adagrad",
    "rmsprop": "rmsprop",
    "adam": "adam",
    "adam_epsilon_hat": "adam_epsilon_hat",
    "adamw": "adamw",
    "adadelta": "adadelta",
    "adamax": "adamax",
    "nadam": "nadam",
}


def chosen(case: dict[str, Any]) -> Any:
    """Makes the optimizer of a case; a name that is not in the table, or a setting that it has not, fails."""
    ident, settings = ours[case["given"]["optimizer"]], dict(case["given"]["hyper_parameters"])
    if ident == "sgd" and settings.keys() & {"momentum", "dampening", "nesterov"}:
        ident = "momentum"
    if "betas" in settings:
        settings["beta1"], settings["beta2"] = settings.pop("betas")
    return made("optimizer", ident, learning_rate=settings.pop("lr"), **settings)


def walk(case: dict[str, Any], start: np.ndarray, gradient: Callable[[np.ndarray], np.ndarray]) -> list[np.ndarray]:
    """Returns the parameters at the start and after every step."""
    optimizer = chosen(case)
    update = bind(optimizer, "update")
    w = locked(start)
    state = bind(optimizer, "init")(w)
    path = [w]
    for t in range(1, case["given"]["steps"] + 1):
        w, state = update(w, locked(gradient(w)), state, optimizer.learning_rate, t)
        w, state = locked(w), {name: locked(array) for name, array in state.items()}
        path.append(w)
    return path


@pytest.mark.oracle
def test_no_kind_is_left_out() -> None:
    assert {case["kind"] for _, case in cases("optimizers")} <= {"quadratic", "tiny_net"}


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("optimizers", "quadratic"), ids=lambda part: part.get("name", ""))
def test_steps_on_a_bowl_agree(doc: dict[str, Any], case: dict[str, Any]) -> None:
    A, b = np.array(case["given"]["A"]), np.array(case["given"]["b"])  # noqa: N806 - the file's own name
    path = walk(case, np.array(case["given"]["x0"]), lambda x: A @ x - b)
    check(doc, path[1:], case["expect"]["x"])
    check(doc, [x @ A @ x / 2 - b @ x for x in path], case["expect"]["f"])


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("optimizers", "tiny_net"), ids=lambda part: part.get("name", ""))
def test_steps_of_a_small_network_agree(doc: dict[str, Any], case: dict[str, Any]) -> None:
    given = case["given"]
    x, y = np.array(given["X"]), np.array(given["y"])
    names = ("W1", "b1", "W2", "b2")
    shapes = [np.shape(given[name]) for name in names]
    places = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]

    def parts(w: np.ndarray) -> list[np.ndarray]:
        return [part.reshape(shape) for part, shape in zip(np.split(w, places), shapes, strict=True)]

    def error(w: np.ndarray) -> np.ndarray:
        w1, b1, w2, b2 = parts(w)
        return np.tanh(x @ w1 + b1) @ w2 + b2 - y

    def gradient(w: np.ndarray) -> np.ndarray:
        w1, b1, w2, _ = parts(w)
        hidden = np.tanh(x @ w1 + b1)
        out = 2 * error(w) / y.size
        inner = out @ w2.T * (1 - hidden**2)
        return np.concatenate([x.T @ inner, inner.sum(0), hidden.T @ out, out.sum(0)], axis=None)

    path = walk(case, np.concatenate([np.ravel(given[name]) for name in names]), gradient)
    check(doc, [np.mean(error(w) ** 2) for w in path], case["expect"]["loss"])
    for step, key in ((1, "after_first_step"), (-1, "after_last_step")):
        for name, part in zip(names, parts(path[step]), strict=True):
            check(doc, part, case["expect"][key][name])
