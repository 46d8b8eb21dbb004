"""What is drawn at random: a data set's samples, and a histogram of start weights."""

from __future__ import annotations

import numpy as np

from nnlab.api import Table
from nnlab.records import Array
from nnlab.records.grades import BarsPicture, PointsPicture
from nnlab.testing._drawing import Drawing
from nnlab.testing._same import Seed
from nnlab.testing._seat import Seat
from nnlab.testing.report import Report

_fan_in, _fan_out, _bars = 64, 64, 41
_most = 2000  # points in a picture


def dataset_points(seat: Seat, report: Report | None) -> Drawing:
    """Draws the first two columns; data with one column stands over its values."""
    table = seat.call("sample", Seed(0))
    if not isinstance(table, Table):
        raise seat.border.method(seat.component, "sample", "rng").returned(table, "a Table", "一个 Table")
    x = np.asarray(table.x, np.float64).reshape(len(table.x), -1)[:_most, :2]
    y = np.asarray(table.y)[:_most]
    values = y.ndim > 1
    if x.shape[1] < 2:
        x = np.column_stack([x[:, 0], y[:, 0] if values else np.zeros(len(x))])
    y = np.ascontiguousarray(y, np.float64 if values else np.int64)
    made = PointsPicture(x=Array.of(np.ascontiguousarray(x)), y=Array.of(y), targets="values" if values else "classes")
    return Drawing(made)


def initializer_bars(seat: Seat, report: Report | None) -> Drawing:
    """Draws what an initializer gives for a layer of 64 inputs and 64 units."""
    weights = seat.array("weights", (_fan_in, _fan_out), Seed(0), _fan_in, _fan_out)
    finite = weights[np.isfinite(weights)]
    side = float(np.abs(finite).max()) if finite.size else 0.0
    counts, edges = np.histogram(finite, _bars, (-side, side) if side > 0 else (-1.0, 1.0))
    picture = BarsPicture(
        edges=Array.of(edges.astype(np.float64)),
        counts=Array.of(counts.astype(np.int64)),
        fan_in=_fan_in,
        fan_out=_fan_out,
    )
    return Drawing(picture)
