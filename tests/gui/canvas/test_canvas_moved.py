"""The samples that a neuron answers to most, on its card."""

from __future__ import annotations

import numpy as np
import pytest
from gui.canvas.canvas_world import World, network, show_canvas
from gui.canvas.test_whole_samples import with_convolution, with_lstm
from gui.plots.test_boundary_plot import points

from nnlab.gui.canvas.selection import Place
from nnlab.kernel.messages import Frame, TopView
from nnlab.records import History
from nnlab.records.pages import Top


def look(world: World, place: Place | None) -> list[TopView]:
    """Looks at a place without a mouse; returns what is asked for."""
    world.canvas.hovering.look(None, place)
    return [view for view in world.views() if isinstance(view, TopView)]


def tell(world: World, layer: str, unit: int, rows: tuple[int, ...]) -> None:
    top = Top(layer=layer, unit=unit, rows=rows, values=(1.0,) * len(rows))
    world.context.bridge.frame.emit(
        Frame(
            epoch=1,
            place=0,
            training=False,
            epochs_per_second=0,
            learning_rate=0.1,
            history=History(),
            first=0,
            top=top,
        )
    )


@pytest.mark.parametrize(
    ("made", "layer", "columns", "size"),
    [(with_convolution, "conv", 64, (8, 35)), (with_lstm, "memory", 5, (7, 5))],
)
def test_samples_stand_on_the_card_of_the_neuron_that_is_looked_at(qtbot, made, layer, columns, size):
    world = made(qtbot)
    x = np.random.default_rng(0).normal(size=(30, columns))
    world.context.bridge.last_points = points(x, np.zeros(30))
    assert look(world, Place("neuron", 1, 2)) == [TopView(layer, 2, 4)]
    tell(world, layer, 2, (3, 7, 11, 29))
    readout, specs = world.canvas.hovering.readout, world.canvas.board.specs
    art = readout.words(Place("neuron", 1, 2), specs, world.canvas.hovering.probe).arts[-1]
    assert art.label == "samples it answers to most"
    assert (art.rows, art.columns) == size
    others = readout.words(Place("neuron", 1, 1), specs, world.canvas.hovering.probe).arts
    assert all(art.label != "samples it answers to most" for art in others)
    tell(world, layer, 2, (3, 900))  # the data have become fewer
    assert readout.words(Place("neuron", 1, 2), specs, world.canvas.hovering.probe).arts[-1].rows < 9
    assert look(world, None) == []


def test_of_rows_of_numbers_no_samples_are_asked_for(qtbot):
    world = show_canvas(qtbot, network(3))
    assert look(world, Place("neuron", 1, 0)) == []
