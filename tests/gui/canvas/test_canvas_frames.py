"""What frames bring is shown, drawn within its time, and what is out of date is not."""

from __future__ import annotations

import gc
import os
import sys
import time

import numpy as np
import pytest
from canvas_hand import colour_at, move_to, tile
from canvas_world import frame_of, network, show_canvas
from msgspec.structs import replace

from nnlab.gui.canvas import Selection
from nnlab.kernel.messages import MapsView, WeightsView
from nnlab.records import Array

# ---- frames


def test_the_canvas_asks_for_maps_of_its_tiles_and_for_weights(qtbot):
    world = show_canvas(qtbot, network(8, 8))
    views = world.views()
    assert WeightsView() in views
    assert any(isinstance(view, MapsView) and view.size >= world.canvas.board.layout_now.tile for view in views)


def test_maps_are_those_of_the_slice_that_the_output_shows(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    world.context.slicing.show_pair(2, 1)
    world.context.slicing.put_row((0.5, 1.0, 2.0))
    view = next(view for view in world.views() if isinstance(view, MapsView))
    assert (view.columns, view.at) == ((2, 1), (0.5, 1.0, 2.0))


def test_wide_networks_ask_for_smaller_maps(qtbot):
    world = show_canvas(qtbot, network(200, 200))
    size = next(view.size for view in world.views() if isinstance(view, MapsView))
    assert size * size * 401 <= 200_000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_before_the_first_frame_tiles_have_the_colour_of_no_number(qtbot, theme):
    world = show_canvas(qtbot, network(3), known=False, facts=False)
    world.context.theme.set(theme)
    assert colour_at(world, tile(world, 1, 0)) == world.context.theme.colors.chip
    assert world.canvas.board.footer == "Checking the network…"


def test_a_frame_colours_tiles_by_their_maps(qtbot):
    world = show_canvas(qtbot, network(3))
    frame = frame_of(world.experiment)
    high = Array.of(np.stack([np.full((32, 32), value, np.float32) for value in (1.0, -1.0, 0.0)]))
    layers = (frame.layers[0], replace(frame.layers[1], maps=high), *frame.layers[2:])
    world.context.bridge.frame.emit(replace(frame, layers=layers))
    colors = world.context.theme.colors
    assert colour_at(world, tile(world, 1, 0)) == colors.blue
    assert colour_at(world, tile(world, 1, 1)) == colors.orange
    middle = colour_at(world, tile(world, 1, 2))
    assert abs(middle.red() - colors.neutral.red()) <= 2


def test_frames_of_another_shape_are_drawn_as_far_as_they_fit(qtbot):
    world = show_canvas(qtbot, network(8, 8))
    world.context.bridge.frame.emit(frame_of(network(3, 12)))
    world.canvas.grab()
    world.context.bridge.frame.emit(frame_of(network(20)))
    world.canvas.grab()


@pytest.mark.parametrize("shape", [(64, 64, 10), (1,), (), ("dropout",), (12, "dropout", "dropout", 3), (4,) * 12])
def test_every_network_can_be_painted(qtbot, shape):
    world = show_canvas(qtbot, network(*shape))
    world.frame()
    assert not world.canvas.grab().isNull()


def test_weights_that_are_not_numbers_do_not_stop_the_painting(qtbot):
    world = show_canvas(qtbot, network(2))
    frame = frame_of(world.experiment)
    broken = replace(
        frame.layers[1],
        weights=Array.of(np.full((2, 2), np.nan)),
        bias=Array.of(np.full(2, np.inf)),
        maps=Array.of(np.full((2, 32, 32), np.nan, np.float32)),
    )
    world.context.bridge.frame.emit(replace(frame, layers=(frame.layers[0], broken, frame.layers[2])))
    assert not world.canvas.grab().isNull()


def test_the_footer_counts_the_parameters(qtbot):
    world = show_canvas(qtbot, network(4, 4))
    assert world.canvas.board.footer.startswith("37 parameters · ")


# ---- cost


def test_painting_leaves_no_reference_to_none_behind(qtbot):
    world = show_canvas(qtbot, network(8, "dropout", 40, 40))
    world.frame(probe=True)
    world.canvas.select(Selection("h1", 1))
    move_to(world, tile(world, 1, 1).x(), tile(world, 1, 1).y())

    def paint(times: int) -> int:
        gc.collect()  # what other tests left behind goes now, and not while references are counted
        before = sys.getrefcount(None)
        for seed in range(times):
            world.frame(seed=seed, probe=True)
            world.canvas.board.repaint()
            world.canvas.card.repaint()
        return sys.getrefcount(None) - before

    paint(3)
    assert paint(40) > -20


@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("NNLAB_SOAK") != "1", reason="measures a quiet machine: make soak")
def test_a_frame_is_drawn_in_a_fraction_of_its_time(qtbot):
    world = show_canvas(qtbot, network(8, 8, 8))
    costs = []
    for seed in range(25):
        frame = frame_of(world.experiment, seed=seed)
        began = time.perf_counter()
        world.context.bridge.frame.emit(frame)
        world.canvas.board.repaint(world.canvas.board.field())
        costs.append(time.perf_counter() - began)
    assert min(costs) < 0.010


