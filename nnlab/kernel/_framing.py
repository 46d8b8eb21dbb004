"""Whole messages over a pipe: four bytes of length, then msgpack."""

from __future__ import annotations

import os
import struct
from typing import Any, Generic, TypeVar

import msgspec

limit = 256 << 20  # bytes; the largest checkpoint of a run we can show is far below
_head = struct.Struct("<I")
_encoder = msgspec.msgpack.Encoder()
T = TypeVar("T")


class DamagedError(Exception):
    """What came through the pipe is no message; `lost` says that the next one cannot be found either."""

    def __init__(self, reason: str, *, lost: bool) -> None:
        super().__init__(reason)
        self.lost = lost


def pack(message: msgspec.Struct) -> bytearray:
    """Returns a message as the bytes that go through the pipe. Raises ValueError where it is too large."""
    buffer = bytearray(_head.size)
    _encoder.encode_into(message, buffer, _head.size)
    size = len(buffer) - _head.size
    if size > limit:
        raise ValueError(f"a message of {size} bytes is larger than {limit}")
    _head.pack_into(buffer, 0, size)
    return buffer


def write(descriptor: int, packed: bytearray) -> None:
    """Writes all of it. Raises OSError when the other end is gone."""
    rest = memoryview(packed)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class Inlet(Generic[T]):
    """Reads whole messages of a union from a descriptor."""

    def __init__(self, descriptor: int, union: Any) -> None:
        self._descriptor = descriptor
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(union)

    def read(self) -> T | None:
        """Waits for the next message; None when the other end is gone. Raises DamagedError."""
        head = self._exactly(_head.size)
        if head is None:
            return None
        (size,) = _head.unpack(head)
        if size > limit:
            raise DamagedError(f"a message of {size} bytes is larger than {limit}", lost=True)
        body = self._exactly(size)
        if body is None:
            return None
        try:
            return self._decoder.decode(body)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise DamagedError(str(error), lost=False) from None

    def _exactly(self, size: int) -> bytearray | None:
        buffer = bytearray(size)
        rest = memoryview(buffer)
        while rest:
            try:
                count = os.readv(self._descriptor, [rest]) if hasattr(os, "readv") else self._into(rest)
            except OSError:
                return None
            if count == 0:
                return None
            rest = rest[count:]
        return buffer

    def _into(self, rest: memoryview) -> int:
        came = os.read(self._descriptor, len(rest))
        rest[: len(came)] = came
        return len(came)
