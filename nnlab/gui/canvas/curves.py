"""Draws all the curves between two columns at once, as an array: QPainter needs 0.1 ms for each thick smooth curve.

All curves share their ends' x, so each is y(x) = y0 + (y1 - y0) s(x) with one s for all. Down a pixel column a curve of
width w and slope y' covers a trapezoid: a box of height w c, blurred over c, where c = sqrt(1 + y'^2). A trapezoid is
the second running sum of four impulses, so a picture costs 8 additions for each curve and pixel column, however wide
or steep the curves are.
"""

from __future__ import annotations

import sys
from functools import cached_property
from math import ceil, floor
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.gui.canvas.scale import look, widest

Floats = npt.NDArray[np.floating[Any]]
Pixels = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]
Colour = tuple[int, int, int]

_levels = 256
_strip = 16_000  # pixels worked on at once
_dash, _space = 7.0, 4.0  # pixels of what is drawn dashed
_densest = 3.2  # beyond it one sees nothing through: 1 - exp(-3.2) = 0.96


def palette(positive: Colour, negative: Colour) -> Pixels:
    """Returns premultiplied ARGB by the amounts of both signs, 256 levels each; the stronger one decides the hue.

    The index is two bytes in the machine's own order, the positive amount first in memory.
    """
    amount = np.arange(_levels) / (_levels - 1) * _densest
    plus, minus = np.meshgrid(amount, amount, indexing="ij")
    alpha = 1 - np.exp(-(plus + minus))
    part = plus**2 / np.maximum(plus**2 + minus**2, 1e-12)
    argb = np.round(alpha * 255).astype(np.uint32) << 24
    for shift, high, low in zip((16, 8, 0), positive, negative, strict=True):
        argb |= np.round(alpha * (low + (high - low) * part)).astype(np.uint32) << np.uint32(shift)
    return (argb.T if sys.byteorder == "little" else argb).ravel()


def extent(x0: float, x1: float, lowest: float, highest: float, scale: float) -> tuple[int, int, int, int]:
    """Returns left, top, width and height, in pixels, of the picture of curves that end between these heights."""
    margin = 2 * widest * scale
    left, top = floor(x0 * scale), floor(lowest * scale - margin)
    return left, top, ceil(x1 * scale) - left, ceil(highest * scale + margin) - top


