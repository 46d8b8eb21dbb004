"""A second program, in plain NumPy and without nnlab: the trainings of the worked examples, also on real tables."""

from __future__ import annotations

import csv
import gzip
import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from second_functions import Case, sigmoid, softmax, softplus
from second_nets import Net, Stepping


def scratch_net(given: Case, w1: Any, w2: Any) -> Net:
    return Net([(w1, 0, "sigmoid"), (w2, 0, "sigmoid")])


def two_layers(given: Case, _: Case) -> Case:
    x, y, net, losses, first = (
        given["X"],
        np.array(given["y"], float),
        scratch_net(given, given["weights1"], given["weights2"]),
        {},
        {},
    )
    for iteration in range(1, given["iterations"] + 1):
        out = net.forward(x)
        losses[str(iteration)] = ((out - y) ** 2).sum()
        net.backward(2 * (out - y))
        if iteration == 1:
            first = {"layer1": net.a[0], "output": out, "loss": losses["1"], "d_weights1": -net.dw[0],
                     "d_weights2": -net.dw[1]}  # fmt: skip
        net.w = [w - dw for w, dw in zip(net.w, net.dw, strict=True)]
        if iteration == 1:
            first |= {"weights1_after": net.w[0], "weights2_after": net.w[1]}
    out, marks = net.forward(x), (1, 2, 3, 5, 10, 20, 50, 100, 200, 300, 400, 500, 750, 1000, 1250, 1500)
    return {
        "first_iteration": first,
        "loss_at_start_of_iteration": {str(n): losses[str(n)] for n in marks if str(n) in losses},
        "loss_after_training": ((out - y) ** 2).sum(),
        "weights1_final": net.w[0],
        "weights2_final": net.w[1],
        "predictions_after_training": out,
    }


def two_layers_often(given: Case, case: Case) -> Case:
    rng, y, ends = np.random.default_rng(99), np.array(given["y"], float), []
    hidden = len(case["doc"]["cases"][0]["given"]["weights1"][0])
    for _run in range(given["runs"]):
        net = scratch_net(given, rng.random((len(given["X"][0]), hidden)), rng.random((hidden, 1)))
        for _step in range(given["iterations"]):
            net.backward(2 * (net.forward(given["X"]) - y))
            net.w = [w - dw for w, dw in zip(net.w, net.dw, strict=True)]
        ends.append(net.forward(given["X"])[:, 0])
    outs = np.array(ends)
    right = ((outs > 0.5) == (y[:, 0] > 0.5)).all(axis=1)
    return {
        "loss_quantiles_0_5_50_95_100": np.quantile(((outs - y[:, 0]) ** 2).sum(axis=1), [0, 0.05, 0.5, 0.95, 1]),
        "fraction_all_four_correct": right.mean(),
        "median_predictions": np.median(outs, axis=0),
    }


def gender_net(p: Case) -> Net:
    first = [[p["w1"], p["w3"]], [p["w2"], p["w4"]]], [p["b1"], p["b2"]], "sigmoid"
    return Net([first, ([[p["w5"]], [p["w6"]]], [p["b3"]], "sigmoid")])


def nine(w: list[Any], b: list[Any]) -> Case:
    made = [w[0][0, 0], w[0][1, 0], w[0][0, 1], w[0][1, 1], w[1][0, 0], w[1][1, 0], b[0][0], b[0][1], b[1][0]]
    return dict(zip(("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"), made, strict=True))


def gender_gradient(given: Case, _: Case) -> Case:
    net, p, (x0, x1) = gender_net(given["parameters"]), given["parameters"], given["x"]
    o = net.forward([given["x"]])
    net.backward(2 * (o - given["y"]))
    (h1, h2), (s1, s2), s = net.a[0][0], net.slope[0][0], net.slope[1][0, 0]
    factors = {
        "h1": h1, "h2": h2, "o1": o[0, 0], "loss": (o[0, 0] - given["y"]) ** 2, "dL_dypred": 2 * (o[0, 0] - given["y"]),
        "dypred_dh1": p["w5"] * s, "dypred_dh2": p["w6"] * s, "dh1_dw1": x0 * s1, "dh1_dw2": x1 * s1, "dh1_db1": s1,
        "dh2_dw3": x0 * s2, "dh2_dw4": x1 * s2, "dh2_db2": s2, "dypred_dw5": h1 * s, "dypred_dw6": h2 * s,
        "dypred_db3": s,
    }  # fmt: skip
    gradients = nine(net.dw, net.db)
    net.descend(given["learning_rate"])
    return {"gradients": gradients, "intermediate": factors, "parameters_after_one_step": nine(net.w, net.b)}


