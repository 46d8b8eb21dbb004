"""What is selected or pointed at on the canvas, and how the arrow keys move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from nnlab.gui.canvas.layout import Column

_T = TypeVar("_T")


@dataclass(frozen=True)
class Selection:
    """A selected layer (or "input"), and one of its neurons where one is meant.

    `more` are further layers, or `more_units` further neurons of the same one; keys move the first. With a `source` the
    connection that leads from there into the layer is meant.
    """

    layer: str
    unit: int | None = None
    more: tuple[str, ...] = ()
    more_units: tuple[int, ...] = ()
    source: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """The selected layers, the one that keys move first; none where a connection is meant."""
        return () if self.source else (self.layer, *self.more)

    @property
    def units(self) -> tuple[int, ...]:
        """The selected neurons, in order."""
        return () if self.unit is None else tuple(sorted({self.unit, *self.more_units}))


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
        return Selection(now.layer, 0) if by > 0 else now
    if now.unit + by < 0:  # above the first neuron stands the layer's head
        return Selection(now.layer)
    return Selection(now.layer, min(column.shown - 1, now.unit + by))


def wider(columns: Sequence[Column], now: Selection | None, by: int) -> Selection | None:
    """Returns the selection with the next layer to the right (1) or to the left (-1) of all that are selected."""
    ids = [column.spec.id for column in columns]
    places = [ids.index(id) for id in now.layers if id in ids] if now is not None else []
    if now is None or not places:
        return sideways(columns, now, by)
    there = max(places) + by if by > 0 else min(places) + by
    if now.unit is not None:  # first the layer itself
        return Selection(now.layer)
    return Selection(now.layer, more=(*now.more, ids[there])) if 0 <= there < len(ids) else now


def taller(columns: Sequence[Column], now: Selection | None, by: int) -> Selection | None:
    """Returns the selection with the next neuron below (1) or above (-1) all that are selected."""
    column = next((column for column in columns if now and column.spec.id == now.layer), None)
    if now is None or column is None or now.unit is None:
        return up_or_down(columns, now, by)
    there = max(now.units) + by if by > 0 else min(now.units) + by
    if not 0 <= there < column.shown:
        return now
    return Selection(now.layer, now.unit, more_units=(*now.more_units, there))


def kept(columns: Sequence[Column], now: Selection | None) -> Selection | None:
    """Returns what is left of a selection after the network changed."""
    if now is None:
        return None
    specs = {column.spec.id: column for column in columns}
    if now.source:
        column = specs.get(now.layer)
        fed = [columns[source].spec.id for source in column.spec.sources] if column else []
        return now if now.source in fed else None
    left = [layer for layer in now.layers if layer in specs]
    if not left:
        return None
    column = specs[left[0]]
    if now.unit is None or left[0] != now.layer or column.spec.bare:
        return Selection(left[0], more=tuple(left[1:]))
    last = column.shown - 1
    units = tuple(unit for unit in now.more_units if unit <= last and unit != min(now.unit, last))
    return Selection(now.layer, min(now.unit, last), more_units=units)


def with_one(now: Selection | None, new: Selection) -> Selection | None:
    """Returns a selection with a layer or neuron more, or without it where it was selected already."""
    if now is None or now.source or (new.unit is not None and (now.layer != new.layer or now.unit is None)):
        return new
    if new.unit is not None:
        units = _turned(now.unit, now.more_units, new.unit)
        return Selection(now.layer, units[0], more_units=units[1:]) if units else Selection(now.layer)
    layers = _turned(now.layer, now.more, new.layer)
    return Selection(layers[0], more=layers[1:]) if layers else None


def _turned(first: _T, more: tuple[_T, ...], one: _T) -> tuple[_T, ...]:
    """Returns things with one more, which comes first, or without it."""
    known = (first, *more)
    return tuple(other for other in known if other != one) if one in known else (one, *known)


def up_to(columns: Sequence[Column], now: Selection | None, new: Selection) -> Selection:
    """Returns the selection of everything from what is selected to another layer, or to another neuron of its own."""
    ids = [column.spec.id for column in columns]
    if now is None or now.source or now.layer not in ids:
        return new
    if new.unit is not None and now.unit is not None and now.layer == new.layer:
        low, high = sorted((now.unit, new.unit))
        return Selection(
            now.layer, now.unit, more_units=tuple(unit for unit in range(low, high + 1) if unit != now.unit)
        )
    low, high = sorted((ids.index(now.layer), ids.index(new.layer)))
    return Selection(now.layer, more=tuple(id for id in ids[low : high + 1] if id != now.layer))


def all_of(layers: Sequence[str]) -> Selection | None:
    """Returns the selection of layers, None of none."""
    return Selection(layers[0], more=tuple(layers[1:])) if layers else None
