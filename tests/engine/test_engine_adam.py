"""Adam's hand-made twin moves as the plugin does, with few parameters and with many, and its copies run as they are."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_parts import component

from nnlab.api import Optimizer
from nnlab.engine import Border, Store
from nnlab.engine.parameters import Block, Layout
from nnlab.engine.updates import Updater


def stores(size: int, dtype: str) -> tuple[Store, Store]:
    layout = Layout((Block("h1", ("weights",), ((1, size),), ("weights",), dense=False),))
    return Store(layout, dtype), Store(layout, dtype)


@pytest.mark.parametrize("size", [5, 4096, 4097, 20_000])
@pytest.mark.parametrize(("dtype", "near"), [("float64", 1e-12), ("float32", 2e-5)])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_the_twin_moves_as_the_plugin_does(size, dtype, near, decay):
    adam = component("optimizer", "adam", weight_decay=decay)
    rng = np.random.Generator(np.random.PCG64(size))
    store, grads = stores(size, dtype)
    w = store.flat[...] = rng.standard_normal(size)
    w = w.astype(dtype)
    updater = Updater(adam, store, grads, Border())
    updater.begin()
    assert updater.how == "native"
    state = adam.init(w)
    for t in range(1, 7):
        g = grads.flat[...] = rng.standard_normal(size) * 10.0 ** (t - 3)
        w, state = adam.update(w, g.astype(dtype), state, 0.01 * t, t)
        updater.step(0.01 * t)
        np.testing.assert_allclose(store.flat, w, rtol=near, atol=near)
        np.testing.assert_allclose(updater.state["v"], state["v"], rtol=near)


def test_numbers_too_small_to_matter_are_dropped_now_and_then():
    store, grads = stores(3, "float64")
    updater = Updater(component("optimizer", "adam"), store, grads, Border())
    updater.begin()
    grads.flat[...] = (1e-300, 1.0, 0.0)
    updater.step(0.1)
    grads.flat[...] = 0
    for _ in range(256):
        updater.step(0.1)
    m = updater.state["m"]
    assert m[0] == 0
    assert m[1] != 0


def test_an_optimizer_that_only_claims_to_be_adam_runs_by_its_own_code():
    class Slow(Optimizer):
        native = "adam"
        beta1: float = 0.9
        beta2: float = 0.999
        eps: float = 1e-8
        weight_decay: float = 0.0

        def init(self, w):
            return {"m": np.zeros_like(w), "v": np.zeros_like(w)}

        def update(self, w, g, state, lr):
            return w - lr * g, state

    store, grads = stores(3, "float64")
    updater = Updater(Slow(), store, grads, Border())
    updater.begin()
    grads.flat[...] = 1
    updater.step(0.5)
    assert updater.how == "recorded"
    np.testing.assert_array_equal(store.flat, [-0.5, -0.5, -0.5])
