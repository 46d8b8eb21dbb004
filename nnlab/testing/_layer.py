"""The contract of a layer: shapes, gradients for inputs and parameters, buffers, noise, dtypes, purity."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from nnlab.api import Layer
from nnlab.engine.border import AnyArray
from nnlab.records import ProblemError, Shape, Text
from nnlab.testing._desk import Desk
from nnlab.testing._layer_gradient import check_gradients
from nnlab.testing._placed import Placed, backward_parts, forward_parts
from nnlab.testing._same import Seed, same

tried: tuple[tuple[Shape, ...], ...] = (
    ((5,),),
    ((1,),),
    ((6, 4),),
    ((1, 9, 8),),
    ((2, 6, 7),),
    ((5,), (5,)),
    ((5,), (3,)),
    ((6, 4), (6, 4)),
    ((2, 6, 7), (2, 6, 7)),
    ((5,), (5,), (5,)),
)


def check_layer(desk: Desk) -> None:
    found = False
    for inputs in tried:
        with desk.trying():
            placed = _placed(desk, inputs) if _takes(desk, len(inputs)) else None
            if placed is None:
                continue
            found = True
            _behaves(desk, placed)
            if not desk.found_errors():
                check_gradients(desk, placed)
                _extremes(desk, placed)
        found = found or desk.found_errors()
    if not found:
        desk.fault("testing.no_shape", "shape", tried=", ".join(str(inputs) for inputs in tried))


def _takes(desk: Desk, count: int) -> bool:
    """Tells whether `shape` can be asked about this number of inputs; a layer without its own has one input."""
    if type(desk.component).shape is Layer.shape:  # type: ignore[attr-defined]
        return count == 1
    try:
        inspect.signature(desk.component.shape).bind(*range(count))  # type: ignore[attr-defined]
    except TypeError:
        return False
    return True


def _placed(desk: Desk, inputs: tuple[Shape, ...]) -> Placed | None:
    """Returns the layer behind inputs of these shapes, or None where it says that they do not fit."""
    try:
        output = desk.pure("shape", shapes=inputs)
    except ProblemError as error:
        if error.problem.code == "layer.shape":
            return None
        raise
    whole = isinstance(output, tuple) and all(isinstance(n, (int, np.integer)) and n > 0 for n in output)
    if not whole or not output:
        raise desk.method("shape").returned(output, "a tuple of whole numbers", "由整数组成的元组")
    p = _arrays(desk, "parameters", desk.pure("parameters", Seed(), shapes=inputs))
    buffers = _arrays(desk, "buffers", desk.pure("buffers", shapes=inputs))
    assert isinstance(desk.component, Layer)
    for name in desk.component.weights:
        if name not in p and p:
            desk.fault("testing.no_weights", "parameters", part=name, known=", ".join(p))
    shaken = {name: array + 0.3 * desk.rng.standard_normal(array.shape) for name, array in p.items()}
    return Placed(inputs, tuple(int(n) for n in output), shaken, buffers)


def _arrays(desk: Desk, name: str, came: Any) -> dict[str, AnyArray]:
    method = desk.method(name)
    if not isinstance(came, dict):
        raise method.returned(came, "a dict of arrays", "由数组组成的字典")
    made = {part: method.array(array, np.shape(array)) for part, array in came.items()}
    for part, array in made.items():
        if array.dtype.kind != "f" and name == "parameters":
            desk.same_dtype(name, array, np.float64, part=part)
    return made


def _behaves(desk: Desk, placed: Placed) -> None:
    for dtype in (np.float64, np.float32):
        p, buffers = placed.typed(dtype)
        for rows in (1, 2, 7) if desk.first else (2,):
            x, other = placed.x(desk.rng, rows, dtype), placed.x(desk.rng, rows, dtype)
            for training in (False, True):
                try:
                    different = (other, p, buffers, training, Seed(9))
                    came = desk.pure("forward", x, p, buffers, training, Seed(), other=different)
                except ProblemError as error:
                    if error.problem.code == "layer.shape" and rows == 1 and training:
                        continue  # statistics of a single sample: it may say so
                    raise
                y, saved, after = forward_parts(desk, came, (rows, *placed.output))
                desk.same_dtype("forward", y, dtype, part="y")
                desk.finite("forward", y)
                if training and buffers:
                    _buffers_kept(desk, after, buffers)
                grad = desk.rng.standard_normal(y.shape).astype(dtype)
                grads_x, grads = backward_parts(desk, desk.pure("backward", grad, saved, p), x, p)
                for array in (*grads_x, *grads.values()):
                    desk.same_dtype("backward", array, dtype, part="gradient")
                    desk.finite("backward", array)
    _rows_apart(desk, placed)
    _draws_only_in_training(desk, placed)


def _buffers_kept(desk: Desk, after: Any, before: dict[str, AnyArray]) -> None:
    if not isinstance(after, dict) or after.keys() != before.keys():
        raise desk.method("forward").returned(after, f"buffers {', '.join(before)}", f"缓冲区 {', '.join(before)}")
    for name, array in before.items():
        came = desk.array("forward", after[name], array.shape)
        desk.same_dtype("forward", came, array.dtype, part=name)
        desk.finite("forward", came)


def _rows_apart(desk: Desk, placed: Placed) -> None:
    """Without training, a sample's output depends on that sample alone."""
    x = placed.x(desk.rng, 5)

    def row(number: int) -> AnyArray | tuple[AnyArray, ...]:
        if isinstance(x, tuple):
            return tuple(one[number : number + 1] for one in x)
        return x[number : number + 1]

    def output(x: AnyArray | tuple[AnyArray, ...]) -> AnyArray:
        return np.asarray(desk.call("forward", x, placed.p, placed.buffers, False, Seed())[0])

    if not np.allclose(output(x), np.concatenate([output(row(number)) for number in range(5)]), 1e-9, 1e-12):
        desk.fault("testing.mixes_samples", "forward")


