"""Dense and dropout: shapes, parameters, and gradients that are the slope of what they do."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import ids, locked, made, slope

from nnlab.api import ShapeError
from nnlab.api.calls import bind


def test_all_layers_are_there_and_some_are_followed_by_an_activation() -> None:
    activated = {ident for ident in ids("layer") if made("layer", ident).activates == "yes"}
    assert activated == {"dense", "conv2d", "batch_norm", "layer_norm", "add"}
    others = {"dropout", "flatten", "concatenate", "max_pool", "average_pool", "rnn", "lstm", "gru"}
    assert set(ids("layer")) == activated | others


def test_dense_has_weights_in_by_out_and_a_bias_each() -> None:
    dense = made("layer", "dense", units=3)
    assert bind(dense, "shape")((2,)) == (3,)
    made_for_it = bind(dense, "parameters")(np.random.default_rng(0), (2,))
    assert {name: array.shape for name, array in made_for_it.items()} == {"weights": (2, 3), "bias": (3,)}
    assert dense.weights == ("weights",)
    without = made("layer", "dense", units=3, bias=False)
    assert list(bind(without, "parameters")(np.random.default_rng(0), (2,))) == ["weights"]


@pytest.mark.parametrize("shapes", [((2,), (2,)), ((1, 8, 8),), ()])
def test_dense_says_which_inputs_do_not_fit(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ShapeError, match="a dense layer takes") as caught:
        bind(made("layer", "dense"), "shape")(*shapes)
    assert caught.value.text.zh_CN.startswith("全连接层")


@pytest.mark.parametrize("bias", [True, False])
def test_dense_backward_is_the_slope_of_forward(bias: bool) -> None:
    dense = made("layer", "dense", units=3, bias=bias)
    rng = np.random.default_rng(0)
    x, upstream = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    p = {"weights": rng.normal(size=(2, 3)), "bias": rng.normal(size=3)}
    if not bias:
        del p["bias"]
    forward, backward = bind(dense, "forward"), bind(dense, "backward")
    locked_p = {name: locked(array) for name, array in p.items()}
    _, saved, buffers = forward(locked(x), locked_p, {}, True, rng)
    grad_x, grads = backward(locked(upstream), saved, locked_p)
    assert buffers == {}
    assert grads.keys() == p.keys()

    def output(x: np.ndarray, p: dict[str, np.ndarray]) -> np.ndarray:
        return upstream * forward(x, p, {}, True, rng)[0]

    np.testing.assert_allclose(grad_x, slope(lambda moved: output(moved, p), x), rtol=1e-6, atol=1e-7)
    for name in p:
        want = slope(lambda moved, name=name: output(x, {**p, name: moved}), p[name])
        np.testing.assert_allclose(grads[name], want, rtol=1e-6, atol=1e-7)


def test_dropout_silences_its_share_while_training_and_keeps_the_mean() -> None:
    dropout = made("layer", "dropout", rate=0.25)
    x = locked(np.ones((200, 100)))
    y, saved, buffers = bind(dropout, "forward")(x, {}, {}, True, np.random.default_rng(0))
    assert set(np.unique(y)) == {0, 1 / 0.75}
    assert (y == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert y.mean() == pytest.approx(1, abs=0.02)
    assert buffers == {}
    grad_x, grads = bind(dropout, "backward")(x, saved, {})
    np.testing.assert_array_equal(grad_x, y)
    assert grads == {}


def test_dropout_does_nothing_when_not_training() -> None:
    dropout = made("layer", "dropout", rate=0.5)
    x = locked(np.ones((2, 3)))
    y, saved, _ = bind(dropout, "forward")(x, {}, {}, False, None)
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(bind(dropout, "backward")(x, saved, {})[0], x)


def test_dropout_draws_the_same_from_the_same_stream() -> None:
    forward = bind(made("layer", "dropout"), "forward")
    x = locked(np.ones((5, 5)))
    first, second = (forward(x, {}, {}, True, np.random.default_rng(3))[0] for _ in range(2))
    np.testing.assert_array_equal(first, second)
