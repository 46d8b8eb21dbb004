"""The engine arrives at the reference numbers of the networks that are worked out by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from oracle_cases import check, named
from oracle_nets import eye, gradients, loss_of, outputs, slopes, steered, trainer, values
from oracle_parts import loss, optimizer, sgd

pytestmark = pytest.mark.oracle


def looked_at(x, layers):
    """A network that is only looked at: its target and its loss do not matter."""
    return trainer(x, np.zeros((len(x), np.shape(layers[-1][0])[1])), layers, loss("mse"), sgd(0.1))


def column(numbers):
    return np.array(numbers, float).reshape(-1, 1)


@pytest.mark.parametrize(("doc", "case"), named("forward_by_hand", "forward"))
def test_a_forward_pass_gives_the_numbers_worked_out_by_hand(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(given["W1"], None, given["hidden_activation"]), (given["W2"], None, given["output_activation"])]
    made = looked_at([given["x"]], layers)
    seen = outputs(made)
    hidden = seen["l1"][1][0]
    check(doc, seen["l1"][0][0], expect["hidden_pre_activation"])
    check(doc, hidden, expect["hidden"])
    check(doc, seen["l2"][1][0], expect["output"])
    check(doc, values(made, 1)[0].T * given["x"], expect["hidden_products"])
    check(doc, values(made, 2)[0].T * hidden, expect["output_products"])


@pytest.mark.parametrize(("doc", "case"), named("neuron", "neuron"))
def test_one_neuron(doc, case):
    given, expect = case["given"], case["expect"]
    made = looked_at([given["inputs"]], [(column(given["weights"]), [given["bias"]], given["activation"])])
    z, a = outputs(made)["l1"]
    check(doc, z[0, 0], expect["weighted_sum"])
    check(doc, a[0, 0], expect["output"])


@pytest.mark.parametrize(("doc", "case"), named("neuron", "network"))
def test_a_network_of_equal_neurons(doc, case):
    given, expect = case["given"], case["expect"]
    w, b = column(given["every_neuron"]["weights"]), given["every_neuron"]["bias"]
    assert given["layers"] == [len(given["inputs"]), 2, 1]
    layers = [(np.hstack([w, w]), [b, b], given["activation"]), (w, [b], given["activation"])]
    seen = outputs(looked_at([given["inputs"]], layers))
    check(doc, seen["l1"][1][0], [expect["h1"], expect["h2"]])
    check(doc, seen["l2"][1][0, 0], expect["o1"])


@pytest.mark.parametrize(("doc", "case"), named("neuron", "mse"))
def test_the_mean_squared_error_of_given_outputs(doc, case):
    given, expect = case["given"], case["expect"]
    made = trainer(column(given["y_pred"]), column(given["y_true"]), [eye(1)], loss("mse"), sgd(0.1))
    check(doc, loss_of(made), expect["mse"])


@pytest.mark.parametrize(("doc", "case"), named("threshold_perceptron", "neuron", "gate"))
def test_a_neuron_fires_above_a_threshold(doc, case):
    given, expect = case["given"], case["expect"]
    x, w = np.atleast_2d(given["inputs"]).astype(float), column(given["weights"])
    bias = given["bias"] - given["threshold"]
    fires = outputs(looked_at(x, [(w, [bias], "step")]))["l1"][1][:, 0]
    check(doc, fires, np.atleast_1d(expect["output"]))
    if case["kind"] == "neuron":
        total = outputs(looked_at(x, [(w, [given["bias"]], None)]))["l1"][1]
        check(doc, total[0, 0], expect["sum"])
        assert bool(fires[0]) is expect["fires"]
        check(doc, bias, expect["same_neuron_with_threshold_zero"]["bias"])


@pytest.mark.parametrize(("doc", "case"), named("parameter_counts", "dense"))
def test_dense_layers_have_as_many_parameters_as_counted(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [
        (np.zeros(pair), np.zeros(pair[1]) if given["bias"] else None, None)
        for pair in itertools.pairwise(given["sizes"])
    ]
    made = looked_at(np.zeros((1, given["sizes"][0])), layers)
    counts = [[0 if a is None else a.size for a in values(made, place)] for place in range(1, len(layers) + 1)]
    assert made.network.layout.size == expect["total"]
    assert [sum(each) for each in counts] == expect["per_layer"]
    assert [sum(each) for each in zip(*counts, strict=True)] == [expect["weights"], expect["biases"]]


@pytest.mark.parametrize(("doc", "case"), named("notation", "network"))
def test_the_notation_of_layers_and_samples(doc, case):
    given, expect = case["given"], case["expect"]
    x, count = np.transpose(given["X_columns_are_samples"]), len(given["W"])
    assert given["samples"] == len(x)
    assert given["layer_sizes"] == [x.shape[1], *(len(w) for w in given["W"])]
    names = [given["hidden_activation"]] * (count - 1) + [given["output_activation"]]
    layers = [(np.transpose(w), np.ravel(b), name) for w, b, name in zip(given["W"], given["b"], names, strict=True)]
    made = looked_at(x, layers)
    seen = outputs(made)
    for place in range(count):
        (z, a), (w, b) = seen[f"l{place + 1}"], values(made, place + 1)
        check(doc, z.T, expect["Z"][place])
        check(doc, a.T, expect["A"][place])
        assert [*w.T.shape] == expect["shape_W"][place]
        assert [*b[:, None].shape] == expect["shape_b"][place]
        assert [*z.T.shape] == expect["shape_Z"][place]
    check(doc, seen[f"l{count}"][1], expect["A_last_rows_are_samples"])


@pytest.mark.parametrize(("doc", "case"), named("delta_rule", "training"))
def test_the_delta_rule(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(column(given["w"]), [given["b"]], None)]
    made = trainer(given["X"], column(given["target"]), layers, loss("half_sse"), sgd(given["eta"]))
    assert len(expect["steps"]) == given["steps"]
    for step in expect["steps"]:
        (w, b), before = values(made, 1), loss_of(made)
        check(doc, before, step["J"])
        made.step()
        check(doc, (values(made, 1)[0] - w)[:, 0], step["delta_w"])
        check(doc, (values(made, 1)[1] - b)[0], step["delta_b"])
    check(doc, values(made, 1)[0][:, 0], expect["w_final"])
    check(doc, values(made, 1)[1][0], expect["b_final"])
    check(doc, loss_of(made), expect["J_final"])


def derivative(name, z):
    """The engine's own slope of an activation at z."""
    return slopes(steered([[1.0]], [([[z]], None, name)], [[1.0]]), 1)[0, 0]


