"""Networks on real tables arrive at the reference numbers through the public door, scaled and coded by the session."""

from __future__ import annotations

import re

import numpy as np
import pytest
from oracle_cases import check, named
from oracle_parts import check_quantiles, labelled, rule, scaling, soak, table
from oracle_runs import descent, loss_after, run, zeros

from nnlab.experiment.document import Chosen, Drawn

pytestmark = pytest.mark.oracle


def chosen(given):
    return rule(given["optimizer"], given["hyper_parameters"])


# logistic regression


def logistic(given, w, b, **more):
    columns, x, y = labelled(given)
    layers = [(np.array(w)[:, None], [b], "sigmoid")]
    settings = {"names": columns, "classes": "01", "scaling": scaling(given["scale"]), **more}
    return run(x, y, layers, loss="binary_cross_entropy", **{"optimizer": descent(given["learning_rate"]), **settings})


def correct(made):
    """How many training samples are on the right side, as the accuracy in the history tells it."""
    rows = len(made.points()[0])
    return [round(made.history.metrics["train_accuracy"][-1] * rows), rows]


@pytest.mark.parametrize(("doc", "case"), named("logistic_regression", "data"))
def test_logistic_regression_on_real_data(doc, case):
    given, expect = case["given"], case["expect"]
    made = logistic(given, given["w"], given["b"])
    made.train(1)
    check(doc, made.gradients.weights["l1"][:, 0], expect["dw_first_step"])
    check(doc, made.gradients.biases["l1"][0], expect["db_first_step"])
    history = made.train(given["steps"] - 1)
    check(doc, history.train_loss[:11], expect["cost_before_steps_1_to_11"])
    check(doc, history.train_loss[-1], expect["cost_final"])
    check(doc, made.weights["l1"][:, 0], expect["w_final"])
    check(doc, made.biases["l1"][0], expect["b_final"])
    assert correct(made) == expect["correct_of_all"]

    best = expect["optimum"]
    there = logistic(given, best["w"], best["b"])
    there.train(0)
    check(doc, there.history.train_loss[0], best["cost"])
    assert correct(there) == best["correct_of_all"]
    there.step()
    check(doc, there.gradients.weights["l1"][:, 0], np.zeros_like(best["w"]))
    check(doc, there.gradients.biases["l1"][0], 0)
    faster = logistic(given, given["w"], given["b"], optimizer=rule("sgd", {"lr": 1.0, "momentum": 0.9}))
    long = faster.train(given["steps"]).train_loss[-1]
    assert best["cost"] * (1 - 1e-9) <= long < history.train_loss[-1]


# iris


def iris(doc, given):
    """Column names, x and class numbers; the file's words number the classes."""
    header, rows = table(given["data"])
    numbers = {name: int(number) for name, number in re.findall(r"(\w+) (\d)", doc["conventions"]["labels"])}
    x, y = np.array([row[:-1] for row in rows], float), np.array([numbers[row[-1]] for row in rows])
    return header[:-1], x, y, [name for name, _ in sorted(numbers.items(), key=lambda pair: pair[1])]


@pytest.mark.parametrize(("doc", "case"), named("iris_mlp", "training"))
def test_three_kinds_of_iris(doc, case):
    given, expect = case["given"], case["expect"]
    columns, x, y, classes = iris(doc, given)
    layers = [(given["W1"], given["b1"], given["hidden_activation"]), (given["W2"], given["b2"], "softmax")]
    more = {"names": columns, "classes": classes, "scaling": scaling(given["scale"])}
    made = run(x, y, layers, loss="cross_entropy", optimizer=chosen(given), **more)
    made.train(1)
    for place in (1, 2):
        check(doc, made.gradients.weights[f"l{place}"], expect["gradient_first_step"][f"W{place}"])
        check(doc, made.gradients.biases[f"l{place}"], expect["gradient_first_step"][f"b{place}"])
    history = made.train(given["steps"] - 1)
    check(doc, history.train_loss[:-1][:20], expect["loss_before_steps_1_to_20"])
    check(doc, history.train_loss[-1], expect["loss_final"])
    check(doc, made.weights["l2"], expect["W2_final"])
    assert correct(made) == [expect["correct"], len(y)]
    confusion = np.zeros((len(classes), len(classes)))
    np.add.at(confusion, (y, made.predict(x).argmax(axis=1)), 1)
    assert confusion.tolist() == expect["confusion_matrix"]


# digits


def digits(given):
    """Pixels, labels, and which rows are for testing."""
    rows = np.array(table(given["data"])[1], float)
    words = re.fullmatch(r"rows (\d+)\.\.(\d+) train, rows (\d+)\.\.(\d+) test", given["split"])
    first, last, test_first, test_last = map(int, words.groups())
    kept = np.r_[first : last + 1, test_first : test_last + 1]
    brightest = float(re.fullmatch(r"pixels / (\d+)", given["scale"])[1])
    return rows[kept, :-1] / brightest, rows[kept, -1].astype(int), np.arange(len(kept)) > last - first


