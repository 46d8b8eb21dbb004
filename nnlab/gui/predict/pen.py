"""Strokes of a pen as the cells of a picture that looks like those the network knows.

Strokes are lines of points (x, y) from 0 to 1 across and downwards. Data of written signs were brought to one size, to
one thickness and upright before they were made coarse; a drawing goes the same way, or the network sees something that
it has never met.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Stroke = tuple[tuple[float, float], ...]

_rim = 0.2  # of the deepest ink: less is the rim of a line
_places = 3200  # at which a line is looked for, at most where there are fewer cells
_samples = 500  # pictures that are looked at
_thickness = 0.07  # of a sign's longer side: half a pen as people hold it ...
_thinnest, _thickest = 0.03, 0.22  # ... and what it may become
_stretch = 1.6  # how much wider or narrower than drawn a sign may become
_upright = 0.7  # how much of its slant is taken away
_alike = 1.6  # signs of whose ink most has no more than so many times that of least were brought to one thickness
_near = 0.015  # points of a stroke that are nearer than this are one


@dataclass(frozen=True)
class Manner:
    """How the pictures of a data set are drawn: cells, background and full ink; `whole` where all numbers are.

    A sign is `height` and `width` cells large around its `middle` (down, across) and has from `least` to `most` cells
    of full ink.
    """

    rows: int
    columns: int
    ground: float
    full: float
    height: float
    width: float
    middle: tuple[float, float]
    least: float
    most: float
    whole: bool = False

    def share(self, cells: npt.NDArray[np.floating]) -> Numbers:
        """Returns how much ink cells have, from 0 to 1."""
        reach = self.full - self.ground
        return np.clip((np.nan_to_num(cells) - self.ground) / reach, 0, 1) if reach else np.zeros(np.shape(cells))

    def cells(self, share: Numbers) -> Numbers:
        """Returns cells with so much ink in the data's own units."""
        made = self.ground + share * (self.full - self.ground)
        return np.round(made) if self.whole else made


