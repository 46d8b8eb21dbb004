"""Whole networks of bundled components arrive at the reference numbers: notation, depth, gates, dropout, digits."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_cases import cases, check
from oracle_nets import component, gradients, loss, loss_of, named, optimizer, outputs, sgd, table, trainer, values

from nnlab.api import Loss

pytestmark = pytest.mark.oracle


class Itself(Loss):
    """The output itself, so that gradients are the output's own slopes."""

    def value(self, y, target):
        return y[:, 0]

    def gradient(self, y, target):
        return np.ones_like(y)


@pytest.mark.parametrize(("doc", "case"), named("notation", "network"))
def test_the_notation_of_layers_and_samples(doc, case):
    given, expect = case["given"], case["expect"]
    count = len(given["W"])
    names = [given["hidden_activation"]] * (count - 1) + [given["output_activation"]]
    layers = [(np.transpose(w), np.ravel(b), name) for w, b, name in zip(given["W"], given["b"], names, strict=True)]
    x = np.transpose(given["X_columns_are_samples"])
    seen = outputs(trainer(x, np.zeros((len(x), given["layer_sizes"][-1])), layers, loss("mse"), sgd(0.1)))
    for place in range(count):
        z, a = seen[f"l{place + 1}"]
        check(doc, z.T, expect["Z"][place])
        check(doc, a.T, expect["A"][place])
    check(doc, seen[f"l{count}"][1], expect["A_last_rows_are_samples"])


functions = {"sin_2pi": lambda x: np.sin(2 * np.pi * x), "square": np.square}


def approximation(x, hidden_w, hidden_b, w, b):
    layers = [(np.array([hidden_w]), hidden_b, "relu"), (np.array(w)[:, None], [b], None)]
    made = trainer(np.array(x)[:, None], np.zeros((len(x), 1)), layers, loss("mse"), sgd(0.1))
    return outputs(made)["l2"][1][:, 0]


@pytest.mark.parametrize(("doc", "case"), named("universal_approximation", "construction"))
def test_relu_neurons_follow_a_function(doc, case):
    expect = case["expect"]
    made = [expect[name] for name in ("hidden_weights", "hidden_biases", "output_weights", "output_bias")]
    check(doc, approximation(expect["x"], *made), expect["network_output"])


@pytest.mark.parametrize(("doc", "case"), named("universal_approximation", "error"))
def test_twice_the_neurons_make_a_quarter_of_the_error(doc, case):
    given, expect = case["given"], case["expect"]
    (low, high), f, errors = given["interval"], functions[given["function"]], []
    x = np.linspace(low, high, given["grid_points"])
    for n in given["hidden_relu_neurons"]:
        knots = np.linspace(low, high, n + 1)
        slopes = np.diff(f(knots)) / np.diff(knots)
        y = approximation(x, np.ones(n), -knots[:-1], np.diff(slopes, prepend=0), f(knots[0]))
        errors.append(np.abs(y - f(x)).max())
    check(doc, errors, expect["max_error"])


@pytest.mark.parametrize(("doc", "case"), named("threshold_perceptron", "neuron", "gate"))
def test_a_neuron_fires_above_a_threshold(doc, case):
    given, expect = case["given"], case["expect"]
    x = np.atleast_2d(given["inputs"])
    layers = [(np.array(given["weights"])[:, None], [given["bias"] - given["threshold"]], "step")]
    made = trainer(x, np.zeros((len(x), 1)), layers, loss("mse"), sgd(0.1))
    check(doc, outputs(made)["l1"][1][:, 0], np.atleast_1d(expect["output"]))


@pytest.mark.parametrize(("doc", "case"), named("gradient_flow", "chain"))
def test_slopes_shrink_or_grow_along_a_chain(doc, case):
    given, expect = case["given"], case["expect"]
    layer = ([[given["w"]]], None, given["activation"])
    made = [trainer([[given["x"]]], [[0]], [layer] * depth, Itself(), sgd(0.1)) for depth in given["depths"]]
    check(doc, [loss_of(each) for each in made], expect["output_at_depth"])
    slopes = []
    for each in made:
        each.step()
        slopes.append(each.last.flows["l1"].d[0, 0] * given["w"])
    check(doc, slopes, expect["d_output_dx_at_depth"])


plain = [
    pytest.param(doc, case, id=case["name"])
    for doc, case in cases("gradient_flow", "deep_net")
    if not case["given"]["residual"] and not case["given"]["batch_norm"]
]


