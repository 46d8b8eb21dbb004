"""Selecting by mouse and keys, and what keys do with what is selected."""

from __future__ import annotations

from canvas_hand import left, opens_a_list, press, tile
from canvas_world import network, show_canvas
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction

from nnlab.gui.canvas import Selection


def test_a_click_selects_a_neuron_a_title_or_nothing(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    qtbot.mouseClick(world.canvas.board, left, pos=tile(world, 1, 2))
    assert world.canvas.selection == Selection("h1", 2)
    qtbot.mouseClick(world.child("header_h2"), left, pos=QPoint(20, 8))
    assert world.canvas.selection == Selection("h2")
    qtbot.mouseClick(world.canvas.board, left, pos=QPoint(4, 440))
    assert world.canvas.selection is None


def test_selecting_is_told_to_who_listens(qtbot):
    world = show_canvas(qtbot, network(3))
    with qtbot.waitSignal(world.canvas.selected) as told:
        world.canvas.select(Selection("h1", 1))
    assert told.args == [Selection("h1", 1)]


def test_arrows_move_the_selection_and_escape_drops_it(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    press(qtbot, world, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert world.canvas.selection == Selection("h1", 1)
    press(qtbot, world, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert world.canvas.selection == Selection("output", 0)
    press(qtbot, world, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert world.canvas.selection == Selection("h2", 0)
    press(qtbot, world, Qt.Key.Key_Escape)
    assert world.canvas.selection is None


def test_keys_add_and_remove_neurons_and_layers(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.select(Selection("h1"))
    press(qtbot, world, Qt.Key.Key_Insert)
    qtbot.keyClicks(world.canvas, "+")
    assert world.units == [5, 2, 1]
    qtbot.keyClicks(world.canvas, "-")
    assert world.units == [4, 2, 1]
    qtbot.keyClicks(world.canvas, "l")
    assert world.units == [4, 4, 2, 1]
    press(qtbot, world, Qt.Key.Key_Delete)
    assert world.units == [4, 2, 1]
    qtbot.keyClicks(world.canvas, "d")
    assert [layer.kind.id for layer in world.experiment.network.layers] == ["dense", "dense", "dropout", "dense"]


@opens_a_list
def test_a_opens_the_activations_of_the_selected_layer(qtbot):
    world = show_canvas(qtbot, network(3))
    world.canvas.select(Selection("h1"))
    qtbot.keyClicks(world.canvas, "a")
    box = world.child("activation_h1")
    qtbot.waitUntil(lambda: box.view().isVisible())
    box.hidePopup()


def test_space_is_left_to_the_window(qtbot):
    world = show_canvas(qtbot, network(3))
    pressed = []
    train = QAction(world.canvas.window())
    train.setShortcut(Qt.Key.Key_Space)
    train.triggered.connect(lambda: pressed.append(True))
    world.canvas.window().addAction(train)
    world.canvas.select(Selection("h1", 0))
    press(qtbot, world, Qt.Key.Key_Space)
    assert pressed == [True]


def test_actions_that_cannot_be_done_say_why(qtbot):
    world = show_canvas(qtbot, network(1))
    remove = world.context.actions.get("network.remove_layer")
    assert not remove.isEnabled()
    assert "Select a hidden layer" in remove.toolTip()
    world.canvas.select(Selection("h1"))
    assert remove.isEnabled()
    assert not world.context.actions.get("network.remove_neuron").isEnabled()
    world.canvas.select(Selection("output"))
    assert not remove.isEnabled()


def test_the_selection_outlives_undo_of_its_layer_only_if_it_is_still_there(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.hands.add_layer("h1")
    world.context.document.undo_stack.undo()
    assert world.canvas.selection is None


def test_everything_that_can_be_clicked_has_a_name_and_a_tooltip(qtbot):
    world = show_canvas(qtbot, network(3, "dropout", 2))
    for header in world.canvas.board.heads.headers.values():
        for child in (header.activation, header.minus, header.plus, header.cross, header.number):
            assert not child.isVisible() or (child.toolTip() and child.accessibleName())
    for button in world.canvas.board.heads.inserts.values():
        assert button.toolTip()
        assert button.accessibleName()


def test_a_screen_reader_hears_the_network_and_what_is_selected(qtbot):
    world = show_canvas(qtbot, network(3))
    assert world.canvas.accessibleName() == "Network"
    assert world.canvas.accessibleDescription() == "Inputs: x1, x2; Dense 3, Tanh; Output (Dense 1), Sigmoid"
    world.canvas.select(Selection("h1", 1))
    assert world.canvas.accessibleDescription() == "h₁,₂ of Dense 3 is selected"
