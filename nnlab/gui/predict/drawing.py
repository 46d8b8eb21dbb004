"""What is drawn on the pad: strokes over nothing or over a picture of the data, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnlab.gui.predict.pen import Manner, Numbers, Stroke, drawn

_step = 0.02  # between points of a stroke: an eraser takes single points away
_most = 200  # states to go back to


@dataclass(frozen=True)
class State:
    """Strokes in the unit square, over the cells (rows, columns) of a picture of the data where there is one.

    `taken` is a picture of which nothing was changed: the next stroke begins on an empty sheet.
    """

    strokes: tuple[Stroke, ...] = ()
    under: Numbers | None = None
    taken: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.strokes and self.under is None


class Drawing:
    """A drawing in the manner of the data; each stroke, each rubbing and each clearing can be taken back."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.now = State()
        self._before: list[State] = []
        self._made: tuple[State, bool, Numbers] | None = None  # cells are asked for by the row and by what paints them

    def begin(self, x: float, y: float) -> None:
        """Begins a stroke."""
        self._keep()
        self.now = State((*self.now.strokes, ((x, y),)), None if self.now.taken else self.now.under)

    def extend(self, x: float, y: float) -> None:
        """Draws the stroke in hand on."""
        *others, last = self.now.strokes
        begin = last[-1]
        count = max(1, math.ceil(math.dist(begin, (x, y)) / _step))
        parts = (part / count for part in range(1, count + 1))
        more = tuple((begin[0] + (x - begin[0]) * part, begin[1] + (y - begin[1]) * part) for part in parts)
        self.now = State((*others, last + more), self.now.under)

    def begin_rubbing(self) -> None:
        """Remembers what there is before it is rubbed out."""
        self._keep()

    def rub(self, x: float, y: float, radius: float) -> None:
        """Takes away what lies within a radius of a point; a stroke that is cut through becomes two."""
        left = tuple(part for stroke in self.now.strokes for part in _cut(stroke, x, y, radius))
        self.now = State(left, self._rubbed(x, y, radius))

    def clear(self) -> None:
        """Takes an empty sheet."""
        if not self.now.empty:
            self._keep()
            self.now = State()

    def put(self, under: Numbers) -> None:
        """Shows a picture of the data; what was drawn before is gone."""
        self._before.clear()
        self.now = State((), under, taken=True)

    def undo(self) -> bool:
        """Goes back by one stroke; tells whether there was one."""
        if not self._before:
            return False
        self.now = self._before.pop()
        return True

    def cells(self, *, centred: bool) -> Numbers:
        """Returns what the network sees, (rows, columns); over a picture of the data nothing is moved."""
        if self._made is None or self._made[0] is not self.now or self._made[1] != centred:
            self._made = self.now, centred, self._cells(centred=centred)
        return self._made[2]

    def _cells(self, *, centred: bool) -> Numbers:
        manner, under = self.manner, self.now.under
        if under is None:
            return drawn(self.now.strokes, manner, centred=centred)
        if not self.now.strokes:
            return under
        share = manner.share(drawn(self.now.strokes, manner, centred=False))
        return manner.cells(share.clip(min=manner.share(under)))

    def _rubbed(self, x: float, y: float, radius: float) -> Numbers | None:
        under, manner = self.now.under, self.manner
        if under is None:
            return None
        left = under.copy()
        for row in range(manner.rows):
            for column in range(manner.columns):
                at = (column + 0.5) / manner.columns, (row + 0.5) / manner.rows
                if math.dist(at, (x, y)) <= radius:
                    left[row, column] = manner.ground
        return left

    def _keep(self) -> None:
        self._before.append(self.now)
        del self._before[:-_most]


def _cut(stroke: Stroke, x: float, y: float, radius: float) -> list[Stroke]:
    """Returns what is left of a stroke outside a circle."""
    parts: list[list[tuple[float, float]]] = [[]]
    for point in stroke:
        if math.dist(point, (x, y)) > radius:
            parts[-1].append(point)
        elif parts[-1]:
            parts.append([])
    return [tuple(part) for part in parts if part]
