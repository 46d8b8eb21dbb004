"""A second program, in plain NumPy and without nnlab: descent on curves, lines through points, knots."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from second_functions import Case


def learning_rate(given: Case, _: Case) -> Case:
    a, factor = given["a"], 1 - 2 * given["a"] * given["learning_rate"]
    x = given["x0"] * factor ** np.arange(given["steps"] + 1)
    if abs(factor) < 1e-12:
        words = "jumps to the minimum in one step"
    elif factor > 0:
        words = "moves down on one side"
    elif abs(factor + 1) < 1e-12:
        words = "swings for ever"
    else:
        words = "swings across the minimum and shrinks" if factor > -1 else "swings and grows"
    return {
        "x": x,
        "f": a * x**2,
        "gradient_at_start": 2 * a * given["x0"],
        "first_move_is_to_the": "right" if given["x0"] < 0 else "left",
        "factor_per_step": factor,
        "behaviour": words,
    }


def minima(given: Case) -> tuple[list[float], float, float, float]:
    """Returns both minima, the maximum between them, the deep minimum and the shallow one, by Newton's method."""
    curve = np.poly1d(given["coefficients_x4_to_x0"])
    turns = sorted(float(root) for root in np.roots(curve.deriv().coeffs).real)
    for _step in range(5):
        turns = [x - curve.deriv()(x) / curve.deriv(2)(x) for x in turns]
    ends = [turns[0], turns[2]]
    return ends, turns[1], min(ends, key=curve), max(ends, key=curve)


def landscape(given: Case, _: Case) -> Case:
    curve = np.poly1d(given["coefficients_x4_to_x0"])
    ends, top, deep, shallow = minima(given)
    return {
        "minima": ends, "maximum": top, "deep_minimum": deep, "shallow_minimum": shallow,
        "f_at_deep": curve(deep), "f_at_shallow": curve(shallow), "f_at_maximum": curve(top),
    }  # fmt: skip


def momentum(given: Case, _: Case) -> Case:
    slope, x, v, mu = np.poly1d(given["coefficients_x4_to_x0"]).deriv(), given["x0"], 0.0, given["momentum"]
    path = [x]
    for _step in range(given["steps"]):
        g = slope(x)
        v = mu * v + g
        x = x - given["learning_rate"] * (g + mu * v if given["nesterov"] else v)
        path.append(x)
    _ends, _top, deep, shallow = minima(given)
    ends_in = "deep" if abs(x - deep) < abs(x - shallow) else "shallow"
    return {"x_every_10_steps": path[::10], "x_first_15": path[:16], "x_final": x, "ends_in": ends_in}


def line(given: Case) -> tuple[Any, Any]:
    return np.stack([np.ones(len(given["x"])), given["x"]], axis=1), np.array(given["y"])


def cost(given: Case, _: Case) -> Case:
    x, y = line(given)
    seen = x @ [given["theta0"], given["theta1"]]
    slopes = x.T @ (seen - y) / len(y)
    return {"predictions": seen, "cost": ((seen - y) ** 2).mean() / 2, "dC_dtheta0": slopes[0], "dC_dtheta1": slopes[1]}


def best_line(given: Case, _: Case) -> Case:
    x, y = line(given)
    hessian = x.T @ x / len(y)
    theta, sizes = np.linalg.solve(hessian, x.T @ y / len(y)), np.linalg.eigvalsh(hessian)
    return {
        "theta": theta, "cost": ((x @ theta - y) ** 2).mean() / 2, "hessian": hessian, "hessian_eigenvalues": sizes,
        "critical_learning_rate": 2 / sizes[-1], "fastest_learning_rate": 2 / (sizes[0] + sizes[-1]),
    }  # fmt: skip


def descent(given: Case, _: Case) -> Case:
    (x, y), rate, path = line(given), given["learning_rate"], [np.array(given["theta"], float)]
    for _step in range(given["steps"]):
        path.append(path[-1] - rate * x.T @ (x @ path[-1] - y) / len(y))
    costs = [((x @ theta - y) ** 2).mean() / 2 for theta in path]
    factor = 1 - rate * np.linalg.eigvalsh(x.T @ x / len(y))[-1]
    return {
        "cost_first_20": costs[:20], "cost_final": costs[-1], "theta_first_10": path[1:11], "theta_final": path[-1],
        "cost_always_falls": bool((np.diff(costs) < 0).all()), "factor_along_steepest_direction": factor,
        "swings_across_the_valley": bool(factor < 0),
    }  # fmt: skip


