"""The one scale of weights: width and colour are the weight, and it moves only when asked."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_world import frame_of, network, show_canvas
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import Qt

from nnlab.gui.canvas.scale import WeightScale, look, nice_above, usual, widest, written
from nnlab.records import Array

left = Qt.MouseButton.LeftButton


def frame_with(world, weight: float, bias: float = 0.1):
    """A frame in which every weight of h1 is one number, and every bias another."""
    frame = frame_of(world.experiment)
    inside = replace(
        frame.layers[1],
        weights=Array.of(np.full((2, 3), weight)),
        bias=Array.of(np.full(3, bias)),
    )
    small = replace(frame.layers[2], weights=Array.of(np.full((3, 1), 0.5)), bias=Array.of(np.zeros(1)))
    return replace(frame, layers=(frame.layers[0], inside, small))


def show(qtbot, world, weight: float, bias: float = 0.1) -> None:
    """Sends such a frame and waits until the legend has looked."""
    world.context.bridge.frame.emit(frame_with(world, weight, bias))
    qtbot.waitUntil(lambda: world.canvas.legend.largest == max(abs(weight), abs(bias), 0.5))


def darkest(world) -> int:
    """How much ink there is between the inputs and the first layer."""
    board = world.canvas.board
    first, second = board.layout_now.columns[:2]
    x = round((first.centre + second.centre) / 2)
    image = board.grab().toImage()
    top, bottom = round(board.layout_now.top), round(board.layout_now.bottom)
    ground = world.context.theme.colors.canvas
    return sum(abs(image.pixelColor(x, y).red() - ground.red()) for y in range(top, bottom))


# ---- the numbers


@given(st.floats(0, 0.99), st.floats(0.01, 1))
def test_stronger_weights_are_wider_and_more_opaque(part, more):
    width, opacity = look(np.array([part, min(1.0, part + more), 1.0]))
    assert width[0] < width[1] <= width[2] == widest
    assert opacity[0] < opacity[1] <= opacity[2] < 1


def test_widths_and_colours_run_evenly_to_full_and_stay_there(qapp):
    scale = WeightScale()
    parts = scale.parts(np.array([-7.0, -2.0, -1.0, 0.0, 1.0, 2.0, np.inf, np.nan]))
    assert parts.tolist() == [-1, -1, -0.5, 0, 0.5, 1, 1, 0]
    assert scale.levels(np.array([[-9.0, -2.0], [0.0, 2.0]])).tolist() == [[0, 0], [128, 255]]
    assert [scale.level(value) for value in (-5.0, -2.0, 0.0, 1.0, 2.0, float("nan"))] == [0, 0, 128, 191, 255, 128]


@given(st.floats(1e-5, 1e12))
def test_a_fitted_scale_is_a_round_number_just_above(value):
    full = nice_above(value)
    assert value * (1 - 1e-9) <= full <= 1.7 * value
    assert float(written(full)) == full


@pytest.mark.parametrize(
    ("value", "full"), [(7.3, 8), (2.0, 2), (0.031, 0.04), (999, 1000), (0, usual), (1e300, 1e300)]
)
def test_some_scales(value, full):
    assert nice_above(value) == pytest.approx(full)


def test_a_scale_without_any_weight_stays(qapp):
    scale = WeightScale()
    for largest in (0.0, float("nan"), float("inf")):
        scale.fit(largest)
    assert scale.full == usual


# ---- on the canvas


def test_the_scale_does_not_move_by_itself_and_says_what_is_beyond(qtbot):
    world = show_canvas(qtbot, network(3))
    show(qtbot, world, 2.0)
    full = darkest(world)
    narrow = world.canvas.legend.width()
    show(qtbot, world, 7.3)
    assert world.canvas.board.scale.full == usual
    assert darkest(world) == full
    assert world.canvas.legend.width() > narrow
    assert "7.3" in world.canvas.legend.toolTip()


def test_fit_draws_the_largest_weight_in_full_until_a_double_click(qtbot):
    world = show_canvas(qtbot, network(3))
    show(qtbot, world, 7.3)
    full = darkest(world)
    qtbot.keyClick(world.canvas, Qt.Key.Key_S)
    assert world.canvas.board.scale.full == 8
    assert darkest(world) < full
    assert "±8" in world.canvas.legend.accessibleName()
    qtbot.mouseDClick(world.canvas.legend, left)
    assert world.canvas.board.scale.full == usual
    assert darkest(world) == full


def test_the_legends_button_and_the_keys_do_the_same(qtbot):
    world = show_canvas(qtbot, network(3))
    show(qtbot, world, 0.1, bias=-0.3)
    button = world.canvas.legend.button
    assert button.accessibleName() == "Fit colours and widths to the weights"
    assert "S" in button.toolTip()
    qtbot.mouseClick(button, left)
    assert world.canvas.board.scale.full == 0.5
    qtbot.keyClick(world.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    assert world.canvas.board.scale.full == usual


def test_the_scale_outlives_edits_and_not_another_experiment(qtbot):
    world = show_canvas(qtbot, network(3))
    show(qtbot, world, 7.3)
    world.canvas.fit_scale()
    world.canvas.hands.add_neuron("h1")
    assert world.canvas.board.scale.full == 8
    world.context.document.replace(network(2))
    assert world.canvas.board.scale.full == usual


def test_biases_and_pictures_of_weights_have_the_scale_of_the_edges(qtbot):
    world = show_canvas(qtbot, network(3))
    show(qtbot, world, 0.5, bias=-1.0)

    def bias_colour():
        box = world.canvas.board.layout_now.columns[1].bias(0)
        return (
            world.canvas.board.grab().toImage().pixelColor(round(box.x + box.width / 2), round(box.y + box.height / 2))
        )

    pale = bias_colour()
    world.canvas.fit_scale()
    orange = world.context.theme.colors.orange
    assert abs(pale.blue() - orange.blue()) > 50
    assert abs(bias_colour().blue() - orange.blue()) <= 3


def test_the_legend_leaves_the_footer_its_room(qtbot):
    world = show_canvas(qtbot, network(3))
    legend = world.canvas.legend.geometry()
    assert world.canvas.rect().contains(legend)
    tiles = [column.tile(row) for column in world.canvas.board.layout_now.columns for row in range(len(column.rows))]
    assert max(tile.bottom for tile in tiles) <= legend.top()


def test_the_legend_takes_another_language(qtbot):
    world = show_canvas(qtbot, network(3))
    english = world.canvas.legend.toolTip()
    world.context.language.set("zh_CN")
    assert world.canvas.legend.toolTip() not in ("", english)
    world.context.theme.set("dark")
    assert not world.canvas.legend.grab().isNull()
