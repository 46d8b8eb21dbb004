"""What tiles show where the input is no plane: pictures, kernels, states over time, and curves of one column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gui.canvas.canvas_world import World, network, show_canvas
from gui.canvas.test_whole_samples import facts, layers, with_convolution, with_lstm
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor

from nnlab.experiment.document import Chosen
from nnlab.experiment.facts import LayerFacts
from nnlab.gui.canvas.layout import Box, ColumnSpec, arrange
from nnlab.gui.canvas.mosaics import across_of, even, fitted, mosaic
from nnlab.gui.canvas.plotted import plot_table, plotted
from nnlab.gui.canvas.selection import Place
from nnlab.gui.pictures.drawing import Drawing, Wishes
from nnlab.gui.pictures.formats import encoded
from nnlab.gui.theme import Theme
from nnlab.kernel.messages import Frame, LayerFrame, Line, MapsView, SampleView
from nnlab.records import Array, History


def array(values: Any) -> Array:
    return Array.of(np.asarray(values, np.float32))


def tell(world: World, *parts: LayerFrame, line: Line | None = None) -> None:
    """Sends a frame with these layers."""
    frame = Frame(
        epoch=1, place=0, training=False, epochs_per_second=0.0, learning_rate=0.1, first=0, history=History(),
        layers=parts, line=line,
    )  # fmt: skip
    world.context.bridge.frame.emit(frame)


def colour_at(world: World, box: Box, across: float, down: float) -> QColor:
    """Returns the colour at a part of a box of the canvas."""
    image = world.canvas.grab().toImage()
    ratio = image.devicePixelRatio()
    place = world.canvas.board.mapTo(
        world.canvas, QPoint(round(box.x + across * box.width), round(box.y + down * box.height))
    )
    return image.pixelColor(round(place.x() * ratio), round(place.y() * ratio))


def is_blue(colour: QColor) -> bool:
    return colour.blue() - colour.red() > 60


def is_orange(colour: QColor) -> bool:
    return colour.red() - colour.blue() > 60


# ---- pictures


def picture(value: float = 1.0) -> np.ndarray:
    """Returns 8 x 8 with the left half positive and the right half negative."""
    made = np.full((8, 8), value)
    made[:, 4:] = -value
    return made


def test_the_input_is_the_sample_itself_and_a_convolution_shows_feature_maps_with_their_kernels(qtbot):
    world = with_convolution(qtbot)
    features, kernels = np.zeros((8, 6, 6)), np.zeros((8, 1, 3, 3))
    features[2, :3], kernels[2, 0, :, 0], kernels[2, 0, :, 2] = 5, 2, -2
    tell(
        world,
        LayerFrame(id="input", features=array(picture()[None])),
        LayerFrame(id="conv", features=array(features), kernels=array(kernels)),
    )
    columns = world.canvas.board.layout_now.columns
    sample, tile, corner = columns[0].tile(0), columns[1].tile(2), columns[1].corner(2)
    assert is_blue(colour_at(world, sample, 0.2, 0.5))
    assert is_orange(colour_at(world, sample, 0.8, 0.5))
    assert is_blue(colour_at(world, tile, 0.5, 0.25))
    assert not is_blue(colour_at(world, tile, 0.5, 0.75))
    assert not is_blue(colour_at(world, columns[1].tile(1), 0.5, 0.25))
    assert is_blue(colour_at(world, corner, 0.2, 0.5))
    assert is_orange(colour_at(world, corner, 0.85, 0.5))


def test_the_card_of_a_feature_map_shows_kernel_and_map_and_no_sum(qtbot):
    world = with_convolution(qtbot)
    features, kernels = np.zeros((8, 6, 6)), np.full((8, 3, 3, 3), -0.25)
    features[2, 0, 0] = 1.5
    tell(world, LayerFrame(id="conv", features=array(features), kernels=array(kernels), a=array(np.ones(288))))
    board, hovering = world.canvas.board, world.canvas.hovering
    card = hovering.readout.words(Place("neuron", 1, 2), board.specs, hovering.probe)
    assert card.title.startswith("Feature map h₁,₃")
    assert card.lines == ("largest |w| = 0.25", "from 0.00 to 1.50")
    assert [art.label for art in card.arts] == ["kernel, channel by channel", "feature map"]
    assert (card.arts[0].rows, card.arts[0].columns) == (3, 11)
    assert (card.arts[1].rows, card.arts[1].columns) == (6, 6)
    hovering.card.show_text(card, board.box(Place("neuron", 1, 2)))
    assert hovering.card.height() > card.arts[1].size.height() + 60
    assert not hovering.card.grab().isNull()


def with_dense(qtbot: Any, **values: Any) -> World:
    world = show_canvas(qtbot, layers(("flat", "flatten"), ("wide", "dense")), **values)
    flat = LayerFacts(id="flat", shape=(64,), arrays={})
    wide = LayerFacts(id="wide", shape=(4,), matrix=(64, 4), arrays={"weights": (64, 4)}, parameters=260)
    output = LayerFacts(id="output", shape=(1,), matrix=(4, 1), arrays={"weights": (4, 1)}, parameters=5)
    world.context.document.set_facts(facts((1, 8, 8), flat, wide, output))
    return world


def test_a_neuron_that_reads_the_picture_shows_its_weights_and_a_deeper_one_its_activation(qtbot):
    world = with_dense(qtbot)
    kernels = np.stack([[picture(2.0)], [-picture(2.0)], [picture(0)], [picture(0)]])
    wide = LayerFrame(id="wide", features=array(np.ones((4, 1, 1))), kernels=array(kernels))
    tell(world, wide, LayerFrame(id="output", features=array([[[0.02]]])))
    columns = world.canvas.board.layout_now.columns
    assert is_blue(colour_at(world, columns[2].tile(0), 0.25, 0.5))
    assert is_orange(colour_at(world, columns[2].tile(0), 0.75, 0.5))
    assert is_orange(colour_at(world, columns[2].tile(1), 0.25, 0.5))
    assert is_orange(colour_at(world, columns[3].tile(0), 0.5, 0.5))  # 0.02 of 0 to 1
    board, hovering = world.canvas.board, world.canvas.hovering
    assert (
        "the tile shows the weights" in hovering.readout.words(Place("neuron", 2, 0), board.specs, hovering.probe).note
    )
    assert "the tile shows a" in hovering.readout.words(Place("neuron", 3, 0), board.specs, hovering.probe).note


def test_weights_as_pictures_keep_to_the_scale_of_all_weights(qtbot):
    world = with_dense(qtbot)
    tell(world, LayerFrame(id="wide", features=array(np.ones((4, 1, 1))), kernels=array(np.full((4, 1, 8, 8), 0.5))))
    tile = world.canvas.board.layout_now.columns[2].tile(0)
    pale = colour_at(world, tile, 0.5, 0.5).blue() - colour_at(world, tile, 0.5, 0.5).red()
    world.canvas.board.scale.fit(0.5)
    strong = colour_at(world, tile, 0.5, 0.5).blue() - colour_at(world, tile, 0.5, 0.5).red()
    assert strong > 2 * pale > 0


def test_a_pool_shows_its_pictures_each_fed_by_one(qtbot):
    world = show_canvas(qtbot, layers(("conv", "conv2d"), ("pool", "max_pool"), ("flat", "flatten")))
    conv = LayerFacts(id="conv", shape=(8, 6, 6), arrays={"weights": (1, 3, 3, 8)}, parameters=80)
    pool, flat = LayerFacts(id="pool", shape=(8, 3, 3), arrays={}), LayerFacts(id="flat", shape=(72,), arrays={})
    world.context.document.set_facts(facts((1, 8, 8), conv, pool, flat))
    specs = world.canvas.board.specs
    assert [spec.gives for spec in specs] == ["pictures", "pictures", "pictures", "", ""]
    assert [spec.each for spec in specs] == [False, False, True, False, False]
    tell(world, LayerFrame(id="pool", features=array(np.ones((8, 3, 3)))))
    assert is_blue(colour_at(world, world.canvas.board.layout_now.columns[2].tile(7), 0.5, 0.5))


# ---- sequences


def test_states_are_one_strip_with_time_to_the_right_and_units_down(qtbot):
    world = with_lstm(qtbot)
    states = np.zeros((5, 8))
    states[0, 1], states[4, 6] = 0.9, -0.9
    tell(
        world,
        LayerFrame(id="input", states=array([[1], [0], [0], [0], [-1]])),
        LayerFrame(id="memory", states=array(states), a=array(states[-1])),
    )
    columns = world.canvas.board.layout_now.columns
    strip = columns[1]
    assert strip.rows == tuple(strip.rows[0] + row * strip.high for row in range(8))
    assert is_blue(colour_at(world, strip.tile(1), 0.1, 0.5))
    assert is_orange(colour_at(world, strip.tile(6), 0.9, 0.5))
    assert not is_blue(colour_at(world, strip.tile(1), 0.9, 0.5))
    assert is_blue(colour_at(world, columns[0].tile(0), 0.1, 0.5))
    assert is_orange(colour_at(world, columns[0].tile(0), 0.9, 0.5))
    board, hovering = world.canvas.board, world.canvas.hovering
    card = hovering.readout.words(Place("neuron", 1, 6), board.specs, hovering.probe)
    assert "0.00 → 0.00 → 0.00 → 0.00 → −0.90" in card.lines
    assert str(card.lines[0]) == "a = −0.900"


def test_a_wide_recurrent_layer_folds(qtbot):
    world = show_canvas(qtbot, layers(("memory", "gru")))
    memory = LayerFacts(id="memory", shape=(60,), arrays={"weights": (1, 180)}, parameters=11340)
    world.context.document.set_facts(facts((5, 1), memory))
    world.context.document.edit("wider", world.experiment)
    column = world.canvas.board.layout_now.columns[1]
    tell(world, LayerFrame(id="memory", states=array(np.ones((5, 12)))))
    assert column.shown + column.folded == column.spec.units
    assert not world.canvas.grab().isNull()


# ---- one column


def test_neurons_of_one_column_are_curves_with_both_zeros(qtbot):
    world = show_canvas(qtbot, network(2, inputs=("t",)))
    t = np.linspace(-1, 1, 40)
    tell(
        world,
        LayerFrame(id="input", curves=array([t])),
        LayerFrame(id="h1", curves=array([np.where(t > 0, 0.9, -0.9), np.zeros(40)])),
        line=Line(column="t", low=-1.0, high=1.0),
    )
    tile = world.canvas.board.layout_now.columns[1].tile(0)
    assert is_orange(colour_at(world, tile, 0.2, 0.75))
    assert is_blue(colour_at(world, tile, 0.8, 0.25))
    ground = world.context.theme.colors.field
    assert colour_at(world, tile, 0.2, 0.25) == ground
    assert colour_at(world, tile, 0.8, 0.75) == ground
    assert colour_at(world, tile, 0.5, 0.2) != ground  # the line of t = 0
    board, hovering = world.canvas.board, world.canvas.hovering
    note = hovering.readout.words(Place("neuron", 1, 0), board.specs, hovering.probe).note
    assert "the curve runs over t from −1.00 to 1.00" in note


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_are_drawn_without_a_warning(qtbot, bad):
    world = show_canvas(qtbot, network(2, inputs=("t",)))
    curve = np.full((2, 20), bad)
    tell(world, LayerFrame(id="h1", curves=array(curve)), line=Line(column="t", low=0.0, high=1.0))
    assert not world.canvas.grab().isNull()
    other = with_convolution(qtbot)
    kernels = np.full((8, 1, 3, 3), bad)
    tell(other, LayerFrame(id="conv", features=array(np.full((8, 6, 6), bad)), kernels=array(kernels)))
    assert not other.canvas.grab().isNull()


# ---- what is asked for, and what goes


def test_samples_are_asked_for_only_where_they_are_shown_and_follow_the_probe(qtbot):
    world = show_canvas(qtbot, network(3))
    assert not any(isinstance(view, SampleView) for view in world.views())
    whole = with_convolution(qtbot)
    view = next(view for view in whole.views() if isinstance(view, SampleView))
    assert (view.row, view.point) == (0, None)
    whole.canvas.follow_probe(17)
    assert next(view for view in whole.views() if isinstance(view, SampleView)).row == 17
    assert any(isinstance(view, MapsView) for view in whole.views())


def test_what_a_layer_showed_of_other_data_goes_with_the_first_frame_of_the_new(qtbot):
    world = show_canvas(qtbot, network(2))
    world.frame()
    numbers = world.canvas.numbers
    assert numbers.array("h1", "maps") is not None
    tell(world, LayerFrame(id="h1", features=array(np.ones((2, 1, 1))), kernels=array(np.ones((2, 1, 2, 2)))))
    assert numbers.array("h1", "maps") is None
    tell(world, LayerFrame(id="h1", curves=array(np.ones((2, 9)))))
    assert numbers.array("h1", "features") is None
    assert numbers.array("h1", "kernels") is None
    tell(world, LayerFrame(id="h1", bias=array([1, 2])))
    assert numbers.array("h1", "curves") is not None


def test_the_picture_of_other_data_does_not_stay_where_no_frame_can_come(qtbot):
    world = with_lstm(qtbot)
    tell(world, LayerFrame(id="input", states=array([[1], [0], [0], [0], [-1]])))
    assert is_blue(colour_at(world, world.canvas.board.layout_now.columns[0].tile(0), 0.1, 0.5))
    world.context.document.set_facts(
        facts((8, 1), LayerFacts(id="memory", shape=None), LayerFacts(id="output", shape=None))
    )
    assert not is_blue(colour_at(world, world.canvas.board.layout_now.columns[0].tile(0), 0.1, 0.5))
    assert world.canvas.numbers.array("input", "states") is None


@pytest.mark.parametrize("make", [with_convolution, with_lstm, with_dense])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_drawing_for_papers_holds_the_new_tiles(qtbot, make, theme):
    world = make(qtbot)
    world.context.theme.set(theme)
    tell(world, LayerFrame(id="input", features=array([picture()])))
    for wishes in (Wishes(), Wishes(maps=False, numbers=True)):
        drawing = Drawing(world.canvas.board, wishes)
        assert encoded(drawing, ".svg", "network").startswith(b"<?xml")
        assert encoded(drawing, ".pdf", "network").startswith(b"%PDF")


# ---- shapes

sizes, widths, heights = st.integers(1, 40), st.integers(400, 2000), st.integers(250, 1200)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 16), sizes, sizes, st.integers(0, 3))
def test_a_mosaic_holds_every_number_once(count, rows, columns, across):
    levels = np.ones((count, rows, columns), np.uint8)
    lut = np.arange(256, dtype=np.uint32)
    made = mosaic(levels, lut, 7, across)
    assert (made == 1).sum() == levels.size
    assert (made == 7).sum() == made.size - levels.size
    assert 1 <= across_of(count, rows, columns) <= count


@settings(max_examples=60, deadline=None)
@given(sizes, sizes, st.floats(20, 200), st.floats(20, 200))
def test_a_picture_keeps_inside_its_box(rows, columns, width, height):
    box = QRectF(10, 20, width, height)
    assert box.adjusted(-1, -1, 1, 1).contains(fitted(box, rows, columns))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(2, 60), st.floats(-1, 2), st.integers(0, 99))
def test_small_plots_are_blue_above_zero_and_orange_below(units, size, across, seed):
    theme = Theme("light")
    table = plot_table(theme.colors)
    heights = np.sign(np.random.default_rng(seed).normal(size=units))[:, None] * np.full((units, size), 0.9)
    made = plotted(heights, np.full(units, -1.0), np.full(units, 1.0), across, table)
    assert made.shape == (units, size, size)
    for picture, sign in zip(made, heights[:, 0], strict=True):
        colour = QColor(int(picture[round((0.5 - 0.25 * sign) * (size - 1)), size // 3]))
        assert (is_blue(colour) if sign > 0 else is_orange(colour)) or size < 12 or abs(across * size - size // 3) < 2
        other = QColor(int(picture[round((0.5 + 0.4 * sign) * (size - 1)), size // 3]))
        assert not is_blue(other)
        assert not is_orange(other)


def test_colours_are_even_around_zero():
    assert even(np.array([-2.0, -1.0, 0.0, 1.0, np.nan, np.inf]), 1.0).tolist() == [0, 0, 128, 255, 128, 255]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 1024), min_size=1, max_size=6), st.tuples(widths, heights), st.data())
def test_strips_and_pictures_stay_in_the_canvas(units, room, data):
    specs = [ColumnSpec("input", 3, block=True, gives="pictures")]
    for place, count in enumerate(units):
        gives = data.draw(st.sampled_from(["", "pictures", "strip"]))
        specs.append(ColumnSpec(f"l{place}", count, (place,), plain=bool(gives), gives=gives))
    layout = arrange(specs, *room)
    for column in layout.columns[1:]:
        first, last = column.tile(0), column.tile(len(column.rows) - 1)
        assert layout.top - 1 <= first.y
        assert last.bottom <= layout.bottom + 1
        assert column.shown + column.folded == column.spec.units
        assert column.left - 1 <= first.x
        assert first.right <= column.left + column.width + 1


def test_a_layer_behind_whose_last_state_an_activation_stands_shows_no_strip(qtbot):
    world = with_lstm(qtbot)
    first, *rest = world.experiment.network.layers
    changed = replace(first, activation=Chosen(id="relu")), *rest
    network_now = replace(world.experiment.network, layers=changed)
    world.context.document.edit("activate", replace(world.experiment, network=network_now))
    assert world.canvas.board.specs[1].gives == ""
