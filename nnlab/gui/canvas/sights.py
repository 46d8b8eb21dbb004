"""What the hover card says and shows of pictures, states and curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPen

from nnlab.gui.canvas.colours import Numbers
from nnlab.gui.canvas.images import rgb32
from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.gui.canvas.mosaics import even, mosaic
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.language import Language
from nnlab.gui.theme import Colors, Theme, mixed

_widest, _highest, _largest_cell = 190, 130, 22
_most_steps = 6
_gap = 14


@dataclass(frozen=True)
class Art:
    """A picture on a card, rows x columns pixels (uint32), and the words above it."""

    label: str
    pixels: bytes
    rows: int
    columns: int

    @property
    def size(self) -> QSize:
        """Its size on the card: large cells where there are few."""
        cell = min(_widest / self.columns, _highest / self.rows, _largest_cell)
        cell = int(cell) if cell >= 1 else cell
        return QSize(max(1, round(cell * self.columns)), max(1, round(cell * self.rows)))


def art_size(arts: tuple[Art, ...], font: QFontMetrics) -> QSize:
    """Returns the room that pictures take side by side with their words above."""
    if not arts:
        return QSize(0, 0)
    widths = [max(art.size.width(), font.horizontalAdvance(art.label)) for art in arts]
    high = max(art.size.height() for art in arts)
    return QSize(sum(widths) + _gap * (len(arts) - 1), high + font.height() + 4)


def paint_arts(painter: QPainter, at: QPoint, arts: tuple[Art, ...], colors: Colors) -> None:
    """Paints pictures side by side, in the painter's font."""
    font, x = painter.fontMetrics(), at.x()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    for art in arts:
        size = art.size
        width = max(size.width(), font.horizontalAdvance(art.label))
        painter.setPen(colors.muted)
        painter.drawText(QPoint(x, at.y() + font.ascent()), art.label)
        place = QRect(QPoint(x, at.y() + font.height() + 2), size)
        image = QImage(art.pixels, art.columns, art.rows, art.columns * 4, QImage.Format.Format_RGB32)
        painter.drawImage(place, image)
        painter.setPen(QPen(mixed(colors.text, colors.field, 0.4), 1))
        painter.drawRect(place)
        x += width + _gap


@dataclass(frozen=True)
class Sight:
    """What a card adds: lines, pictures, and what the tile shows."""

    lines: tuple[str, ...] = ()
    arts: tuple[Art, ...] = ()
    note: str = ""


class Sights:
    """Words and draws what tiles show that is no map over the plane."""

    def __init__(self, theme: Theme, language: Language, numbers: NetworkNumbers) -> None:
        self._theme, self._language, self._numbers = theme, language, numbers

    def whole(self, id: str) -> Sight:
        """Returns the sample that goes in whole."""
        features, states = self._numbers.array(id, "features"), self._numbers.array(id, "states")
        if features is not None and features.size:
            return Sight((self._range(features),), (self._art("", features),))
        if states is not None and states.size:
            return Sight(tuple(self._steps(row) for row in states.T[:4]), (self._art("", states.T[None]),))
        return Sight()

    def unit(self, spec: ColumnSpec, unit: int) -> Sight | None:
        """Returns what one tile shows; None where it is a map over the plane, or nothing came yet."""
        tr = self._language.tr
        curves, states = self._numbers.array(spec.id, "curves"), self._numbers.array(spec.id, "states")
        features = self._numbers.array(spec.id, "features")
        if curves is not None and unit < len(curves):
            return self._curve(curves[unit])
        if spec.gives == "strip":
            known = states is not None and states.ndim == 2 and unit < states.shape[1]
            lines = (self._steps(states[:, unit]),) if known and states is not None else ()
            return Sight(lines, (), tr("time to the right, a row for each unit"))
        if features is None or unit >= len(features):
            return Sight() if spec.gives else None
        arts, kernels = (), self._numbers.array(spec.id, "kernels")
        lines: tuple[str, ...] = ()
        if kernels is not None and unit < len(kernels):
            lines = (tr("largest |w| = {value}").format(value=_short(np.abs(kernels[unit]).max())),)
            label = tr("kernel") if spec.gives else tr("weights")
            if kernels.shape[1] > 1:
                label = tr("{label}, channel by channel").format(label=label)
            arts = (self._art(label, kernels[unit], row=bool(spec.gives)),)
        if spec.gives:
            feature = features[unit : unit + 1]
            return Sight((*lines, self._range(feature)), (*arts, self._art(tr("feature map"), feature)))
        note = tr("the tile shows the weights") if arts else tr("the tile shows a for this sample")
        return Sight(lines, arts, note)

    def samples(self, label: str, pictures: Numbers) -> Art:
        """Returns a few samples (N, rows, columns) side by side, sequences one below the other."""
        made = even(pictures, float(np.nan_to_num(np.abs(pictures)).max(initial=0.0)))
        across = 1 if pictures.shape[2] > 2 * pictures.shape[1] else len(pictures)
        pixels = mosaic(made, rgb32(self._theme.lut()), self._theme.colors.field.rgb(), across)
        return Art(label, pixels.tobytes(), *pixels.shape)

    def _curve(self, curve: Numbers) -> Sight:
        line = self._numbers.line
        if line is None:
            return Sight()
        text = self._language.tr("the curve runs over {column} from {low} to {high}, a from {least} to {most}")
        ends = {"low": _short(line.low), "high": _short(line.high)}
        seen = {"least": _short(curve.min()), "most": _short(curve.max())}
        return Sight(note=text.format(column=line.column, **ends, **seen))

    def _range(self, values: Numbers) -> str:
        text = self._language.tr("from {low} to {high}")
        return text.format(low=_short(values.min()), high=_short(values.max()))

    def _steps(self, values: Numbers) -> str:
        """Words what a unit says after each step; of many only the last ones."""
        shown = values[-_most_steps:]
        text = " → ".join(_short(value) for value in shown)
        return text if len(shown) == len(values) else f"… → {text}"

    def _art(self, label: str, values: Numbers, *, row: bool = True) -> Art:
        """Returns numbers (channels, rows, columns) as a picture, in full colour where they are largest."""
        made = even(values, float(np.nan_to_num(np.abs(values)).max(initial=0.0)))
        ground = self._theme.colors.field.rgb()
        pixels = mosaic(made, rgb32(self._theme.lut()), ground, len(made) if row and len(made) <= 4 else 0)
        return Art(label, pixels.tobytes(), *pixels.shape)


def _short(value: float) -> str:
    return f"{value:.2f}".replace("-", "−") if abs(value) < 1000 else f"{value:.1e}".replace("-", "−")