def test_while_it_trains_a_frame_draws_some_gaps_and_the_others_follow_by_themselves(qtbot, monkeypatch):
    world = show_canvas(qtbot, network(8, 8, 8))
    edges = world.canvas.board.edges
    world.frame(seed=1)
    world.canvas.board.repaint()
    monkeypatch.setattr("nnlab.gui.canvas.board._moving_s", 0.0)
    world.frame(seed=2)
    world.canvas.board.repaint()
    newest = world.canvas.numbers.weights("h2", 8, 8)

    def shown() -> list[bool]:
        wanted = edges.scale.parts(newest.ravel())
        return [np.array_equal(bundle.drawn, wanted) for bundle in edges._bundles]

    qtbot.waitUntil(lambda: shown()[1])
    assert edges.refresh()


def test_a_paused_network_is_drawn_whole_at_once(qtbot, monkeypatch):
    monkeypatch.setattr("nnlab.gui.canvas.board._still_s", 9.0)  # however slow the machine is
    world = show_canvas(qtbot, network(8, 8, 8))
    frame = replace(frame_of(world.experiment, seed=3), training=False)
    world.context.bridge.frame.emit(frame)
    world.canvas.board.repaint()
    for bundle, layer in zip(world.canvas.board.edges._bundles, frame.layers[1:], strict=True):
        assert np.array_equal(bundle.drawn, world.canvas.board.scale.parts(layer.weights.numpy().ravel()))


def test_an_edit_draws_only_the_gaps_it_moved(qtbot, monkeypatch):
    monkeypatch.setattr("nnlab.gui.canvas.board._still_s", 9.0)  # however slow the machine is
    world = show_canvas(qtbot, network(8, 8, 4, 8))
    world.frame()
    world.canvas.board.repaint()
    before = [bundle.shown for bundle in world.canvas.board.edges._bundles]
    world.canvas.hands.remove_neuron("h3")
    after = world.canvas.board.edges._bundles
    assert [bundle.drawn is None for bundle in after] == [False, False, True, True, False]
    assert [bundle.shown for bundle in after] == before, "what moved shows its old picture until it is drawn"
    world.frame()
    edges = world.canvas.board.edges
    qtbot.waitUntil(edges.refresh)
    for bundle, layer in zip(edges._bundles, world.experiment.network.layers, strict=True):
        weights = world.canvas.numbers.array(layer.id, "weights")
        assert bundle.drawn.shape == (weights.size,)


def test_what_an_edit_moved_is_drawn_within_some_frames(qtbot, monkeypatch):
    monkeypatch.setattr("nnlab.gui.canvas.edges._new_s", 0.0)
    monkeypatch.setattr("nnlab.gui.canvas.board._moving_s", 0.0)
    world = show_canvas(qtbot, network(8, 8, 8))
    edges = world.canvas.board.edges
    for seed in range(4):
        world.frame(seed=seed)
        world.canvas.board.repaint()
    world.canvas.hands.add_layer("h1")
    assert all(bundle.drawn is None for bundle in edges._bundles)
    for _ in range(5):
        world.frame()
        world.canvas.board.repaint()
    assert all(bundle.drawn is not None and bundle.stand_in is None for bundle in edges._bundles)
