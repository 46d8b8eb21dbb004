"""A stroke of each tool: what it does where the mouse goes, and how its step is worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from nnlab.gui.plots.painting_points import Ground, Rows, added, erased, moved, shaken, sprayed
from nnlab.records.painting import Painted

if TYPE_CHECKING:
    from nnlab.gui.plots.painting import Painting

_near = 8  # hundredths of the plane's side: a point so near is meant
_apart = 0.6  # of the brush's reach, between two places where it puts points


class Stroke(Protocol):
    """What goes on while the mouse is held: it goes to another point, or stays where it is."""

    def go(self, x: float, y: float) -> None: ...
    def stay(self, x: float, y: float) -> None: ...


def stroke(painting: Painting, low: tuple[float, float], high: tuple[float, float]) -> Stroke:
    """Returns a stroke of the chosen tool on a plane from low to high."""
    kinds = {"brush": _Brush, "point": _Point, "eraser": _Eraser, "move": _Move, "jitter": _Jitter}
    return kinds[painting.tool](painting, Ground(low, high))


class _Stroke:
    def __init__(self, painting: Painting, ground: Ground) -> None:
        self._painting, self._ground = painting, ground
        self._third = painting.third
        self._share = painting.context.document.experiment.data.test_share
        self._begun = len(painting.working)
        self._last: tuple[float, float] | None = None

    def go(self, x: float, y: float) -> None:
        """Goes to a point; on a fast way, to points between, too."""
        spot = self._painting.spot(x, y)
        if self._last is None:
            self._last = x, y
            self.touch(x, y)
            return
        way = np.array([(x - self._last[0]) / spot.across, (y - self._last[1]) / spot.upwards])
        count = int(np.hypot(*way) / _apart)
        for part in range(1, count + 1):
            share = part / count
            self.touch(self._last[0] + share * (x - self._last[0]), self._last[1] + share * (y - self._last[1]))
        if count:
            self._last = x, y

    def stay(self, x: float, y: float) -> None:
        self.touch(x, y)

    def touch(self, x: float, y: float) -> None:
        """Does what the tool does at a point."""

    def _made(self, drawn: Painted) -> int:
        return abs(len(drawn) - self._begun)

    def _show_painted(self, drawn: Painted) -> None:
        language, count, third = self._painting.context.language, self._made(drawn), self._third
        if not count:
            return
        if drawn.kind != "classes":
            self._painting.show(
                drawn, lambda: language.trn("Paint {n} point", "Paint {n} points", count).format(n=count)
            )
            return
        name = drawn.classes[int(third)]

        def tell() -> str:
            text = language.trn("Paint {n} point of class {name}", "Paint {n} points of class {name}", count)
            return text.format(n=count, name=name)

        self._painting.show(drawn, tell)


class _Brush(_Stroke):
    def touch(self, x: float, y: float) -> None:
        painting = self._painting
        spot, count = painting.spot(x, y), painting.density
        made = sprayed(painting.working, spot, self._ground, self._third, count, self._share, painting.rng)
        self._show_painted(made)


class _Point(_Stroke):
    """One point a press: the mouse may tremble."""

    def go(self, x: float, y: float) -> None:
        if self._last is None:
            self._last = x, y
            at = self._ground.fitted(np.array([[x, y]]))
            self._show_painted(added(self._painting.working, at, self._third, self._share))

    def stay(self, x: float, y: float) -> None:
        pass


class _Eraser(_Stroke):
    def touch(self, x: float, y: float) -> None:
        painting, language = self._painting, self._painting.context.language
        rows = painting.spot(x, y).inside(painting.working.points)
        if len(rows):
            made = erased(painting.working, rows)
            count = self._made(made)
            painting.show(made, lambda: language.trn("Erase {n} point", "Erase {n} points", count).format(n=count))

    def stay(self, x: float, y: float) -> None:
        pass


class _Move(_Stroke):
    """Takes what lies below the brush where it was pressed, or the one point nearest to it."""

    def __init__(self, painting: Painting, ground: Ground) -> None:
        super().__init__(painting, ground)
        self._rows: Rows = np.zeros(0, np.int64)
        self._before = painting.working

    def go(self, x: float, y: float) -> None:
        if self._last is None:
            self._last = x, y
            self._rows = self._painting.spot(x, y).inside(self._before.points)
            if not len(self._rows):
                self._rows = self._painting.spot(x, y, _near).nearest(self._before.points)
            return
        if not len(self._rows):
            return
        language, count = self._painting.context.language, len(self._rows)
        made = moved(self._before, self._rows, x - self._last[0], y - self._last[1], self._ground)
        self._painting.show(made, lambda: language.trn("Move {n} point", "Move {n} points", count).format(n=count))

    def stay(self, x: float, y: float) -> None:
        pass


class _Jitter(_Stroke):
    def __init__(self, painting: Painting, ground: Ground) -> None:
        super().__init__(painting, ground)
        self._touched: set[int] = set()

    def touch(self, x: float, y: float) -> None:
        painting, language = self._painting, self._painting.context.language
        spot = painting.spot(x, y)
        rows = spot.inside(painting.working.points)
        if len(rows):
            self._touched.update(rows.tolist())
            made, count = shaken(painting.working, rows, spot, self._ground, painting.rng), len(self._touched)
            painting.show(made, lambda: language.trn("Jitter {n} point", "Jitter {n} points", count).format(n=count))
