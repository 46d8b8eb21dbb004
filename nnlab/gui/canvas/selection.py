"""What is selected or pointed at on the canvas, and how the arrow keys move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nnlab.gui.canvas.layout import Column


@dataclass(frozen=True)
class Selection:
    """A selected layer (or "input"), and one of its neurons where one is meant."""

    layer: str
    unit: int | None = None


@dataclass(frozen=True)
class Place:
    """Something under the mouse: a neuron, its bias, the tile of the folded ones, a layer's bar, or one weight.

    A link is all that leads from column `source` to `column`: a skip connection's band, or the lines into a bar. A
    weight leads from unit `source_unit` of column `source` to `unit` of `column`; `row` is its row in the matrix.
    """

    kind: Literal["neuron", "bias", "fold", "bar", "matrix", "edge", "link"]
    column: int
    unit: int
    source: int = -1
    source_unit: int = -1
    row: int = -1


def sideways(columns: Sequence[Column], now: Selection | None, by: int) -> Selection:
    """Returns the selection after a step to the left or the right; the nearest neuron of that column is taken."""
    ids = [column.spec.id for column in columns]
    if now is None or now.layer not in ids:
        return Selection(ids[min(1, len(ids) - 1)], 0 if not columns[min(1, len(ids) - 1)].spec.bare else None)
    here = ids.index(now.layer)
    there = max(0, min(len(ids) - 1, here + by))
    column = columns[there]
    if there == here:
        return now
    if column.spec.bare or not column.shown:
        return Selection(ids[there])
    return Selection(ids[there], _nearest(columns[here], now.unit, column))


def _nearest(old: Column, unit: int | None, new: Column) -> int:
    if unit is None or unit >= len(old.rows):
        return 0
    y = old.rows[unit]
    return min(range(new.shown), key=lambda row: abs(new.rows[row] - y))


def up_or_down(columns: Sequence[Column], now: Selection | None, by: int) -> Selection:
    """Returns the selection after a step up or down within its column."""
    column = next((column for column in columns if now and column.spec.id == now.layer), None)
    if now is None or column is None:
        return sideways(columns, None, 0)
    if column.spec.bare or not column.shown:
        return Selection(now.layer)
    if now.unit is None:
        return Selection(now.layer, 0 if by > 0 else column.shown - 1)
    return Selection(now.layer, max(0, min(column.shown - 1, now.unit + by)))


def kept(columns: Sequence[Column], now: Selection | None) -> Selection | None:
    """Returns what is left of a selection after the network changed."""
    column = next((column for column in columns if now and column.spec.id == now.layer), None)
    if now is None or column is None:
        return None
    if now.unit is None or column.spec.bare:
        return Selection(now.layer)
    return Selection(now.layer, min(now.unit, column.shown - 1))
