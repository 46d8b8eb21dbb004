"""Skip connections go around what they pass by, each on a way of its own, at any size and zoom."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from canvas_world import facts_of, network, show_canvas
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from nnlab.experiment.document import Chosen, Experiment, LayerSpec
from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.layout import Box, ColumnSpec, Layout, arrange
from nnlab.gui.canvas.routes import Route, skips
from nnlab.gui.canvas.selection import Place


@st.composite
def graphs(draw) -> list[ColumnSpec]:
    """Columns in order, each fed by one to three of those before it, some of them joins without neurons."""
    made = [ColumnSpec("input", draw(st.integers(1, 9)))]
    for number in range(1, draw(st.integers(2, 9))):
        sources = tuple(sorted(draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=3))))
        narrow = draw(st.booleans())
        units = sum(made[source].units for source in sources) if narrow else draw(st.integers(1, 30))
        made.append(ColumnSpec(f"h{number}", units, sources, narrow=narrow))
    return made


def pieces(route: Route) -> list[tuple[bool, Box]]:
    """Returns the three straight parts of a band as boxes, and whether each goes up or down."""
    half, made = route.width / 2, []
    for (x0, y0), (x1, y1) in pairwise(route.points):
        upright = x0 == x1
        across, down = (half, 0.0) if upright else (0.0, half)
        left, top = min(x0, x1) - across, min(y0, y1) - down
        made.append((upright, Box(left, top, abs(x1 - x0) + 2 * across, abs(y1 - y0) + 2 * down)))
    return made


def bodies(layout: Layout) -> list[Box]:
    """Returns all tiles, and the bars of layers without neurons."""
    found = []
    for column in layout.columns:
        if column.spec.narrow:
            top, bottom = column.rows[0] - layout.tile / 2, column.rows[-1] + layout.tile / 2
            found.append(Box(column.centre - column.half, top, 2 * column.half, bottom - top))
        else:
            found += [column.tile(row) for row in range(len(column.rows))]
    return found


sizes = st.tuples(st.integers(300, 2600), st.integers(250, 1600))


@given(graphs(), sizes, st.sampled_from((0.3, 0.7, 1.0, 1.3, 2.5)))
def test_bands_pass_no_tile_and_do_not_lie_on_each_other(specs, size, zoom):
    layout = arrange(specs, *size, zoom=zoom)
    routes = [link.route for link in layout.links if link.route is not None]
    for route in routes:
        for _, part in pieces(route):
            assert not any(part.meets(body) for body in bodies(layout))
        assert route.lane < max(size[1], layout.least[1]) + 1
    for one, other in combinations(routes, 2):
        for upright, part in pieces(one):
            for also, beside in pieces(other):
                assert upright != also or not part.meets(beside)


@given(graphs())
def test_every_link_that_passes_by_a_column_has_a_route_and_no_other(specs):
    layout = arrange(specs, 1200, 800)
    assert all((link.route is not None) == (link.target - link.source > 1) for link in layout.links)


def test_a_skip_inside_another_lies_above_it():
    inner, outer = skips([(), (0,), (1, 0), (2, 0)])
    assert (inner.source, inner.target) == (0, 2)
    layout = arrange([ColumnSpec(str(at), 3, fed) for at, fed in enumerate(((), (0,), (1, 0), (2, 0)))], 900, 600)
    lanes = {(link.source, link.target): link.route.lane for link in layout.links if link.route}
    assert lanes[0, 2] < lanes[0, 3]
    assert outer.lane > inner.lane


# ---- on the canvas


def residual() -> Experiment:
    """2-3-3-1 with the first hidden layer added to the second."""
    made = network(3, 3)
    h1, h2, output = made.network.layers
    add = LayerSpec(id="add", kind=Chosen(id="add"), inputs=("h1", "h2"))
    layers = (h1, h2, add, replace(output, inputs=("add",)))
    return replace(made, network=replace(made.network, layers=layers))


def on_the_band(layout: Layout) -> QPoint:
    route = next(link.route for link in layout.links if link.route is not None)
    return QPoint(round((route.start[0] + route.end[0]) / 2), round(route.lane))


def test_hovering_a_skip_connection_names_both_ends_and_marks_it(qtbot):
    world = show_canvas(qtbot, residual())
    board = world.canvas.board
    at = on_the_band(board.layout_now)
    plain = board.grab().toImage().pixelColor(at + QPoint(0, 3))
    qtbot.mouseMove(board, at)
    assert board.place == Place("link", 3, -1, 1)
    assert world.canvas.card.isVisible()
    assert "Dense 3" in world.canvas.card.text.title
    assert board.grab().toImage().pixelColor(at + QPoint(0, 3)) != plain


def test_a_click_on_a_skip_connection_selects_it(qtbot):
    world = show_canvas(qtbot, residual())
    qtbot.mouseClick(world.canvas.board, Qt.MouseButton.LeftButton, pos=on_the_band(world.canvas.board.layout_now))
    assert world.canvas.selection == Selection("add", source="h1")


def test_the_lines_into_a_join_are_a_link_too(qtbot):
    board = show_canvas(qtbot, residual()).canvas.board
    before, join = board.layout_now.columns[2:4]
    assert board.at((before.centre + join.centre) / 2, before.rows[0]) == Place("link", 3, -1, 2)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_band_of_weights_has_the_colours_of_its_weights(qtbot, sign):
    made = network(3, 3)
    h1, h2, output = made.network.layers
    made = replace(made, network=replace(made.network, layers=(h1, replace(h2, inputs=("input",)), output)))
    world = show_canvas(qtbot, made)
    edges = world.canvas.board.edges
    link = next(link for link in world.canvas.board.layout_now.links if link.route is not None)
    edges.bands.weigh(link, np.full((2, 3), 1.0 * sign))
    shot = QImage(world.canvas.board.size(), QImage.Format.Format_RGB32)
    world.canvas.board.render(shot)
    colour, colors = shot.pixelColor(on_the_band(world.canvas.board.layout_now)), world.context.theme.colors
    wanted = colors.blue if sign > 0 else colors.orange
    assert abs(colour.hue() - wanted.hue()) < 12


def test_facts_of_a_residual_network_are_drawn(qtbot):
    world = show_canvas(qtbot, residual(), facts=False)
    world.context.document.set_facts(facts_of(world.experiment))
    assert not world.canvas.board.grab().isNull()
