"""The gender net, nine numbers by name, arrives at the reference numbers through the public door."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_cases import check, named
from oracle_parts import check_quantiles, drawn, soak
from oracle_runs import descent, loss_after, run

pytestmark = pytest.mark.oracle

names = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")


def net(x, y, p, rate, **more):
    """The 2-2-1 net of the parameters w1, ..., b3; one update per person."""
    first = ([[p["w1"], p["w3"]], [p["w2"], p["w4"]]], [p["b1"], p["b2"]], "sigmoid")
    layers = [first, ([[p["w5"]], [p["w6"]]], [p["b3"]], "sigmoid")]
    y = np.array(y, float).reshape(-1, 1)
    return run(x, y, layers, loss="mse", optimizer=descent(rate), batch_size=1, **more)


def nine(weights, biases):
    """Parameters or their gradients under the names of the article."""
    (w1, w3), (w2, w4) = weights["l1"]
    return dict(zip(names, (w1, w2, w3, w4, *weights["l2"][:, 0], *biases["l1"], *biases["l2"]), strict=True))


def parameters(made):
    return nine(made.weights, made.biases)


def same(doc, got, want):
    check(doc, [got[name] for name in want], list(want.values()))


@pytest.mark.parametrize(("doc", "case"), named("gender_net", "gradient"))
def test_nine_derivatives_and_every_factor_of_the_chain_rule(doc, case):
    given, expect = case["given"], case["expect"]
    made = net([given["x"]], [given["y"]], given["parameters"], given["learning_rate"])
    seen, p, (x0, x1) = made.probe(row=0), given["parameters"], given["x"]
    (h1, h2), o1 = seen["l1"][1], seen["l2"][1][0]
    made.train(1)
    found = nine(made.gradients.weights, made.gradients.biases)
    same(doc, found, expect["gradients"])
    same(doc, parameters(made), expect["parameters_after_one_step"])
    outer = seen["l2"][2][0]  # dL/dz of the output: dL/do1 times the sigmoid's slope
    inner = seen["l1"][2] / (outer * np.array([p["w5"], p["w6"]]))  # the sigmoid's slope in either hidden neuron
    steep = outer / (2 * (o1 - given["y"]))
    factors = {
        "h1": h1, "h2": h2, "o1": o1, "loss": loss_after(made)[0], "dL_dypred": outer / steep,
        "dypred_dh1": p["w5"] * steep, "dypred_dh2": p["w6"] * steep,
        "dypred_dw5": h1 * steep, "dypred_dw6": h2 * steep, "dypred_db3": steep,
        "dh1_dw1": x0 * inner[0], "dh1_dw2": x1 * inner[0], "dh1_db1": inner[0],
        "dh2_dw3": x0 * inner[1], "dh2_dw4": x1 * inner[1], "dh2_db2": inner[1],
    }  # fmt: skip
    same(doc, factors, expect["intermediate"])
    assert expect["intermediate"].keys() == factors.keys()


def people_of(given):
    """The rows (weight, height) of the known and the new people, less the shift, and 1 for F."""
    away = np.array([given["shift"]["weight"], given["shift"]["height"]])
    known = np.array([person[1:3] for person in given["people"]]) - away
    new = np.array([person[1:3] for person in given["new_people"]]) - away
    return known, new, [int(person[3] == "F") for person in given["people"]]


@pytest.mark.parametrize(("doc", "case"), named("gender_net", "training"))
def test_the_gender_net_trains_person_by_person(doc, case):
    given, expect = case["given"], case["expect"]
    x, new, y = people_of(given)
    check(doc, x, expect["X"])
    check(doc, new, expect["X_new"])
    assert y == expect["y"]
    assert given["order"] == "the people in the order given, one update per person"
    made = net(x, y, given["parameters"], given["learning_rate"])
    made.step()
    same(doc, parameters(made), expect["parameters_after_first_update"])
    made.step("epoch")
    same(doc, parameters(made), expect["parameters_after_first_epoch"])
    losses = made.train(given["epochs"] - 1).train_loss
    check(doc, losses[0], expect["initial_loss"])
    check(doc, losses[1::10], expect["loss_after_epoch_0_10_20_to_990"])  # epochs are counted from 0 there
    same(doc, parameters(made), expect["parameters_final"])
    for people, rows, key in (("people", x, "predictions"), ("new_people", new, "predictions_new")):
        found = dict(zip((person[0] for person in given[people]), made.predict(rows)[:, 0], strict=True))
        same(doc, found, expect[key])
        assert found.keys() == expect[key].keys()
    assert {name: "F" if value > 0.5 else "M" for name, value in found.items()} == expect["labels_new"]


@pytest.mark.soak
@pytest.mark.parametrize(("doc", "case"), named("gender_net", "statistics"))
def test_the_gender_net_from_many_starts(doc, case):
    given, expect = case["given"], case["expect"]
    x, new, y = people_of(given)
    runs, found = given["runs"] if soak else min(20, given["runs"]), []
    for seed in range(runs):
        p = dict(zip(names, drawn(given["initialisation"], np.random.default_rng(seed), (9,)), strict=True))
        made = net(x, y, p, given["learning_rate"], measure_every=given["epochs"])
        made.train(given["epochs"])
        found.append(made.predict([*x, *new])[:, 0])
    everybody = {**expect["train"], **expect["new"]}
    assert [*everybody] == [person[0] for person in (*given["people"], *given["new_people"])]
    for draws, want in zip(np.transpose(found), everybody.values(), strict=True):
        bands = {"min": 0, "p05": 0.05, "median": 0.5, "p95": 0.95, "max": 1}
        check_quantiles(draws, {bands[name]: value for name, value in want.items()}, given["runs"])
