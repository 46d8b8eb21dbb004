"""The edges: every weight as a curve from tile to tile, as wide as it is strong; wide layers' as a picture."""

from __future__ import annotations

import time
from math import ceil

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnlab.gui.canvas.bands import Bands
from nnlab.gui.canvas.bundle import Bundle, Spot
from nnlab.gui.canvas.curves import palette
from nnlab.gui.canvas.held import dash, paint_cuts
from nnlab.gui.canvas.images import Picture, rgb32
from nnlab.gui.canvas.layout import Box, Column, Layout, Link
from nnlab.gui.canvas.marks import Held, Marks
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.scale import WeightScale, look
from nnlab.gui.canvas.selection import Place
from nnlab.gui.canvas.tiles import rect, weight_picture
from nnlab.gui.theme import Theme, mixed

_many = 30  # lines from which on each of them is fainter
_new_s = 0.004  # gaps that were never drawn come sooner than those that show older weights


class Edges:
    """Draws the links of a layout and finds the weight under the mouse."""

    def __init__(self, theme: Theme, numbers: NetworkNumbers, scale: WeightScale, marks: Marks) -> None:
        self._theme, self._numbers, self.scale, self._marks = theme, numbers, scale, marks
        self._layout: Layout | None = None
        self._ratio = 1.0
        self._bundles: list[Bundle] = []
        self._between: dict[tuple[str, str], Bundle] = {}
        self._matrices: list[tuple[Link, Picture]] = []
        self._hues: object = None
        self.bands = Bands(theme)
        self.recolour()

    def recolour(self) -> None:
        """Takes the theme's colours; curves are drawn anew only where theirs are others."""
        colors = self._theme.colors
        self._lut = rgb32(self._theme.lut())
        hues = colors.blue.getRgb()[:3], colors.orange.getRgb()[:3]
        if hues == self._hues:
            return
        self._hues, self._palette = hues, palette(*hues)
        for bundle in self._bundles:
            bundle.drawn = None

    def place(self, layout: Layout, scale: float) -> None:
        """Lays the curves out anew; `scale` is the number of the screen's pixels in one of the widget's.

        What did not move keeps its picture: an edit changes one or two gaps of a wide network. What moved shows its
        old picture at the new place until it is drawn.
        """
        self._layout, self._ratio = layout, scale
        self._matrices = [(link, picture) for link, picture in self._matrices if link in layout.links]
        self.bands.place(layout)
        before, self._between = self._between, {}
        unmoved = {bundle.place: bundle for bundle in self._bundles}
        self._bundles = []
        for link in layout.links:
            source, target = layout.columns[link.source], layout.columns[link.target]
            if link.matrix is not None or not _curved(link, source, target):
                continue
            starts, ends = source.rows[: source.shown], target.rows[: target.shown]
            x0, x1 = source.centre + source.half, target.centre - target.half
            place = Spot(x0, x1, starts, ends, scale, layout.zoom)
            ids = source.spec.id, target.spec.id
            bundle = unmoved.pop(place, None)
            if bundle is None:
                bundle = Bundle(link, place)
                bundle.stand_in = before[ids].shown if ids in before else None
            bundle.link = link
            self._bundles.append(bundle)
            self._between[ids] = bundle

    def refresh(self, budget_s: float = float("inf"), seen: QRectF | None = None) -> bool:
        """Draws the newest weights into pictures and tells whether all that can be seen are drawn.

        Gaps that show nothing come first, then those with a stand-in, then the longest waiting one. Once the budget is
        spent the others wait for the next call; one is always drawn.
        """
        if self._layout is None:
            return True
        if any(bundle.drawn is None for bundle in self._bundles):
            budget_s = max(budget_s, _new_s)
        began, made, late = time.perf_counter(), 0, 0
        bundles = [bundle for bundle in self._bundles if seen is None or seen.intersects(bundle.rect)]
        for bundle in sorted(bundles, key=_urgency):
            parts = self.scale.parts(self._weights(bundle.link).ravel())
            held = self.held(bundle.link)
            dashed = held.held.ravel() if held is not None else None
            if bundle.shows(parts, dashed):
                continue
            if made and time.perf_counter() - began > budget_s:
                late += 1
                continue
            bundle.draw(parts, self._palette, dashed)
            made += 1
        self._matrices = []
        for link in self._layout.links:
            if link.matrix is not None:
                shown = thinned(self._whole(link), link.matrix, self._ratio)
                self._matrices.append((link, weight_picture(shown, self._lut, self.scale)))
            elif link.route is not None:
                self.bands.weigh(link, None if self._passes(link) else self.scale.parts(self._whole(link)))
        return not late

    def _whole(self, link: Link) -> np.ndarray:
        assert self._layout is not None
        columns = self._layout.columns
        source, target = columns[link.source].spec, columns[link.target].spec
        rows = sum(columns[index].spec.units for index in target.sources)
        return self._numbers.weights(target.id, rows, target.units)[link.offset : link.offset + source.units]

    @property
    def theme(self) -> Theme:
        """The theme whose colours it draws in."""
        return self._theme

    def shown_weights(self, link: Link) -> np.ndarray | None:
        """Returns the weights of a link's curves (rows, units), or None where it has none to draw one by one."""
        assert self._layout is not None
        source, target = self._layout.columns[link.source], self._layout.columns[link.target]
        if not _curved(link, source, target):
            return None
        return np.nan_to_num(self._weights(link))

    def held(self, link: Link) -> Held | None:
        """Returns which of a link's curves training leaves alone (rows, units); None where it moves all."""
        assert self._layout is not None
        columns = self._layout.columns
        source, target = columns[link.source], columns[link.target]
        rows = sum(columns[index].spec.units for index in target.spec.sources)
        found = self._marks.array(target.spec.id, "weights", (rows, target.spec.units))
        if found is None:
            return None
        inside = slice(link.offset, link.offset + source.shown), slice(target.shown)
        return Held(found.held[inside], found.cut[inside])

    def _passes(self, link: Link) -> bool:
        assert self._layout is not None
        return _passing(self._layout.columns[link.source], self._layout.columns[link.target])

    def _weights(self, link: Link) -> np.ndarray:
        assert self._layout is not None
        source, target = self._layout.columns[link.source], self._layout.columns[link.target]
        return self._whole(link)[: source.shown, : target.shown]

    # ---- painting

    def paint(self, painter: QPainter) -> None:
        """Draws all curves, bars and matrices."""
        if self._layout is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for bundle in self._bundles:
            bundle.paint(painter)
            self._paint_cuts(painter, bundle.link)
        for link in self._layout.links:
            if link.route is None and self._passes(link):
                self.paint_passing(painter, link)
        self.paint_pictures(painter)

    def _paint_cuts(self, painter: QPainter, link: Link) -> None:
        """Crosses out the curves that are cut, in the middle of their gap."""
        held = self.held(link)
        if held is None or not held.cut.any() or self._layout is None:
            return
        source, target = self._layout.columns[link.source], self._layout.columns[link.target]
        paint_cuts(painter, source, target, held, self._theme.colors.text, self._layout.zoom)

    def paint_pictures(self, painter: QPainter) -> None:
        """Draws what stands for curves: bars, the bands of skip connections, and matrices between wide layers."""
        assert self._layout is not None
        for column in self._layout.columns:
            if column.spec.narrow:
                self._paint_bar(painter, column)
        self.bands.paint(painter)
        painter.setPen(QPen(mixed(self._theme.colors.text, self._theme.colors.canvas, 0.5), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for link, picture in self._matrices:
            if link.matrix is not None:
                painter.drawImage(rect(link.matrix), picture.image)
                painter.drawRect(rect(link.matrix))

    def paint_passing(self, painter: QPainter, link: Link) -> None:
        """Draws the lines of a link that has no weights to draw one by one."""
        assert self._layout is not None
        colors = self._theme.colors
        source, bar = self._layout.columns[link.source], self._layout.columns[link.target]
        ends = _ends(link, source, bar)
        many = len(ends) > _many
        painter.setPen(QPen(mixed(colors.muted, colors.canvas, 0.7 if many else 0.45), 0.8 if many else 1.2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, any(y0 != y1 for y0, y1 in ends))
        x0, x1 = source.centre + source.half, bar.centre - bar.half
        painter.drawLines([QLineF(x0, y0, x1, y1) for y0, y1 in ends])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_bar(self, painter: QPainter, bar: Column) -> None:
        """Draws the bar that stands for a layer without neurons."""
        assert self._layout is not None
        colors = self._theme.colors
        painter.setPen(QPen(mixed(colors.muted, colors.canvas, 0.3), 1))
        painter.setBrush(mixed(colors.canvas, colors.muted, 0.25))
        painter.drawRoundedRect(bar_rect(bar, self._layout), bar.half, bar.half)

    def paint_marked(self, painter: QPainter, place: Place) -> None:
        """Draws the weight under the mouse again, over the others."""
        if self._layout is None or place.kind not in ("edge", "link") or place.column >= len(self._layout.columns):
            return
        if place.kind == "link":
            self.bands.paint_marked(painter, place)
            return
        source, target = self._layout.columns[place.source], self._layout.columns[place.column]
        value = self._numbers.number(target.spec.id, "weights", place.row, place.unit) or 0.0
        x0, y0 = source.centre + source.half, source.rows[place.source_unit]
        x1, y1 = target.centre - target.half, target.rows[place.unit]
        path = QPainterPath(QPointF(x0, y0))
        path.cubicTo(QPointF((x0 + x1) / 2, y0), QPointF((x0 + x1) / 2, y1), QPointF(x1, y1))
        colors = self._theme.colors
        width = float(look(self.scale.parts(np.array([value])))[0][0]) * self._layout.zoom
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.canvas, width + 4))
        painter.drawPath(path)
        pen = QPen(colors.blue if value >= 0 else colors.orange, max(width, 1.5))
        if self._marks.weight(target.spec.id, place.row, place.unit):
            dash(pen)
        painter.setPen(pen)
        painter.drawPath(path)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # ---- finding

    def at(self, x: float, y: float, within: float = 5.0) -> Place | None:
        """Returns the weight whose curve, or the link whose band, passes nearest to a point, if it is near enough."""
        for link, _ in self._matrices:
            if link.matrix is not None and link.matrix.holds(x, y):
                return self._in_matrix(link, link.matrix, x, y)
        band = self.bands.at(x, y) or self._line_at(x, y)
        if band is not None:
            return band
        best: tuple[float, Place] | None = None
        for bundle in self._bundles:
            number, distance = bundle.nearest(x, y)
            if self._layout is None or number < 0 or distance > within or (best and distance >= best[0]):
                continue
            link = bundle.link
            source_unit, unit = divmod(number, self._layout.columns[link.target].shown)
            row = link.offset + source_unit
            best = distance, Place("edge", link.target, unit, link.source, source_unit, row)
        return best[1] if best else None

    def _in_matrix(self, link: Link, box: Box, x: float, y: float) -> Place:
        """Returns the weight whose square in a picture lies at a point."""
        assert self._layout is not None
        rows, columns = self._layout.columns[link.source].spec.units, self._layout.columns[link.target].spec.units
        row = min(rows - 1, int((y - box.y) / box.height * rows))
        unit = min(columns - 1, int((x - box.x) / box.width * columns))
        return Place("matrix", link.target, unit, link.source, row, link.offset + row)

    def _line_at(self, x: float, y: float) -> Place | None:
        """Returns the link into a bar one of whose lines passes near a point."""
        assert self._layout is not None
        for link in self._layout.links:
            source, bar = self._layout.columns[link.source], self._layout.columns[link.target]
            x0, x1 = source.centre + source.half, bar.centre - bar.half
            if link.route is not None or not (bar.spec.narrow or bar.spec.gives) or not x0 <= x <= x1:
                continue
            part = (x - x0) / max(x1 - x0, 1e-6)
            if any(abs(y0 + (y1 - y0) * part - y) <= 4 for y0, y1 in _ends(link, source, bar)):
                return Place("link", link.target, -1, link.source)
        return None


def thinned(weights: np.ndarray, box: Box, ratio: float) -> np.ndarray:
    """Returns as many rows and columns of weights as a box has pixels, those that would be seen in it."""
    places = []
    for count, side in zip(weights.shape, (box.height, box.width), strict=True):
        room = max(1, ceil(side * ratio))
        places.append(np.arange(count) if count <= room else ((np.arange(room) + 0.5) * count / room).astype(int))
    return weights[np.ix_(*places)]


def _urgency(bundle: Bundle) -> tuple[int, float]:
    return (2 if bundle.drawn is not None else 1 if bundle.stand_in is not None else 0), bundle.drawn_at


def _ends(link: Link, source: Column, target: Column) -> list[tuple[float, float]]:
    """Returns where the lines of a passing link begin and end: one into each part of a bar, one to each unit that
    reads no other, or all to all neurons.

    A bar that joins several layers side by side has a part for each of them, in their order.
    """
    if target.spec.each:
        first, last = (link.offset if target.spec.units > source.spec.units else 0), len(target.rows) - 1
        return [(y, target.rows[min(first + row, last)]) for row, y in enumerate(source.rows)]
    if not target.spec.narrow:
        return [(y0, y1) for y0 in source.rows for y1 in target.rows]
    rows, units = source.rows[: source.shown], source.spec.units
    joins = len(target.spec.sources) > 1 and target.spec.units > units
    if not joins and (source.rows == target.rows or len(source.rows) == 1):
        return [(y, y) for y in rows]
    reach, first = target.rows[-1] - target.rows[0], target.rows[0]
    if joins:
        first, reach = first + reach * link.offset / target.spec.units, reach * units / target.spec.units
    return [(y, first + reach * (row + 0.5) / len(source.rows)) for row, y in enumerate(source.rows)]


def _curved(link: Link, source: Column, target: Column) -> bool:
    """Tells whether a link's weights are drawn one by one."""
    return link.route is None and not _passing(source, target) and bool(source.shown and target.shown)


def _passing(source: Column, target: Column) -> bool:
    """Tells whether what goes from column to column has no weights to draw one by one."""
    return target.spec.narrow or target.spec.plain or source.spec.block


def bar_rect(column: Column, layout: Layout) -> QRectF:
    """Returns the bar that stands for a layer without neurons."""
    reach = layout.tile / 2
    top = min(column.rows, default=layout.top) - reach
    bottom = max(column.rows, default=layout.bottom) + reach
    return QRectF(column.centre - column.half, top, 2 * column.half, bottom - top)
