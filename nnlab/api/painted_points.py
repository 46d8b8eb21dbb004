"""The points that somebody painted, for the data set that holds them."""

from __future__ import annotations

from nnlab.api.table import Table
from nnlab.records import fail
from nnlab.records.painting import painted


def painted_table(*, what: str, points: str, classes: str, names: str, shown: tuple[float, ...]) -> Table:
    """Returns painted points, which are the values of the data set `painted`, as a table with its own split.

    Raises ProblemError `painted...` where there are none, too many, or one that cannot be read.
    """
    drawn = painted({"what": what, "points": points, "classes": classes, "names": names, "shown": shown})
    if not len(drawn):
        raise fail("painted.none")
    named = drawn.classes if drawn.kind == "classes" else ()
    return Table(x=drawn.x, y=drawn.y, names=drawn.columns, classes=named, split=drawn.test, extent=drawn.extent)