def manner_of(pictures: npt.NDArray[np.floating], rows: int, columns: int) -> Manner:
    """Finds how pictures (N, rows * columns) are drawn."""
    shown = np.nan_to_num(pictures[:: max(1, len(pictures) // _samples)].astype(float)).reshape(-1, rows, columns)
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.0, 1.0)
    rim = np.concatenate([shown[:, 0], shown[:, -1], shown[:, :, 0], shown[:, :, -1]], axis=1)
    white = rim.size > 0 and float(np.median(rim)) > (low + high) / 2
    ground, full = (high, low) if white else (low, high)
    whole = bool((shown == np.round(shown)).all()) and high - low >= 8
    plain = Manner(rows, columns, ground, full, rows, columns, (rows / 2, columns / 2), 0, rows * columns, whole)
    share = plain.share(shown)
    share = share[share.max(axis=(1, 2), initial=0) > _rim]
    if not len(share):
        return plain
    (top, bottom), (left, right) = _ends(share.max(axis=2)), _ends(share.max(axis=1))
    least, most = (float(part) for part in np.percentile(share.sum(axis=(1, 2)), (10, 90)))
    return Manner(
        rows,
        columns,
        ground,
        full,
        float(np.median(bottom - top)),
        float(np.median(right - left)),
        (float(((top + bottom) / 2).mean()), float(((left + right) / 2).mean())),
        most if most <= _alike * least else least,
        most,
        whole,
    )


def _ends(share: Numbers) -> tuple[Numbers, Numbers]:
    """Returns where ink (N, cells) begins and ends along an axis, (N,) each; the outer cells count by their part."""
    inked = share > _rim
    count, rows = share.shape[1], np.arange(len(share))
    first, last = inked.argmax(axis=1), count - 1 - inked[:, ::-1].argmax(axis=1)
    begin = first + 1 - share[rows, first]
    return begin, np.maximum(last + share[rows, last], begin)


def drawn(strokes: Sequence[Stroke], manner: Manner, *, centred: bool) -> Numbers:
    """Returns the cells (rows, columns) of a drawing, in the data's own units.

    `centred` brings it upright into the frame of the data, with as much ink as the data's signs have.
    """
    lines = [_thinned(stroke) for stroke in strokes if stroke]
    if not lines:
        return manner.cells(np.zeros((manner.rows, manner.columns)))
    fine = max(1, min(4, math.isqrt(_places // (manner.rows * manner.columns))))
    if not centred:
        side = max(manner.rows, manner.columns)
        lines = [line * (manner.columns, manner.rows) for line in lines]
        away = _away(lines, *_grid(manner, fine))
        return manner.cells(_covered(away, _thickness * side, fine, fine, manner))
    lines = _straightened(lines)
    radius, zoom = _fitted(lines, manner)
    away = _away(lines, *_seen(lines, zoom, manner, fine))
    return manner.cells(_covered(away, radius, fine * math.sqrt(zoom[0] * zoom[1]), fine, manner))


def _thinned(stroke: Stroke) -> Numbers:
    """Returns a stroke without points that lie on each other, (points, 2)."""
    kept = [stroke[0]]
    for point in stroke[1:]:
        if math.dist(point, kept[-1]) >= _near:
            kept.append(point)
    if kept[-1] != stroke[-1]:
        kept.append(stroke[-1])
    return np.array(kept, float)


def _straightened(lines: list[Numbers]) -> list[Numbers]:
    """Takes most of the slant away."""
    every = np.concatenate(lines)
    x, y = (every - every.mean(axis=0)).T
    slant = _upright * float((x * y).sum() / max(float((y * y).sum()), 1e-9))
    middle = float(every[:, 1].mean())
    return [np.column_stack([line[:, 0] - slant * (line[:, 1] - middle), line[:, 1]]) for line in lines]


def _fitted(lines: list[Numbers], manner: Manner) -> tuple[float, Numbers]:
    """Returns half the thickness of the pen, and how many cells a length of 1 becomes (across, down).

    With its thickness the sign fills the frame. Where there is too little or too much ink, another thickness is tried.
    """
    every = np.concatenate(lines)
    extent = every.max(axis=0) - every.min(axis=0)
    side = max(float(extent.max()), 0.05)
    radius, fine = _thickness * side, 2 if manner.rows * manner.columns < _places // 4 else 1
    zoom = np.ones(2)
    for _ in range(4):
        zoom = np.array([manner.width, manner.height]) / (extent + 2 * radius)
        zoom = np.minimum(zoom, zoom.min() * _stretch)
        near = np.sort(_away(lines, *_seen(lines, zoom, manner, fine)))
        ink = float(near.searchsorted(radius)) / fine**2
        if manner.least <= ink <= manner.most:
            break
        wanted = near[min(len(near) - 1, int(min(max(ink, manner.least), manner.most) * fine**2))]
        radius = min(max((radius + float(wanted)) / 2, _thinnest * side), _thickest * side)
    return radius, zoom


def _grid(manner: Manner, fine: int) -> tuple[Numbers, Numbers]:
    """Returns where places of the picture are, across and down, in cells; a cell has `fine` of them along a side."""
    across, down = np.meshgrid(
        (np.arange(manner.columns * fine) + 0.5) / fine, (np.arange(manner.rows * fine) + 0.5) / fine
    )
    return across.ravel(), down.ravel()


def _seen(lines: list[Numbers], zoom: Numbers, manner: Manner, fine: int) -> tuple[Numbers, Numbers]:
    """Returns which points of the drawing come to places of the picture."""
    every = np.concatenate(lines)
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    across, down = _grid(manner, fine)
    return (across - manner.middle[1]) / zoom[0] + middle[0], (down - manner.middle[0]) / zoom[1] + middle[1]


def _away(lines: list[Numbers], x: Numbers, y: Numbers) -> Numbers:
    """Returns how far points are from the nearest line."""
    begins = np.concatenate([line[:-1] if len(line) > 1 else line for line in lines])
    ends = np.concatenate([line[1:] if len(line) > 1 else line for line in lines])
    found = np.full(x.shape, np.inf)
    for some in range(0, len(begins), 64):  # what fits the cache
        (x0, y0), (dx, dy) = begins[some : some + 64].T, (ends - begins)[some : some + 64].T
        px, py = x - x0[:, np.newaxis], y - y0[:, np.newaxis]
        long = np.maximum(dx * dx + dy * dy, 1e-18)[:, np.newaxis]
        dx, dy = dx[:, np.newaxis], dy[:, np.newaxis]
        along = np.clip((px * dx + py * dy) / long, 0, 1)
        px, py = px - along * dx, py - along * dy
        np.minimum(found, (px * px + py * py).min(axis=0), out=found)
    return np.sqrt(found)


def _covered(away: Numbers, radius: float, sharp: float, fine: int, manner: Manner) -> Numbers:
    """Returns how much of each cell (rows, columns) lies near the lines; `sharp` is 1 / a place's side."""
    inside = np.clip((radius - away) * sharp + 0.5, 0, 1)
    return np.asarray(inside.reshape(manner.rows, fine, manner.columns, fine).mean(axis=(1, 3)))
