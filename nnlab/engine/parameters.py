"""All parameters in one flat vector; weights and biases are views of it.

A native dense layer is one block (n_out, n_in + 1) whose last column is the bias: inside the plan, bias, its gradient
and its update then cost nothing; without bias it is (n_out, n_in). Where the inputs need a gradient too it lies turned,
(n_in + 1, n_out), which makes that product the quick one for BLAS. From outside its weights are (n_in, n_out) and its
bias (n_out,), through views.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.engine.border import AnyArray
from nnlab.engine.memory import aligned
from nnlab.records import Shape


@dataclass(frozen=True)
class Block:
    """The parameters of one layer: names and outside shapes in the layer's order.

    `dense` says that they are a native dense block: weights (n_in, n_out) and perhaps a bias (n_out,); `turned` how it
    lies. `weights` are the names that initializers draw and regularizers see.
    """

    node: str
    names: tuple[str, ...]
    shapes: tuple[Shape, ...]
    weights: tuple[str, ...]
    dense: bool
    turned: bool = False

    @property
    def size(self) -> int:
        return sum(int(np.prod(shape)) for shape in self.shapes)


@dataclass(frozen=True)
class Layout:
    """Where each layer's parameters lie in the flat vector."""

    blocks: tuple[Block, ...]

    @property
    def size(self) -> int:
        return sum(block.size for block in self.blocks)


class Store:
    """A flat vector (parameters, or their gradients) with its views.

    `dense[node]` is (n_out, n_in + 1), or (n_out, n_in) without bias, a transposed view where the block lies turned;
    `named[node][name]` has the shape seen from outside. `room` (2, size) has the flat vector as its first row and space
    for its squares as the second.
    """

    def __init__(self, layout: Layout, dtype: npt.DTypeLike) -> None:
        self.layout = layout
        self.room: npt.NDArray[Any] = aligned((2, layout.size), dtype)
        self.flat: npt.NDArray[Any] = self.room[0]
        self.dense: dict[str, AnyArray] = {}
        self.named: dict[str, dict[str, AnyArray]] = {}
        start = 0
        for block in layout.blocks:
            part = self.flat[start : start + block.size]
            start += block.size
            self.named[block.node] = self._dense(block, part) if block.dense else _plain(block, part)

    def _dense(self, block: Block, part: AnyArray) -> dict[str, AnyArray]:
        n_in, n_out = block.shapes[block.names.index(block.weights[0])]
        whole = part.reshape(-1, n_out).T if block.turned else part.reshape(n_out, -1)
        self.dense[block.node] = whole
        return {name: whole[:, :n_in].T if name in block.weights else whole[:, -1] for name in block.names}

    def outside(self) -> AnyArray:
        """Returns a copy as seen from outside: per layer weights row by row, then biases."""
        parts = [array.ravel() for views in self.named.values() for array in views.values()]
        return np.concatenate(parts) if parts else self.flat.copy()

    def fill(self, outside: AnyArray) -> None:
        """Takes numbers in the order of `outside`."""
        start = 0
        for views in self.named.values():
            for array in views.values():
                array[...] = outside[start : start + array.size].reshape(array.shape)
                start += array.size


def _plain(block: Block, part: AnyArray) -> dict[str, AnyArray]:
    views, start = {}, 0
    for name, shape in zip(block.names, block.shapes, strict=True):
        count = int(np.prod(shape))
        views[name] = part[start : start + count].reshape(shape)
        start += count
    return views
