"""Selecting many and dragging: what a mouse and keys do to layers and neurons on the canvas."""

from __future__ import annotations

import pytest
from canvas_world import network, show_canvas
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from nnlab.gui.canvas import Selection

left, ctrl, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def head(world, layer: str) -> QPoint:
    """The middle of a layer's title, on the board."""
    header = world.canvas.board.heads.headers[layer]
    return header.mapTo(world.canvas.board, QPoint(header.width() // 2, 9))


def tile(world, column: int, row: int) -> QPoint:
    box = world.canvas.board.layout_now.columns[column].tile(row)
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def gap(world, column: int) -> QPoint:
    """A point between a column and the next one."""
    one = world.canvas.board.layout_now.columns[column]
    return QPoint(round(one.left + one.width), 200)


def drag(qtbot, world, start: QPoint, *stops: QPoint, widget=None, drop: bool = True) -> None:
    """Drags from a point of the board over others, by a widget that lies there."""
    board = world.canvas.board
    widget = widget or board.childAt(start) or board

    def there(at: QPoint) -> QPoint:
        return widget.mapFromGlobal(board.mapToGlobal(at))

    qtbot.mousePress(widget, left, pos=there(start))
    for stop in stops:
        qtbot.mouseMove(widget, there((start + stop) / 2))
        qtbot.mouseMove(widget, there(stop))
        start = stop
    if drop:
        qtbot.mouseRelease(widget, left, pos=there(start))


def click(qtbot, world, layer: str, keys=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.mouseClick(world.child(f"header_{layer}"), left, keys, pos=QPoint(20, 8))


# ---- selecting many


def test_control_adds_and_takes_away_and_shift_fills_up(qtbot):
    world = show_canvas(qtbot, network(3, 2, 4))
    click(qtbot, world, "h1")
    click(qtbot, world, "h3", ctrl)
    assert set(world.canvas.selection.layers) == {"h1", "h3"}
    click(qtbot, world, "h1", ctrl)
    assert world.canvas.selection == Selection("h3")
    click(qtbot, world, "h1", shift)
    assert set(world.canvas.selection.layers) == {"h1", "h2", "h3"}
    assert world.canvas.accessibleDescription() == "3 layers are selected: Dense 4, Dense 3, Dense 2"


def test_a_click_on_one_of_several_selected_layers_selects_it_alone(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    qtbot.keyClick(world.canvas, Qt.Key.Key_A, ctrl)
    assert set(world.canvas.selection.layers) == {"h1", "h2"}
    click(qtbot, world, "h2")
    assert world.canvas.selection == Selection("h2")


def noted(monkeypatch, world) -> list:
    """Which neurons the running network is told to keep, edit by edit."""
    found = []
    monkeypatch.setattr(world.context.bridge, "edit", lambda *_, kept, **__: found.append(dict(kept)))
    return found


def test_neurons_of_one_layer_are_selected_together_and_removed(qtbot, monkeypatch):
    world = show_canvas(qtbot, network(4, 3))
    kept = noted(monkeypatch, world)
    board = world.canvas.board
    qtbot.mouseClick(board, left, pos=tile(world, 1, 0))
    qtbot.mouseClick(board, left, ctrl, pos=tile(world, 1, 2))
    assert world.canvas.selection.units == (0, 2)
    assert world.canvas.accessibleDescription() == "h₁,₁, h₁,₃ of Dense 4 are selected"
    qtbot.keyClick(world.canvas, Qt.Key.Key_Delete)
    assert world.units == [2, 3, 1]
    assert kept == [{"h1": (1, 3)}]
    assert world.context.document.undo_texts == ("Remove 2 neurons from Dense 4",)


def test_a_selected_neuron_goes_by_minus_and_the_last_one_stays(qtbot, monkeypatch):
    world = show_canvas(qtbot, network(2))
    kept = noted(monkeypatch, world)
    world.canvas.select(Selection("h1", 0))
    qtbot.keyClick(world.canvas, Qt.Key.Key_Minus)
    assert world.units == [1, 1]
    assert kept == [{"h1": (1,)}]
    world.canvas.hands.add_neuron("h1")
    world.canvas.select(Selection("h1", 0, more_units=(1,)))
    for action in ("remove", "remove_neuron"):
        assert not world.context.actions.get(f"network.{action}").isEnabled(), "all of them are selected"
    world.canvas.hands.remove_neuron("h1")
    assert not world.context.actions.get("network.remove").isEnabled()
    assert "at least one neuron" in world.context.actions.get("network.remove").toolTip()
    qtbot.keyClick(world.canvas, Qt.Key.Key_Delete, ctrl)
    assert world.units == [1], "the layer itself goes by Ctrl+Del"


def test_a_band_on_the_ground_selects_the_layers_it_touches(qtbot):
    world = show_canvas(qtbot, network(3, 2, 3))
    layout = world.canvas.board.layout_now
    begin = QPoint(round(layout.columns[1].centre) - 40, round(layout.bottom) - 2)
    drag(qtbot, world, begin, QPoint(round(layout.columns[2].centre) + 4, round(layout.top)))
    assert set(world.canvas.selection.layers) == {"h1", "h2"}
    qtbot.keyClick(world.canvas, Qt.Key.Key_Delete)
    assert world.units == [3, 1]
    world.context.document.undo_stack.undo()
    assert world.units == [3, 2, 3, 1]


def test_keys_widen_the_selection(qtbot):
    world = show_canvas(qtbot, network(3, 2, 3))
    world.canvas.select(Selection("h1"))
    qtbot.keyClick(world.canvas, Qt.Key.Key_Right, shift)
    assert world.canvas.selection == Selection("h1", more=("h2",))
    world.canvas.select(Selection("h1", 0))
    qtbot.keyClick(world.canvas, Qt.Key.Key_Down, shift)
    assert world.canvas.selection.units == (0, 1)


def test_what_is_selected_together_is_frozen_grown_and_given_an_activation_together(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    qtbot.keyClick(world.canvas, Qt.Key.Key_A, ctrl)
    qtbot.keyClick(world.canvas, Qt.Key.Key_Insert)
    assert world.units == [4, 3, 1]
    qtbot.keyClick(world.canvas, Qt.Key.Key_K)
    assert {mask.layer for mask in world.experiment.network.masks} == {"h1", "h2"}
    box = world.child("activation_h2")
    box.setCurrentIndex(box.findData("relu"))
    box.activated.emit(box.currentIndex())
    assert [layer.activation.id for layer in world.experiment.network.layers] == ["relu", "relu", "sigmoid"]
    assert len(world.context.document.undo_texts) == 3


# ---- moving


def test_a_head_is_dragged_to_another_gap_and_one_undo_brings_it_back(qtbot):
    world = show_canvas(qtbot, network(3, 2, 4), size=(900, 450))
    drag(qtbot, world, head(world, "h1"), gap(world, 3))
    assert world.units == [2, 4, 3, 1]
    assert [layer.inputs for layer in world.experiment.network.layers] == [("input",), ("h2",), ("h3",), ("h1",)]
    assert world.context.document.undo_texts == ("Move Dense 3",)
    world.context.document.undo_stack.undo()
    assert world.units == [3, 2, 4, 1]


def test_several_layers_are_dragged_together_and_escape_lets_them_stay(qtbot):
    world = show_canvas(qtbot, network(3, 2, 4), size=(900, 450))
    click(qtbot, world, "h1")
    click(qtbot, world, "h2", ctrl)
    drag(qtbot, world, head(world, "h2"), gap(world, 3), drop=False)
    assert world.canvas.mouse.gestures.drag is not None
    assert not world.canvas.grab().isNull()
    qtbot.keyClick(world.canvas, Qt.Key.Key_Escape)
    assert world.canvas.mouse.gestures.drag is None
    assert set(world.canvas.selection.layers) == {"h1", "h2"}, "Esc gave up the drag, not the selection"
    assert world.units == [3, 2, 4, 1]
    drag(qtbot, world, head(world, "h2"), gap(world, 3))
    assert world.units == [4, 3, 2, 1]


def test_a_short_way_is_a_click_and_the_output_cannot_be_dragged(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    drag(qtbot, world, head(world, "h1"), head(world, "h1") + QPoint(3, 2))
    assert world.canvas.selection == Selection("h1")
    drag(qtbot, world, head(world, "output"), gap(world, 0))
    assert world.units == [3, 2, 1]


def test_keys_move_the_selected_layer(qtbot):
    world = show_canvas(qtbot, network(3, 2, 4))
    world.canvas.select(Selection("h1"))
    assert not world.context.actions.get("network.move_left").isEnabled()
    qtbot.keyClick(world.canvas, Qt.Key.Key_Right, ctrl | shift)
    assert world.units == [2, 3, 4, 1]
    assert world.canvas.selection == Selection("h1")
    qtbot.keyClick(world.canvas, Qt.Key.Key_Left, ctrl | shift)
    assert world.units == [3, 2, 4, 1]


def test_a_drag_is_given_up_when_somebody_else_changes_the_network(qtbot):
    world = show_canvas(qtbot, network(3, 2, 4), size=(900, 450))
    drag(qtbot, world, head(world, "h1"), gap(world, 3), drop=False)
    world.canvas.hands.remove_layer("h1")
    assert world.canvas.mouse.gestures.drag is None
    assert world.units == [2, 4, 1]


# ---- a layer's lower edge


def pull(qtbot, world, layer: str, *ways: int, drop: bool = True) -> None:
    """Drags a layer's lower edge by so many pixels."""
    board = world.canvas.board
    column = next(one for one in board.layout_now.columns if one.spec.id == layer)
    above = QPoint(round(column.centre), round(column.tile(0).y) - 6)
    for at in (above - QPoint(4, 0), above):  # it may have been there since another test
        qtbot.mouseMove(board, at)
    qtbot.waitUntil(world.canvas.mouse.handles.edge.isVisible)
    handle = world.canvas.mouse.handles.edge
    start = handle.geometry().center()
    drag(qtbot, world, start, *(start + QPoint(0, way) for way in ways), widget=handle, drop=drop)


def test_the_lower_edge_of_a_layer_is_pulled_down_and_up_in_one_step(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    column = world.canvas.board.layout_now.columns[1]
    step = min(max(10.0, (column.rows[1] - column.rows[0]) / 2), 24.0)
    pull(qtbot, world, "h1", round(2 * step), drop=False)
    assert world.units == [5, 2, 1], "the neurons come while the mouse moves"
    handle, board = world.canvas.mouse.handles.edge, world.canvas.board
    assert not world.canvas.grab().isNull()
    qtbot.mouseRelease(handle, left)
    assert world.context.document.undo_texts == ("Change number of neurons of Dense 3",)
    pull(qtbot, world, "h1", -round(8 * step))
    assert world.units[0] == 1, "one neuron stays"
    assert len(world.context.document.undo_texts) == 2
    world.context.document.undo_stack.undo()
    world.context.document.undo_stack.undo()
    assert world.units == [3, 2, 1]
    assert board.layout_now.columns[1].spec.units == 3


def test_an_edge_drag_longer_than_merging_is_still_one_step_and_escape_takes_it_back(qtbot):
    world = show_canvas(qtbot, network(4, 2))
    world.context.document.merge_within_s = 0.0
    pull(qtbot, world, "h1", 40, 90, 140, drop=False)
    assert world.units[0] > 5
    assert len(world.context.document.undo_texts) == 1
    qtbot.keyClick(world.canvas, Qt.Key.Key_Escape)
    assert world.units == [4, 2, 1]
    assert world.context.document.undo_texts == ()
    assert not world.context.document.undo_stack.canRedo()


def test_neurons_pushed_away_and_pulled_back_in_one_drag_were_never_gone(qtbot, monkeypatch):
    world = show_canvas(qtbot, network(6, 2))
    back = []
    monkeypatch.setattr(world.context.bridge, "restore", lambda made, *_, **__: back.append(made))
    pull(qtbot, world, "h1", -60, 0)
    assert world.units == [6, 2, 1]
    assert world.context.document.undo_texts == ()
    assert back[-1] == world.experiment, "the weights of what was pushed away come back"


@pytest.mark.parametrize("change", ["undo", "remove", "replace"])
def test_an_edge_drag_ends_where_the_network_changes_below_it(qtbot, change):
    world = show_canvas(qtbot, network(4, 2))
    document = world.context.document
    pull(qtbot, world, "h1", 60, drop=False)
    assert world.units[0] > 4
    {
        "undo": document.undo_stack.undo,
        "remove": lambda: world.canvas.hands.remove_layer("h1"),
        "replace": lambda: document.replace(network(3)),
    }[change]()
    assert world.canvas.mouse.gestures.drag is None
    assert QApplication.overrideCursor() is None
    assert world.units == {"undo": [4, 2, 1], "remove": [2, 1], "replace": [3, 1]}[change]
    assert document.undo_stack.canRedo() == (change == "undo"), "what was undone can be redone"


@pytest.mark.parametrize("layer", ["input", "output"])
def test_inputs_and_output_have_no_edge_to_pull(qtbot, layer):
    world = show_canvas(qtbot, network(3))
    column = next(one for one in world.canvas.board.layout_now.columns if one.spec.id == layer)
    qtbot.mouseMove(world.canvas.board, QPoint(round(column.centre), round(column.tile(0).y) - 6))
    assert not world.canvas.mouse.handles.edge.isVisible()
