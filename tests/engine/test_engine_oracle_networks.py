"""Whole networks of bundled components arrive at the reference numbers: depth, knots, extreme logits."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_cases import check, named
from oracle_nets import dense, eye, graph_trainer, loss_of, numbers, outputs, slopes, steered, trainer
from oracle_parts import activation, component, labelled, loss, optimizer, scaling, sgd

from nnlab.engine import Node

pytestmark = pytest.mark.oracle


# enough knots


def sine(x):
    return np.sin(2 * np.pi * x)


# function: itself, its second derivative, and between which places that grows or falls throughout
functions = {
    "sin_2pi": (sine, lambda x: -4 * np.pi**2 * sine(x), (0.25, 0.5)),
    "square": (np.square, lambda x: 2 + 0 * x, (0.0, 1.0)),
    "cos_3x": (lambda x: np.cos(3 * x), lambda x: -9 * np.cos(3 * x), (0.0, np.pi / 3)),
    "exp": (np.exp, np.exp, (0.0, 1.0)),
}


def knots(function, interval, n):
    """The ReLU network through n + 1 points of a function: weights and biases of both layers."""
    f, places = functions[function][0], np.linspace(*interval, n + 1)
    bends = np.diff(np.diff(f(places)) / np.diff(places), prepend=0)
    return np.ones(n), -places[:-1], bends, f(places[0])


def approximation(x, hidden_w, hidden_b, w, b):
    layers = [(np.array([hidden_w]), hidden_b, "relu"), (np.array(w)[:, None], [b], None)]
    made = trainer(np.array(x)[:, None], np.zeros((len(x), 1)), layers, loss("mse"), sgd(0.1))
    return outputs(made)["l2"][1][:, 0]


@pytest.mark.parametrize(("doc", "case"), named("universal_approximation", "construction"))
def test_relu_neurons_follow_a_function(doc, case):
    given, expect = case["given"], case["expect"]
    made = knots(given["function"], given["interval"], given["hidden_relu_neurons"])
    for name, got in zip(("hidden_weights", "hidden_biases", "output_weights", "output_bias"), made, strict=True):
        check(doc, got, expect[name])
    check(doc, approximation(expect["x"], *made), expect["network_output"])
    check(doc, functions[given["function"]][0](np.array(expect["x"])), expect["true_value"])


@pytest.mark.parametrize(("doc", "case"), named("universal_approximation", "error"))
def test_twice_the_neurons_make_a_quarter_of_the_error(doc, case):
    given, expect = case["given"], case["expect"]
    (low, high), (f, bend, (phase, period)) = given["interval"], functions[given["function"]]
    x = np.linspace(low, high, given["grid_points"])
    sizes = np.array(given["hidden_relu_neurons"])
    errors = [np.abs(approximation(x, *knots(given["function"], (low, high), n)) - f(x)).max() for n in sizes]
    check(doc, errors, expect["max_error"])
    turns = phase + period * np.arange(np.ceil((low - phase) / period), np.floor((high - phase) / period) + 1)
    most = np.abs(bend(np.array([low, high, *turns]))).max()
    check(doc, most * ((high - low) / sizes) ** 2 / 8, expect["bound"])
    assert (np.array(errors) <= np.array(expect["bound"]) * (1 + 1e-9)).all()


# vanishing and exploding gradients


@pytest.mark.parametrize(("doc", "case"), named("gradient_flow", "chain"))
def test_slopes_shrink_or_grow_along_a_chain(doc, case):
    given, expect = case["given"], case["expect"]
    layer = ([[given["w"]]], None, given["activation"])
    heights, found = [], []
    for depth in given["depths"]:
        made = steered([[given["x"]]], [eye(1)] + [layer] * depth, [[1.0]])
        heights.append(made.last.flows[f"l{depth + 1}"].a[0, 0])
        found.append(slopes(made, 1)[0, 0])
    check(doc, heights, expect["output_at_depth"])
    check(doc, found, expect["d_output_dx_at_depth"])


def deep(given):
    """A net of hidden layers h = g(h W), or h + g(h W), or with h W normalised first; its output layer is `out`."""
    nodes, start, feed = [], {}, "input"
    if given["residual"]:
        begin = eye(np.shape(given["X"])[1])  # both the first layer and its skip are fed by it
        nodes, start, feed = [dense("begin", begin, "input")], {"begin": numbers(begin)}, "begin"
    for place, w in enumerate(given["W"], 1):
        plain = (w, None, None if given["batch_norm"] else given["activation"])
        nodes.append(dense(f"dense{place}", plain, feed))
        start[f"dense{place}"] = numbers(plain)
        last = f"dense{place}"
        if given["batch_norm"]:
            norm = component("layer", "batch_norm", epsilon=1e-5)
            nodes.append(Node(f"norm{place}", norm, activation(given["activation"]), (last,)))
            last = f"norm{place}"
        if given["residual"]:
            nodes.append(Node(f"add{place}", component("layer", "add"), None, (feed, last)))
            last = f"add{place}"
        feed = last
    out = (given["W_out"], None, None)
    nodes.append(dense("out", out, feed))
    start["out"] = numbers(out)
    return graph_trainer(given["X"], given["y"], nodes, start, loss("mse"), sgd(0.1))


@pytest.mark.parametrize(("doc", "case"), named("gradient_flow", "deep_net"))
def test_gradients_vanish_or_explode_in_a_deep_net(doc, case):
    given, expect = case["given"], case["expect"]
    made, depth = deep(given), len(given["W"])
    made.step()
    flows, grads = made.last.flows, made.network.grads.named
    seen, target = flows["out"].a.T, np.array(given["y"], float)
    check(doc, loss("mse").value(seen, target).mean(), expect["loss"])  # of the batch, before its update
    found = [np.linalg.norm(grads[f"dense{place}"]["weights"]) for place in range(1, depth + 1)]
    check(doc, found, expect["gradient_norm_per_layer"])
    state, states = flows["out"].d.T @ np.transpose(given["W_out"]), []
    for place in range(depth, 0, -1):
        if given["residual"]:
            np.testing.assert_allclose(flows[f"add{place}"].d.T, state, rtol=1e-9)
        states.insert(0, np.linalg.norm(state))
        through = flows[f"dense{place}"].d.T @ np.transpose(given["W"][place - 1])
        state = through + (state if given["residual"] else 0)
    check(doc, states, expect["state_gradient_norm_per_layer"])
    check(doc, states[0] / states[-1], expect["state_first_over_last"])


# extreme logits


def extreme():
    """Cases of cross-entropy from logits so large that a probability alone has lost them."""
    return [
        param
        for param in named("losses", "loss")
        if "logits" in param.values[1]["given"] and np.abs(param.values[1]["given"]["logits"]).max() > 30
    ]


@pytest.mark.parametrize(("doc", "case"), extreme())
def test_extreme_logits_keep_loss_and_gradient_exact(doc, case):
    given, expect = case["given"], case["expect"]
    logits = np.array(given["logits"], float)
    two = logits.ndim == 1
    rows = logits[:, None] if two else logits
    target = np.array(given["y_true"])[:, None] if two else given["one_hot"]
    name, cost = ("sigmoid", "binary_cross_entropy") if two else ("softmax", "cross_entropy")
    made = trainer(rows, target, [(np.eye(rows.shape[1]), None, name)], loss(cost), sgd(0.1))
    check(doc, loss_of(made), expect["value"])
    made.step()
    check(doc, slopes(made, 1), np.reshape(expect["gradient"], rows.shape))


# large logits


@pytest.mark.parametrize(("doc", "case"), named("pima_mlp", "training"))
def test_how_large_logits_grow_in_training(doc, case):
    given, p = case["given"], case["given"]["parameters"]
    _, x, y = labelled(given)
    x = x if scaling(given["scale"]) == "none" else (x - x.mean(axis=0)) / x.std(axis=0)
    layers = [(p[f"W{place}"], p[f"b{place}"], name) for place, name in enumerate(("relu", "relu", "sigmoid"), 1)]
    rule = optimizer(given["optimizer"], given["hyper_parameters"])
    made = trainer(x, y[:, None], layers, loss("binary_cross_entropy"), rule, batch_size=given["batch_size"])
    largest = 0.0
    while made.epoch < given["epochs"]:
        made.step()
        largest = max(largest, np.abs(made.last.flows["l3"].z).max())
    spread = max(doc["tolerance"]["rtol"], *case["loss_rtol_after_epoch"].values())
    check(doc, largest, case["expect"]["largest_absolute_logit_in_training"], rtol=spread)


# equal weights


@pytest.mark.parametrize(("doc", "case"), named("initializers", "symmetry"))
def test_neurons_that_begin_equal_stay_equal(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [(given["W1"], None, given["hidden_activation"]), (given["W2"], None, given["output_activation"])]
    made = trainer(given["X"], given["y"], layers, loss(given["loss"]), sgd(given["learning_rate"]))
    for _ in range(given["steps"]):
        made.step()
    w1, w2 = (made.network.store.named[ident]["weights"] for ident in ("l1", "l2"))
    check(doc, w1, expect["W1_final"])
    check(doc, w2, expect["W2_final"])
    same = np.allclose(w1, w1[:, :1], rtol=1e-12, atol=0) and np.allclose(w2, w2[:1], rtol=1e-12, atol=0)
    assert same is expect["all_hidden_neurons_identical"]