def people(given: Case) -> tuple[Any, Any, list[int]]:
    away = np.array([given["shift"]["weight"], given["shift"]["height"]])
    known, new = (np.array([one[1:3] for one in given[key]]) - away for key in ("people", "new_people"))
    return known, new, [1 if one[3] == "F" else 0 for one in given["people"]]


def person_by_person(
    net: Net, x: Any, y: list[int], given: Case, told: Callable[[int, int], None] | None = None
) -> None:
    for epoch in range(given["epochs"]):
        for place, (row, label) in enumerate(zip(x, y, strict=True)):
            net.backward(2 * (net.forward([row]) - label))
            net.descend(given["learning_rate"])
            if told:
                told(epoch, place)


def gender_training(given: Case, _: Case) -> Case:
    x, new, y = people(given)
    net, made, losses = gender_net(given["parameters"]), {}, []

    def loss() -> Any:
        return ((net.forward(x)[:, 0] - y) ** 2).mean()

    def told(epoch: int, place: int) -> None:
        if epoch == 0:
            made["parameters_after_first_epoch" if place == len(y) - 1 else f"{place}"] = nine(net.w, net.b)
        if epoch % 10 == 0 and place == len(y) - 1:
            losses.append(loss())

    start = loss()
    person_by_person(net, x, y, given, told)
    names = [[one[0] for one in given[key]] for key in ("people", "new_people")]
    seen, unseen = (
        dict(zip(who, net.forward(rows)[:, 0], strict=True)) for who, rows in zip(names, (x, new), strict=True)
    )
    return {
        "X": x, "y": y, "X_new": new, "initial_loss": start, "parameters_after_first_update": made["0"],
        "parameters_after_first_epoch": made["parameters_after_first_epoch"],
        "loss_after_epoch_0_10_20_to_990": losses, "parameters_final": nine(net.w, net.b), "predictions": seen,
        "predictions_new": unseen, "labels_new": {who: "F" if o > 0.5 else "M" for who, o in unseen.items()},
    }  # fmt: skip


def gender_often(given: Case, _: Case) -> Case:
    (x, new, y), rng, ends = people(given), np.random.default_rng(5), []
    for _run in range(given["runs"]):
        net = gender_net(
            dict(zip(("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"), rng.normal(size=9), strict=True))
        )
        person_by_person(net, x, y, given)
        ends.append(net.forward(np.concatenate([x, new]))[:, 0])
    places = (("min", 0), ("p05", 0.05), ("median", 0.5), ("p95", 0.95), ("max", 1))
    told = [{name: np.quantile(end, q) for name, q in places} for end in np.transpose(ends)]
    known, unknown = ([one[0] for one in given[key]] for key in ("people", "new_people"))
    return {"new": dict(zip(unknown, told[len(known) :], strict=True)), "train": dict(zip(known, told, strict=False))}


def logistic(given: Case, _: Case) -> Case:
    x, y, w, b = np.array(given["X"]), np.array(given["y"]), np.array(given["w"], float), given["b"]
    costs, first = [], {}
    for step in range(given["steps"] + 1):
        z = x @ w + b
        costs.append((softplus(z) - y * z).mean())
        wrong = sigmoid(z) - y
        if step == 0:
            first = {"activation": sigmoid(z), "dw": x.T @ wrong / len(y), "db": wrong.mean()}
        if step < given["steps"]:
            w, b = w - given["learning_rate"] * x.T @ wrong / len(y), b - given["learning_rate"] * wrong.mean()
    right = ((sigmoid(z) > 0.5) == (y > 0.5)).mean()
    return {
        "first_step": first,
        "cost": costs,
        "w_final": w,
        "b_final": b,
        "probability_final": sigmoid(z),
        "accuracy": right,
    }


def one_loss(given: Case, _: Case) -> Case:
    p = np.array(given["y_hat"])
    return {"loss_if_y_is_1": -np.log(p), "loss_if_y_is_0": -np.log1p(-p)}


def table(given: Case) -> tuple[Any, list[str]]:
    """Returns the numbers (N, columns) of the columns asked for (else all but the last) and the last one's words."""
    path = Path(os.environ["NNLAB_DATA_DIR"]) / given["data"]
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    places = [header.index(name) for name in given.get("columns", header[:-1])]
    return np.array([[row[place] for place in places] for row in rows], float), [row[-1] for row in rows]


