"""Descent on a curve or a bowl: parameters move over the height of the loss as the reference numbers say."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_cases import check, named
from oracle_nets import gradients, loss_of, outputs, trainer, values
from oracle_parts import component, loss, sgd

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
    return np.array(places), np.array(heights)


behaviours = {
    "moves down on one side": lambda x, f: (np.sign(x) == np.sign(x[0])).all() and (np.diff(f) < 0).all(),
    "jumps to the minimum in one step": lambda x, f: f[0] > 1e9 * f[1],
    "swings across the minimum and shrinks": lambda x, f: (x[1:] * x[:-1] < 0).all() and (np.diff(f) < 0).all(),
    "swings for ever": lambda x, f: (x[1:] * x[:-1] < 0).all() and np.allclose(f, f[0]),
    "swings and grows": lambda x, f: (x[1:] * x[:-1] < 0).all() and (np.diff(f) > 0).all(),
}


@pytest.mark.parametrize(("doc", "case"), named("learning_rate", "trajectory"))
def test_a_learning_rate_is_too_small_right_or_too_large(doc, case):
    given, expect = case["given"], case["expect"]
    made = on_curve([given["a"], 0, 0], given["x0"], sgd(given["learning_rate"]))
    x, f = walk(made, given["steps"])
    check(doc, x, expect["x"])
    check(doc, f, expect["f"])
    assert expect["first_move_is_to_the"] == ("right" if x[1] > x[0] else "left")
    check(doc, x[1] / x[0], expect["factor_per_step"])
    far = np.abs(x) > 1e-100  # nearer, squares are 0
    assert behaviours[expect["behaviour"]](x[far], f[far]) if far[1] else expect["behaviour"].startswith("jumps")
    made = on_curve([given["a"], 0, 0], given["x0"], sgd(given["learning_rate"]))
    made.step()
    check(doc, gradients(made, 1)[0][0, 0], expect["gradient_at_start"])


@pytest.mark.parametrize(("doc", "case"), named("momentum", "landscape"))
def test_a_landscape_has_a_deep_and_a_shallow_minimum(doc, case):
    curve, expect = case["given"]["coefficients_x4_to_x0"], case["expect"]

    def height(x):
        return loss_of(on_curve(curve, x, sgd(0.02)))

    def slope(x):
        made = on_curve(curve, x, sgd(0.02))
        made.step()
        return gradients(made, 1)[0][0, 0]

    minima, top = expect["minima"], expect["maximum"]
    deep, shallow = sorted(minima, key=height)
    check(doc, [deep, shallow], [expect["deep_minimum"], expect["shallow_minimum"]])
    assert [top] == sorted([*minima, top])[1:2]
    for place, name, sign in ((deep, "f_at_deep", 1), (shallow, "f_at_shallow", 1), (top, "f_at_maximum", -1)):
        check(doc, height(place), expect[name])
        check(doc, slope(place), 0)
        assert sign * slope(place + 1e-3) > 0 > sign * slope(place - 1e-3)


@pytest.mark.parametrize(("doc", "case"), named("momentum", "trajectory"))
def test_momentum_rolls_over_a_local_minimum(doc, case):
    given, expect = case["given"], case["expect"]
    settings = {name: given[name] for name in ("learning_rate", "momentum", "nesterov")}
    made = on_curve(given["coefficients_x4_to_x0"], given["x0"], component("optimizer", "momentum", **settings))
    x, _ = walk(made, given["steps"])
    check(doc, x[::10], expect["x_every_10_steps"])
    check(doc, x[: len(expect["x_first_15"])], expect["x_first_15"])
    check(doc, x[-1], expect["x_final"])
    curve = given["coefficients_x4_to_x0"]
    turns = np.roots(np.polyder(curve))
    turns = turns[np.isreal(turns)].real
    minima = turns[np.polyval(np.polyder(curve, 2), turns) > 0]
    deep = minima[np.argmin(np.polyval(curve, minima))]
    near = minima[np.argmin(np.abs(minima - x[-1]))]
    assert expect["ends_in"] == ("deep" if near == deep else "shallow")


def line(given, theta, rate, cost="half_mse", **more):
    """A line theta0 + theta1 x on the points of a case; with rows x0 = 1, x1, x2, ... a plane over them."""
    x, y = np.array(given["x"], float), np.array(given["y"], float)[:, None]
    x = x[:, None] if x.ndim == 1 else x[:, 1:]
    layer = np.array(theta[1:], float)[:, None], [theta[0]], None
    return trainer(x, y, [layer], loss(cost), sgd(rate), **more)


def theta_of(made, which=values):
    w, b = which(made, 1)
    return np.array([b[0], *w[:, 0]])


def slope_at(given, theta, cost="half_mse"):
    """The cost's gradient there, from the engine."""
    made = line(given, theta, 0.1, cost)
    made.step()
    return theta_of(made, gradients)


def bowl(given, theta, cost):
    """The cost's second derivatives, whose gradient is straight: slope(theta + e_i) - slope(theta)."""
    here = slope_at(given, theta, cost)
    return np.array([slope_at(given, theta + unit, cost) - here for unit in np.eye(len(theta))])


def lies_lowest(given, theta, cost):
    """Tells whether the cost is flat there, to the last digits of the numbers that cancel."""
    flat, around = slope_at(given, theta, cost), np.abs(bowl(given, theta, cost)) @ np.abs(theta)
    return (np.abs(flat) <= 1e-11 * around).all()