class Curves:
    """The curves of one gap, from (x0, starts) to (x1, ends).

    `scale` is the number of the screen's pixels in a unit of these; `left`, `top`, `width` and `height` are in pixels.
    """

    def __init__(self, x0: float, x1: float, starts: Floats, ends: Floats, scale: float = 1.0) -> None:
        self.x0, self.x1, self.scale = x0 * scale, x1 * scale, scale
        self._starts = np.asarray(starts, np.float64) * scale
        self._rise = np.asarray(ends, np.float64) * scale - self._starts
        lowest, highest = min(np.min(starts), np.min(ends)), max(np.max(starts), np.max(ends))
        self.left, self.top, self.width, self.height = extent(x0, x1, float(lowest), float(highest), scale)
        path, slope = self._path(np.arange(self.width) + self.left + 0.5)
        middle = self._starts[:, None] + self._rise[:, None] * path - self.top - 0.5
        stretch = np.sqrt(1 + (self._rise[:, None] * slope) ** 2)
        each = max(1, _strip // self.height)
        self._strips = [
            (first, _Strip(middle[:, first : first + each], stretch[:, first : first + each], self.height, scale))
            for first in range(0, self.width, each)
        ]

    def _path(self, x: Floats) -> tuple[Floats, Floats]:
        """Returns s(x) in [0, 1] and its slope, of a cubic whose handles are level and half the gap long."""
        t = np.linspace(0, 1, 257)
        part = np.clip((x - self.x0) / max(self.x1 - self.x0, 1e-6), 0, 1)
        t = np.interp(part, 1.5 * t - 1.5 * t**2 + t**3, t)
        slope = (6 * t - 6 * t**2) / (1.5 - 3 * t + 3 * t**2) / max(self.x1 - self.x0, 1e-6)
        return 3 * t**2 - 2 * t**3, slope

    @cached_property
    def _gaps(self) -> Bools:
        """Where each curve has no ink when it is dashed, by the way along it."""
        _, slope = self._path(np.arange(self.width) + self.left + 0.5)
        way = np.cumsum(np.sqrt(1 + (self._rise[:, None] * slope) ** 2), axis=1) / self.scale
        gaps: Bools = way % (_dash + _space) >= _dash
        return gaps

    def draw(self, parts: Floats, colours: Pixels, pixels: Pixels, dashed: Bools | None = None) -> None:
        """Draws the curves with these weights, as parts of full (-1 to 1), into a picture (height, width).

        `dashed` says which curves are: those that training leaves alone.
        """
        gaps = self._gaps & dashed[:, None] if dashed is not None else None
        for first, strip in self._strips:
            missing = gaps[:, first : first + strip.width] if gaps is not None else None
            made = strip.picture(parts, colours, missing)
            pixels[:, first : first + len(made)] = made.T

    def nearest(self, x: float, y: float) -> tuple[int, float]:
        """Returns the curve that passes nearest to a point, and its distance (-1 and infinity outside the gap)."""
        x, y = x * self.scale, y * self.scale
        if not self.x0 <= x <= self.x1:
            return -1, float("inf")
        path, slope = self._path(np.array([x]))
        distance = np.abs(self._starts + self._rise * path[0] - y) / np.sqrt(1 + (self._rise * slope[0]) ** 2)
        best = int(np.argmin(distance))
        return best, float(distance[best]) / self.scale


class _Strip:
    """Some pixel columns of a gap: few enough that the arrays stay in the processor's cache."""

    def __init__(self, middle: Floats, stretch: Floats, height: int, scale: float) -> None:
        self._middle, self._stretch, self._half_stretch = middle.copy(), stretch.copy(), stretch / 2
        self._scale, self.width, self.height = scale, middle.shape[1], height
        # an impulse takes effect in its own pixel, its ramp from the next one on: hence + 1
        self._column = (np.arange(self.width) * height + 1)[None, :] * 2
        self._place, self._part = np.empty((2, 4, *middle.shape))
        self._signs = np.array([1.0, -1.0, -1.0, 1.0])[:, None, None]

    def picture(self, parts: Floats, colours: Pixels, missing: Bools | None) -> Pixels:
        """Returns the pixels (width, height), column by column, without the pixel columns a curve is to miss."""
        both = self._impulses(parts, missing).view(np.complex128).reshape(self.width, self.height)
        np.cumsum(both, axis=1, out=both)
        np.cumsum(both, axis=1, out=both)
        amount = both.view(np.float64)
        np.minimum(amount, _levels - 1, out=amount)
        level = amount.astype(np.uint8).view(np.uint16)
        return np.take(colours, level, mode="clip")

    def _impulses(self, parts: Floats, missing: Bools | None) -> Floats:
        """Returns the impulses of both signs, (width, height, 2) flat.

        Seen as complex numbers, both signs are summed at once.
        """
        width, opacity = look(parts)
        half, blur = (self._scale * width[:, None]) * self._half_stretch, self._half_stretch
        strength = (np.log1p(-opacity) * (1 - _levels) / _densest)[:, None] / self._stretch
        if missing is not None:
            strength = np.where(missing, 0.0, strength)
        place, part = self._place, self._part
        np.add(self._middle, half, out=place[2])
        np.subtract(self._middle, half, out=place[0])
        np.add(place[::2], blur, out=place[1::2])
        place[::2] -= blur
        np.clip(place, 0, self.height - 3, out=place)
        np.floor(place, out=part)
        index = part.astype(np.int64)
        np.subtract(place, part, out=part)
        part[::3] *= strength
        part[1:3] *= -strength
        index *= 2
        index += self._column + (parts < 0)[:, None]
        size = 2 * self.width * self.height
        late = np.bincount(index.ravel(), part.ravel(), size)
        early = np.bincount(index.ravel(), (self._signs * strength).ravel(), size)
        early -= late
        early[2:] += late[:-2]
        ends = early.reshape(self.width, self.height, 2)
        ends[:, 0] += 0.5  # half a level everywhere, to round, and to lift what rounding errors left below 0
        ends[:, 1] -= 0.5
        return early
