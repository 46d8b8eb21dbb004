"""The contract of a data set: a valid table, the same from the same stream, of the kind it says it gives."""

from __future__ import annotations

import numpy as np

from nnlab.api import Formula, Table
from nnlab.testing._desk import Desk
from nnlab.testing._same import Seed, same


def check_dataset(desk: Desk) -> None:
    with desk.trying():
        first = _table(desk, 5)
        if not same(_parts(first), _parts(_table(desk, 5))):
            desk.fault("testing.impure", "sample")
        other = _table(desk, 6)
        desk.measure("rows", len(first.x), columns=len(first.names), varies=not same(_parts(first), _parts(other)))
        _honest(desk, first)


def _table(desk: Desk, seed: int) -> Table:
    came = desk.call("sample", Seed(seed))
    if not isinstance(came, Table):
        raise desk.method("sample").returned(came, "a Table", "一个 Table")
    return came


def _parts(table: Table) -> tuple[object, ...]:
    return (table.x, table.y, table.names, table.classes, table.split)


def _honest(desk: Desk, table: Table) -> None:
    """Finds fault with the other kind of targets than announced, a class without samples, or no row for training."""
    gives = str(getattr(desk.component, "gives", "classes"))
    ruled = gives == "formula"
    if ruled:
        rules = [value for value in vars(desk.component).values() if isinstance(value, Formula)]
        gives = "values" if rules and not rules[0].truth else "classes"
    here = "classes" if table.y.ndim == 1 else "values"
    if gives not in (here, "any"):
        desk.fault("testing.data_gives", "sample", gives=gives, here=here)
        return
    if here == "classes" and not ruled:  # a rule may be true everywhere
        counts = np.bincount(table.y.astype(np.int64), minlength=len(table.classes))
        if (counts == 0).any():
            name = table.classes[int(np.argmin(counts))]
            desk.fault("testing.data_class", "sample", "warning", name=name)
    if table.split is not None and table.split.all():
        desk.fault("data.no_training", "sample")
    if table.x.dtype.kind not in "f":
        desk.same_dtype("sample", np.asarray(table.x), np.float64, part="x")