@pytest.mark.parametrize(("doc", "case"), named("cost_gradient", "cost"))
def test_the_cost_of_a_line_and_its_slopes(doc, case):
    given, expect = case["given"], case["expect"]
    made = line(given, [given["theta0"], given["theta1"]], 0.01)
    check(doc, outputs(made)["l1"][1][:, 0], expect["predictions"])
    check(doc, loss_of(made), expect["cost"])
    made.step()
    check(doc, theta_of(made, gradients), [expect["dC_dtheta0"], expect["dC_dtheta1"]])


@pytest.mark.parametrize(("doc", "case"), named("cost_gradient", "closed_form"))
def test_the_best_line_and_the_rates_at_which_descent_reaches_it(doc, case):
    given, expect = case["given"], case["expect"]
    best = np.array(expect["theta"])
    assert lies_lowest(given, best, "half_mse")
    check(doc, loss_of(line(given, best, 0.1)), expect["cost"])
    hessian = bowl(given, best, "half_mse")
    check(doc, hessian, expect["hessian"])
    sizes, directions = np.linalg.eigh(hessian)
    check(doc, sizes, expect["hessian_eigenvalues"])

    def left_over(rate, direction):
        made = line(given, best + direction, rate)
        made.step()
        return (theta_of(made) - best) @ direction

    check(doc, left_over(expect["critical_learning_rate"], directions[:, -1]), -1)
    slow, steep = (left_over(expect["fastest_learning_rate"], directions[:, place]) for place in (0, -1))
    check(doc, slow, -steep)


@pytest.mark.parametrize(("doc", "case"), named("cost_gradient", "descent"))
def test_descent_on_the_cost_of_a_line(doc, case):
    given, expect = case["given"], case["expect"]
    made = line(given, given["theta"], given["learning_rate"])
    costs, thetas = [loss_of(made)], [np.array(given["theta"], float)]
    for _ in range(given["steps"]):
        made.step()
        costs.append(loss_of(made))
        thetas.append(theta_of(made))
    check(doc, costs[:-1][:20], expect["cost_first_20"])
    check(doc, costs[-1], expect["cost_final"])
    check(doc, thetas[1:11], expect["theta_first_10"])
    check(doc, thetas[-1], expect["theta_final"])
    assert bool((np.diff(costs) <= 1e-12 * np.array(costs[:-1])).all()) is expect["cost_always_falls"]

    x = np.stack([np.ones(len(given["x"])), given["x"]], axis=1)
    best = np.linalg.lstsq(x, np.array(given["y"]), rcond=None)[0]
    steepest = np.linalg.eigh(bowl(given, best, "half_mse"))[1][:, -1]
    away = (np.array(thetas) - best) @ steepest
    check(doc, away[1] / away[0], expect["factor_along_steepest_direction"])
    far = away[np.abs(away) > 1e-6 * np.abs(away[0])]
    swings = len(far) > 2 and bool((far[1:] * far[:-1] < 0).all())
    assert swings is expect["swings_across_the_valley"]


def cost_of(made, case):
    """The cost as the listing's two readings have it."""
    if case["given"]["cost"] == "all_samples":
        return loss_of(made)
    assert case["given"]["cost"] == "last_sample"
    last = (outputs(made)["l1"][1] - made.samples.target)[-1, 0]
    return len(case["given"]["y"]) * last**2 / 2


@pytest.mark.parametrize(("doc", "case"), named("linear_regression_sgd", "descent", "batch_descent"))
def test_points_and_a_plane_until_the_cost_rests(doc, case):
    given, expect = case["given"], case["expect"]
    batch = {"sgd": 1, "batch": len(given["y"])}[given["method"]]
    made = line(given, given["theta"], given["alpha"], "half_sse", batch_size=batch)
    first, costs, snapshots = [], [0.0], {one["epoch"]: one for one in expect["epochs"]}
    while len(costs) < 2 or abs(costs[-1] - costs[-2]) >= given["epsilon"]:
        epoch = made.epoch
        while made.epoch == epoch:
            made.step()
            if epoch == 0:
                first.append(theta_of(made))
        costs.append(cost_of(made, case))
        if made.epoch in snapshots:
            one = snapshots.pop(made.epoch)
            check(doc, theta_of(made), one["theta"])
            check(doc, costs[-1], one["cost"])
        assert made.epoch <= expect["epochs_until_stop"]
    assert made.epoch == expect["epochs_until_stop"]
    assert not snapshots
    check(doc, theta_of(made), expect["theta"])
    check(doc, costs[-1], expect["cost"])
    if case["kind"] == "descent":
        check(doc, first, expect["theta_after_each_update_of_first_epoch"])
        check(doc, np.abs(np.diff(costs[-3:])), expect["last_two_cost_changes"])


@pytest.mark.parametrize(("doc", "case"), named("linear_regression_sgd", "closed_form"))
def test_the_plane_of_least_squares(doc, case):
    given, expect = case["given"], case["expect"]
    best = np.array(expect["theta"])
    assert lies_lowest(given, best, "half_sse")
    check(doc, loss_of(line(given, best, 0.1, "half_sse")), expect["cost"])
    steepest = np.linalg.eigh(bowl(given, best, "half_sse"))[1][:, -1]
    made = line(given, best + steepest, expect["largest_stable_batch_alpha"], "half_sse")
    made.step()
    check(doc, (theta_of(made) - best) @ steepest, -1)
