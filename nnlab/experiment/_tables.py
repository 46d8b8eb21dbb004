"""Kept tables as members of a file: each under its sha256, and looked through before it is believed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping

import msgspec

from nnlab.experiment._npz import from_npz
from nnlab.experiment._zips import DamagedError, Limits
from nnlab.records.sentences.tables import sentences
from nnlab.records.tables import TableHead, most_words

_folder, _ending = "tables/", ".npz"
_longest = 1000  # letters of a name that will stand in sentences and headings
_most_rows, _most_axes = 100, 3  # that a head shows, and that a picture has
_largest_head = 80 << 20  # bytes; more than reading a table makes, and as records it takes many times as much


def pack_tables(tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """Returns the members of tables, by name. Raises TypeError where a digest is not that of its table."""
    for name, data in tables.items():
        if hashlib.sha256(data).hexdigest() != name:
            raise TypeError(f"{name}: sha256")
    return {f"{_folder}{name}{_ending}": tables[name] for name in sorted(tables)}


def unpack_tables(
    members: Mapping[str, bytes], digests: Mapping[str, str], known: Collection[str], limits: Limits
) -> dict[str, bytes]:
    """Returns the tables of a file by name; `known` are those that its experiments name, `digests` those of members.

    Raises DamagedError where one is not what its name says, nobody names it, or it is no table; TooLargeError.
    """
    found = {}
    for member, data in members.items():
        if not member.startswith(_folder):
            continue
        name = member.removeprefix(_folder).removesuffix(_ending)
        if f"{_folder}{name}{_ending}" != member or name not in known or digests[member] != name:
            raise DamagedError(member)
        _check(data, member, limits)
        found[name] = data
    return found


def _check(data: bytes, member: str, limits: Limits) -> None:
    arrays, texts = from_npz(data, limits)
    if texts or set(arrays) != {"head", "numbers"} or arrays["head"].dtype != "uint8":
        raise DamagedError(member)
    numbers = arrays["numbers"]
    Limits(_largest_head).check({"head": len(arrays["head"].data)})
    try:
        head = msgspec.json.decode(arrays["head"].data, type=TableHead)
    except (ValueError, RecursionError) as error:
        raise DamagedError(member) from error
    if numbers.dtype not in ("float64", "float32") or numbers.shape != (head.rows, len(head.columns)):
        raise DamagedError(member)
    if head.shape is not None and (min(head.shape, default=0) < 1 or math.prod(head.shape) > len(head.columns)):
        raise DamagedError(member)
    if len(head.shape or ()) > _most_axes or len(head.first) > _most_rows:
        raise DamagedError(member)
    if any(len(column.words) > most_words for column in head.columns):
        raise DamagedError(member)
    names = [head.file]
    for column in head.columns:
        names += column.name, *column.words
    if max(map(len, names)) > _longest or any(remark.code not in sentences for remark in head.remarks):
        raise DamagedError(member)
