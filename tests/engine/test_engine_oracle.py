"""The engine arrives at the reference numbers of every worked example that the bundled components cover."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from oracle_cases import cases, check
from oracle_nets import (
    HalfMSE,
    gradients,
    loss,
    loss_of,
    named,
    optimizer,
    outputs,
    scores,
    sgd,
    table,
    trainer,
    values,
)

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize(("doc", "case"), named("forward_by_hand", "forward"))
def test_a_forward_pass_gives_the_numbers_worked_out_by_hand(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(given["W1"], None, given["hidden_activation"]), (given["W2"], None, given["output_activation"])]
    seen = outputs(trainer([given["x"]], np.zeros((1, len(given["W2"][0]))), layers, loss("mse"), sgd(0.1)))
    check(doc, seen["l1"][0][0], expect["hidden_pre_activation"])
    check(doc, seen["l1"][1][0], expect["hidden"])
    check(doc, seen["l2"][1][0], expect["output"])


@pytest.mark.parametrize(("doc", "case"), named("neuron", "neuron"))
def test_one_neuron(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(np.array(given["weights"])[:, None], [given["bias"]], given["activation"])]
    z, a = outputs(trainer([given["inputs"]], [[0]], layers, loss("mse"), sgd(0.1)))["l1"]
    check(doc, z[0, 0], expect["weighted_sum"])
    check(doc, a[0, 0], expect["output"])


@pytest.mark.parametrize(("doc", "case"), named("neuron", "network"))
def test_a_network_of_three_equal_neurons(doc, case):
    given, expect = case["given"], case["expect"]
    w, b = np.array(given["every_neuron"]["weights"])[:, None], given["every_neuron"]["bias"]
    layers = [(np.hstack([w, w]), [b, b], given["activation"]), (w, [b], given["activation"])]
    seen = outputs(trainer([given["inputs"]], [[0]], layers, loss("mse"), sgd(0.1)))
    check(doc, seen["l1"][1][0], [expect["h1"], expect["h2"]])
    check(doc, seen["l2"][1][0, 0], expect["o1"])


@pytest.mark.parametrize(("doc", "case"), named("parameter_counts", "dense"))
def test_dense_layers_have_as_many_parameters_as_counted(doc, case):
    given, expect = case["given"], case["expect"]
    sizes = given["sizes"]
    layers = [
        (np.zeros(pair), np.zeros(pair[1]) if given["bias"] else None, None) for pair in itertools.pairwise(sizes)
    ]
    layout = trainer(np.zeros((1, sizes[0])), np.zeros((1, sizes[-1])), layers, loss("mse"), sgd(0.1)).network.layout
    assert layout.size == expect["total"]
    assert [block.size for block in layout.blocks] == expect["per_layer"]


@pytest.mark.parametrize(("doc", "case"), named("delta_rule", "training"))
def test_the_delta_rule(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(np.array(given["w"])[:, None], [given["b"]], None)]
    made = trainer(given["X"], np.array(given["target"])[:, None], layers, loss("half_sse"), sgd(given["eta"]))
    for step in expect["steps"]:
        (w, b), before = values(made, 1), loss_of(made)
        check(doc, before, step["J"])
        made.step()
        check(doc, (values(made, 1)[0] - w)[:, 0], step["delta_w"])
        check(doc, (values(made, 1)[1] - b)[0], step["delta_b"])
    check(doc, values(made, 1)[0][:, 0], expect["w_final"])
    check(doc, loss_of(made), expect["J_final"])


@pytest.mark.parametrize(("doc", "case"), named("computation_graph", "graph"))
def test_backpropagation_on_a_graph(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [
        (given["w_i"], given["b_i"], "sigmoid"),
        (np.array(given["w_o"])[:, None], [given["b_o"]], "sigmoid"),
    ]
    made = trainer([given["x"]], [[given["y"]]], layers, loss("sse"), sgd(given["eta"]))
    seen = outputs(made)
    check(doc, seen["l1"][1][0], expect["forward"]["h"])
    check(doc, seen["l2"][1][0, 0], expect["forward"]["O"])
    check(doc, loss_of(made), expect["forward"]["E"])
    made.step()
    check(doc, gradients(made, 2)[0][:, 0], expect["case_1_output_side"]["dE_dw_o"])
    check(doc, gradients(made, 2)[1][0], expect["case_1_output_side"]["dE_db_o"])
    check(doc, gradients(made, 1)[0], expect["case_2_input_side"]["dE_dw_i"])
    check(doc, gradients(made, 1)[1], expect["case_2_input_side"]["dE_db_i"])
    check(doc, values(made, 1)[0], expect["after_update"]["w_i"])
    check(doc, values(made, 2)[0][:, 0], expect["after_update"]["w_o"])


def two_two_one(p):
    first = ([[p["w1"], p["w3"]], [p["w2"], p["w4"]]], [p["b1"], p["b2"]], "sigmoid")
    return [first, ([[p["w5"]], [p["w6"]]], [p["b3"]], "sigmoid")]


def nine(made, which):
    (w1, b1), (w2, b2) = which(made, 1), which(made, 2)
    found = [w1[0, 0], w1[1, 0], w1[0, 1], w1[1, 1], w2[0, 0], w2[1, 0], b1[0], b1[1], b2[0]]
    return dict(zip(["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"], found, strict=True))


def same(doc, got, want):
    check(doc, [got[name] for name in want], list(want.values()))


@pytest.mark.parametrize(("doc", "case"), named("gender_net", "gradient"))
def test_nine_derivatives_of_the_gender_net(doc, case):
    given, expect = case["given"], case["expect"]
    made = trainer(
        [given["x"]], [[given["y"]]], two_two_one(given["parameters"]), loss("mse"), sgd(given["learning_rate"])
    )
    made.step()
    same(doc, nine(made, gradients), expect["gradients"])
    same(doc, nine(made, values), expect["parameters_after_one_step"])


@pytest.mark.parametrize(("doc", "case"), named("gender_net", "training"))
def test_the_gender_net_trains_person_by_person(doc, case):
    given, expect = case["given"], case["expect"]
    made = trainer(
        expect["X"],
        np.array(expect["y"])[:, None],
        two_two_one(given["parameters"]),
        loss("mse"),
        sgd(given["learning_rate"]),
        batch_size=1,
    )
    check(doc, loss_of(made), expect["initial_loss"])
    made.step()
    same(doc, nine(made, values), expect["parameters_after_first_update"])
    losses = []
    for epoch in range(given["epochs"]):
        while made.epoch == epoch:
            made.step()
        if epoch == 0:
            same(doc, nine(made, values), expect["parameters_after_first_epoch"])
        if epoch % 10 == 0:
            losses.append(loss_of(made))
    check(doc, losses, expect["loss_after_epoch_0_10_20_to_990"])
    same(doc, nine(made, values), expect["parameters_final"])


@pytest.mark.parametrize(("doc", "case"), named("two_layer_class", "training"))
def test_the_network_class_from_scratch(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(given["weights1"], None, "sigmoid"), (given["weights2"], None, "sigmoid")]
    made = trainer(given["X"], given["y"], layers, loss("sse"), sgd(1.0))
    first, losses = expect["first_iteration"], {}
    for iteration in range(1, given["iterations"] + 1):
        if str(iteration) in expect["loss_at_start_of_iteration"]:
            losses[str(iteration)] = loss_of(made)
        made.step()
        if iteration == 1:
            check(doc, -gradients(made, 1)[0], first["d_weights1"])
            check(doc, -gradients(made, 2)[0], first["d_weights2"])
            check(doc, values(made, 1)[0], first["weights1_after"])
    for iteration, want in expect["loss_at_start_of_iteration"].items():
        check(doc, losses[iteration], want)
    check(doc, values(made, 2)[0], expect["weights2_final"])
    check(doc, outputs(made)["l2"][1], expect["predictions_after_training"])


@pytest.mark.parametrize(("doc", "case"), named("linear_regression_sgd", "descent", "batch_descent"))
def test_five_points_and_a_line(doc, case):
    given, expect = case["given"], case["expect"]
    x, theta = np.array(given["x"]), given["theta"]
    batch = 1 if given["method"] == "sgd" else len(x)
    layers = [(np.array(theta[1:], float)[:, None], [theta[0]], None)]
    made = trainer(
        x[:, 1:], np.array(given["y"])[:, None], layers, loss("half_sse"), sgd(given["alpha"]), batch_size=batch
    )

    def now():
        w, b = values(made, 1)
        return [b[0], *w[:, 0]]

    for theta in expect.get("theta_after_each_update_of_first_epoch", []):
        made.step()
        check(doc, now(), theta)
    for snapshot in expect["epochs"]:
        while made.epoch < snapshot["epoch"]:
            made.step()
        check(doc, now(), snapshot["theta"])


@pytest.mark.parametrize(("doc", "case"), named("cost_gradient", "descent"))
def test_descent_on_the_cost_of_a_line(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [([[given["theta"][1]]], [given["theta"][0]], None)]
    made = trainer(
        np.array(given["x"])[:, None], np.array(given["y"])[:, None], layers, HalfMSE(), sgd(given["learning_rate"])
    )
    costs, thetas = [], []
    for _ in range(given["steps"]):
        costs.append(loss_of(made))
        made.step()
        w, b = values(made, 1)
        thetas.append([b[0], w[0, 0]])
    check(doc, costs[:20], expect["cost_first_20"])
    check(doc, thetas[:10], expect["theta_first_10"])
    check(doc, thetas[-1], expect["theta_final"])


@pytest.mark.parametrize(("doc", "case"), named("lin_relu_lin_mse", "gradients"))
def test_manual_backpropagation_agrees(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(given["w1"], given["b1"], "relu"), (given["w2"], given["b2"], None)]
    made = trainer(given["X"], np.array(given["y"])[:, None], layers, loss("mse"), sgd(given["learning_rate"]))
    seen, losses = outputs(made), [loss_of(made)]
    check(doc, seen["l1"][0], expect["l1"])
    check(doc, seen["l2"][1], expect["out"])
    made.step()
    for layer, name in ((1, "w1_g"), (2, "w2_g")):
        check(doc, gradients(made, layer)[0], expect[name])
    check(doc, made.last.flows["l1"].d.T, expect["l1_g"])
    for _ in range(given["steps"] - 1):
        losses.append(loss_of(made))
        made.step()
    check(doc, [*losses, loss_of(made)], expect["losses"])
    check(doc, values(made, 1)[0], expect["after_steps"]["w1"])


@pytest.mark.parametrize(("doc", "case"), named("gd_variants", "training"))
def test_batch_stochastic_and_mini_batch_descent(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [([[given["theta"][1]]], [given["theta"][0]], None)]
    made = trainer(
        np.array(given["x"])[:, None],
        np.array(given["y"])[:, None],
        layers,
        HalfMSE(),
        sgd(given["learning_rate"]),
        batch_size=given["batch_size"],
    )
    thetas, costs = [], []
    check(doc, loss_of(made), expect["full_cost_at_start"])
    for epoch, order in enumerate(given["orders"]):
        made.order = np.array(order)
        while made.epoch == epoch:
            made.step()
            w, b = values(made, 1)
            thetas.append([b[0], w[0, 0]])
        costs.append(loss_of(made))
    check(doc, thetas, expect["theta_after_each_update"])
    check(doc, costs, expect["full_cost_after_each_epoch"])


@pytest.mark.parametrize(("doc", "case"), named("logistic_regression", "training"))
def test_logistic_regression_by_hand(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(np.array(given["w"])[:, None], [given["b"]], "sigmoid")]
    target = np.array(given["y"])[:, None]
    made = trainer(given["X"], target, layers, loss("binary_cross_entropy"), sgd(given["learning_rate"]))
    assert made.network.blueprint.twin is not None
    costs = [loss_of(made)]
    for _ in range(given["steps"]):
        made.step()
        costs.append(loss_of(made))
    check(doc, costs, expect["cost"])
    check(doc, values(made, 1)[0][:, 0], expect["w_final"])
    check(doc, values(made, 1)[1][0], expect["b_final"])


def covered(ident, kind):
    """Returns the cases whose optimizer is built in."""
    return [
        pytest.param(doc, case, id=case["name"])
        for doc, case in cases(ident, kind)
        if optimizer(case["given"]["optimizer"], case["given"]["hyper_parameters"]) is not None
    ]


@pytest.mark.parametrize(("doc", "case"), covered("optimizers", "tiny_net"))
def test_optimizers_on_a_tiny_net(doc, case):
    given, expect = case["given"], case["expect"]
    made_of = optimizer(given["optimizer"], given["hyper_parameters"])
    layers = [(given["W1"], given["b1"], "tanh"), (given["W2"], given["b2"], None)]
    target = np.array(given.get("y", given.get("Y", [])), float).reshape(len(given["X"]), -1)
    made = trainer(given["X"], target, layers, loss("mse"), made_of)
    losses = [loss_of(made)]
    for _ in range(given["steps"]):
        made.step()
        losses.append(loss_of(made))
    check(doc, losses, expect["loss"])
    check(doc, values(made, 1)[0], expect["after_last_step"]["W1"])


@pytest.mark.parametrize(("doc", "case"), named("iris_mlp", "training"))
def test_three_kinds_of_iris(doc, case):
    given, expect = case["given"], case["expect"]
    rows = table(given["data"])[1:]
    x = np.array([row[:4] for row in rows], float)
    labels = np.unique([row[4] for row in rows], return_inverse=True)[1]
    layers = [(given["W1"], given["b1"], given["hidden_activation"]), (given["W2"], given["b2"], "softmax")]
    chosen = optimizer(given["optimizer"], given["hyper_parameters"])
    made = trainer(scores(x), np.eye(3)[labels], layers, loss("cross_entropy"), chosen)
    assert made.network.blueprint.twin is not None
    losses = []
    for step in range(given["steps"]):
        losses.append(loss_of(made))
        made.step()
        if step == 0:
            check(doc, gradients(made, 1)[0], expect["gradient_first_step"]["W1"])
    check(doc, losses[:20], expect["loss_before_steps_1_to_20"])
    check(doc, loss_of(made), expect["loss_final"])
    check(doc, values(made, 2)[0], expect["W2_final"])
    assert (outputs(made)["l2"][1].argmax(axis=1) == labels).sum() == expect["correct"]


@pytest.mark.parametrize(("doc", "case"), named("logistic_regression", "data"))
def test_logistic_regression_on_real_data(doc, case):
    given, expect = case["given"], case["expect"]
    rows = table(given["data"])
    if given["data"] == "iris.csv":
        rows = [row for row in rows[1:] if row[4] != "setosa"]
        x, y = np.array([row[:4] for row in rows], float), np.array([row[4] == "virginica" for row in rows], float)
    else:
        rows = rows if rows[0][0].replace(".", "").isdigit() else rows[1:]
        x, y = np.array([row[:8] for row in rows], float), np.array([row[8] for row in rows], float)
    layers = [(np.array(given["w"])[:, None], [given["b"]], "sigmoid")]
    cross_entropy = loss("binary_cross_entropy")
    made = trainer(scores(x), y[:, None], layers, cross_entropy, sgd(given["learning_rate"]))
    costs = []
    for step in range(given["steps"]):
        costs.append(loss_of(made))
        made.step()
        if step == 0:
            check(doc, gradients(made, 1)[0][:, 0], expect["dw_first_step"])
            check(doc, gradients(made, 1)[1][0], expect["db_first_step"])
    check(doc, costs[:11], expect["cost_before_steps_1_to_11"])
    check(doc, loss_of(made), expect["cost_final"])
    check(doc, values(made, 1)[0][:, 0], expect["w_final"])
    correct = ((outputs(made)["l1"][1][:, 0] > 0.5) == y).sum()
    assert [correct, len(y)] == expect["correct_of_all"]


@pytest.mark.parametrize(("doc", "case"), named("pima_mlp", "training"))
def test_a_first_network_on_diabetes(doc, case):
    given, expect = case["given"], case["expect"]
    rows = table(given["data"])
    rows = rows if rows[0][0].replace(".", "").isdigit() else rows[1:]
    x, y = np.array([row[:8] for row in rows], float), np.array([row[8] for row in rows], float)[:, None]
    x = x if given["scale"].startswith("none") else scores(x)
    p = given["parameters"]
    names = ("relu", "relu", "sigmoid")
    layers = [(p[f"W{i}"], p[f"b{i}"], name) for i, name in enumerate(names, 1)]
    chosen = optimizer("adam", given["hyper_parameters"])
    made = trainer(x, y, layers, loss("binary_cross_entropy"), chosen, batch_size=given["batch_size"])
    assert made.network.layout.size == expect["parameter_count"]
    check(doc, loss_of(made), expect["initial_loss"])
    losses = {}
    for epoch in range(1, 11):
        while made.epoch < epoch:
            made.step()
        losses[str(epoch)] = loss_of(made)
    for epoch, want in expect["loss_after_epoch"].items():
        if epoch in losses:
            check(doc, losses[epoch], want, rtol=case["loss_rtol_after_epoch"][epoch])
