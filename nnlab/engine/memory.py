"""Arrays that begin where a cache line does: vector units then load whole lines, up to twice as fast."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnlab.engine.border import AnyArray
from nnlab.records import Shape

line = 64  # bytes


def aligned(shape: Shape, dtype: npt.DTypeLike, fill: float = 0) -> AnyArray:
    """Returns a C-contiguous array of this shape full of one number, aligned to a cache line."""
    kind = np.dtype(dtype)
    count = int(np.prod(shape))
    raw = np.empty(count * kind.itemsize + line, np.uint8)
    first = -raw.ctypes.data % line
    made: AnyArray = raw[first : first + count * kind.itemsize].view(kind).reshape(shape)
    made.fill(fill)
    return made


def aligned_copy(array: AnyArray, dtype: npt.DTypeLike | None = None) -> AnyArray:
    """Returns an aligned, C-contiguous copy of an array, in another type if wanted."""
    made = aligned(array.shape, dtype or array.dtype)
    made[...] = array
    return made


def aligned_like(array: AnyArray) -> AnyArray:
    """Returns an aligned array of the shape and type of another, full of zeros."""
    return aligned(array.shape, array.dtype)