@pytest.mark.parametrize(("doc", "case"), named("digits", "convex", "network"))
def test_handwritten_digits(doc, case):
    given, expect = case["given"], case["expect"]
    x, y, test = digits(given)
    if case["kind"] == "convex":
        shapes = [tuple(map(int, re.findall(r"\d+", given[name]))) for name in ("W", "b")]
        assert all(given[name].startswith("zeros") for name in ("W", "b"))
        layers, optimizer = [(np.zeros(shapes[0]), np.zeros(shapes[1]), "softmax")], descent(given["learning_rate"])
    else:
        layers = [(given["W1"], given["b1"], "relu"), (given["W2"], given["b2"], "softmax")]
        optimizer = chosen(given)
    made = run(x, y, layers, loss="cross_entropy", optimizer=optimizer, split=test)
    history = made.train(given["steps"])
    check(doc, history.train_loss[:10], expect["loss_before_steps_1_to_10"])
    for step, want in expect["loss_before_step"].items():
        check(doc, history.train_loss[int(step) - 1], want)
    if case["kind"] == "network":
        check(doc, history.train_loss[-1], expect["loss_final"])
    else:
        check(doc, made.biases["l1"], expect["b_final"])
        check(doc, made.weights["l1"][20], expect["W_final_row_20"])
    for part, rows in (("train", (~test).sum()), ("test", test.sum())):
        right, total = expect[f"{part}_correct"]
        assert rows == total
        assert abs(history.metrics[f"{part}_accuracy"][-1] * total - right) <= 1.5  # two classes may tie in a row


# pima


def pima(given, layers, **more):
    columns, x, y = labelled(given)
    settings = {"names": columns, "classes": "01", "scaling": scaling(given["scale"]), **more}
    settings |= {"loss": "binary_cross_entropy", "optimizer": chosen(given), "batch_size": given["batch_size"]}
    return run(x, y, layers, **settings), x


activations = ("relu", "relu", "sigmoid")


@pytest.mark.parametrize(("doc", "case"), named("pima_mlp", "training"))
def test_a_first_network_on_diabetes(doc, case):
    given, expect, p = case["given"], case["expect"], case["given"]["parameters"]
    assert given["order"] == "file order, no shuffling"
    layers = [(p[f"W{place}"], p[f"b{place}"], name) for place, name in enumerate(activations, 1)]
    assert given["layer_sizes"] == [len(p["W1"]), *(len(p[f"b{place}"]) for place in (1, 2, 3))]
    made, x = pima(given, layers)
    assert made.facts().parameters == expect["parameter_count"]
    steps, batch_losses = made.steps(), []
    for step in range(given["epochs"] * expect["updates_per_epoch"]):
        next(steps)
        assert made.epoch == (step + 1) // expect["updates_per_epoch"]
        if step < len(expect["batch_loss_first_10_steps"]):
            batch_losses.append(made.batch_loss)
        for place in (1, 2, 3) if step == 0 else ():
            check(doc, made.gradients.weights[f"l{place}"], expect["gradient_first_batch"][f"W{place}"])
            check(doc, made.gradients.biases[f"l{place}"], expect["gradient_first_batch"][f"b{place}"])
            check(doc, made.weights[f"l{place}"], expect["parameters_after_first_step"][f"W{place}"])
            check(doc, made.biases[f"l{place}"], expect["parameters_after_first_step"][f"b{place}"])
    check(doc, batch_losses, expect["batch_loss_first_10_steps"])

    losses, accuracy = (
        loss_after(made),
        dict(zip(made.history.epoch, made.history.metrics["train_accuracy"], strict=True)),
    )
    check(doc, losses[0], expect["initial_loss"])
    spread = {int(epoch): rtol for epoch, rtol in case["loss_rtol_after_epoch"].items()}
    if max(spread.values()) > 1e-3:  # the file's word: rounding has taken over, the statistics hold in its stead
        assert [one for one in doc["cases"] if one["name"] == f"{case['name']}_statistics"]
    for epoch, want in expect["loss_after_epoch"].items():
        if spread[int(epoch)] <= 1e-3:
            check(doc, losses[int(epoch)], want, rtol=spread[int(epoch)])
    unsure = (np.abs(made.predict(x) - 0.5) < 1e-6).sum()
    for epoch, want in expect["correct_after_epoch"].items():
        assert spread[int(epoch)] > 1e-3 or abs(accuracy[int(epoch)] * len(x) - want) <= unsure + 0.5


def beginning(words, seed):
    """How weights begin by the words `initialiser`: a scheme and a distribution, or one with its numbers."""
    if found := re.fullmatch(r"(glorot|xavier|he|lecun)_(uniform|normal)", words):
        ident, values = found[1].replace("glorot", "xavier"), {"distribution": found[2]}
    elif found := re.fullmatch(r"uniform_(-?[\d.]+)_(-?[\d.]+)", words):
        low, high = float(found[1]), float(found[2])
        ident, values = "uniform", {"middle": (low + high) / 2, "limit": (high - low) / 2}
    else:
        found = re.fullmatch(r"normal_(-?[\d.]+)_([\d.]+)", words)
        ident, values = "normal", {"middle": float(found[1]), "std": float(found[2])}
    return Drawn(initializer=Chosen(id=ident, values=values), seed=seed)


@pytest.mark.soak
@pytest.mark.parametrize(("doc", "case"), named("pima_mlp", "statistics"))
def test_a_first_network_on_diabetes_from_many_starts(doc, case):
    given, expect = case["given"], case["expect"]
    assert (given["biases"], given["order"]) == ("zeros", "shuffled every epoch")
    found = []
    for seed in range(given["runs"] if soak else min(2, given["runs"])):
        start = beginning(given["initialiser"], seed)
        more = {"shuffle": True, "seed": seed, "measure_every": given["epochs"]}
        made, _ = pima(given, zeros(given["layer_sizes"], activations), start=start, **more)
        history = made.train(given["epochs"])
        found.append((history.metrics["train_accuracy"][-1], history.train_loss[-1]))
    for draws, name in zip(np.transpose(found), ("training_accuracy", "training_loss"), strict=True):
        bands = {"min": 0, "median": 0.5, "max": 1}
        check_quantiles(draws, {bands[key]: value for key, value in expect[name].items()}, given["runs"])