@pytest.mark.parametrize(("doc", "case"), named("computation_graph", "graph"))
def test_backpropagation_on_a_graph(doc, case):
    given, expect = case["given"], case["expect"]
    w_i, w_o = np.array(given["w_i"], float), column(given["w_o"])
    hidden = (w_i, given["b_i"], "sigmoid")
    layers = [hidden, eye(w_i.shape[1]), (w_o, [given["b_o"]], "sigmoid")]
    made = trainer([given["x"]], [[given["y"]]], layers, loss("sse"), sgd(given["eta"]))
    seen, forward, local = outputs(made), expect["forward"], expect["local"]
    for ident, place, name in (("l1", 0, "mu1"), ("l1", 1, "h")):
        check(doc, seen[ident][place][0], forward[name])
    for place, name in ((0, "mu2"), (1, "O")):
        check(doc, seen["l3"][place][0, 0], forward[name])
    check(doc, loss_of(made), forward["E"])
    check(doc, [derivative("sigmoid", z) for z in seen["l1"][0][0]], local["dh_dmu1"])
    check(doc, derivative("sigmoid", seen["l3"][0][0, 0]), local["dO_dmu2"])
    check(doc, seen["l1"][1][0], local["dmu2_dw_o"])
    check(doc, w_o[:, 0], local["dmu2_dh"])
    check(doc, given["x"], local["dmu1_dw_i"])
    check(doc, [local["dmu2_db_o"], local["dmu1_db_i"]], [1, 1])
    made.step()
    output, inner = expect["case_1_output_side"], expect["case_2_input_side"]
    check(doc, slopes(made, 3)[0, 0], output["dE_dmu2"])
    check(doc, slopes(made, 3)[0, 0] / derivative("sigmoid", seen["l3"][0][0, 0]), local["dE_dO"])
    check(doc, gradients(made, 3)[0][:, 0], output["dE_dw_o"])
    check(doc, gradients(made, 3)[1][0], output["dE_db_o"])
    check(doc, slopes(made, 2)[0], inner["dE_dh"])
    check(doc, slopes(made, 1)[0], inner["dE_dmu1"])
    check(doc, gradients(made, 1)[0], inner["dE_dw_i"])
    check(doc, gradients(made, 1)[1], inner["dE_db_i"])
    after = expect["after_update"]
    for layer, (w, b) in ((1, ("w_i", "b_i")), (3, ("w_o", "b_o"))):
        check(doc, values(made, layer)[0].reshape(np.shape(after[w])), after[w])
        check(doc, values(made, layer)[1].reshape(np.shape(after[b])), after[b])


