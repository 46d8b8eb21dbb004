"""Descent on a curve: one weight, whose loss is the height, moves as the reference numbers say."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_cases import check
from oracle_nets import HalfMSE, component, gradients, loss_of, named, outputs, sgd, trainer, values

from nnlab.api import Loss

pytestmark = pytest.mark.oracle


def on_curve(coefficients, x, optimizer):
    """A network of one weight x and the input 1, so its output is x; the loss is the height of the curve there."""

    class Height(Loss):
        def value(self, y, target):
            return np.polyval(coefficients, y[:, 0])

        def gradient(self, y, target):
            return np.polyval(np.polyder(coefficients), y)

    return trainer([[1.0]], [[0.0]], [([[x]], None, None)], Height(), optimizer)


def walk(made, steps):
    """The places and heights before the first step and after each."""
    places, heights = [values(made, 1)[0][0, 0]], [loss_of(made)]
    for _ in range(steps):
        made.step()
        places.append(values(made, 1)[0][0, 0])
        heights.append(loss_of(made))
    return places, heights


@pytest.mark.parametrize(("doc", "case"), named("learning_rate", "trajectory"))
def test_a_learning_rate_is_too_small_right_or_too_large(doc, case):
    given, expect = case["given"], case["expect"]
    made = on_curve([given["a"], 0, 0], given["x0"], sgd(given["learning_rate"]))
    x, f = walk(made, given["steps"])
    check(doc, x, expect["x"])
    check(doc, f, expect["f"])
    assert (x[1] > x[0]) == (expect["first_move_is_to_the"] == "right")


@pytest.mark.parametrize(("doc", "case"), named("momentum", "landscape"))
def test_a_landscape_has_a_deep_and_a_shallow_minimum(doc, case):
    curve, expect = case["given"]["coefficients_x4_to_x0"], case["expect"]
    for place in ("deep", "shallow"):
        made = on_curve(curve, expect[f"{place}_minimum"], sgd(0.02))
        check(doc, loss_of(made), expect[f"f_at_{place}"])
        made.step()
        check(doc, gradients(made, 1)[0], [[0]])


@pytest.mark.parametrize(("doc", "case"), named("momentum", "trajectory"))
def test_momentum_rolls_over_a_local_minimum(doc, case):
    given, expect = case["given"], case["expect"]
    rule = component(
        "optimizer",
        "momentum",
        learning_rate=given["learning_rate"],
        momentum=given["momentum"],
        nesterov=given["nesterov"],
    )
    x, _ = walk(on_curve(given["coefficients_x4_to_x0"], given["x0"], rule), given["steps"])
    check(doc, x[::10], expect["x_every_10_steps"])
    check(doc, x[: len(expect["x_first_15"])], expect["x_first_15"])
    check(doc, x[-1], expect["x_final"])


@pytest.mark.parametrize(("doc", "case"), named("cost_gradient", "cost"))
def test_the_cost_of_a_line_and_its_slopes(doc, case):
    given, expect = case["given"], case["expect"]
    x, y = (np.array(given[name])[:, None] for name in "xy")
    made = trainer(x, y, [([[given["theta1"]]], [given["theta0"]], None)], HalfMSE(), sgd(0.01))
    check(doc, outputs(made)["l1"][1][:, 0], expect["predictions"])
    check(doc, loss_of(made), expect["cost"])
    made.step()
    w, b = gradients(made, 1)
    check(doc, [b[0], w[0, 0]], [expect["dC_dtheta0"], expect["dC_dtheta1"]])
