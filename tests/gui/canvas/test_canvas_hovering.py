"""What is under the mouse is marked, and a line or a card tells of it."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_hand import move_to, press, tile
from canvas_world import facts_of, frame_of, network, show_canvas
from msgspec.structs import replace
from PySide6.QtCore import Qt

from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.wording import number
from nnlab.kernel.messages import ProbeView


def test_the_footer_counts_nothing_where_the_number_is_unknown(qtbot):
    world = show_canvas(qtbot, network(3))
    world.context.document.set_facts(replace(facts_of(world.experiment), parameters=0))
    assert "0" not in world.canvas.board.footer
    assert "hover over a neuron" in world.canvas.board.footer


def test_hovering_a_neuron_shows_its_live_numbers(qtbot):
    world = show_canvas(qtbot, network(3))
    move_to(world, tile(world, 1, 1).x(), tile(world, 1, 1).y())
    card = world.canvas.card
    assert card.isVisible()
    assert card.text.title == "Neuron h₁,₂ · Tanh"
    assert str(card.text.lines[0]) == "z = …"
    frame = frame_of(world.experiment, probe=True)
    world.context.bridge.frame.emit(frame)
    z = float(frame.layers[1].z.numpy()[1])
    lines = [str(line) for line in card.text.lines]
    assert lines[3:] == [f"= {number(z)}", f"a = tanh(z) = {number(np.tanh(z))}", lines[5]]
    assert lines[5] == f"∂L/∂z = {number(frame.layers[1].gradient.numpy()[1])}"
    assert card.text.note == "for the first training sample\ncolours of its map: −1 to 1"


def test_the_probe_is_asked_for_only_while_hovering(qtbot):
    world = show_canvas(qtbot, network(3))
    assert ProbeView() not in world.views()
    move_to(world, tile(world, 1, 1).x(), tile(world, 1, 1).y())
    assert ProbeView() in world.views()
    move_to(world, 3, 440)
    assert not world.canvas.card.isVisible()
    qtbot.waitUntil(lambda: ProbeView() not in world.views())


def test_hovering_an_edge_shows_its_weight(qtbot):
    world = show_canvas(qtbot, network(3))
    frame = frame_of(world.experiment)
    world.context.bridge.frame.emit(frame)
    column = world.canvas.board.layout_now.columns[0]
    move_to(world, column.centre + column.half + 2, column.rows[1])
    text = world.canvas.card.text
    assert text.title.startswith("Weight x₂ → h₁,")
    unit = world.canvas.board.place.unit
    weight = float(frame.layers[1].weights.numpy()[1, unit])
    assert str(text.lines[0]) == f"w = {number(weight)}"


def test_the_card_of_a_weight_works_out_what_it_passes_on_and_its_gradient(qtbot):
    world = show_canvas(qtbot, network(3))
    frame = frame_of(world.experiment, probe=True)
    world.context.bridge.frame.emit(frame)
    column = world.canvas.board.layout_now.columns[0]
    move_to(world, column.centre + column.half + 2, column.rows[1])
    unit, (source, target) = world.canvas.board.place.unit, frame.layers[:2]
    weight, a = target.weights.numpy()[1, unit], source.a.numpy()[1]
    slope = target.gradient.numpy()[unit]
    lines = [str(line) for line in world.canvas.card.text.lines]
    assert lines[1:] == [f"a = {number(a)}", f"w·a = {number(weight * a)}", f"∂L/∂w = ∂L/∂z·a = {number(slope * a)}"]


def test_hovering_a_bias_shows_it(qtbot):
    world = show_canvas(qtbot, network(3))
    frame = frame_of(world.experiment)
    world.context.bridge.frame.emit(frame)
    box = world.canvas.board.layout_now.columns[2].bias(0)
    move_to(world, box.x + 2, box.y + 2)
    assert world.canvas.card.text.title == "Bias of y"
    assert str(world.canvas.card.text.lines[0]) == f"b = {number(frame.layers[2].bias.numpy()[0])}"


@pytest.mark.parametrize("size", [(700, 450), (400, 260), (1150, 800)])
def test_the_card_stays_inside_the_canvas(qtbot, size):
    world = show_canvas(qtbot, network(8, 8), size=size)
    world.frame(probe=True)
    for index, column in enumerate(world.canvas.board.layout_now.columns):
        for row in range(column.shown):
            move_to(world, tile(world, index, row).x(), tile(world, index, row).y())
            assert world.canvas.rect().contains(world.canvas.card.geometry())


def test_another_sample_can_be_asked_for_and_the_card_names_it(qtbot):
    world = show_canvas(qtbot, network(3))
    world.canvas.set_probe(row=16)
    move_to(world, tile(world, 1, 0).x(), tile(world, 1, 0).y())
    assert ProbeView(row=16) in world.views()
    assert world.canvas.card.text.note == "for training sample 17"
    world.canvas.set_probe(row=None, point=(0.5, -1.0))
    assert world.canvas.card.text.note == "at the point (0.50, −1.00); without a target there is no gradient"


def test_enter_shows_the_numbers_of_the_selected_neuron_without_a_mouse(qtbot):
    world = show_canvas(qtbot, network(3))
    world.canvas.select(Selection("h1", 1))
    press(qtbot, world, Qt.Key.Key_Return)
    assert world.canvas.card.isVisible()
    assert ProbeView() in world.views()
    press(qtbot, world, Qt.Key.Key_Down)
    assert world.canvas.card.text.title.startswith("Neuron h₁,₃")
    press(qtbot, world, Qt.Key.Key_Escape)
    assert not world.canvas.card.isVisible()


def test_the_picture_of_a_wide_pair_says_what_it_is(qtbot):
    world = show_canvas(qtbot, network(40, 30), size=(1150, 800))
    world.frame()
    world.canvas.grab()
    box = next(link.matrix for link in world.canvas.board.layout_now.links if link.matrix)
    move_to(world, box.x + 5, box.y + 5)
    assert "40 × 30 weights" in world.canvas.card.text.note


def test_the_picture_of_a_matrix_that_is_gone_is_not_found_before_the_next_painting(qtbot):
    world = show_canvas(qtbot, network(4, 40, 40), size=(900, 450))
    world.frame()
    board = world.canvas.board
    board.grab()
    box = next(link.matrix for link in board.layout_now.links if link.matrix)
    middle = box.x + box.width / 2, box.y + box.height / 2
    assert board.at(*middle).kind == "matrix"
    world.canvas.hands.remove_layer("h3")
    place = board.at(*middle)
    assert place is None or place.kind != "matrix"