def _draws_only_in_training(desk: Desk, placed: Placed) -> None:
    x = placed.x(desk.rng, 2)
    quick: Callable[..., Any] = desk.quick("forward")
    rng = np.random.Generator(np.random.PCG64(3))
    before = rng.bit_generator.state
    came = quick(x, placed.p, placed.buffers, False, rng)
    if not same(before, rng.bit_generator.state):
        desk.fault("testing.draws", "forward")
    if placed.buffers and isinstance(came[2], dict) and came[2] and not same(came[2], placed.buffers):
        desk.fault("testing.buffers_without_training", "forward")


def _extremes(desk: Desk, placed: Placed) -> None:
    """Tries inputs that are large, and inputs that are all alike (a variance of 0)."""
    for dtype, sizes in ((np.float64, (0.0, 1.0, 1e2, 1e4, 1e8)), (np.float32, (0.0, 1.0, 1e2, 1e4))):
        p, buffers = placed.typed(dtype)
        for size in sizes if desk.first else sizes[::2]:
            for alike in (True, False):
                drawn = placed.x(desk.rng, 3, dtype)
                parts = tuple(
                    np.full_like(one, size) if alike else np.asarray(np.sign(one) * dtype(size), dtype)
                    for one in (drawn if isinstance(drawn, tuple) else (drawn,))
                )
                x = parts if isinstance(drawn, tuple) else parts[0]
                about = _inputs(size, alike, np.dtype(dtype))
                _extreme(desk, placed, x, p, buffers, about)


def _inputs(size: float, alike: bool, dtype: Any) -> Text:
    if alike:
        return Text(f"inputs all {size:g} ({dtype})", f"全为 {size:g} 的输入（{dtype}）")
    return Text(f"inputs of ±{size:g} ({dtype})", f"±{size:g} 的输入（{dtype}）")


def _extreme(desk: Desk, placed: Placed, x: Any, p: Any, buffers: Any, about: Text) -> None:
    for training in (False, True):
        came = desk.call("forward", x, p, buffers, training, Seed(), about=about)
        y, saved, _ = forward_parts(desk, came, (3, *placed.output))
        if desk.finite("forward", y, about):
            down = desk.call("backward", np.ones_like(y), saved, p, about=about)
            for array in (*(parts := backward_parts(desk, down, x, p))[0], *parts[1].values()):
                desk.finite("backward", array, about)