@pytest.mark.parametrize(("doc", "case"), plain)
def test_gradients_vanish_or_explode_in_a_deep_net(doc, case):
    given, expect = case["given"], case["expect"]
    layers = [*((w, None, given["activation"]) for w in given["W"]), (given["W_out"], None, None)]
    made = trainer(given["X"], given["y"], layers, loss("mse"), sgd(0.1))
    check(doc, loss_of(made), expect["loss"])
    made.step()
    hidden = range(1, len(given["W"]) + 1)
    norms = [np.linalg.norm(gradients(made, place)[0]) for place in hidden]
    check(doc, norms[: len(expect["gradient_norm_per_layer"])], expect["gradient_norm_per_layer"])
    after = [made.last.flows[f"l{place + 1}"].d.T @ np.transpose(layers[place][0]) for place in hidden]
    check(doc, [np.linalg.norm(each) for each in after], expect["state_gradient_norm_per_layer"])


class Drawn:
    """Stands in for a random stream: it has drawn this mask."""

    def __init__(self, mask):
        self.mask = np.array(mask)

    def random(self, shape):
        assert shape == self.mask.shape
        return self.mask  # 0 is below any rate, 1 above


@pytest.mark.parametrize(("doc", "case"), named("batchnorm_residual", "dropout"))
def test_dropout_with_a_given_mask(doc, case):
    given, expect = case["given"], case["expect"]
    upstream = np.array(given["upstream_gradient"])

    class Upstream(Loss):
        reduction = "sum"

        def value(self, y, target):
            return (y * upstream[: len(y)]).sum(axis=1)

        def gradient(self, y, target):
            return upstream[: len(y)]

    n = len(given["X"][0])
    layers = [(np.eye(n), None, None), component("layer", "dropout", rate=given["drop_probability"])]
    made = trainer(given["X"], np.zeros((len(given["X"]), n)), layers, Upstream(), sgd(0.1))
    check(doc, outputs(made)["l2"][1], expect["output_in_evaluation_mode"])
    made.network.state.noise["l2"] = Drawn(given["mask"])
    made.step()
    check(doc, made.last.flows["l2"].a.T, expect["output"])
    check(doc, made.last.flows["l1"].d.T, expect["input_gradient"])


extreme = [
    pytest.param(doc, case, id=case["name"]) for doc, case in cases("losses", "loss") if "extreme" in case["name"]
]


@pytest.mark.parametrize(("doc", "case"), extreme)
def test_extreme_logits_keep_loss_and_gradient_exact(doc, case):
    given, expect = case["given"], case["expect"]
    logits = np.array(given["logits"], float)
    two = logits.ndim == 1
    rows = logits[:, None] if two else logits
    target = np.array(given["y_true"])[:, None] if two else given["one_hot"]
    name, cost = ("sigmoid", "binary_cross_entropy") if two else ("softmax", "cross_entropy")
    made = trainer(rows, target, [(np.eye(rows.shape[1]), None, name)], loss(cost), sgd(0.1))
    assert made.network.blueprint.twin is not None
    check(doc, loss_of(made), expect["value"])
    made.step()
    check(doc, made.last.flows["l1"].d.T, np.reshape(expect["gradient"], rows.shape))


def digits():
    """Pixels from 0 to 1 and labels of the handwritten digits."""
    rows = np.array(table("digits.csv.gz")[1:], float)
    return rows[:, :64] / 16, rows[:, 64].astype(int)


@pytest.mark.parametrize(("doc", "case"), named("digits", "convex", "network"))
def test_handwritten_digits(doc, case):
    given, expect = case["given"], case["expect"]
    x, labels = digits()
    train, test = slice(1437), slice(1437, None)
    if case["kind"] == "convex":
        layers, rule = [(np.zeros((64, 10)), np.zeros(10), "softmax")], sgd(given["learning_rate"])
    else:
        layers = [(given["W1"], given["b1"], "relu"), (given["W2"], given["b2"], "softmax")]
        rule = optimizer(given["optimizer"], given["hyper_parameters"])
    made = trainer(x[train], np.eye(10)[labels[train]], layers, loss("cross_entropy"), rule)
    losses = []
    for _ in range(given["steps"]):
        losses.append(loss_of(made))
        made.step()
    check(doc, losses[:10], expect["loss_before_steps_1_to_10"])
    for step, want in expect["loss_before_step"].items():
        check(doc, losses[int(step) - 1], want)
    if "loss_final" in expect:
        check(doc, loss_of(made), expect["loss_final"])
    if case["kind"] == "convex":
        check(doc, values(made, 1)[1], expect["b_final"])
        check(doc, values(made, 1)[0][20], expect["W_final_row_20"])
    last = f"l{len(layers)}"
    found = [(*values(made, place), layer[2]) for place, layer in enumerate(layers, 1)]
    unseen = trainer(x[test], np.eye(10)[labels[test]], found, loss("cross_entropy"), sgd(0.1))
    for each, rows, want in ((made, train, "train_correct"), (unseen, test, "test_correct")):
        right = (outputs(each)[last][1].argmax(axis=1) == labels[rows]).sum()
        assert abs(right - expect[want][0]) <= 1
        assert len(labels[rows]) == expect[want][1]
