"""Arrays as `.npz`, as NumPy reads and writes them, but with fixed bytes and without its parser of Python text."""

from __future__ import annotations

import io
import re
from urllib.parse import quote, unquote

import numpy as np

from nnlab.experiment._zips import DamagedError, Limits, pack, unpack
from nnlab.records import Array
from nnlab.records.arrays import type_names

_header = re.compile(
    rb"\{'descr': '([<|][fiub]\d)', 'fortran_order': (True|False), 'shape': \(((?:\d{1,18},? ?)*)\), \} *\n"
)
_types = {np.dtype(name).newbyteorder("<").str: name for name in type_names}


def to_npz(arrays: dict[str, Array], texts: dict[str, bytes] | None = None) -> bytes:
    """Returns an npz of the arrays and of further members (`texts`), in their order.

    A name is percent-coded as in a web address, so that any text is a safe name in a zip.
    """
    members = dict(texts or {})
    members.update({f"{quote(name, safe='/')}.npy": _to_npy(array) for name, array in arrays.items()})
    return pack(members, compress=False)


def from_npz(data: bytes, limits: Limits) -> tuple[dict[str, Array], dict[str, bytes]]:
    """Returns the arrays of an npz by name, and its other members. Raises DamagedError or TooLargeError."""
    arrays: dict[str, Array] = {}
    texts: dict[str, bytes] = {}
    for name, member in unpack(data, limits).items():
        if name.endswith(".npy"):
            arrays[unquote(name.removesuffix(".npy"))] = _from_npy(member, name)
        else:
            texts[name] = member
    return arrays, texts


def _to_npy(array: Array) -> bytes:
    buffer = io.BytesIO()
    values = array.numpy()
    np.lib.format.write_array(buffer, values.astype(values.dtype.newbyteorder("<")), (1, 0), allow_pickle=False)
    return buffer.getvalue()


def _from_npy(data: bytes, name: str) -> Array:
    if data[:8] != b"\x93NUMPY\x01\x00" or len(data) < 10:
        raise DamagedError(name)
    start = 10 + int.from_bytes(data[8:10], "little")
    match = _header.fullmatch(data[10:start])
    kind = _types.get(match[1].decode()) if match else None
    if match is None or kind is None:
        raise DamagedError(name)
    shape = tuple(int(size) for size in match[3].decode().replace(",", " ").split())
    if len(shape) > 32 or any(size >= 1 << 40 for size in shape):
        raise DamagedError(name)
    try:
        if match[2] == b"True" and len(shape) > 1:
            turned = Array(kind, shape[::-1], data[start:]).numpy().T
            return Array.of(np.ascontiguousarray(turned))
        return Array(kind, shape, data[start:])
    except ValueError as error:  # the bytes do not fill the shape
        raise DamagedError(name) from error
