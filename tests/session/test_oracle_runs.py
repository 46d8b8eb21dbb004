"""Runs through the public door arrive at the reference numbers of the small worked examples."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_cases import check, named
from oracle_parts import check_quantiles, component, drawn, soak
from oracle_runs import descent, in_order, loss_after, run

pytestmark = pytest.mark.oracle


# a neural network class from scratch


def from_scratch(given, weights1, weights2, **more):
    layers = [(weights1, None, "sigmoid"), (weights2, None, "sigmoid")]
    return run(given["X"], given["y"], layers, loss="sse", optimizer=descent(1.0), **more)


@pytest.mark.parametrize(("doc", "case"), named("two_layer_class", "training"))
def test_the_network_class_from_scratch(doc, case):
    given, expect = case["given"], case["expect"]
    made, first = from_scratch(given, given["weights1"], given["weights2"]), expect["first_iteration"]
    seen = [made.probe(point=x) for x in given["X"]]
    check(doc, [one["l1"][1] for one in seen], first["layer1"])
    check(doc, [one["l2"][1] for one in seen], first["output"])
    made.train(1)
    check(doc, loss_after(made)[0], first["loss"])
    for place in (1, 2):
        check(doc, -made.gradients.weights[f"l{place}"], first[f"d_weights{place}"])
        check(doc, made.weights[f"l{place}"], first[f"weights{place}_after"])

    for iteration, want in sorted((int(key), value) for key, value in expect["loss_at_start_of_iteration"].items()):
        made.train(max(0, iteration - 1 - made.epoch))
        if iteration - 1 in loss_after(made):  # thinned out of a long history else
            check(doc, loss_after(made)[iteration - 1], want)
        if iteration - 1 == made.epoch:
            check(doc, ((made.predict(given["X"]) - given["y"]) ** 2).sum(), want)
    made.train(given["iterations"] - made.epoch)
    check(doc, ((made.predict(given["X"]) - given["y"]) ** 2).sum(), expect["loss_after_training"])
    check(doc, made.predict(given["X"]), expect["predictions_after_training"])
    for place in (1, 2):
        check(doc, made.weights[f"l{place}"], expect[f"weights{place}_final"])


def many(given, hidden, runs):
    """Losses and predictions of networks from scratch that begin with other random weights each."""
    losses, predictions = [], []
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        shapes = (len(given["X"][0]), hidden), (hidden, len(given["y"][0]))
        made = from_scratch(
            given, *(drawn(given["initialisation"], rng, shape) for shape in shapes), measure_every=given["iterations"]
        )
        losses.append(made.train(given["iterations"]).train_loss[-1])
        predictions.append(made.predict(given["X"])[:, 0])
    return np.array(losses), np.array(predictions)


@pytest.mark.soak
@pytest.mark.parametrize(("doc", "case"), named("two_layer_class", "statistics"))
def test_the_class_from_scratch_from_many_starts(doc, case):
    given, expect = case["given"], case["expect"]
    runs = given["runs"] if soak else min(20, given["runs"])
    losses, predictions = many(given, hidden_of(doc), runs)
    check_quantiles(losses, dict(zip((0, 0.05, 0.5, 0.95, 1), expect["loss_quantiles_0_5_50_95_100"], strict=True)),
                    given["runs"])  # fmt: skip
    for person, median in enumerate(expect["median_predictions"]):
        check_quantiles(predictions[:, person], {0.5: median}, given["runs"])
    wrong = ((predictions > 0.5) != (np.array(given["y"])[:, 0] > 0.5)).any(axis=1)
    check_share(wrong.sum(), runs, 1 - expect["fraction_all_four_correct"], given["runs"])


def hidden_of(doc):
    """The statistics do not say how wide the hidden layer is: as in the file's first training."""
    return len(next(case for case in doc["cases"] if case["kind"] == "training")["given"]["weights1"][0])


def check_share(count, runs, share, theirs):
    """Holds how many of our runs are of a sort against the share of theirs."""
    q = (share * theirs + 1) / (theirs + 2)
    assert abs(count - runs * q) <= 5 * np.sqrt(runs * q * (1 - q) * (1 + runs / theirs)) + 1


# batch, stochastic, mini-batch


@pytest.mark.parametrize(("doc", "case"), named("gd_variants", "training"))
def test_batch_stochastic_and_mini_batch_descent(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [([[given["theta"][1]]], [given["theta"][0]], None)]
    x, y = (np.array(given[name], float)[:, None] for name in "xy")
    rate, size = descent(given["learning_rate"]), given["batch_size"]
    made, thetas = run(x, y, layers, loss="half_mse", optimizer=rate, batch_size=size), []
    made.train(0)
    for epoch, order in enumerate(given["orders"]):
        in_order(made, order)
        for _ in range(expect["updates_per_epoch"]):
            assert made.epoch == epoch
            made.step()
            thetas.append([made.biases["l1"][0], made.weights["l1"][0, 0]])
    assert made.epoch == given["epochs"]
    check(doc, thetas, expect["theta_after_each_update"])
    check(doc, made.history.train_loss[0], expect["full_cost_at_start"])
    check(doc, made.history.train_loss[1:], expect["full_cost_after_each_epoch"])


# logistic regression


@pytest.mark.parametrize(("doc", "case"), named("logistic_regression", "loss"))
def test_the_loss_of_one_sample(doc, case):
    given, expect = case["given"], case["expect"]
    cross_entropy, y = component("loss", "binary_cross_entropy"), np.array(given["y_hat"])[:, None]
    check(doc, cross_entropy.value(y, np.ones_like(y)), expect["loss_if_y_is_1"])
    check(doc, cross_entropy.value(y, np.zeros_like(y)), expect["loss_if_y_is_0"])


@pytest.mark.parametrize(("doc", "case"), named("logistic_regression", "training"))
def test_logistic_regression_by_hand(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(np.array(given["w"], float)[:, None], [given["b"]], "sigmoid")]
    labels, first = np.array(given["y"], int), expect["first_step"]
    made = run(
        given["X"], labels, layers, loss="binary_cross_entropy", optimizer=descent(given["learning_rate"]), classes="01"
    )
    check(doc, made.predict(given["X"])[:, 0], first["activation"])
    made.train(1)
    check(doc, made.gradients.weights["l1"][:, 0], first["dw"])
    check(doc, made.gradients.biases["l1"][0], first["db"])
    history = made.train(given["steps"] - 1)
    check(doc, history.train_loss, expect["cost"])
    check(doc, made.weights["l1"][:, 0], expect["w_final"])
    check(doc, made.biases["l1"][0], expect["b_final"])
    check(doc, made.predict(given["X"])[:, 0], expect["probability_final"])
    check(doc, history.metrics["train_accuracy"][-1], expect["accuracy"])
