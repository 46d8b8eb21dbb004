"""Small plots of curves as pictures, all of a layer's at once: QPainter needs over a millisecond for each.

A pixel's colour depends on three things: how much of it lies between the curve and 0, how much of it the curve covers,
and whether an axis runs through it. Each is put into a few steps, so that all colours are one table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.gui.theme import Colors

Floats = npt.NDArray[np.floating[Any]]
Pixels = npt.NDArray[np.uint32]

_fills, _inks = 17, 12  # steps: of the area from orange over none to blue, of the curve
_half_width = 0.8  # of the curve, in pixels


def plot_table(colors: Colors) -> Pixels:
    """Returns the pixels for (axis, curve, area) in a row, in a theme's colours."""
    ground, blue, orange, axis, text = (
        np.array(colour.getRgb()[:3], float)
        for colour in (colors.field, colors.blue, colors.orange, colors.muted, colors.text)
    )
    area = np.linspace(-1, 1, _fills)[:, None]
    fills = ground + np.abs(area) * np.where(area > 0, 0.55 * (blue - ground), 0.6 * (orange - ground))
    both = np.stack([fills, fills + 0.7 * (0.6 * ground + 0.4 * axis - fills)])[:, None]
    ink = np.linspace(0, 1, _inks)[:, None, None]
    table = np.round(both + ink * (text - both)).astype(np.uint32).reshape(-1, 3)
    made: Pixels = np.uint32(0xFF000000) | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
    return made


def plotted(curves: Floats, low: Floats, high: Floats, zero_across: float, table: Pixels) -> Pixels:
    """Returns a picture (units, size, size) of each curve (units, size), whose heights span low to high (units,).

    `zero_across` is where 0 lies across, 0 to 1; outside of that it is not shown.
    """
    size = curves.shape[1]
    with np.errstate(all="ignore"):
        span = np.maximum(high - low, 1e-12)
        heights = np.nan_to_num((curves - low[:, None]) / span[:, None], nan=0.5, posinf=2.0, neginf=-1.0)
        zeros = np.clip(-low / span, -1.0, 2.0)
    y = np.float32(size) * np.clip(heights, -1, 2).astype(np.float32)[:, None, :]
    zero = (np.float32(size) * zeros.astype(np.float32))[:, None, None]
    middle = (size - 0.5 - np.arange(size, dtype=np.float32))[None, :, None]  # of the pixels' rows, from the bottom
    area = np.minimum(np.maximum(y, zero) - middle, middle - np.minimum(y, zero))
    np.clip(area + 0.5, 0, 1, out=area)
    area *= np.where(y >= zero, np.float32(1), np.float32(-1))
    steep = np.gradient(y, axis=2) if size > 1 else np.zeros_like(y)
    ink = np.abs(y - middle)
    ink /= np.sqrt(1 + steep * steep)
    np.clip((_half_width + 0.5) - ink, 0, 1, out=ink)
    index = np.rint((area + 1) * np.float32((_fills - 1) / 2)).astype(np.uint16)
    index += np.rint(ink * np.float32(_inks - 1)).astype(np.uint16) * np.uint16(_fills)
    crossed = np.abs(middle - zero) <= 0.5
    crossed = np.broadcast_to(crossed, index.shape).copy()
    column = int(zero_across * size) if 0 < zero_across < 1 else -1
    if column >= 0:
        crossed[:, :, column] = True
    index += crossed * np.uint16(_fills * _inks)
    return table[index]