def standard(x: Any, given: Case) -> Any:
    return (x - x.mean(axis=0)) / x.std(axis=0) if given["scale"].startswith("z") else x


def logistic_data(given: Case, _: Case) -> Case:
    x, words = table(given)
    classes = {name: float(label) for name, label in re.findall(r"(\w+) \(label (\d)\)", given["rows"])}
    kept = [place for place, word in enumerate(words) if not classes or word in classes]
    x, y = (
        standard(x[kept], given),
        np.array([classes.get(words[place]) if classes else float(words[place]) for place in kept]),
    )
    full = logistic({**given, "X": x, "y": y}, {})
    one = np.hstack([x, np.ones((len(x), 1))])
    best = np.zeros(one.shape[1])
    for _step in range(60):
        p = sigmoid(one @ best)
        best = best - np.linalg.solve((one.T * (p * (1 - p))) @ one, one.T @ (p - y))

    def right(z: Any) -> list[int]:
        return [int(((z > 0) == (y > 0.5)).sum()), len(y)]

    z = one @ best
    optimum = {"w": best[:-1], "b": best[-1], "cost": (softplus(z) - y * z).mean(), "correct_of_all": right(z)}
    return {
        "dw_first_step": full["first_step"]["dw"], "db_first_step": full["first_step"]["db"],
        "cost_before_steps_1_to_11": full["cost"][:11], "cost_final": full["cost"][-1], "w_final": full["w_final"],
        "b_final": full["b_final"], "correct_of_all": right(x @ full["w_final"] + full["b_final"]), "optimum": optimum,
    }  # fmt: skip


def classify(net: Net, x: Any, y: Any) -> tuple[float, Any]:
    """Returns the mean cross entropy and dL/dz, for class numbers y (N,) or one column of 0 and 1."""
    net.forward(x)
    z = net.z[-1]
    if z.shape[1] == 1:
        return (softplus(z[:, 0]) - y * z[:, 0]).mean(), (sigmoid(z) - y[:, None]) / len(y)
    picked = np.eye(z.shape[1])[y]
    high = z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z - high).sum(axis=1)) + high[:, 0] - (z * picked).sum(axis=1)).mean(), (
        softmax(z) - picked
    ) / len(y)


def full_batch(net: Net, x: Any, y: Any, given: Case) -> tuple[list[float], Case]:
    """Returns the losses before each step and after the last, and the first gradients."""
    moving, losses, first = Stepping(net, given), [], {}
    for step in range(given["steps"]):
        loss, d = classify(net, x, y)
        losses.append(loss)
        net.backward(d, at_z=True)
        if step == 0:
            first = {
                f"{letter}{place}": part
                for letter, parts in (("W", net.dw), ("b", net.db))
                for place, part in enumerate(parts, 1)
            }
        moving.move()
    return [*losses, classify(net, x, y)[0]], first


def iris(given: Case, _: Case) -> Case:
    x, words = table(given)
    x, y = standard(x, given), np.array([["setosa", "versicolor", "virginica"].index(word) for word in words])
    net = Net([(given["W1"], given["b1"], given["hidden_activation"]), (given["W2"], given["b2"], "softmax")])
    losses, first = full_batch(net, x, y, given)
    confusion = np.zeros((3, 3), int)
    np.add.at(confusion, (y, net.forward(x).argmax(axis=1)), 1)
    return {"gradient_first_step": first, "loss_before_steps_1_to_20": losses[:-1][:20], "loss_final": losses[-1],
            "W2_final": net.w[1], "correct": int(np.trace(confusion)), "confusion_matrix": confusion}  # fmt: skip


def digits(given: Case, case: Case) -> Case:
    x, words = table(given)
    x, y = x / float(given["scale"].split("/")[1]), np.array(words, int)
    train, test = (slice(int(a), int(b) + 1) for a, b in re.findall(r"rows (\d+)\.\.(\d+)", given["split"]))
    if case["kind"] == "convex":
        net = Net([(np.zeros((64, 10)), np.zeros(10), "softmax")])
        given = {**given, "optimizer": "sgd", "hyper_parameters": {"lr": given["learning_rate"]}}
    else:
        net = Net([(given["W1"], given["b1"], "relu"), (given["W2"], given["b2"], "softmax")])
    losses, _first = full_batch(net, x[train], y[train], given)
    made: Case = {"loss_before_steps_1_to_10": losses[:10]}
    made["loss_before_step"] = {
        str(n): losses[n - 1]
        for n in (50, 100, 200)
        if n < given["steps"] or (n == given["steps"] and case["kind"] == "convex")
    }
    if case["kind"] == "convex":
        made |= {"b_final": net.b[0], "W_final_row_20": net.w[0][20]}
    else:
        made["loss_final"] = losses[-1]
    for name, rows in (("train", train), ("test", test)):
        made[f"{name}_correct"] = [int((net.forward(x[rows]).argmax(axis=1) == y[rows]).sum()), len(y[rows])]
    return made


