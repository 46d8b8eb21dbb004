"""Every bundled layer: its gradients are the slope of what it does, it keeps the dtype, and its samples do not mix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bundled_components import ids, locked, made

from nnlab.api.calls import bind

Shapes = tuple[tuple[int, ...], ...]

worlds: list[tuple[str, dict[str, Any], Shapes]] = [
    ("dense", {"units": 3}, ((4,),)),
    ("dense", {"units": 3, "bias": False}, ((4,),)),
    ("dropout", {"rate": 0.4}, ((6,),)),
    ("dropout", {"rate": 0.4}, ((2, 3, 4),)),
    ("batch_norm", {}, ((3,),)),
    ("batch_norm", {"epsilon": 0.01}, ((2, 4, 3),)),
    ("batch_norm", {"momentum": 0.5}, ((5, 2),)),
    ("layer_norm", {}, ((5,),)),
    ("layer_norm", {"epsilon": 0.01}, ((2, 3, 4),)),
    ("layer_norm", {}, ((4, 3),)),
    ("add", {}, ((4,), (4,))),
    ("add", {}, ((2, 3, 3), (2, 3, 3), (2, 3, 3))),
    ("concatenate", {}, ((4,), (1,), (2,))),
    ("concatenate", {}, ((2, 3, 4), (1, 3, 4))),
    ("concatenate", {}, ((4, 2), (4, 3))),
    ("flatten", {}, ((2, 3, 4),)),
    ("flatten", {}, ((5, 2),)),
    ("conv2d", {"filters": 3}, ((2, 5, 6),)),
    ("conv2d", {"filters": 2, "padding": 1, "bias": False}, ((1, 4, 4),)),
    ("conv2d", {"filters": 2, "stride": 2, "padding": 1}, ((2, 7, 6),)),
    ("conv2d", {"filters": 2, "rows": 1, "columns": 4, "stride": 3}, ((2, 5, 9),)),
    ("conv2d", {"filters": 4, "rows": 1, "columns": 1}, ((3, 2, 2),)),
    ("conv2d", {"filters": 2, "rows": 5, "columns": 3, "padding": 2}, ((1, 3, 3),)),
    ("max_pool", {}, ((2, 4, 6),)),
    ("max_pool", {"window": 3, "stride": 2}, ((2, 7, 8),)),
    ("max_pool", {"window": 2, "stride": 3}, ((1, 6, 8),)),
    ("average_pool", {}, ((2, 4, 5),)),
    ("average_pool", {"window": 3, "stride": 1}, ((1, 5, 4),)),
    ("average_pool", {"window": 1, "stride": 1}, ((1, 3, 3),)),
    *((ident, {"units": 3}, ((4, 2),)) for ident in ("rnn", "lstm", "gru")),
    *((ident, {"units": 2, "sequence": True}, ((5, 3),)) for ident in ("rnn", "lstm", "gru")),
    *((ident, {"units": 4}, ((1, 1),)) for ident in ("rnn", "lstm", "gru")),
]


class World:
    """A layer with inputs, parameters and buffers at random, and what comes out of it."""

    def __init__(self, ident: str, values: dict[str, Any], shapes: Shapes, dtype: Any = np.float64) -> None:
        self.layer, self.rng, self.dtype = made("layer", ident, **values), np.random.default_rng(7), dtype
        self.shape = tuple(bind(self.layer, "shape")(*shapes))
        self.x = [self.drawn((5, *shape)) for shape in shapes]
        started = bind(self.layer, "parameters")(self.rng, *shapes)
        self.p = {name: self.drawn(array.shape) for name, array in started.items()}
        kept = bind(self.layer, "buffers")(*shapes)
        self.buffers = {name: locked(array, dtype) for name, array in kept.items()}

    def drawn(self, shape: tuple[int, ...]) -> Any:
        return locked(self.rng.normal(size=shape), self.dtype)

    def forward(self, x: list[Any], p: dict[str, Any], *, training: bool = True) -> tuple[Any, Any, Any]:
        given = tuple(x) if len(x) > 1 else x[0]
        return bind(self.layer, "forward")(given, p, self.buffers, training, np.random.default_rng(1))

    def backward(self, grad: Any, saved: Any) -> tuple[list[Any], dict[str, Any]]:
        grad_x, grads = bind(self.layer, "backward")(grad, saved, self.p)
        return (list(grad_x) if len(self.x) > 1 else [grad_x]), grads


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("ident", "values", "shapes"), worlds)
def test_the_gradients_are_the_slope_of_forward_along_any_direction(
    ident: str, values: dict[str, Any], shapes: Shapes, training: bool
) -> None:
    world = World(ident, values, shapes)
    y, saved, _ = world.forward(world.x, world.p, training=training)
    assert y.shape == (5, *world.shape)
    upstream = world.drawn(y.shape)
    grads_x, grads = world.backward(upstream, saved)
    assert [grad.shape for grad in grads_x] == [x.shape for x in world.x]
    assert {name: grad.shape for name, grad in grads.items()} == {name: p.shape for name, p in world.p.items()}

    def moved(step: float, directions: list[Any], names: list[str]) -> float:
        x = [x + step * d for x, d in zip(world.x, directions, strict=False)]
        p = {name: world.p[name] + step * d for name, d in zip(names, directions[len(x) :], strict=True)}
        return float((upstream * world.forward(x, p, training=training)[0]).sum())

    names = list(world.p)
    for _ in range(3):
        directions = [world.rng.normal(size=a.shape) for a in [*world.x, *world.p.values()]]
        found = sum(
            float((g * d).sum()) for g, d in zip([*grads_x, *(grads[n] for n in names)], directions, strict=True)
        )
        step = 1e-6
        want = (moved(step, directions, names) - moved(-step, directions, names)) / (2 * step)
        assert found == pytest.approx(want, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("ident", "values", "shapes"), worlds)
def test_a_layer_keeps_the_dtype(ident: str, values: dict[str, Any], shapes: Shapes, dtype: Any) -> None:
    world = World(ident, values, shapes, dtype)
    y, saved, buffers = world.forward(world.x, world.p)
    grads_x, grads = world.backward(locked(np.ones(y.shape), dtype), saved)
    assert {array.dtype for array in (y, *buffers.values(), *grads_x, *grads.values())} == {np.dtype(dtype)}


@pytest.mark.parametrize(("ident", "values", "shapes"), worlds)
def test_a_layer_gives_the_same_for_a_sample_whatever_else_is_in_the_batch(
    ident: str, values: dict[str, Any], shapes: Shapes
) -> None:
    world = World(ident, values, shapes)
    whole = world.forward(world.x, world.p, training=False)[0]
    one = world.forward([x[2:3] for x in world.x], world.p, training=False)[0]
    np.testing.assert_allclose(one, whole[2:3], rtol=1e-12, atol=1e-14)


def test_every_bundled_layer_is_looked_at_here() -> None:
    assert {ident for ident, _, _ in worlds} == set(ids("layer"))
