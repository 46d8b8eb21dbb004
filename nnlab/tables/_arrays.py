"""Tables from arrays: columns, pictures with their labels, and the parts for training and testing that a file has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from nnlab.records import fail
from nnlab.records.arrays import Shape
from nnlab.records.tables import TableColumn, TableHead
from nnlab.tables._columns import Budget, TextColumn, number_column
from nnlab.tables._naming import named
from nnlab.tables._npy import arrays_of
from nnlab.tables._opening import Opened
from nnlab.tables._scan import Remarks, most_columns, most_numbers, shown_rows

Grid = npt.NDArray[np.float64]
_channels = (1, 3, 4)
_part = re.compile(r"^(?:(?P<x>.*?)_?(?P<last>train|test)|(?P<first>train|test)_(?P<y>.*))$", re.IGNORECASE)


class Part(NamedTuple):
    """An array as columns: its numbers or texts (N, k), their names, the shape of one sample if that is a picture."""

    values: npt.NDArray[Any]
    names: tuple[str, ...]
    shape: Shape | None = None


def arrays_table(opened: Opened, progress: Callable[[float], None]) -> tuple[TableHead, Grid]:
    """Returns the table of an `.npy` or `.npz` file. Raises ProblemError."""
    arrays, split = _joined(arrays_of(opened))
    progress(0.4)
    said = Remarks(opened.name)
    parts = _parts(_fields(arrays), said, opened.name)
    if split is not None and len(split) == len(parts[0].values):
        parts.append(Part(split[:, np.newaxis], ("part",)))
    rows, width = len(parts[0].values), sum(len(part.names) for part in parts)
    if rows == 0 or width == 0:
        raise fail("table.no_rows", file=opened.name)
    if width > most_columns:
        raise fail("table.columns", file=opened.name, columns=width, most=most_columns)
    if rows * width > most_numbers:
        raise fail("table.numbers", file=opened.name, columns=width, most=most_numbers // width)
    names, remarks = named([name for part in parts for name in part.names], width, opened.name)
    numbers = np.empty((rows, width))
    columns = _columns(parts, names, numbers, said, progress)
    head = TableHead(
        file=opened.name,
        rows=rows,
        columns=tuple(columns),
        shape=parts[0].shape,
        first=_first(columns, numbers[:shown_rows]),
        remarks=(*remarks, *said.all()),
    )
    return head, numbers


def _joined(arrays: dict[str, npt.NDArray[Any]]) -> tuple[dict[str, npt.NDArray[Any]], npt.NDArray[Any] | None]:
    """Puts arrays for training and for testing (x_train, x_test) behind each other, and says which row is which."""
    pairs: dict[str, dict[str, str]] = {}
    for name in arrays:
        if found := _part.match(name):
            base = (found["x"] if found["last"] else found["y"]) or "x"
            pairs.setdefault(base, {})[(found["last"] or found["first"]).lower()] = name
    whole = dict(arrays)
    split = None
    for base, pair in pairs.items():
        train, test = (arrays.get(pair.get(part, "")) for part in ("train", "test"))
        if train is None or test is None or not train.ndim or train.shape[1:] != test.shape[1:] or base in arrays:
            continue
        if "V" in (train.dtype.kind, test.dtype.kind) or (train.dtype.kind in "US") != (test.dtype.kind in "US"):
            continue
        for name in pair.values():
            del whole[name]
        whole[base] = np.concatenate([train, test])
        split = np.repeat(["train", "test"], [len(train), len(test)])
    return whole, split


def _fields(arrays: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Makes an array of each named field of a record array."""
    found: dict[str, npt.NDArray[Any]] = {}
    for name, array in arrays.items():
        for field in array.dtype.names or ():
            found[field] = array[field]
        if array.dtype.names is None:
            found[name] = array
    return found


def _parts(arrays: dict[str, npt.NDArray[Any]], said: Remarks, file: str) -> list[Part]:
    """Returns the arrays that have one entry for each row; that with the most columns comes first."""
    for name, array in arrays.items():
        if array.dtype.kind not in "fiubUS":
            raise fail("table.array_kind", file=file, name=name, dtype=str(array.dtype))
    order = sorted(
        (name for name in arrays if arrays[name].ndim), key=lambda name: (-arrays[name].ndim, -arrays[name].size)
    )
    if not order:
        raise fail("table.no_rows", file=file)
    main = arrays[order[0]]
    titles = next((one for name, one in arrays.items() if _titles(one, main) and name != order[0]), np.empty(0, str))
    parts: list[Part] = []
    for name in [order[0], *(name for name in arrays if name != order[0])]:
        array = arrays[name]
        if array is titles:
            continue
        if array.ndim == 0 or len(array) != len(main) or (parts and array.ndim > 2):
            said.remark("table.array_left_out", "warning", name=name, shape=str(array.shape), rows=len(main))
            continue
        words = tuple(_text(title) for title in titles) if not parts else ()
        parts.append(_as_columns(name, array, words))
    return parts


def _titles(array: npt.NDArray[Any], main: npt.NDArray[Any]) -> bool:
    """Tells whether an array holds the names of the columns of the main one."""
    return array.dtype.kind in "US" and main.ndim == 2 and array.shape == main.shape[1:] and len(array) != len(main)


def _as_columns(name: str, array: npt.NDArray[Any], titles: tuple[str, ...]) -> Part:
    if array.ndim == 1:
        return Part(array[:, np.newaxis], (name,))
    shape: Shape | None = None
    if array.ndim == 3:
        shape = (1, *array.shape[1:])
    elif array.ndim == 4 and array.shape[3] in _channels and array.shape[1] not in _channels:
        array = np.moveaxis(array, 3, 1)
        shape = array.shape[1:]
    elif array.ndim == 4:
        shape = array.shape[1:]
    flat = array.reshape(len(array), -1) if array.size else np.empty((len(array), 0))
    return Part(flat, titles or tuple(f"{name}{place + 1}" for place in range(flat.shape[1])), shape)


def _columns(
    parts: list[Part], names: tuple[str, ...], numbers: Grid, said: Remarks, progress: Callable[[float], None]
) -> list[TableColumn]:
    budget = Budget()
    columns: list[TableColumn] = []
    for part in parts:
        for values in part.values.T:
            place = len(columns)
            if part.values.dtype.kind in "US":
                column = TextColumn(budget)
                numbers[:, place] = column.take(pa.array([_text(value) for value in values], pa.string()))
                columns.append(column.column(names[place], np.ascontiguousarray(numbers[:, place])))
                continue
            with np.errstate(all="ignore"):
                made = values.astype(np.float64)
            if endless := int(np.isinf(made).sum()):
                made[np.isinf(made)] = np.nan
                said.remark("table.beyond_cells", "warning", column=names[place], count=endless)
            numbers[:, place] = made
            columns.append(number_column(names[place], made))
            progress(0.4 + 0.5 * place / len(names))
    return columns


def _text(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.encode("utf-8", "replace").decode()


def _first(columns: list[TableColumn], numbers: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_shown(column, number) for column, number in zip(columns, row, strict=True)) for row in numbers)


def _shown(column: TableColumn, number: float) -> str:
    if np.isnan(number):
        return ""
    if column.kind == "text":
        return column.words[int(number)] if number < len(column.words) else "…"
    return f"{number:.6g}"
