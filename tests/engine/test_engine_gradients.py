"""Backpropagation agrees with central differences of the loss, whatever the network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlab.api import Activation, Layer, Loss, Optimizer, Regularizer
from nnlab.engine import Border, Graph, Network, Node, Recipe, Samples, Trainer


class Dense(Layer):
    weights = ("weights",)
    native = "dense"
    units: int = 2

    def shape(self, *inputs):
        return (self.units,)

    def parameters(self, rng, *inputs):
        return {"weights": rng.normal(size=(inputs[0][0], self.units)), "bias": rng.normal(size=self.units)}

    def forward(self, x, p):
        return x @ p["weights"] + p["bias"], x, {}

    def backward(self, grad, saved, p):
        return grad @ p["weights"].T, {"weights": saved.T @ grad, "bias": grad.sum(axis=0)}


class SlowDense(Dense):
    native = ""


class Join(Layer):
    """Puts two inputs side by side."""

    def shape(self, *inputs):
        return (sum(shape[0] for shape in inputs),)

    def forward(self, x):
        return np.concatenate(x, axis=1), x[0].shape[1], {}

    def backward(self, grad, saved):
        return (grad[:, :saved], grad[:, saved:]), {}


class Tanh(Activation):
    def forward(self, z):
        return np.tanh(z)

    def derivative(self, a):
        return 1 - a * a


class Bent(Activation):
    """Has no derivative of its own."""

    def forward(self, z):
        return z * np.exp(-z * z) + z


class Soft(Activation):
    """Has no backward of its own, and is not elementwise."""

    def forward(self, z):
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)


class Square(Loss):
    def value(self, y, target):
        return ((y - target) ** 2).sum(axis=1)

    def gradient(self, y, target):
        return 2 * (y - target)


class FourthSum(Loss):
    """Has no gradient of its own."""

    reduction = "sum"

    def value(self, y, target):
        return ((y - target) ** 4).sum(axis=1)


class Ridge(Regularizer):
    def penalty(self, w):
        return 0.05 * float((w * w).sum())

    def gradient(self, w):
        return 0.1 * w


class Still(Optimizer):
    def update(self, w, state):
        return w, state


def trained(graph, loss, rows, batch, dtype="float64", regularizer=None):
    rng = np.random.default_rng(rows)
    network = Network(graph, Border(), dtype=dtype, loss=loss)
    network.begin(None, 1, 0)
    outputs = network.blueprint.outputs
    samples = Samples.of(rng.normal(size=(rows, *graph.input_shape)), rng.normal(size=(rows, outputs)), outputs, dtype)
    made = Trainer(network, samples, Recipe(Still(), regularizer=regularizer, batch_size=batch, shuffle=False))
    made.updater.begin()
    return made


def loss_of(made, rows, regularizer=None):
    plan = made.network.plan(rows, training=True)
    plan.load(made.samples.x, made.samples.t, made.samples.target, np.arange(rows))
    plan.forward()
    each = plan.values()
    total = each.mean() if plan.goal.loss.reduction == "mean" else each.sum()
    if regularizer is not None:
        for block in made.network.layout.blocks:
            total += sum(regularizer.penalty(made.network.store.named[block.node][name]) for name in block.weights)
    return total


def by_differences(made, rows, regularizer=None, h=1e-6):
    flat, found = made.network.store.flat, np.zeros(made.network.layout.size)
    for place in range(flat.size):
        kept = flat[place]
        flat[place] = kept + h
        high = loss_of(made, rows, regularizer)
        flat[place] = kept - h
        found[place] = (high - loss_of(made, rows, regularizer)) / (2 * h)
        flat[place] = kept
    return found


def chain(inputs, widths, layer, activations):
    nodes, feed = [], "input"
    for place, (units, activation) in enumerate(zip(widths, activations, strict=True)):
        nodes.append(Node(f"l{place}", layer(units=units), activation, (feed,)))
        feed = f"l{place}"
    return Graph((inputs,), tuple(nodes))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_gradient_of_a_chain_is_right(data):
    widths = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    kinds = st.sampled_from([Tanh(), Bent(), Soft(), None])
    activations = data.draw(st.lists(kinds, min_size=len(widths), max_size=len(widths)))
    layer = data.draw(st.sampled_from([Dense, SlowDense]))
    loss = data.draw(st.sampled_from([Square(), FourthSum()]))
    regularizer = data.draw(st.sampled_from([None, Ridge()]))
    rows = data.draw(st.integers(1, 5))
    made = trained(
        chain(data.draw(st.integers(1, 3)), widths, layer, activations), loss, rows, rows, regularizer=regularizer
    )
    made.step()
    want = by_differences(made, rows, regularizer)
    np.testing.assert_allclose(made.network.grads.flat, want, rtol=2e-5, atol=1e-6 * max(1, np.abs(want).max()))


def test_gradients_of_a_layer_that_feeds_two_others_add_up():
    nodes = (
        Node("a", Dense(units=3), Tanh(), ("input",)),
        Node("b", Dense(units=2), Tanh(), ("a",)),
        Node("c", Dense(units=2), None, ("a",)),
        Node("d", Join(), None, ("b", "c")),
        Node("e", Dense(units=1), None, ("d",)),
    )
    made = trained(Graph((2,), nodes), Square(), 4, 4)
    made.step()
    np.testing.assert_allclose(made.network.grads.flat, by_differences(made, 4), rtol=1e-6, atol=1e-8)


def test_a_layer_that_feeds_nothing_gets_no_gradient():
    nodes = (Node("a", Dense(units=3), Tanh(), ("input",)), Node("b", Dense(units=1), None, ("input",)))
    made = trained(Graph((2,), nodes), Square(), 4, 4)
    made.step()
    assert not made.network.grads.named["a"]["weights"].any()
    assert made.network.grads.named["b"]["weights"].any()


def test_native_dense_and_the_plugins_own_code_agree():
    made = [trained(chain(3, (4, 2), layer, (Tanh(), None)), Square(), 5, 5) for layer in (Dense, SlowDense)]
    made[1].network.put(made[0].network.store.named)
    for one in made:
        one.step()
    np.testing.assert_allclose(
        made[0].network.grads.named["l0"]["weights"], made[1].network.grads.named["l0"]["weights"], rtol=1e-12
    )
    np.testing.assert_allclose(made[0].network.store.outside(), made[1].network.store.outside(), rtol=0)


def test_a_short_last_batch_counts_as_its_own_mean():
    made = trained(chain(2, (3, 1), Dense, (Tanh(), None)), Square(), 5, 3)
    made.step()
    made.step()
    assert (made.epoch, made.step_count, made.last.rows) == (1, 2, 2)


def test_float32_is_kept_all_the_way():
    made = trained(chain(2, (3, 1), Dense, (Tanh(), Bent())), Square(), 5, 5, dtype="float32")
    made.step()
    assert made.network.store.flat.dtype == np.float32
    assert made.last.output.a.dtype == np.float32
    assert np.abs(made.network.grads.flat - by_differences(made, 5, h=1e-2)).max() < 0.02


@pytest.mark.parametrize("rows", [1, 4])
def test_walking_the_samples_of_a_batch_updates_with_the_last_one(rows):
    made = trained(chain(2, (3, 1), Dense, (Tanh(), None)), Square(), rows * 2, rows)
    for place in range(1, rows):
        made.walk()
        assert (made.place, made.step_count) == (place, 0)
    made.walk()
    assert (made.place, made.step_count) == (rows, 1)