@pytest.mark.parametrize(("doc", "case"), named("lin_relu_lin_mse", "gradients"))
def test_manual_backpropagation_agrees(doc, case):
    given, expect = case["given"], case["expect"]
    first, last = (given["w1"], given["b1"], "relu"), (given["w2"], given["b2"], None)
    inputs, hidden = np.shape(given["w1"])
    target, rule = column(given["y"]), sgd(given["learning_rate"])
    eyes = trainer(given["X"], target, [eye(inputs), first, eye(hidden), last], loss("mse"), rule)
    seen = outputs(eyes)
    for (ident, place), name in {("l2", 0): "l1", ("l2", 1): "l2", ("l4", 1): "out"}.items():
        check(doc, seen[ident][place], expect[name])
    check(doc, loss_of(eyes), expect["loss"])
    eyes.step()
    for layer, name in enumerate(("inp_g", "l1_g", "l2_g", "out_g"), 1):
        check(doc, slopes(eyes, layer), expect[name])

    made = trainer(given["X"], target, [first, last], loss("mse"), rule)
    losses = [loss_of(made)]
    for step in range(given["steps"]):
        made.step()
        losses.append(loss_of(made))
        for layer in (1, 2) if step == 0 else ():
            check(doc, gradients(made, layer)[0], expect[f"w{layer}_g"])
            check(doc, gradients(made, layer)[1], expect[f"b{layer}_g"])
    check(doc, losses, expect["losses"])
    for layer in (1, 2):
        check(doc, values(made, layer)[0], expect["after_steps"][f"w{layer}"])
        check(doc, values(made, layer)[1], expect["after_steps"][f"b{layer}"])


def jacobian(x, weights, bias=None):
    """The engine's d output_i / d input_j of a dense layer, one output after the other, and d output_i / d weights."""
    upstream = np.eye(np.shape(weights)[1])[:, None]
    made = [steered([x], [eye(len(x)), (weights, bias, None)], one) for one in upstream]
    return np.array([slopes(one, 1)[0] for one in made]), np.array([gradients(one, 2)[0] for one in made])


@pytest.mark.parametrize(("doc", "case"), named("lin_relu_lin_mse", "jacobian"))
def test_jacobians_of_small_functions(doc, case):
    x, w, expect = np.array(case["given"]["x"], float), np.array(case["given"]["w"], float), case["expect"]
    check(doc, jacobian(x, np.diag(w))[0], expect["d_product_dx"])
    check(doc, jacobian(w, np.diag(x))[0], expect["d_product_dw"])
    check(doc, jacobian(x, np.ones((len(x), 1)))[0][0], expect["d_sum_dx"])
    dot = jacobian(x, w[:, None])
    check(doc, dot[0][0], expect["d_dot_dx"])
    check(doc, dot[1][0, :, 0], expect["d_dot_dw"])
    check(doc, jacobian(x, np.eye(len(x)), w)[0], expect["d_xplusb_dx"])


@pytest.mark.parametrize(("doc", "case"), named("optimizers", "tiny_net"))
def test_optimizers_on_a_tiny_net(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(given["W1"], given["b1"], "tanh"), (given["W2"], given["b2"], None)]
    rule = optimizer(given["optimizer"], given["hyper_parameters"])
    made = trainer(given["X"], given["y"], layers, loss("mse"), rule)
    losses = [loss_of(made)]
    for step in range(1, given["steps"] + 1):
        made.step()
        losses.append(loss_of(made))
        for name in [key for key, at in (("after_first_step", 1), ("after_last_step", given["steps"])) if at == step]:
            for layer in (1, 2):
                check(doc, values(made, layer)[0], expect[name][f"W{layer}"])
                check(doc, values(made, layer)[1], expect[name][f"b{layer}"])
    check(doc, losses, expect["loss"])
