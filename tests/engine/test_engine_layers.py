"""Layers of any kind in a plan: what their plugins are given, what they may give back, and graphs with skips."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnlab.api import Layer
from nnlab.catalog import load_catalog
from nnlab.engine import Border, Graph, Network, Node, Recipe, Samples, Trainer
from nnlab.engine.layers import as_rows
from nnlab.records import ProblemError

bundled = load_catalog()


def made(kind: str, ident: str, **values: Any) -> Any:
    return bundled.cls(kind, ident)(**values)


def node(ident: str, layer: Layer, *inputs: str, activation: str = "") -> Node:
    return Node(ident, layer, made("activation", activation) if activation else None, inputs)


def network_of(shape: tuple[int, ...], *nodes: Node, dtype: str = "float64") -> Network:
    network = Network(Graph(shape, nodes), Border(), dtype=dtype, loss=made("loss", "mse"))
    network.begin(made("initializer", "xavier"), 0, 0)
    return network


class Passed(Layer):
    """Hands its input on and shows the test what it was given."""

    def forward(self, x):
        shown.append(x)
        return x, None, {}

    def backward(self, grad):
        shown.append(grad)
        return grad, {}


shown: list[Any] = []


def passed(network: Network, x: Any, outputs: int) -> list[Any]:
    """Runs a training pass and returns what the layers of the kind Passed saw."""
    shown.clear()
    samples = Samples.of(x, np.zeros((len(x), outputs)), outputs, network.dtype)
    trainer = Trainer(network, samples, Recipe(made("optimizer", "sgd"), batch_size=len(x), shuffle=False))
    trainer.updater.begin()
    trainer.step()
    return list(shown)


def test_a_layer_gets_contiguous_read_only_rows_of_the_networks_dtype() -> None:
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    network = network_of(
        (3, 2, 2),
        node("one", Passed(), "input"),
        node("flat", made("layer", "flatten"), "one"),
        node("out", made("layer", "dense", units=2), "flat"),
        dtype="float32",
    )
    forward, backward = passed(network, x, 2)[-2:]
    for array in (forward, backward):
        assert array.shape == (2, 3, 2, 2)
        assert array.dtype == np.float32
        assert array.flags.c_contiguous
        assert not array.flags.writeable
    np.testing.assert_array_equal(forward, x)


def test_layers_that_read_the_same_share_one_array() -> None:
    network = network_of(
        (4,),
        node("h", made("layer", "dense", units=4), "input", activation="tanh"),
        node("a", Passed(), "h"),
        node("b", Passed(), "h"),
        node("out", made("layer", "add"), "a", "b", "h"),
    )
    first, second = passed(network, np.ones((3, 4)), 4)[:2]
    assert np.shares_memory(first, second)


def test_rows_of_a_buffer_are_a_view_of_it() -> None:
    buffer = np.arange(24.0).reshape(12, 2)
    rows = as_rows(buffer, (3, 2, 2))
    assert rows.shape == (2, 3, 2, 2)
    assert np.shares_memory(rows, buffer)
    np.testing.assert_array_equal(rows[1].ravel(), buffer[:, 1])


def test_a_skip_of_any_length_gives_the_gradient_of_central_differences() -> None:
    rng = np.random.default_rng(0)
    dense = [made("layer", "dense", units=3) for _ in range(3)]
    nodes = (
        node("h1", dense[0], "input", activation="tanh"),
        node("h2", dense[1], "h1", activation="sigmoid"),
        node("sum", made("layer", "add"), "h1", "h2", activation="tanh"),
        node("norm", made("layer", "batch_norm"), "sum"),
        node("both", made("layer", "concatenate"), "norm", "input", "h1"),
        node("out", made("layer", "dense", units=2), "both"),
    )
    network = network_of((2,), *nodes)
    x, target = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    samples = Samples.of(x, target, 2, "float64")
    plan = network.plan(5, training=True)
    plan.load(samples.x, samples.t, samples.target, np.arange(5))

    def loss() -> float:
        plan.forward()
        return float(plan.values().mean())

    loss()
    plan.backward()
    found, start = network.grads.flat.copy(), network.store.flat.copy()
    for _ in range(5):
        direction = rng.normal(size=start.size)
        losses = []
        for step in (1e-6, -1e-6):
            network.store.flat[...] = start + step * direction
            losses.append(loss())
        network.store.flat[...] = start
        assert found @ direction == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_convolutional_network_gives_the_gradient_of_central_differences(dtype: str) -> None:
    rng = np.random.default_rng(1)
    nodes = (
        node("conv", made("layer", "conv2d", filters=3, padding=1), "input", activation="tanh"),
        node("next", made("layer", "conv2d", filters=3, padding=1), "conv"),
        node("sum", made("layer", "add"), "conv", "next"),
        node("pool", made("layer", "average_pool"), "sum"),
        node("flat", made("layer", "flatten"), "pool"),
        node("out", made("layer", "dense", units=2), "flat"),
    )
    network = network_of((1, 4, 4), *nodes, dtype=dtype)
    samples = Samples.of(rng.normal(size=(4, 1, 4, 4)), rng.normal(size=(4, 2)), 2, dtype)
    plan = network.plan(4, training=True)
    plan.load(samples.x, samples.t, samples.target, np.arange(4))
    plan.forward()
    plan.backward()
    start, direction = network.store.flat.copy(), rng.normal(size=network.store.flat.size).astype(dtype)
    step, losses = (1e-6, []) if dtype == "float64" else (1e-2, [])
    for sign in (1, -1):
        network.store.flat[...] = start + sign * step * direction
        plan.forward()
        losses.append(float(plan.values().astype(np.float64).mean()))
    want = (losses[0] - losses[1]) / (2 * step)
    assert network.grads.flat @ direction == pytest.approx(want, rel=1e-6 if dtype == "float64" else 2e-2)
    assert network.grads.flat.dtype == np.dtype(dtype)


class Wrong(Layer):
    """Gives back what it is told to."""

    what: str = "forward"
    weights = ("w",)

    def parameters(self, rng, shape):
        return {"w": np.ones(2)}

    def buffers(self, shape):
        return {"b": np.zeros(2)}

    def forward(self, x, p, buffers, training):
        if self.what == "wrote":
            x += 1
        given = {"forward": x, "shape": (x[:, :1], None, buffers), "buffers": (x, None, {})}
        return given.get(self.what, (x, None, buffers))

    def backward(self, grad):
        if self.what == "grads":
            return grad, {}
        return (grad if self.what == "pair" else (grad[:, :1], {"w": np.ones(2)})) if self.what else None


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        ("forward", "plugin.returned", "(y, saved, buffers)"),
        ("shape", "plugin.returned", "array (3, 2)"),
        ("buffers", "plugin.returned", "buffers b"),
        ("wrote", "plugin.wrote_input", None),
        ("grads", "plugin.returned", "a gradient for 'w'"),
        ("pair", "plugin.returned", "(grad_x, {name: gradient})"),
        ("rows", "plugin.returned", "array (3, 2)"),
    ],
)
def test_what_a_layer_gives_back_wrongly_is_said(what: str, code: str, said: str | None) -> None:
    nodes = (
        node("h", made("layer", "dense", units=2), "input"),
        node("odd", Wrong(what=what), "h"),
        node("out", made("layer", "dense", units=1), "odd"),
    )
    network = network_of((2,), *nodes)
    with pytest.raises(ProblemError) as caught:
        passed(network, np.ones((3, 2)), 1)
    assert caught.value.problem.code == code
    assert said is None or caught.value.problem.values["wanted"] == said
    assert caught.value.problem.plugin == "Wrong"


def test_buffers_count_only_once_a_step_is_done() -> None:
    network = network_of(
        (2,), node("norm", made("layer", "batch_norm"), "input"), node("out", made("layer", "dense", units=1), "norm")
    )
    x = np.array([[1.0, 2.0], [3.0, 6.0]])
    samples = Samples.of(x, np.zeros((2, 1)), 1, "float64")
    plan = network.plan(2, training=True)
    plan.load(samples.x, samples.t, samples.target, np.arange(2))
    plan.forward()
    assert not network.state.buffers["norm"]["mean"].any()
    network.state.settle()
    np.testing.assert_allclose(network.state.buffers["norm"]["mean"], [0.2, 0.4])
    np.testing.assert_allclose(network.state.buffers["norm"]["variance"], [0.9 + 0.1 * 2, 0.9 + 0.1 * 8])


def test_parameters_may_ask_for_shapes_alone() -> None:
    class Scale(Layer):
        def parameters(self, shape):
            return {"scale": np.ones(shape)}

        def forward(self, x, p):
            return x * p["scale"], x, {}

        def backward(self, grad, saved, p):
            return grad * p["scale"], {"scale": (grad * saved).sum(axis=0)}

    network = network_of((3,), node("out", Scale(), "input"))
    assert network.store.named["out"]["scale"].tolist() == [1, 1, 1]
