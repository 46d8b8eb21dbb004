"""The layers' worked examples: normalisation and residuals, convolution, recurrence, and how many parameters."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import itertools
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oracle_cases import check, document, named

from nnlab.api import Layer
from nnlab.api.calls import bind
from nnlab.catalog import load_catalog
from nnlab.engine import Border, Graph, Network, Node, Recipe, Samples, Trainer

pytestmark = pytest.mark.oracle
bundled = load_catalog()
Arrays = dict[str, Any]


def made(kind: str, ident: str, **values: Any) -> Any:
    return bundled.cls(kind, ident)(**values)


def through(layer: Layer, x: Any, p: Arrays, upstream: Any, buffers: Arrays | None = None) -> tuple[Any, Any, Any]:
    """Returns (output, dL/dx, gradients) of one pass in training."""
    p = {name: np.array(values, float) for name, values in p.items()}
    y, saved, _ = bind(layer, "forward")(np.array(x, float), p, buffers or {}, True, None)
    grad_x, grads = bind(layer, "backward")(np.array(upstream, float), saved, p)
    return y, grad_x, grads


@pytest.mark.parametrize(
    ("ident", "kinds"),
    [
        ("batchnorm_residual", {"batch_norm", "layer_norm", "residual", "dropout"}),
        ("cnn", {"conv2d", "conv2d_forward", "pool", "training"}),
        ("rnn", {"elman", "lstm", "gru", "training"}),
        ("parameter_counts", {"dense", "conv2d", "recurrent", "batchnorm"}),
    ],
)
def test_every_kind_of_these_files_is_tested(ident: str, kinds: set[str]) -> None:
    assert {case["kind"] for case in document(ident)["cases"]} <= kinds


# normalisation, residual, dropout


@pytest.mark.parametrize(("doc", "case"), named("batchnorm_residual", "batch_norm"))
def test_batch_normalisation(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    layer = made("layer", "batch_norm", epsilon=given["eps"], momentum=given["momentum"])
    x, upstream = np.array(given["X"]), np.array(given["upstream_gradient"])
    p = {name: np.array(given[name]) for name in ("gamma", "beta")}
    before = {"mean": np.array(given["running_mean"]), "variance": np.array(given["running_var"])}
    y, saved, after = bind(layer, "forward")(x, p, before, True, None)
    grad_x, grads = bind(layer, "backward")(upstream, saved, p)
    check(doc, y, want["output"])
    check(doc, saved[0], want["normalised"])
    check(doc, grad_x, want["input_gradient"])
    check(doc, grads["gamma"], want["gamma_gradient"])
    check(doc, grads["beta"], want["beta_gradient"])
    check(doc, after["mean"], want["running_mean_after"])
    check(doc, after["variance"], want["running_var_after"])
    check(doc, bind(layer, "forward")(x, p, after, False, None)[0], want["output_in_evaluation_mode_after"])
    whole = made("layer", "batch_norm", epsilon=given["eps"], momentum=1.0)  # keeps the last batch alone
    _, _, batch = bind(whole, "forward")(x, p, before, True, None)
    check(doc, batch["mean"], want["batch_mean"])
    check(doc, batch["variance"] * (len(x) - 1) / len(x), want["batch_variance"])


@pytest.mark.parametrize(("doc", "case"), named("batchnorm_residual", "layer_norm"))
def test_layer_normalisation(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    p = {name: given[name] for name in ("gamma", "beta")}
    layer = made("layer", "layer_norm", epsilon=given["eps"])
    y, grad_x, grads = through(layer, given["X"], p, given["upstream_gradient"])
    check(doc, y, want["output"])
    check(doc, grad_x, want["input_gradient"])
    check(doc, grads["gamma"], want["gamma_gradient"])
    check(doc, grads["beta"], want["beta_gradient"])


@pytest.mark.parametrize(("doc", "case"), named("batchnorm_residual", "residual"))
def test_residual_block_in_a_network_with_a_skip(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    x, upstream = np.array(given["X"]), np.array(given["upstream_gradient"])
    width = np.shape(given["W1"])[1], np.shape(given["W2"])[1]
    nodes = (
        Node("start", made("layer", "dense", units=x.shape[1]), None, ("input",)),  # its gradient is that of X
        Node("h1", made("layer", "dense", units=width[0]), made("activation", "relu"), ("start",)),
        Node("h2", made("layer", "dense", units=width[1]), None, ("h1",)),
        Node("out", made("layer", "add"), None, ("start", "h2")),
    )
    network = Network(Graph((x.shape[1],), nodes), Border(), loss=made("loss", "mse"))
    network.put(
        {
            "start": {"weights": np.eye(x.shape[1])},
            "h1": {"weights": np.array(given["W1"]), "bias": np.array(given["b1"])},
            "h2": {"weights": np.array(given["W2"]), "bias": np.array(given["b2"])},
        }
    )
    target = np.array(want["output"]) - upstream * upstream.shape[1] * len(x) / 2  # so that dL/dy is the upstream one
    samples = Samples.of(x, target, upstream.shape[1], "float64")
    plan = network.plan(len(x), training=True)
    plan.load(samples.x, samples.t, samples.target, np.arange(len(x)))
    plan.forward()
    plan.backward()
    check(doc, plan.flows["out"].a.T, want["output"])
    check(doc, plan.flows["start"].grad.T, want["input_gradient"])
    for place in "12":
        check(doc, network.grads.named[f"h{place}"]["weights"], want[f"W{place}_gradient"])
        check(doc, network.grads.named[f"h{place}"]["bias"], want[f"b{place}_gradient"])


class GivenMask:
    """Stands in for a random stream: draws 1 where a number is kept and 0 where it is dropped."""

    def __init__(self, mask: Any) -> None:
        self._mask = np.array(mask, float)

    def random(self, shape: tuple[int, ...]) -> Any:
        assert shape == self._mask.shape
        return self._mask


@pytest.mark.parametrize(("doc", "case"), named("batchnorm_residual", "dropout"))
def test_dropout(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    dropout = made("layer", "dropout", rate=given["drop_probability"])
    x = np.array(given["X"])
    y, saved, _ = bind(dropout, "forward")(x, {}, {}, True, GivenMask(given["mask"]))
    check(doc, y, want["output"])
    check(doc, bind(dropout, "backward")(np.array(given["upstream_gradient"]), saved, {})[0], want["input_gradient"])
    check(doc, bind(dropout, "forward")(x, {}, {}, False, None)[0], want["output_in_evaluation_mode"])


# convolution


def kernels_last(kernel: Any) -> Any:
    """Returns a kernel (out, in, rows, columns) as the layer keeps it, (in, rows, columns, out)."""
    return np.transpose(kernel, (1, 2, 3, 0))


def kernels_first(weights: Any) -> Any:
    return np.transpose(weights, (3, 0, 1, 2))


def convolution(given: Arrays) -> tuple[Layer, Arrays]:
    filters, _, rows, columns = np.shape(given["kernel"])
    size = {"filters": filters, "rows": rows, "columns": columns}
    layer = made("layer", "conv2d", **size, stride=given.get("stride", 1), padding=given.get("padding", 0))
    return layer, {"weights": kernels_last(given["kernel"]), "bias": np.array(given["bias"], float)}


@pytest.mark.parametrize(("doc", "case"), named("cnn", "conv2d", "conv2d_forward"))
def test_convolution(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    layer, p = convolution(given)
    x = np.array(given["x"], float)
    assert bind(layer, "shape")(x.shape[1:]) == np.shape(want["output"])[1:]
    upstream = given.get("upstream_gradient", np.zeros(np.shape(want["output"])))
    y, grad_x, grads = through(layer, x, p, upstream)
    check(doc, y, want["output"])
    if case["kind"] == "conv2d":
        check(doc, grad_x, want["input_gradient"])
        check(doc, kernels_first(grads["weights"]), want["kernel_gradient"])
        check(doc, grads["bias"], want["bias_gradient"])


@pytest.mark.parametrize(("doc", "case"), named("cnn", "pool"))
def test_pooling(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    ident = {"max": "max_pool", "average": "average_pool"}[given["pooling"]]
    layer = made("layer", ident, window=given["window"], stride=given["stride"])
    y, grad_x, _ = through(layer, given["x"], {}, given["upstream_gradient"])
    check(doc, y, want["output"])
    check(doc, grad_x, want["input_gradient"])


def images(given: Arrays) -> tuple[Any, Any]:
    """Returns (x, labels) of the rows of a file, with its pixels scaled as the case says."""
    folder = os.environ.get("NNLAB_DATA_DIR")
    if not folder or not (Path(folder) / given["data"]).is_file():
        pytest.skip(f"NNLAB_DATA_DIR has no {given['data']}")
    path = Path(folder) / given["data"]
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        table = [row for row in csv.reader(line for line in file if not line.startswith("#")) if row]
    if not table[0][0].lstrip("-").isdigit():
        del table[0]
    rows = np.array(table[given["first_row"] : given["first_row"] + given["rows"]], float)
    side = round((rows.shape[1] - 1) ** 0.5)
    pixels, labels = rows[:, :-1].reshape(-1, 1, side, side), rows[:, -1].astype(int)
    number = r"([0-9.]+)"
    said = re.fullmatch(
        rf"pixels / {number}(?: \+ {number}\*\({number}\*row \+ column\))?", given["scale"]
    )  # a ramp keeps the maximum of a window unique
    assert said is not None, given["scale"]
    over, ramp, wide = (float(part or 0) for part in said.groups())
    row, column = np.mgrid[:side, :side]
    return pixels / over + ramp * (wide * row + column), labels


@pytest.mark.parametrize(("doc", "case"), named("cnn", "training"))
def test_a_small_convolutional_network_learns_digits(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    x, labels = images(given)
    assert labels.tolist() == want["labels"]
    conv, p = convolution({"kernel": given["kernel"], "bias": given["kernel_bias"]})
    classes = len(given["b"])
    nodes = (
        Node("conv", conv, made("activation", "relu"), ("input",)),
        Node("pool", made("layer", "max_pool"), None, ("conv",)),
        Node("flat", made("layer", "flatten"), None, ("pool",)),
        Node("out", made("layer", "dense", units=classes), made("activation", "softmax"), ("flat",)),
    )
    network = Network(Graph(x.shape[1:], nodes), Border(), loss=made("loss", "cross_entropy"))
    network.put({"conv": p, "out": {"weights": np.array(given["W"]), "bias": np.array(given["b"])}})
    target = np.eye(classes)[labels] if network.blueprint.loss.targets == "one_hot" else labels
    trainer = descent(network, x, target, classes, given["learning_rate"])
    losses = [mean_loss(trainer)]
    for step in range(given["steps"]):
        trainer.step()
        losses.append(mean_loss(trainer))
        if step == 0:
            grads = network.grads.named
            check(doc, kernels_first(grads["conv"]["weights"]), want["kernel_gradient_first_step"])
            check(doc, grads["conv"]["bias"], want["kernel_bias_gradient_first_step"])
            check(doc, grads["out"]["weights"], want["W_gradient_first_step"])
            check(doc, grads["out"]["bias"], want["b_gradient_first_step"])
    check(doc, losses, want["loss"])
    check(doc, kernels_first(network.store.named["conv"]["weights"]), want["kernel_final"])
    check(doc, network.store.named["out"]["bias"], want["b_final"])


def descent(network: Network, x: Any, target: Any, outputs: int, rate: float) -> Trainer:
    """Returns full-batch gradient descent on a network."""
    samples = Samples.of(np.array(x, float), np.asarray(target), outputs, "float64")
    sgd = made("optimizer", "sgd", learning_rate=rate)
    trainer = Trainer(network, samples, Recipe(sgd, batch_size=len(x), shuffle=False))
    trainer.updater.begin()
    return trainer


def mean_loss(trainer: Trainer) -> float:
    """Returns the loss over all samples as the network stands."""
    samples = trainer.samples
    plan = trainer.network.plan(samples.rows, training=False)
    plan.load(samples.x, samples.t, samples.target, np.arange(samples.rows))
    plan.forward()
    return float(plan.values().mean())


# recurrence


@pytest.mark.parametrize(("doc", "case"), named("rnn", "lstm", "gru"))
def test_gated_layers(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    x, last = np.array(given["x"]), np.array(given["upstream_gradient_on_last_hidden"])
    names = {"Wx": "weights", "Wh": "recurrent_weights", "bx": "bias", "bh": "recurrent_bias"}
    p = {names[name]: given[name] for name in names}
    layer = made("layer", case["kind"], units=last.shape[1])
    y, grad_x, grads = through(layer, x, p, last)
    check(doc, y, want["hidden"][-1])
    check(doc, grad_x, want["x_gradient"])
    for name, own in names.items():
        if f"{name}_gradient" in want:
            check(doc, grads[own], want[f"{name}_gradient"])
    whole = made("layer", case["kind"], units=last.shape[1], sequence=True)
    upstream = np.zeros((*x.shape[:2], last.shape[1]))
    upstream[:, -1] = last
    y, same_x, same = through(whole, x, p, upstream)
    check(doc, y.swapaxes(0, 1), want["hidden"])
    np.testing.assert_array_equal(same_x, grad_x)
    assert {name: array.tolist() for name, array in same.items()} == {n: a.tolist() for n, a in grads.items()}
    if "cell_last" in want:
        arrays = {name: np.array(array) for name, array in p.items()}
        saved = bind(layer, "forward")(x, arrays, {}, True, None)[1]
        check(doc, saved[2][-1], want["cell_last"])


def elman(given: Arrays) -> Network:
    """Returns the network of the Elman cases: a simple recurrent layer and a dense one behind its last state."""
    units, outputs = np.shape(given["Wy"])
    nodes = (
        Node("memory", made("layer", "rnn", units=units), None, ("input",)),
        Node("out", made("layer", "dense", units=outputs), None, ("memory",)),
    )
    network = Network(Graph(np.shape(given["x"])[1:], nodes), Border(), loss=made("loss", "mse"))
    arrays = {name: np.array(given[name], float) for name in ("Wx", "Wh", "b", "Wy", "by")}
    network.put(
        {
            "memory": {"weights": arrays["Wx"], "recurrent_weights": arrays["Wh"], "bias": arrays["b"]},
            "out": {"weights": arrays["Wy"], "bias": arrays["by"]},
        }
    )
    return network


@pytest.mark.parametrize(("doc", "case"), named("rnn", "elman"))
def test_simple_recurrent_layer(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    assert given["h0"] == "zeros"
    network = elman(given)
    trainer = descent(network, given["x"], np.array(given["y"]), np.shape(given["y"])[1], 0.1)
    check(doc, mean_loss(trainer), want["loss"])
    plan, samples = network.plan(len(given["x"]), training=True), trainer.samples
    plan.load(samples.x, samples.t, samples.target, np.arange(samples.rows))
    plan.forward()
    plan.backward()
    check(doc, plan.output.a.T, want["prediction"])
    grads = network.grads.named
    for name, own in {"Wx": "weights", "Wh": "recurrent_weights", "b": "bias"}.items():
        check(doc, grads["memory"][own], want[f"{name}_gradient"])
    check(doc, grads["out"]["weights"], want["Wy_gradient"])
    check(doc, grads["out"]["bias"], want["by_gradient"])
    x, upstream = np.array(given["x"]), np.array(plan.flows["memory"].grad.T)
    p = network.store.named["memory"]
    whole = made("layer", "rnn", units=p["bias"].size, sequence=True)
    states, saved, _ = bind(whole, "forward")(x, p, {}, True, None)
    check(doc, states.swapaxes(0, 1), want["hidden"])
    last = np.zeros(states.shape)
    last[:, -1] = upstream
    check(doc, bind(whole, "backward")(last, saved, p)[0], want["x_gradient"])
    check(doc, backwards_in_time(x, upstream, p), want["norm_of_dloss_dh_from_last_to_first"])


def backwards_in_time(x: Any, upstream: Any, p: Arrays) -> list[float]:
    """Returns the length of dL/dh_t from the last state to the first.

    Given x W as its input, with weights 1, a layer's input gradient is dL/dz_t, and dL/dh_(t-1) = dL/dz_t U^T.
    """
    units = p["bias"].size
    own = {**p, "weights": np.eye(units)}
    d = through(made("layer", "rnn", units=units), x @ p["weights"], own, upstream)[1]
    states = [upstream, *(d[:, t] @ p["recurrent_weights"].T for t in reversed(range(1, x.shape[1])))]
    return [float(np.linalg.norm(state)) for state in states]


@pytest.mark.parametrize(("doc", "case"), named("rnn", "training"))
def test_a_simple_recurrent_layer_learns_to_repeat(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    network = elman(given)
    trainer = descent(network, given["x"], np.array(given["y"]), np.shape(given["y"])[1], given["learning_rate"])
    losses = [mean_loss(trainer)]
    for _ in range(given["steps"]):
        trainer.step()
        losses.append(mean_loss(trainer))
    check(doc, losses, want["loss"])
    check(doc, network.store.named["memory"]["recurrent_weights"], want["Wh_final"])
    check(doc, network.store.named["out"]["weights"], want["Wy_final"])


# how many parameters


def counts(layer: Layer, shape: tuple[int, ...], method: str = "parameters") -> dict[str, int]:
    rng = (np.random.default_rng(0),) if method == "parameters" else ()
    return {name: array.size for name, array in bind(layer, method)(*rng, shape).items()}


@pytest.mark.parametrize(("doc", "case"), named("parameter_counts", "dense"))
def test_parameters_of_dense_networks(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    assert given["layer"] == "dense"
    sizes = given["sizes"]
    pairs = list(itertools.pairwise(sizes))
    each = [counts(made("layer", "dense", units=after, bias=given["bias"]), (before,)) for before, after in pairs]
    check(doc, sum(one["weights"] for one in each), want["weights"])
    check(doc, sum(one.get("bias", 0) for one in each), want["biases"])
    check(doc, [sum(one.values()) for one in each], want["per_layer"])
    nodes = tuple(
        Node(f"l{place}", made("layer", "dense", units=after, bias=given["bias"]), None, (f"l{place - 1}",))
        for place, (_, after) in enumerate(pairs, 1)
    )
    nodes = (dataclasses.replace(nodes[0], inputs=("input",)), *nodes[1:])
    check(doc, Network(Graph((sizes[0],), nodes), Border()).layout.size, want["total"])


@pytest.mark.parametrize(("doc", "case"), named("parameter_counts", "conv2d"))
def test_parameters_of_a_convolution(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    assert given["layer"] == "conv2d"
    rows, columns = given["kernel"]
    layer = made("layer", "conv2d", filters=given["out_channels"], rows=rows, columns=columns, bias=given["bias"])
    found = counts(layer, (given["in_channels"], rows, columns))
    check(doc, found["weights"], want["weights"])
    check(doc, found.get("bias", 0), want["biases"])
    check(doc, sum(found.values()), want["total"])


@pytest.mark.parametrize(("doc", "case"), named("parameter_counts", "recurrent"))
def test_parameters_of_a_recurrent_layer(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    which = {"rnn": "total_one_bias", "lstm": "total_two_biases", "gru": "total_two_biases"}[given["layer"]]
    layer = made("layer", given["layer"], units=given["hidden"])
    found = counts(layer, (1, given["inputs"]))
    check(doc, sum(found.values()), want[which])
    biases = [size for name, size in found.items() if name.endswith("bias")]
    other = sum(found.values()) + (2 - len(biases)) * biases[0]
    check(doc, (other - biases[0], other), (want["total_one_bias"], want["total_two_biases"]))


@pytest.mark.parametrize(("doc", "case"), named("parameter_counts", "batchnorm"))
def test_parameters_of_batch_normalisation(doc: Arrays, case: Arrays) -> None:
    given, want = case["given"], case["expect"]
    assert given["layer"] == "batchnorm"
    layer, shape = made("layer", "batch_norm"), (given["features"],)
    check(doc, sum(counts(layer, shape).values()), want["total"])
    check(doc, sum(counts(layer, shape, "buffers").values()), want["running_statistics"])
