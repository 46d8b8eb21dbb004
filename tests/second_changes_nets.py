"""What is asked in the second folder of reference numbers of whole networks: other inputs, sizes and settings."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np
from second_changes import Rng, between, other_rule, some
from second_functions import Case


def forward(case: Case, rng: Rng) -> Iterator[Case]:
    yield {
        **case["given"],
        "x": rng.integers(-4, 5, 3),
        "W1": rng.integers(-3, 4, (3, 4)),
        "W2": rng.integers(-3, 4, (4, 2)),
    }


def neuron(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"weights": some(rng, 4), "bias": -4.0, "inputs": some(rng, 4), "activation": "sigmoid"}
    yield {"weights": some(rng, 3), "bias": 0.3, "inputs": some(rng, 3), "activation": "tanh"}


def three_neurons(case: Case, rng: Rng) -> Iterator[Case]:
    yield {**case["given"], "every_neuron": {"weights": [0.7, -1.2], "bias": 0.4}, "inputs": [1.5, -0.5]}


def pairs(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"y_true": some(rng, 6), "y_pred": some(rng, 6)}


def threshold(case: Case, rng: Rng) -> Iterator[Case]:
    shape = (5, 3) if case["kind"] == "gate" else (3,)
    yield {
        "inputs": rng.integers(-8, 9, shape) / 2,
        "weights": rng.integers(-4, 5, 3) / 4,
        "bias": 1.5,
        "threshold": 0.75,
    }


def notation(case: Case, rng: Rng) -> Iterator[Case]:
    sizes = [2, 5, 3, 2]
    w = [some(rng, b, a) for a, b in itertools.pairwise(sizes)]
    yield {**case["given"], "layer_sizes": sizes, "samples": 6, "X_columns_are_samples": some(rng, 2, 6), "W": w,
           "b": [some(rng, len(one), 1) for one in w]}  # fmt: skip


def delta_rule(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"X": some(rng, 8, 3), "target": some(rng, 8), "w": some(rng, 3), "b": 0.2, "eta": 0.6 * case["given"]["eta"],
           "steps": 9}  # fmt: skip


def graph(case: Case, rng: Rng) -> Iterator[Case]:
    yield {
        "x": some(rng, 3),
        "y": 1,
        "w_i": some(rng, 3, 2),
        "b_i": some(rng, 2),
        "w_o": some(rng, 2),
        "b_o": 0.15,
        "eta": 0.3,
    }


def lin_relu_lin(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"X": some(rng, 7, 3), "y": some(rng, 7), "w1": some(rng, 3, 5), "b1": some(rng, 5), "w2": some(rng, 5, 1),
           "b2": some(rng, 1), "learning_rate": 0.03, "steps": 6}  # fmt: skip


def jacobian(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"x": some(rng, 5), "w": some(rng, 5)}


def scratch(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"X": some(rng, 5, 2), "y": rng.integers(0, 2, (5, 1)).astype(float), "weights1": some(rng, 2, 3),
           "weights2": some(rng, 3, 1), "iterations": 70}  # fmt: skip


def scratch_often(case: Case, rng: Rng) -> Iterator[Case]:
    corners = [[0, 0], [0, 1], [1, 0], [1, 1]]
    yield {**case["given"], "X": corners, "y": [[0], [1], [1], [1]], "runs": 60, "iterations": 80}


folk = {
    "people": [
        ["Ann", 121, 61, "F"],
        ["Ben", 171, 70, "M"],
        ["Cleo", 130, 64, "F"],
        ["Dan", 155, 73, "M"],
        ["Eve", 118, 62, "F"],
    ],
    "new_people": [["Fay", 125, 63], ["Gus", 165, 71], ["Hal", 150, 69]],
    "shift": {"weight": 140, "height": 66},
}
names = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")


def gender_gradient(case: Case, rng: Rng) -> Iterator[Case]:
    p = dict(zip(names, some(rng, 9), strict=True))
    yield {"parameters": p, "x": [1.5, -0.5], "y": 0, "learning_rate": 0.25}


def gender(case: Case, rng: Rng) -> Iterator[Case]:
    p = dict(zip(names, some(rng, 9), strict=True))
    yield {**case["given"], **folk, "parameters": p, "learning_rate": 0.2, "epochs": 41}


def gender_often(case: Case, rng: Rng) -> Iterator[Case]:
    yield {**case["given"], **folk, "learning_rate": 0.3, "epochs": 40, "runs": 60}


def plane(case: Case, rng: Rng) -> Iterator[Case]:
    x = np.hstack([np.ones((6, 1)), some(rng, 6, 2)])
    made = {"x": x, "y": (x @ [3.0, -2.0, 1.0] + 0.2 * some(rng, 6)).round(4)}
    if case["kind"] != "closed_form":
        made = {**case["given"], **made, "alpha": 0.03, "epsilon": 1e-5, "theta": [0.5, 0, -0.5]}
    yield made


points = {"x": [-1.0, 0.5, 1.0, 2.5, 3.0, 4.5], "y": [3.1, 1.4, 1.2, -1.9, -2.2, -5.3]}


def line(case: Case, rng: Rng) -> Iterator[Case]:
    given = case["given"]
    if case["kind"] == "cost":
        yield {**points, "theta0": given["theta0"] + 0.3, "theta1": given["theta1"] - 0.7}
    elif case["kind"] == "closed_form":
        yield points
    else:
        x = np.stack([np.ones(6), points["x"]])
        part = {"small": 0.002, "good": 0.45, "oscillating": 0.99, "diverging": 1.05}[case["name"].rpartition("_")[2]]
        rate = 2 * part / np.linalg.eigvalsh(x @ x.T / 6)[-1]
        yield {**points, "theta": [0.5, 1.0], "learning_rate": rate, "steps": min(given["steps"], 60)}


def parabola(case: Case, rng: Rng) -> Iterator[Case]:
    given = case["given"]
    yield {**given, "a": 0.5, "x0": given["x0"] * 1.5, "learning_rate": given["learning_rate"] * 2, "steps": 19}


def hills(case: Case, rng: Rng) -> Iterator[Case]:
    new = {**case["given"], "coefficients_x4_to_x0": [0.06, 0.03, -1.1, -0.4, 0.2]}
    yield new if case["kind"] == "landscape" else {**new, "x0": -5.0, "learning_rate": 0.015, "steps": 150}


def variants(case: Case, rng: Rng) -> Iterator[Case]:
    given, n = case["given"], 11
    size, epochs = {8: n, 3: 4, 4: 5}.get(given["batch_size"], 1), 4
    shuffled = any(order != sorted(order) for order in given["orders"])
    orders = [rng.permutation(n) if shuffled else np.arange(n) for _ in range(epochs)]
    yield {**given, "x": some(rng, n), "y": some(rng, n), "theta": [0.4, -0.2], "learning_rate": 0.07, "epochs": epochs,
           "batch_size": size, "orders": orders}  # fmt: skip


def knots(case: Case, rng: Rng) -> Iterator[Case]:
    given = case["given"]
    function, interval = {"sin_2pi": ("cos_3x", [-0.5, 1.5]), "square": ("exp", [-1.0, 2.0])}[given["function"]]
    more = {"hidden_relu_neurons": [3, 6, 12], "grid_points": 701}
    yield {
        **given,
        "function": function,
        "interval": interval,
        **(more if case["kind"] == "error" else {"hidden_relu_neurons": 7}),
    }


def chain(case: Case, rng: Rng) -> Iterator[Case]:
    yield {**case["given"], "w": case["given"]["w"] * 0.9, "x": 0.45, "depths": [1, 2, 3, 7, 12, 20]}


def deep_net(case: Case, rng: Rng) -> Iterator[Case]:
    new = {
        **case["given"],
        "X": some(rng, 9, 4),
        "y": some(rng, 9, 1),
        "W": some(rng, 7, 4, 4, scale=0.7),
        "W_out": some(rng, 4, 1),
    }
    yield new
    if case["given"]["residual"]:
        yield {**new, "batch_norm": True}


def logistic(case: Case, rng: Rng) -> Iterator[Case]:
    x = some(rng, 9, 3)
    yield {"X": x, "y": (x @ [1.0, -1.0, 0.5] + 0.3 * some(rng, 9) > 0).astype(float), "w": some(rng, 3), "b": 0.1,
           "learning_rate": 0.3, "steps": 17}  # fmt: skip


def logistic_loss(case: Case, rng: Rng) -> Iterator[Case]:
    yield {"y_hat": between(rng, 0.01, 0.99, 7)}


def logistic_data(case: Case, rng: Rng) -> Iterator[Case]:
    given = {**case["given"], "learning_rate": 0.2, "steps": 90}
    kept = given["columns"][1:4]
    yield {**given, "columns": kept, "w": some(rng, 3, scale=0.2), "b": -0.1}
    if given["data"] == "pima.csv":
        yield {
            **given,
            "data": "breast_cancer.csv",
            "rows": "diagnosis malignant (label 1) and benign (label 0), in file order",
            "columns": ["mean_texture", "mean_smoothness"],
            "w": [0.0, 0.1],
            "b": 0.0,
        }


def iris(case: Case, rng: Rng) -> Iterator[Case]:
    net = {
        "W1": some(rng, 4, 5, scale=0.5),
        "b1": some(rng, 5, scale=0.1),
        "W2": some(rng, 5, 3, scale=0.5),
        "b2": [0.1, 0.0, -0.1],
    }
    yield {**case["given"], **net, **other_rule(case["given"]), "steps": 35}


def digits(case: Case, rng: Rng) -> Iterator[Case]:
    new = {**case["given"], "split": "rows 0..899 train, rows 900..1199 test", "steps": 60}
    if case["kind"] == "convex":
        yield {**new, "learning_rate": 0.35}
    else:
        net = {
            "W1": some(rng, 64, 7, scale=0.2),
            "b1": some(rng, 7, scale=0.1),
            "W2": some(rng, 7, 10, scale=0.4),
            "b2": np.zeros(10),
        }
        yield {**new, **net, **other_rule(case["given"])}


def pima(case: Case, rng: Rng) -> Iterator[Case]:
    given, sizes = case["given"], [8, 6, 5, 1]
    new = {**given, "layer_sizes": sizes, "batch_size": 50, **other_rule(given)}
    if case["kind"] == "statistics":
        yield {**new, "epochs": 4, "runs": 16}
        return
    p: Case = {}
    for place, (a, b) in enumerate(itertools.pairwise(sizes), 1):
        p |= {f"W{place}": some(rng, a, b, scale=0.1), f"b{place}": np.zeros(b)}
    yield {**new, "parameters": p, "epochs": 5, "more": {"loss_rtol_after_epoch": {str(n): 1e-8 for n in (1, 2, 3, 5)}}}


changes: dict[tuple[str, str], Callable[[Case, Rng], Iterator[Case]]] = {
    ("forward_by_hand", "forward"): forward,
    ("neuron", "neuron"): neuron,
    ("neuron", "network"): three_neurons,
    ("neuron", "mse"): pairs,
    ("threshold_perceptron", "neuron"): threshold,
    ("threshold_perceptron", "gate"): threshold,
    ("notation", "network"): notation,
    ("delta_rule", "training"): delta_rule,
    ("computation_graph", "graph"): graph,
    ("lin_relu_lin_mse", "gradients"): lin_relu_lin,
    ("lin_relu_lin_mse", "jacobian"): jacobian,
    ("two_layer_class", "training"): scratch,
    ("two_layer_class", "statistics"): scratch_often,
    ("gender_net", "gradient"): gender_gradient,
    ("gender_net", "training"): gender,
    ("gender_net", "statistics"): gender_often,
    ("linear_regression_sgd", "descent"): plane,
    ("linear_regression_sgd", "batch_descent"): plane,
    ("linear_regression_sgd", "closed_form"): plane,
    ("cost_gradient", "cost"): line,
    ("cost_gradient", "closed_form"): line,
    ("cost_gradient", "descent"): line,
    ("learning_rate", "trajectory"): parabola,
    ("momentum", "landscape"): hills,
    ("momentum", "trajectory"): hills,
    ("gd_variants", "training"): variants,
    ("universal_approximation", "construction"): knots,
    ("universal_approximation", "error"): knots,
    ("gradient_flow", "chain"): chain,
    ("gradient_flow", "deep_net"): deep_net,
    ("logistic_regression", "loss"): logistic_loss,
    ("logistic_regression", "training"): logistic,
    ("logistic_regression", "data"): logistic_data,
    ("iris_mlp", "training"): iris,
    ("digits", "convex"): digits,
    ("digits", "network"): digits,
    ("pima_mlp", "training"): pima,
    ("pima_mlp", "statistics"): pima,
}
