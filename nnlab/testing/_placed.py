"""A layer in its place, and what its two methods return, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.engine.border import AnyArray
from nnlab.records import Shape
from nnlab.testing._desk import Desk


@dataclass(frozen=True)
class Placed:
    """A layer where it stands: the shapes of its inputs and output, its parameters and buffers at the start."""

    inputs: tuple[Shape, ...]
    output: Shape
    p: dict[str, AnyArray]
    buffers: dict[str, AnyArray]

    def x(self, rng: np.random.Generator, rows: int, dtype: Any = np.float64) -> AnyArray | tuple[AnyArray, ...]:
        """Draws inputs for some samples; several inputs come as a tuple."""
        drawn = tuple(rng.standard_normal((rows, *shape)).astype(dtype) for shape in self.inputs)
        return drawn[0] if len(drawn) == 1 else drawn

    def typed(self, dtype: Any) -> tuple[dict[str, AnyArray], dict[str, AnyArray]]:
        """Returns parameters and buffers in a dtype."""
        p = {name: array.astype(dtype) for name, array in self.p.items()}
        return p, {
            name: array.astype(dtype) if array.dtype.kind == "f" else array for name, array in self.buffers.items()
        }


def forward_parts(desk: Desk, came: Any, shape: Shape) -> tuple[AnyArray, Any, Any]:
    """Returns (y, saved, buffers) of what `forward` returned; raises ProblemError where it is something else."""
    if not isinstance(came, tuple) or len(came) != 3:
        raise desk.method("forward").returned(came, "(y, saved, buffers)")
    return desk.array("forward", came[0], shape), came[1], came[2]


def backward_parts(
    desk: Desk, came: Any, x: AnyArray | tuple[AnyArray, ...], p: dict[str, AnyArray]
) -> tuple[tuple[AnyArray, ...], dict[str, AnyArray]]:
    """Returns the gradients of the inputs and of the parameters; raises ProblemError where one is missing."""
    method = desk.method("backward")
    if not isinstance(came, tuple) or len(came) != 2 or not isinstance(came[1], dict):
        raise method.returned(came, "(grad_x, {name: gradient})")
    for name in p:
        if name not in came[1]:
            raise method.returned(came[1], f"a gradient for {name!r}", f"{name!r} 的梯度")
    xs = x if isinstance(x, tuple) else (x,)
    grads_x = came[0] if isinstance(x, tuple) else (came[0],)
    if not isinstance(grads_x, tuple) or len(grads_x) != len(xs):
        raise method.returned(came[0], f"a tuple of {len(xs)} gradients", f"含 {len(xs)} 个梯度的元组")
    made = tuple(method.array(grad, one.shape) for grad, one in zip(grads_x, xs, strict=True))
    return made, {name: method.array(came[1][name], array.shape) for name, array in p.items()}
