"""Zooming: everything keeps its proportions, stays under the mouse, and can be seen whole."""

from __future__ import annotations

import pytest
from canvas_world import network, show_canvas
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from test_canvas_layout import boxes, overlapping, sizes, specs, widths

from nnlab.experiment import edits
from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.layout import arrange
from nnlab.gui.canvas.lettering import metrics
from nnlab.gui.canvas.selection import Place
from nnlab.gui.canvas.zoom import fitting, least, most, next_step, steps
from nnlab.gui.pictures.drawing import Drawing, Wishes
from nnlab.kernel.messages import MapsView

control = Qt.KeyboardModifier.ControlModifier
zooms = st.floats(least, most)


@given(widths, sizes, zooms)
def test_nothing_overlaps_at_any_zoom(hidden, size, zoom):
    layout = arrange(specs(*hidden), *size, zoom=zoom)
    assert overlapping([column.tile(row) for column in layout.columns for row in range(len(column.rows))
                        if not column.spec.narrow]) == []  # fmt: skip


@given(widths, sizes, st.floats(0.5, most))
def test_biases_keep_clear_of_other_tiles_from_half_the_size_on(hidden, size, zoom):
    assert overlapping(boxes(arrange(specs(*hidden), *size, zoom=zoom))) == []


@given(widths, sizes, zooms)
def test_heads_do_not_overlap_at_any_zoom(qapp, hidden, size, zoom):
    layout = arrange(specs(*hidden), *size, metrics(QApplication.font(), ("x₁", "x₂"), zoom), zoom)
    heads = [layout.header(index) for index in range(len(layout.columns))]
    for place, head in enumerate(heads):
        assert head.width > 0
        assert head.bottom <= layout.top
        assert not any(head.right > other.x + 1 and head.meets(other) for other in heads[place + 1 :])


@given(widths, zooms)
def test_everything_is_as_many_times_larger(hidden, zoom):
    plain, zoomed = arrange(specs(*hidden), 900, 600), None
    zoomed = arrange(specs(*hidden), 900 * zoom, 600 * zoom, plain.metrics.scaled(zoom), zoom)
    for one, other in zip(plain.columns, zoomed.columns, strict=True):
        assert abs(one.centre * zoom - other.centre) <= 1 + zoom
        for y, there in zip(one.rows, other.rows, strict=True):
            assert abs(y * zoom - there) <= 1 + zoom


def test_fitting_never_enlarges_and_finds_what_can_be_seen():
    assert fitting(lambda zoom: (300 * zoom, 200 * zoom), 1000, 800) == 1.0
    found = fitting(lambda zoom: (1500 * zoom, 200 * zoom), 1000, 800)
    assert 0.6 < found <= 1000 / 1500
    assert fitting(lambda zoom: (9000.0, 200.0), 1000, 800, floor=0.5) == 0.5


def test_steps_lead_from_one_end_to_the_other():
    assert next_step(1.0, 1) == 1.25
    assert next_step(1.1, -1) == 1.0
    assert next_step(most, 1) == most
    assert next_step(steps[0], -1) == least


# ---- on the canvas


def wheel(world, at: QPoint, turned: int, keys: Qt.KeyboardModifier = control) -> None:
    port = world.canvas.viewport()
    where, none = QPointF(at), Qt.MouseButton.NoButton
    over = QPointF(port.mapToGlobal(at))
    event = QWheelEvent(where, over, QPoint(), QPoint(0, turned), none, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(port, event)


def middle(world, column: int, row: int) -> QPoint:
    """Where a tile stands in what is seen."""
    box = world.canvas.board.layout_now.columns[column].tile(row)
    at = QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))
    return world.canvas.board.mapTo(world.canvas.viewport(), at)


