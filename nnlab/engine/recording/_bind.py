"""From program to entries: every place gets its array."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnlab.engine.border import AnyArray
from nnlab.engine.entries import Entry
from nnlab.engine.memory import aligned
from nnlab.engine.recording._compile import Place, Stage, Step
from nnlab.engine.recording._graph import column, full
from nnlab.engine.recording._operations import operations
from nnlab.records import Shape

_copy = np.copyto
_many_choices, _many_signs = 2048, 1024  # numbers from which on more calls without branches are faster
# the ufunc: np.clip is a function around it that takes ten times as long
_clip: Callable[..., Any] = getattr(getattr(getattr(np, "_core", None), "umath", None), "clip", np.clip)


class Pool:
    """The temporaries of a plan: what one stage leaves in them the next may overwrite."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[object, ...], AnyArray] = {}
        self._constants: dict[tuple[object, ...], AnyArray] = {}

    def array(self, shape: Shape, dtype: Any, index: int) -> AnyArray:
        """Returns the temporary of this number."""
        key = shape, np.dtype(dtype), index
        found = self._arrays.get(key)
        if found is None:
            found = self._arrays[key] = aligned(shape, dtype)
        return found

    def constant(self, value: float, dtype: Any) -> AnyArray:
        """Returns a 0-d array: a Python float as operand costs twice as much."""
        key = repr(value), np.dtype(dtype)
        found = self._constants.get(key)
        if found is None:
            with np.errstate(all="ignore"):
                found = self._constants[key] = np.array(value, dtype)
        return found


class Bound:
    """A program over buffers."""

    def __init__(
        self,
        stages: Mapping[str, Stage],
        dtype: np.dtype[Any],
        inputs: Mapping[str, AnyArray],
        outputs: Mapping[str, AnyArray],
        pool: Pool,
    ) -> None:
        self._stages, self._dtype, self._inputs, self._outputs, self._pool = stages, dtype, inputs, outputs, pool
        self._kept: dict[Place, AnyArray] = {}
        self._numbers: dict[tuple[str, Place], AnyArray] = {}
        arrays = [*inputs.values(), *outputs.values()]
        self._shape: Shape = max((one.shape for one in arrays), key=len)

    def entries(self, stage: str, rows: slice | None = None, *, block: int | None = None) -> list[Entry]:
        """Returns the calls of a stage, on all rows of the buffers or on some.

        With `block`, that many rows go through all calls before the next ones do: long vectors then stay in the cache.
        """
        steps, count = self._stages[stage].steps, self._shape[0]
        parts = [rows]
        if block is not None and count > block:
            parts = [slice(first, first + block) for first in range(0, count, block)]
        made: list[Entry] = []
        for place, part in enumerate(parts):
            for step in steps:
                if step.numbers is None or place == 0:
                    made += self._entries(stage, step, part)
        return made

    def _entries(self, stage: str, step: Step, rows: slice | None) -> list[Entry]:
        args = [self._array(stage, place, rows) for place in step.args]
        if step.numbers is not None:
            return [(step.numbers, (*args, *(self._array(stage, place, rows) for place in step.out)))]
        (place,) = step.out
        out = self._array(stage, place, rows)
        op = step.op
        if op in ("copy", "float"):
            return [(_copy, (out, args[0], "unsafe") if out.dtype.kind not in "f" else (out, args[0]))]
        if op == "where":
            return self._where(step, args, out, rows)
        if op == "unit" and place.rank == full and out.size >= _many_signs:
            test = self._temp(np.bool_, 0, rows)
            return [(np.greater, (args[0], self._constant(0.0), test)), (_copy, (out, test))]
        if op == "clip":
            return [(_clip, (*args, out))]
        if op == "maximum":  # which takes no positional out any more, and a keyword costs 0.1 us
            return [(_clip, (*args, self._constant(np.inf), out))]
        if op == "minimum":
            return [(_clip, (args[0], self._constant(-np.inf), args[1], out))]
        known = operations[op]
        if known.reduces is not None:
            return [(known.call, (args[0], 0, None, out, True))]
        return [(known.call, (*args, out))]

    def _where(self, step: Step, args: list[AnyArray], out: AnyArray, rows: slice | None) -> list[Entry]:
        """Chooses by copying; among many numbers by bits, as branches that nobody can predict take 10 ns each."""
        if out.size < _many_choices or step.out[0].rank != full or any(one.dtype != out.dtype for one in args[1:]):
            first: list[Entry] = [] if step.args[2] == step.out[0] else [(_copy, (out, args[2]))]
            return [*first, (_copy, (out, args[1], "same_kind", args[0]))]
        bits = np.dtype(f"i{out.dtype.itemsize}")
        mask, work = self._temp(bits, 0, rows), self._temp(bits, 1, rows)
        a, b, into = (one.view(bits) for one in (args[1], args[2], out))
        if step.args[2].kind == "const" and step.args[2].value == 0:
            return [(_copy, (mask, args[0])), (np.negative, (mask, mask)), (np.bitwise_and, (a, mask, into))]
        return [
            (_copy, (mask, args[0])),
            (np.negative, (mask, mask)),
            (np.bitwise_xor, (a, b, work)),
            (np.bitwise_and, (work, mask, work)),
            (np.bitwise_xor, (work, b, into)),
        ]

    def _temp(self, dtype: Any, index: int, rows: slice | None) -> AnyArray:
        array = self._pool.array(self._shape, dtype, -1 - index)
        return array[rows] if rows is not None else array

    def _constant(self, value: float) -> AnyArray:
        return self._pool.constant(value, self._dtype)

    def _array(self, stage: str, place: Place, rows: slice | None) -> AnyArray:
        if place.kind in ("input", "output"):
            array = (self._inputs if place.kind == "input" else self._outputs)[place.name]
            return array[rows] if rows is not None and array.ndim else array
        if place.kind == "const":
            return self._pool.constant(place.value, bool if place.logical else self._dtype)
        if place.kind == "number":
            found = self._numbers.get((stage, place))
            if found is None:
                found = self._numbers[stage, place] = np.zeros((), bool if place.logical else self._dtype)
            return found
        dtype = np.dtype(bool) if place.logical else self._dtype
        shape = self._shape if place.rank == full else (1, *self._shape[1:])
        if place.kind == "temp":
            array = self._pool.array(shape, dtype, place.index + (1000 if place.rank == column else 0))
        else:
            if place not in self._kept:
                self._kept[place] = aligned(shape, dtype)
            array = self._kept[place]
        return array[rows] if rows is not None else array
