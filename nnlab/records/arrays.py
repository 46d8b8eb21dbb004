"""Arrays as plain records: what crosses a process border or lies in a file."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

type_names = ("float64", "float32", "int64", "int32", "uint8", "bool")

Shape = tuple[int, ...]
FloatArray = npt.NDArray[np.floating[Any]]


class Array(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An array as (dtype from an allow-list, shape, bytes in C order).

    Raises ValueError where dtype, shape and number of bytes do not agree.
    """

    dtype: str
    shape: Shape
    data: bytes

    def __post_init__(self) -> None:
        if self.dtype not in type_names:
            raise ValueError(f"dtype {self.dtype!r} is not one of {', '.join(type_names)}")
        count = 1
        for size in self.shape:
            if size < 0:
                raise ValueError(f"shape {self.shape} has a negative size")
            count *= size
        if count * np.dtype(self.dtype).itemsize != len(self.data):
            raise ValueError(f"{len(self.data)} bytes do not fill {self.dtype} {self.shape}")

    @classmethod
    def of(cls, values: npt.NDArray[Any]) -> Array:
        """Copies an array's numbers into a record."""
        return cls(str(values.dtype), tuple(int(n) for n in values.shape), values.tobytes())

    def numpy(self) -> npt.NDArray[Any]:
        """Returns the numbers as a read-only array that shares the record's memory."""
        return np.frombuffer(self.data, dtype=self.dtype).reshape(self.shape)