def test_the_wheel_with_ctrl_zooms_about_the_mouse(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    tile = world.canvas.board.layout_now.tile
    wheel(world, middle(world, 1, 1), 120)
    wheel(world, middle(world, 1, 1), 120)
    before = middle(world, 1, 1)
    wheel(world, before, 120)
    after = middle(world, 1, 1)
    assert world.canvas.zoom.value > 1.5
    assert world.canvas.board.layout_now.tile > 1.5 * tile
    assert abs(after.x() - before.x()) <= 3
    assert abs(after.y() - before.y()) <= 3


def test_the_wheel_alone_moves_and_does_not_zoom(qtbot):
    world = show_canvas(qtbot, network(*[3] * 16))
    wheel(world, QPoint(200, 200), -120, Qt.KeyboardModifier.NoModifier)
    assert world.canvas.horizontalScrollBar().value() > 0  # it has no other way to go
    world.canvas.zoom.to(2.0)
    before = world.canvas.verticalScrollBar().value()
    wheel(world, QPoint(200, 200), 120, Qt.KeyboardModifier.NoModifier)
    assert world.canvas.verticalScrollBar().value() < before
    assert world.canvas.zoom.value == 2.0


@pytest.mark.parametrize("place", ["board", "header_h1"])
@pytest.mark.parametrize(("keys", "button"), [(None, Qt.MouseButton.MiddleButton), ("alt", Qt.MouseButton.LeftButton)])
def test_what_is_seen_is_dragged(qtbot, keys, button, place):
    world = show_canvas(qtbot, network(4, 4))
    world.canvas.zoom.to(2.0)
    here, held = middle(world, 1, 1), Qt.KeyboardModifier.AltModifier if keys else Qt.KeyboardModifier.NoModifier
    under = world.canvas.board if place == "board" else world.child(place)
    at = under.mapFrom(world.canvas.viewport(), here) if place == "board" else QPoint(30, 8)
    there = under.mapToGlobal(at) + QPoint(-20, -30)
    QTest.mousePress(under, button, held, at)
    QTest.mouseMove(under, at + QPoint(-20, -30))
    QTest.mouseRelease(under, button, held, under.mapFromGlobal(there))
    moved = middle(world, 1, 1) - here
    assert (moved.x(), moved.y()) == (-20, -30)
    assert world.canvas.selection is None


def test_keys_and_the_corner_zoom(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    run = world.context.actions.get
    run("view.zoom_in").trigger()
    assert world.canvas.zoom.value == 1.25
    assert world.canvas.zoom_box.percent.text() == "125 %"
    run("view.zoom_out").trigger()
    run("view.zoom_out").trigger()
    assert world.canvas.zoom.value == 0.8
    qtbot.mouseClick(world.canvas.zoom_box.percent, Qt.MouseButton.LeftButton)
    assert world.canvas.zoom.value == 1.0
    for button in world.canvas.zoom_box.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip()
        assert min(button.width(), button.height()) >= 24


@pytest.mark.parametrize("size", [(560, 420), (700, 450), (1100, 900)])
@pytest.mark.parametrize("hidden", [(), (8,) * 16, (1024, 1024)])
def test_fit_shows_the_whole_network(qtbot, size, hidden):
    world = show_canvas(qtbot, network(*hidden), size=size)
    world.canvas.zoom.to(3.0)
    world.context.actions.get("view.zoom_fit").trigger()
    assert world.canvas.horizontalScrollBar().maximum() == 0
    assert world.canvas.verticalScrollBar().maximum() == 0
    assert not world.canvas.board.grab().isNull()


def test_scroll_bars_and_the_strip_of_kinds_do_not_lie_on_each_other(qtbot):
    world = show_canvas(qtbot, network(4, 4), size=(700, 520))
    canvas, strip = world.canvas, world.canvas.palette_strip
    for zoom in (1.0, 2.0, 1.0):
        canvas.zoom.to(zoom)
        assert strip.geometry().top() == canvas.viewport().geometry().bottom() + 1
        assert strip.width() == canvas.viewport().width()
    canvas.zoom.to(2.0)
    bar = canvas.horizontalScrollBar()
    assert bar.isVisible()
    top = bar.mapTo(canvas, QPoint(0, 0)).y()
    assert top > strip.geometry().bottom()


def test_a_fitted_network_stays_fitted_and_a_chosen_size_stays_chosen(qtbot):
    world = show_canvas(qtbot, network(*[4] * 8))
    world.canvas.zoom.fit()
    before = world.canvas.zoom.value
    for _ in range(5):
        world.canvas.hands.add_layer("h1")
    assert world.canvas.zoom.value < before
    assert world.canvas.horizontalScrollBar().maximum() == 0
    world.canvas.zoom.to(1.25)
    world.canvas.hands.add_layer("h1")
    assert world.canvas.zoom.value == 1.25


def test_small_heads_name_their_activation_and_have_no_controls(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    world.canvas.zoom.to(0.5)
    assert not world.child("activation_h1").isVisible()
    assert not world.child("insert_h1").isVisible()
    world.canvas.zoom.to(1.0)
    assert world.child("activation_h1").isVisible()
    assert world.child("insert_h1").isVisible()


def test_the_selected_neuron_is_scrolled_into_sight(qtbot):
    world = show_canvas(qtbot, network(8, 8))
    world.canvas.zoom.to(3.0)
    for selection, column in ((Selection("h1", 7), 1), (Selection("output", 0), 3), (Selection("h2", 0), 2)):
        world.canvas.select(selection)
        assert world.canvas.viewport().rect().contains(middle(world, column, selection.unit))


@pytest.mark.parametrize("kind", ["edge", "neuron"])
def test_what_is_under_the_mouse_is_let_go_when_it_is_folded(qtbot, kind):
    world = show_canvas(qtbot, network(12, 12), size=(800, 620))
    world.frame()
    board = world.canvas.board
    assert board.layout_now.shown[1] == 12
    board.point(Place(kind, 2, 11, *((1, 11, 11) if kind == "edge" else ())))
    world.canvas.resize(800, 330)
    qtbot.waitUntil(lambda: board.layout_now.shown[1] < 11)
    assert board.place is None
    assert not board.grab().isNull()


def test_a_card_shown_by_keys_follows_the_output_that_a_new_layer_pushes_on(qtbot):
    world = show_canvas(qtbot, network(3))
    world.frame(probe=True)
    world.canvas.select(Selection("output", 0))
    world.canvas.inspect()
    world.canvas.board.point(Place("neuron", 1, 0))  # the mouse rests on another
    world.context.document.edit(lambda: "Add", edits.add_layer(world.experiment, "h1", 4))
    assert world.canvas.hovering.chosen == Place("neuron", 3, 0)
    assert world.canvas.card.isVisible()


def test_maps_are_asked_for_in_the_size_they_are_drawn_in(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    world.canvas.zoom.to(2.5)
    tile = world.canvas.board.layout_now.tile
    qtbot.waitUntil(lambda: any(isinstance(view, MapsView) and view.size == tile for view in world.views()))


def test_clicks_and_hovering_find_their_neuron_at_any_zoom(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    for zoom in (0.5, 1.5, 3.0):
        world.canvas.zoom.to(zoom)
        box = world.canvas.board.layout_now.columns[2].tile(2)
        assert world.canvas.board.at(box.x + 2, box.y + 2) == world.canvas.board.at(box.right - 2, box.bottom - 2)
        source, target = world.canvas.board.layout_now.columns[:2]
        edge = world.canvas.board.at((source.centre + target.centre) / 2, (source.rows[0] + target.rows[0]) / 2)
        assert (edge.kind, edge.source_unit, edge.unit) == ("edge", 0, 0)


def test_a_card_is_measured_anew_in_larger_letters(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    qtbot.mouseMove(world.canvas.board, world.canvas.board.mapFrom(world.canvas.viewport(), middle(world, 1, 1)))
    before = world.canvas.card.height()
    assert world.canvas.card.isVisible()
    font = world.canvas.font()
    font.setPointSizeF(font.pointSizeF() * 1.7)
    world.canvas.setFont(font)
    world.canvas.board.point(None)
    qtbot.mouseMove(world.canvas.board, world.canvas.board.mapFrom(world.canvas.viewport(), middle(world, 1, 2)))
    assert world.canvas.card.height() > 1.3 * before


def test_a_picture_of_the_drawing_is_as_large_at_any_zoom(qtbot):
    board = show_canvas(qtbot, network(4, 4), size=(900, 600)).canvas.board
    plain = Drawing(board, Wishes()).size
    board.set_zoom(2.0)
    zoomed = Drawing(board, Wishes()).size
    assert zoomed.width() == pytest.approx(plain.width(), rel=0.05)
    assert zoomed.height() == pytest.approx(plain.height(), rel=0.05)
