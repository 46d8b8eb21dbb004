"""The buffers of a plan: feature-major, with a last row of ones, so that `W.dot(a, z)` adds the bias by itself.

Neighbours with the same recorded activation share one stack of rows: its slope is then one call for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy.typing as npt

from nnlab.engine.border import AnyArray
from nnlab.engine.graph import Node, size
from nnlab.engine.memory import aligned, aligned_like
from nnlab.engine.recording import Bound, Pool, Recorded
from nnlab.records import Shape


@dataclass
class Flow:
    """The buffers of one node for a batch: `whole` (n + 1, B) with ones, `a` its first n rows, z, and their gradients.

    Where no activation stands behind the layer, z is a and `d` is `grad`.
    """

    shape: Shape
    whole: AnyArray
    a: AnyArray
    z: AnyArray
    grad: AnyArray
    d: AnyArray


@dataclass(frozen=True)
class Batch:
    """Samples as a plan reads them: x (n + 1, B) with a last row of ones, t (k, B), `target` as a plugin sees it.

    `by_feature` is x once more where x lies sample by sample: `W.dot` is up to twice as quick with it.
    """

    x: AnyArray
    t: AnyArray
    target: AnyArray
    by_feature: AnyArray | None = None


@dataclass(frozen=True)
class Stack:
    """Neighbouring nodes with one recorded activation, bound to buffers in which their rows lie one after another.

    `free` says that the slope is made of z and a alone, whatever way a was made.
    """

    nodes: tuple[str, ...]
    rows: dict[str, slice]
    bound: Bound
    slope: AnyArray
    free: bool


def plain_flow(shape: Shape, rows: int, dtype: npt.DTypeLike, *, activated: bool, graded: bool) -> Flow:
    """Makes the buffers of a node that stands by itself."""
    n = size(shape)
    whole = aligned((n + 1, rows), dtype, 1)
    a = whole[:-1]
    z = aligned((n, rows), dtype) if activated else a
    grad = aligned((n if graded else 0, rows), dtype)
    return Flow(shape, whole, a, z, grad, aligned_like(grad) if activated else grad)


def stacked(
    nodes: list[Node],
    shapes: dict[str, Shape],
    rows: int,
    dtype: npt.DTypeLike,
    recorded: Recorded,
    pool: Pool,
    *,
    graded: bool,
    lean: bool = False,
) -> tuple[Stack, dict[str, Flow]]:
    """Makes the buffers of neighbours that share a recorded activation; `lean` ones need not keep z."""
    total = sum(size(shapes[node.id]) + 1 for node in nodes)
    whole = aligned((total, rows), dtype, 1)
    in_place = lean and recorded.calls("forward") <= 1
    z = whole if in_place else aligned((total, rows), dtype)
    slope = aligned((total if graded else 0, rows), dtype)
    outputs = {"a": whole, "slope": slope} if graded else {"a": whole}
    bound = recorded.bind({"z": z}, outputs, pool)
    flows, places, first = {}, {}, 0
    for node in nodes:
        n = size(shapes[node.id])
        place = places[node.id] = slice(first, first + n)
        grad = aligned((n if graded else 0, rows), dtype)
        flows[node.id] = Flow(
            shapes[node.id], whole[first : first + n + 1], whole[place], z[place], grad, aligned_like(grad)
        )
        first += n + 1
    free = recorded.needs("slope") <= {"z", "a"}
    return Stack(tuple(node.id for node in nodes), places, bound, slope, free), flows