def pima_net(p: Case) -> Net:
    return Net([(p[f"W{place}"], p[f"b{place}"], name) for place, name in enumerate(("relu", "relu", "sigmoid"), 1)])


def pima(given: Case, _: Case) -> Case:
    x, words = table(given)
    x, y, net = standard(x, given), np.array(words, float), pima_net(given["parameters"])
    moving, size = Stepping(net, given), given["batch_size"]
    made: Case = {
        "parameter_count": sum(part.size for part in (*net.w, *net.b)),
        "updates_per_epoch": -(-len(x) // size),
    }
    made |= {
        "initial_loss": classify(net, x, y)[0],
        "batch_loss_first_10_steps": [],
        "loss_after_epoch": {},
        "correct_after_epoch": {},
    }
    largest = 0.0
    for epoch in range(1, given["epochs"] + 1):
        for first in range(0, len(x), size):
            rows = slice(first, first + size)
            loss, d = classify(net, x[rows], y[rows])
            largest = max(largest, np.abs(net.z[-1]).max())
            net.backward(d, at_z=True)
            named = {
                f"{letter}{place}": part
                for letter, parts in (("W", net.dw), ("b", net.db))
                for place, part in enumerate(parts, 1)
            }
            moving.move()
            if epoch == 1 and first == 0:
                after = {
                    f"{letter}{place}": part
                    for letter, parts in (("W", net.w), ("b", net.b))
                    for place, part in enumerate(parts, 1)
                }
                made |= {"gradient_first_batch": named, "parameters_after_first_step": after}
            if len(made["batch_loss_first_10_steps"]) < 10:
                made["batch_loss_first_10_steps"].append(loss)
        if epoch in (1, 2, 3, 5, 10, 20, 50, 100, 150):
            made["loss_after_epoch"][str(epoch)] = classify(net, x, y)[0]
            made["correct_after_epoch"][str(epoch)] = int(((net.z[-1][:, 0] > 0) == (y > 0.5)).sum())
    return {**made, "largest_absolute_logit_in_training": largest}


def pima_often(given: Case, _: Case) -> Case:
    x, words = table(given)
    x, y, rng, ends = standard(x, given), np.array(words, float), np.random.default_rng(3), []
    for _run in range(given["runs"]):
        p: Case = {}
        for place, (n_in, n_out) in enumerate(itertools.pairwise(given["layer_sizes"]), 1):
            limit = 0.05 if given["initialiser"].startswith("uniform") else np.sqrt(6 / (n_in + n_out))
            p |= {f"W{place}": rng.uniform(-limit, limit, (n_in, n_out)), f"b{place}": np.zeros(n_out)}
        net = pima_net(p)
        moving, size = Stepping(net, given), given["batch_size"]
        for _epoch in range(given["epochs"]):
            order = rng.permutation(len(x))
            for first in range(0, len(x), size):
                rows = order[first : first + size]
                net.backward(classify(net, x[rows], y[rows])[1], at_z=True)
                moving.move()
        loss, _d = classify(net, x, y)
        ends.append((((net.z[-1][:, 0] > 0) == (y > 0.5)).mean(), loss))
    told = [{"min": min(end), "median": np.median(end), "max": max(end)} for end in np.transpose(ends)]
    return dict(zip(("training_accuracy", "training_loss"), told, strict=True))


solvers: dict[tuple[str, str], Callable[[Case, Case], Case]] = {
    ("two_layer_class", "training"): two_layers,
    ("gender_net", "gradient"): gender_gradient,
    ("gender_net", "training"): gender_training,
    ("logistic_regression", "loss"): one_loss,
    ("logistic_regression", "training"): logistic,
    ("logistic_regression", "data"): logistic_data,
    ("iris_mlp", "training"): iris,
    ("digits", "convex"): digits,
    ("digits", "network"): digits,
    ("pima_mlp", "training"): pima,
}
random_solvers: dict[tuple[str, str], Callable[[Case, Case], Case]] = {
    ("two_layer_class", "statistics"): two_layers_often,
    ("gender_net", "statistics"): gender_often,
    ("pima_mlp", "statistics"): pima_often,
}
