"""The ways of skip connections: around the columns they pass by, each in a lane of its own below the tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

_lane, _clear = 20.0, 8.0  # between two lanes; between the tiles and the first lane, besides
_share = 0.3  # of the height at most
_widest, _narrowest = 8.0, 2.2


class Skip(NamedTuple):
    """A link that passes by other columns, and the lane it takes: 0 lies nearest to the tiles."""

    source: int
    target: int
    lane: int


@dataclass(frozen=True)
class Route:
    """The middle of a band: from below its source down into its lane, along it, and up to its target."""

    start: tuple[float, float]
    lane: float
    end: tuple[float, float]
    width: float

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Its four corners."""
        return self.start, (self.start[0], self.lane), (self.end[0], self.lane), self.end

    def distance(self, x: float, y: float) -> float:
        """Returns how far a point is from the middle of the band."""
        return min(_distance(x, y, first, last) for first, last in pairwise(self.points))


def skips(sources: Sequence[Sequence[int]]) -> tuple[Skip, ...]:
    """Gives each link that passes by a column a lane, from the columns that feed each column.

    Short ones lie inside; one may begin in the lane in which another ends.
    """
    wanted = [(source, target) for target, fed in enumerate(sources) for source in fed if source < target - 1]
    lanes: list[list[tuple[int, int]]] = []
    found = []
    for source, target in sorted(wanted, key=lambda pair: (pair[1] - pair[0], pair)):
        under = max((lane + 1 for lane, taken in enumerate(lanes) if _meet(taken, source, target)), default=0)
        if under == len(lanes):
            lanes.append([])
        lanes[under].append((source, target))
        found.append(Skip(source, target, under))
    return tuple(found)


def room(found: Sequence[Skip], height: float) -> float:
    """Returns the height that lanes take below the tiles."""
    count = 1 + max((skip.lane for skip in found), default=-1)
    return min(_clear + count * _lane, _share * height) if count else 0.0


class Ports:
    """Where bands leave and reach each column: side by side, in the order in which they do not cross."""

    def __init__(self, found: Sequence[Skip]) -> None:
        ends: dict[int, list[tuple[int, int, Skip]]] = {}
        for skip in found:
            ends.setdefault(skip.target, []).append((0, skip.lane, skip))
            ends.setdefault(skip.source, []).append((1, -skip.lane, skip))
        self._order = {column: [skip for *_, skip in sorted(each)] for column, each in ends.items()}

    def offset(self, column: int, skip: Skip) -> float:
        """Returns a band's place at a column, from -1 (its left side) to 1."""
        order = self._order[column]
        return 2 * (order.index(skip) + 1) / (len(order) + 1) - 1

    def most(self, column: int) -> int:
        """Returns how many bands meet a column."""
        return len(self._order.get(column, ()))


def lane_step(found: Sequence[Skip], height: float) -> float:
    """Returns how far apart lanes are for which a height was kept free."""
    return _lane * height / (_clear + _lane * (1 + max((skip.lane for skip in found), default=-1)))


def depths(found: Sequence[Skip], below: Sequence[float], step: float) -> dict[Skip, float]:
    """Returns each lane's y: below the columns that it passes by, which end at `below`, and below lanes inside it."""
    made: dict[Skip, float] = {}
    for skip in found:
        inside = [y for other, y in made.items() if _meet([other[:2]], skip.source, skip.target)]
        tiles = max(below[skip.source : skip.target + 1]) + step * _clear / _lane
        made[skip] = max([tiles, *inside]) + step
    return made


def band_width(step: float, zoom: float) -> float:
    """Returns the width of bands that have a step of room each."""
    return min(0.9 * step, max(_narrowest * zoom, min(_widest * zoom, 0.6 * step)))


def _meet(taken: Sequence[tuple[int, int]], source: int, target: int) -> bool:
    return any(source < right and left < target for left, right in taken)


def _distance(x: float, y: float, first: tuple[float, float], last: tuple[float, float]) -> float:
    across, down = last[0] - first[0], last[1] - first[1]
    part = ((x - first[0]) * across + (y - first[1]) * down) / (across * across + down * down or 1.0)
    part = max(0.0, min(1.0, part))
    return float(((x - first[0] - part * across) ** 2 + (y - first[1] - part * down) ** 2) ** 0.5)