def until_it_rests(given: Case, case: Case) -> Case:
    x, y, theta = np.array(given["x"], float), np.array(given["y"]), np.array(given["theta"], float)
    costs, told, first, marks = [0.0], [], [], (1, 2, 3, 4, 5, 10, 100, 1000)
    while len(costs) < 2 or abs(costs[-1] - costs[-2]) >= given["epsilon"]:
        if given["method"] == "batch":
            theta = theta + given["alpha"] * (y - x @ theta) @ x
        else:
            for row, target in zip(x, y, strict=True):
                theta = theta + given["alpha"] * (target - row @ theta) * row
                if len(costs) == 1:
                    first.append(theta)
        wrong = y - x @ theta
        last = given["cost"] == "last_sample"
        costs.append(len(y) * wrong[-1] ** 2 / 2 if last else wrong @ wrong / 2)
        if len(costs) - 1 in marks:
            told.append({"epoch": len(costs) - 1, "theta": theta, "cost": costs[-1]})
    made: Case = {"epochs_until_stop": len(costs) - 1, "theta": theta, "cost": costs[-1], "epochs": told}
    if case["kind"] == "descent":
        made["theta_after_each_update_of_first_epoch"] = first
        made["last_two_cost_changes"] = np.abs(np.diff(costs[-3:]))
    return made


def least_squares(given: Case, _: Case) -> Case:
    x, y = np.array(given["x"], float), np.array(given["y"])
    theta = np.linalg.solve(x.T @ x, x.T @ y)
    return {
        "theta": theta,
        "cost": ((x @ theta - y) ** 2).sum() / 2,
        "largest_stable_batch_alpha": 2 / np.linalg.eigvalsh(x.T @ x)[-1],
    }


def variants(given: Case, _: Case) -> Case:
    (x, y), theta, path, costs = line(given), np.array(given["theta"], float), [], []

    def full() -> Any:
        return ((x @ theta - y) ** 2).mean() / 2

    start = full()
    for order in given["orders"]:
        for begin in range(0, len(y), given["batch_size"]):
            rows = order[begin : begin + given["batch_size"]]
            theta = theta - given["learning_rate"] * x[rows].T @ (x[rows] @ theta - y[rows]) / len(rows)
            path.append(theta)
        costs.append(full())
    return {
        "updates_per_epoch": len(path) // given["epochs"],
        "theta_after_each_update": path,
        "full_cost_at_start": start,
        "full_cost_after_each_epoch": costs,
    }


functions: dict[str, Callable[[Any], Any]] = {
    "sin_2pi": lambda x: np.sin(2 * math.pi * x),
    "square": lambda x: x**2,
    "cos_3x": lambda x: np.cos(3 * x),
    "exp": np.exp,
}


def through_knots(name: str, interval: list[float], n: int) -> Case:
    f, width = functions[name], (interval[1] - interval[0]) / n
    knots = [interval[0] + place * width for place in range(n)]
    slopes = [(f(knot + width) - f(knot)) / width for knot in knots]
    bends = [slopes[0], *(after - before for before, after in itertools.pairwise(slopes))]
    return {"hidden_weights": np.ones(n), "hidden_biases": [-knot for knot in knots], "output_weights": bends,
            "output_bias": f(np.array(interval[0]))}  # fmt: skip


def seen(made: Case, x: Any) -> Any:
    hidden = np.maximum(np.multiply.outer(x, made["hidden_weights"]) + made["hidden_biases"], 0)
    return hidden @ made["output_weights"] + made["output_bias"]


def construction(given: Case, case: Case) -> Case:
    made = through_knots(given["function"], given["interval"], given["hidden_relu_neurons"])
    low, high = given["interval"]
    x = np.array(case["expect"]["x"]) if "expect" in case else np.linspace(low, high, 7)
    return {**made, "x": x, "network_output": seen(made, x), "true_value": functions[given["function"]](x)}


def errors(given: Case, _: Case) -> Case:
    low, high = given["interval"]
    x, sizes, f = (
        np.linspace(low, high, given["grid_points"]),
        given["hidden_relu_neurons"],
        functions[given["function"]],
    )
    steepest = {"sin_2pi": 4 * math.pi**2, "square": 2.0, "cos_3x": 9.0, "exp": math.exp(high)}[given["function"]]
    nets = [through_knots(given["function"], [low, high], n) for n in sizes]
    return {
        "max_error": [np.abs(seen(net, x) - f(x)).max() for net in nets],
        "bound": [steepest * ((high - low) / n) ** 2 / 8 for n in sizes],
    }


solvers: dict[tuple[str, str], Callable[[Case, Case], Case]] = {
    ("learning_rate", "trajectory"): learning_rate,
    ("momentum", "landscape"): landscape,
    ("momentum", "trajectory"): momentum,
    ("cost_gradient", "cost"): cost,
    ("cost_gradient", "closed_form"): best_line,
    ("cost_gradient", "descent"): descent,
    ("linear_regression_sgd", "descent"): until_it_rests,
    ("linear_regression_sgd", "batch_descent"): until_it_rests,
    ("linear_regression_sgd", "closed_form"): least_squares,
    ("gd_variants", "training"): variants,
    ("universal_approximation", "construction"): construction,
    ("universal_approximation", "error"): errors,
}
