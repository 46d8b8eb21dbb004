"""A recording runs a plugin on kept buffers: of any rows, in place, with few calls, and without losing digits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlab.api import Activation, Loss, Optimizer, Regularizer, param
from nnlab.engine.border import Border
from nnlab.engine.recording import (
    NotRecordable,
    Pool,
    record_activation,
    record_gradient,
    record_loss_gradient,
    record_update,
)


def run(entries):
    with np.errstate(all="ignore"):
        for function, args in entries:
            function(*args)


def activation(made, dtype=np.float64):
    border = Border()
    derivative = border.method(made, "derivative", "z", "a") if border.has(made, "derivative") else None
    return record_activation(border.method(made, "forward", "z"), derivative, dtype)


def update(made, w, state, dtype=np.float64):
    return record_update(Border().method(made, "update", "w", "g", "state", "lr", "t"), w.size, state, dtype)


class Swish(Activation):
    beta: float = param(1.0)

    def forward(self, z):
        return z / (1 + np.exp(-self.beta * z))


class Tanh(Activation):
    def forward(self, z):
        return np.tanh(z)

    def derivative(self, a):
        return 1 - a * a


def test_layers_stacked_in_one_buffer_run_one_by_one_forwards_and_together_backwards():
    program = activation(Swish())
    z = np.random.default_rng(0).standard_normal((13, 6))
    a, slope = np.full_like(z, -9), np.full_like(z, -9)
    bound = program.bind({"z": z}, {"a": a, "slope": slope}, Pool())
    run(bound.entries("forward", slice(0, 8)))
    assert (a[8:] == -9).all()
    run(bound.entries("forward", slice(9, 13)))
    run(bound.entries("slope"))
    rows = np.r_[0:8, 9:13]
    s = 1 / (1 + np.exp(-z[rows]))
    np.testing.assert_allclose(a[rows], z[rows] * s, rtol=1e-14)
    np.testing.assert_allclose(slope[rows], s + z[rows] * s * (1 - s), rtol=1e-12)


def test_a_slope_says_what_it_reads():
    assert activation(Tanh()).needs("slope") == {"a"}
    assert activation(Tanh()).needs("forward") == {"z"}
    assert activation(Swish()).needs("slope") == {"a", "kept"}
    assert activation(Tanh()).inputs == {"z"}


def test_a_constant_slope_is_told():
    class Identity(Activation):
        def forward(self, z):
            return z

    assert activation(Identity()).constant("slope", "slope") == 1
    assert activation(Identity()).constant("forward", "a") is None


def test_what_forward_and_derivative_share_is_computed_once():
    class Twice(Activation):
        def forward(self, z):
            return 1 / (1 + np.exp(-z))

        def derivative(self, z):
            s = 1 / (1 + np.exp(-z))
            return s * (1 - s)

    program = activation(Twice())
    assert (program.calls("forward"), program.calls("slope")) == (4, 2)


def test_a_slope_stays_finite_where_an_exponential_overflows():
    z = np.array([[-1e3, -800.0, 0.0, 800.0, 1e3]])
    a, slope = np.empty_like(z), np.empty_like(z)
    bound = activation(Swish()).bind({"z": z}, {"a": a, "slope": slope}, Pool())
    run(bound.entries("forward") + bound.entries("slope"))
    np.testing.assert_allclose(slope, [[0, 0, 0.5, 1, 1]], atol=1e-300)


def test_all_bounds_of_a_plan_share_temporaries():
    class Long(Activation):
        def forward(self, z):
            return np.tanh(np.exp(z) + np.sin(z))

        def derivative(self, a):
            return 1 - a * a

    program, pool = activation(Long()), Pool()
    z, out = np.zeros((4, 5)), np.zeros((4, 5))
    first, second = (program.bind({"z": z}, {"a": out}, pool).entries("forward") for _ in range(2))
    assert first[0][1][-1] is second[0][1][-1]


def test_forward_alone_keeps_nothing_for_a_slope_and_works_in_its_output():
    z, a = np.random.default_rng(3).standard_normal((2, 4, 5))
    entries = activation(Swish()).bind({"z": z}, {"a": a}, Pool()).entries("forward")
    assert all(args[-1] is a for _, args in entries)
    run(entries)
    np.testing.assert_allclose(a, z / (1 + np.exp(-z)), rtol=1e-14)


def test_constants_of_a_gradient_become_one_multiplication():
    class MSE(Loss):
        def value(self, y, target):
            return np.mean((y - target) ** 2, axis=1)

        def gradient(self, y, target):
            return 2 * (y - target) / y.shape[1]

    border = Border()
    value, gradient = (border.method(MSE(), name, "y", "target") for name in ("value", "gradient"))
    kinds = {"outputs": 3, "dtype": np.float64, "target_dtype": np.float64, "scale": 1 / 30}
    for own in (gradient, None):
        assert record_loss_gradient(own, value, **kinds).calls("gradient") == 2


class Decay(Optimizer):
    weight_decay: float = param(0.0)

    def update(self, w, g, state, lr):
        return w - lr * (g + self.weight_decay * w), state


def test_a_weight_decay_of_exactly_0_costs_nothing_and_another_one_is_heeded():
    w = np.ones(4)
    assert update(Decay(), w, {}).calls("update") == 2
    decaying = update(Decay(weight_decay=0.5), w, {})
    lr, g = np.array(0.1), np.zeros(4)
    run(decaying.bind({"w": w, "g": g, "lr": lr, "t": np.array(1.0)}, {"w": w}, Pool()).entries("update"))
    np.testing.assert_allclose(w, 0.95)


class Adam(Optimizer):
    def init(self, w):
        return {"m": np.zeros_like(w), "v": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        m = 0.9 * state["m"] + 0.1 * g
        v = 0.999 * state["v"] + 0.001 * g**2
        return w - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), {"m": m, "v": v}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_an_optimizer_follows_its_own_code_for_many_steps_and_rates(dtype):
    rng = np.random.default_rng(1)
    w = rng.standard_normal(50).astype(dtype)
    own, state = w.copy(), Adam().init(w)
    kept = {name: array.copy() for name, array in state.items()}
    g, lr, t = np.empty_like(w), np.zeros(()), np.zeros(())
    places = {"w": w, "state/m": kept["m"], "state/v": kept["v"]}
    entries = (
        update(Adam(), w, state, dtype).bind({**places, "g": g, "lr": lr, "t": t}, places, Pool()).entries("update")
    )
    assert len(entries) <= 14
    for step in range(1, 201):
        g[...], lr[...], t[...] = rng.standard_normal(50), 0.1 / step, step
        own, state = Adam().update(own, g, state, 0.1 / step, step)
        run(entries)
    np.testing.assert_allclose(w, own, rtol=1e-10 if dtype == np.float64 else 1e-4, atol=1e-5 * (dtype == np.float32))


def test_an_update_in_blocks_is_the_same_update():
    class Counting(Adam):
        def init(self, w):
            return {**super().init(w), "steps": np.array(0.0)}

        def update(self, w, g, state, lr):
            t = state["steps"] + 1
            w, made = super().update(w, g, state, lr, t)
            return w, {**made, "steps": t}

    rng, results = np.random.default_rng(2), []
    start, g = rng.standard_normal((2, 50))
    program = update(Counting(), start, Counting().init(start))
    for block in (None, 16):
        w = start.copy()
        places = {"w": w, **{f"state/{name}": np.array(one) for name, one in Counting().init(w).items()}}
        bound = program.bind({**places, "g": g, "lr": np.array(0.1), "t": np.array(0.0)}, places, Pool())
        run(3 * bound.entries("update", block=block))
        results.append(w)
        assert places["state/steps"] == 3
    np.testing.assert_array_equal(*results)


def test_single_numbers_are_computed_in_double_precision_whatever_the_network_has():
    class Bias(Optimizer):
        def update(self, w, g, state, lr, t):
            return w - lr * g * (1 - 0.9999999**t), state

    w, g, lr, t = (np.asarray(value, np.float32) for value in (np.zeros(3), np.ones(3), 1.0, 1.0))
    lr, t = np.array(1.0), np.array(1.0)
    run(update(Bias(), w, {}, np.float32).bind({"w": w, "g": g, "lr": lr, "t": t}, {"w": w}, Pool()).entries("update"))
    np.testing.assert_allclose(w, -1e-7, rtol=1e-6)


def test_a_division_by_0_among_single_numbers_gives_inf_as_numpy_does():
    class Inverse(Optimizer):
        def update(self, w, g, state, lr, t):
            return w + g / (t - 4), state

    w, g, lr, t = np.zeros(2), np.ones(2), np.array(1.0), np.array(4.0)
    run(update(Inverse(), w, {}).bind({"w": w, "g": g, "lr": lr, "t": t}, {"w": w}, Pool()).entries("update"))
    assert (w == np.inf).all()


vectors = st.sampled_from(["w", "g", "a", "b"])
terms = st.recursive(
    vectors,
    lambda inner: st.one_of(
        st.tuples(st.just("+"), inner, inner),
        st.tuples(st.just("half"), inner),
        st.tuples(st.just("where"), inner, inner, inner),
        st.tuples(st.just("lr"), inner),
    ),
    max_leaves=5,
)


def computed(term, known, lr):
    if isinstance(term, str):
        return known[term]
    head, *rest = term
    args = [computed(one, known, lr) for one in rest]
    if head == "+":
        return args[0] + args[1]
    if head == "where":
        return np.where(args[0] > 0.2, args[1], args[2])
    return args[0] * (0.5 if head == "half" else lr)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.tuples(terms, terms, terms))
def test_an_update_in_place_never_overwrites_what_it_still_needs(rules):
    class Made(Optimizer):
        def update(self, w, g, state, lr):
            known = {"w": w, "g": g, **state}
            w, a, b = (computed(rule, known, lr) for rule in rules)
            return w, {"a": a, "b": b}

    start = np.linspace(-1, 1, 7)
    state = {"a": start**2, "b": -start}
    assert update(Made(), start, state).stages == ("update",)  # it is verified by several steps in place


def test_a_state_that_is_neither_a_vector_nor_a_number_is_not_recorded():
    with pytest.raises(NotRecordable, match="state: m"):
        update(Adam(), np.zeros(6), {"m": np.zeros((2, 6)), "v": np.zeros(6)})


def test_a_mistake_in_a_plugin_is_the_plugins_and_comes_up_when_it_is_called():
    class Wrong(Regularizer):
        def penalty(self, w):
            return np.sum(w)

        def gradient(self, w):
            return w[0] + missing  # noqa: F821

    with pytest.raises(NotRecordable) as reason:
        record_gradient(Border().method(Wrong(), "gradient", "w"), np.float64)
    assert (reason.value.code, reason.value.detail) == ("unknown", "indexing")


@pytest.mark.parametrize("line", ["print(z)", "import os; os.getpid()", "open('/dev/null').close()", "time.time()"])
def test_code_that_does_something_in_the_world_is_called_every_time(line):
    import time

    space = {"Activation": Activation, "np": np, "time": time}
    source = f"class Chatty(Activation):\n    def forward(self, z):\n        {line}\n        return np.tanh(z)\n"
    exec(source, space)
    with pytest.raises(NotRecordable) as caught:
        record_activation(Border().method(space["Chatty"](), "forward", "z"), None, np.float64)
    assert caught.value.code == "state"
