"""Answers what a data set looks like, for its thumbnail."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from nnlab.api import Table
from nnlab.catalog import Catalog
from nnlab.experiment.document import Chosen
from nnlab.kernel import messages as m
from nnlab.kernel._errors import problem_of
from nnlab.kernel._slot import SlotWriter
from nnlab.records import Array, Problem

_most = 4_000  # samples of a thumbnail, and of what a drawing begins with


def preview(ask: m.Ask, catalog: Catalog, slot: SlotWriter) -> m.Preview | Problem:
    """Samples a data set with seed 0; what goes wrong is returned as its Problem."""
    from nnlab.engine import Border, stream  # here, so that Ready need not wait for the engine
    from nnlab.session import described

    try:
        dataset = catalog.make("dataset", Chosen(id=ask.dataset, values=ask.values))
        method = Border(slot).method(dataset, "sample", "rng")
        table = method(*method.pick(rng=stream(0, "data")))
        if not isinstance(table, Table):
            raise method.returned(table, "a Table")
        return replace(_shown(table), data=described(table), picture=_picture(table))
    except BaseException as error:  # a plugin's code ran: whatever came out of it is the answer
        return problem_of(error)


def _picture(table: Table) -> Array | None:
    """Returns the mean of the first picture's channels, (rows, columns)."""
    if table.x.ndim != 4:
        return None
    picture = np.nan_to_num(np.asarray(table.x[0], np.float64)).mean(axis=0)
    return Array.of(np.ascontiguousarray(picture))


def _shown(table: Table) -> m.Preview:
    """Takes the first two columns of some samples; data with one column stands over its values.

    What is missing stands at the mean of its column.
    """
    rows = np.linspace(0, len(table.x) - 1, min(len(table.x), _most)).astype(np.int64)
    x = np.asarray(table.x[rows].reshape(len(rows), -1)[:, :2], np.float64)
    gaps = np.isnan(x)
    if gaps.any():
        sums, there = np.where(gaps, 0, x).sum(axis=0), np.maximum(np.count_nonzero(~gaps, axis=0), 1)
        x = np.where(gaps, sums / there, x)
    y = np.asarray(table.y[rows])
    values = y.ndim > 1
    if x.shape[1] < 2:
        x = np.column_stack([x[:, 0], y[:, 0] if values else np.zeros(len(x))])
    y = y.astype(np.float64 if values else np.int64)
    return m.Preview(
        x=Array.of(np.ascontiguousarray(x)),
        y=Array.of(np.ascontiguousarray(y)),
        targets="values" if values else "classes",
    )
