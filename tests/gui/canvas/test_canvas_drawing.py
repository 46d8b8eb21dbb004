"""Connecting, naming, copying, and the menus: what a person draws besides adding and moving."""

from __future__ import annotations

import pytest
from canvas_world import network, show_canvas
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from test_canvas_gestures import click, ctrl, drag, gap, left, tile

from nnlab.experiment import edits
from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.selection import all_of

# the invisible screen says so whenever a menu opens
opens_a_list = pytest.mark.qt_log_ignore("This plugin does not support")


def feeds(world) -> list[tuple[str, tuple[str, ...]]]:
    return [(layer.kind.id, layer.inputs) for layer in world.experiment.network.layers]


def popup(name: str):
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.objectName() == name
    return menu


def right_click(world, at: QPoint, name: str):
    """Right-clicks a point of the board and returns the menu that opens."""
    board = world.canvas.board
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, board.mapToGlobal(at))
    QApplication.sendEvent(board, event)
    return popup(name)


def named(menu) -> list[str]:
    return [action.objectName() for action in menu.actions() if action.objectName()]


# ---- connecting


@opens_a_list
def test_a_connection_is_dragged_from_a_neuron_to_a_later_layer_and_enter_adds(qtbot):
    world = show_canvas(qtbot, network(3, 2, 3), size=(900, 450))
    drag(qtbot, world, tile(world, 1, 1), tile(world, 4, 0), drop=False)
    assert not world.canvas.grab().isNull()
    qtbot.mouseRelease(world.canvas.board, left, pos=tile(world, 4, 0))
    menu = popup("join_menu")
    assert named(menu) == ["join_add", "join_concatenate"]
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    added = world.experiment.network.layers[-2]
    assert (added.kind.id, added.inputs) == ("add", ("h3", "h1"))
    assert world.context.document.undo_texts == ("Connect Dense 3 (layer 1) → Output",)
    assert world.canvas.selection == Selection("h1", 1), "a drag still begins with a click"


@opens_a_list
def test_what_cannot_be_added_says_why_and_concatenating_is_first(qtbot):
    world = show_canvas(qtbot, network(4, 2, 3), size=(900, 450))
    world.canvas.tools.connecting.ask("h1", "output", QPoint(100, 100))
    menu = popup("join_menu")
    add, concatenate = menu.actions()
    assert not add.isEnabled()
    assert "shape" in add.toolTip()
    assert menu.activeAction() is concatenate
    concatenate.trigger()
    menu.close()
    assert feeds(world)[-2] == ("concatenate", ("h3", "h1"))


def test_an_impossible_connection_is_refused_with_a_sentence(qtbot):
    world = show_canvas(qtbot, network(3, 2), size=(900, 450))
    before = world.experiment
    drag(qtbot, world, tile(world, 2, 0), tile(world, 1, 0))
    assert QApplication.activePopupWidget() is None
    assert world.experiment is before
    assert world.canvas.board.foot.warns
    assert "circle" in world.canvas.board.footer
    drag(qtbot, world, tile(world, 1, 0), tile(world, 2, 0))
    assert "already" in world.canvas.board.footer


def test_the_handle_of_a_column_pulls_out_a_connection(qtbot, monkeypatch):
    world = show_canvas(qtbot, network(3, 2, 3), size=(900, 450))
    asked = []
    monkeypatch.setattr(world.canvas.tools.connecting, "ask", lambda *what: asked.append(what[:2]))
    qtbot.mouseMove(world.canvas.board, tile(world, 1, 0))
    handle = world.canvas.mouse.handles.link
    qtbot.waitUntil(handle.isVisible)
    drag(qtbot, world, handle.geometry().center(), tile(world, 3, 0), widget=handle)
    assert asked == [("h1", "h3")]


@opens_a_list
def test_keys_connect_and_disconnect(qtbot):
    world = show_canvas(qtbot, network(3, 2, 3))
    world.canvas.select(Selection("h1"))
    qtbot.keyClick(world.canvas, Qt.Key.Key_C)
    menu = popup("connect_menu")
    assert [one.title() for one in menu.findChildren(type(menu), "join_menu")] == ["Dense 3 (layer 3)", "Output"]
    menu.close()
    assert not world.context.actions.get("network.disconnect").isEnabled()
    world.canvas.tools.connecting.join("h1", "output", "add")
    world.canvas.select(Selection("output"))
    qtbot.keyClick(world.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    menu = popup("disconnect_menu")
    assert named(menu) == ["disconnect_h3", "disconnect_h1"]
    menu.actions()[1].trigger()
    menu.close()
    assert feeds(world) == [("dense", ("input",)), ("dense", ("h1",)), ("dense", ("h2",)), ("dense", ("h3",))]


def joined(qtbot):
    """2-3-2-3-1 with a skip connection from the first hidden layer to a sum before the output; and that sum's id."""
    world = show_canvas(qtbot, edits.join(network(3, 2, 3), "h1", "output", "add"), size=(1000, 450))
    return world, world.experiment.network.layers[-2].id


def band(world) -> QPoint:
    """A point on the skip connection's band."""
    route = next(link.route for link in world.canvas.board.layout_now.links if link.route is not None)
    return QPoint(round((route.start[0] + route.end[0]) / 2), round(route.lane))


def test_a_selected_skip_connection_is_removed_by_del(qtbot):
    world, sum_id = joined(qtbot)
    qtbot.mouseClick(world.canvas.board, left, pos=band(world))
    assert world.canvas.selection == Selection(sum_id, source="h1")
    assert world.canvas.accessibleDescription() == "The connection Dense 3 → Add is selected"
    assert world.context.actions.get("network.remove").text() == "Remove connection"
    assert not world.canvas.grab().isNull()
    qtbot.keyClick(world.canvas, Qt.Key.Key_Delete)
    assert [kind for kind, _ in feeds(world)] == ["dense"] * 4
    assert world.canvas.selection is None
    world.context.document.undo_stack.undo()
    assert sum_id in [layer.id for layer in world.experiment.network.layers]


@opens_a_list
def test_a_right_click_on_a_skip_connection_inserts_into_it_alone(qtbot):
    world, sum_id = joined(qtbot)
    menu = right_click(world, band(world), "link_menu")
    kinds = menu.findChild(type(menu), "layer_kinds")
    next(action for action in kinds.actions() if action.objectName() == "kind_dropout").trigger()
    menu.close()
    made = {layer.id: layer.inputs for layer in world.experiment.network.layers}
    new = next(layer.id for layer in world.experiment.network.layers if layer.kind.id == "dropout")
    assert made[new] == ("h1",)
    assert made[sum_id] == ("h3", new)
    assert made["h2"] == ("h1",)


# ---- names


def test_a_double_click_on_a_title_names_the_layer_and_an_empty_name_is_the_usual_one(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    header = world.child("header_h1")
    qtbot.mouseDClick(header, left, pos=QPoint(header.width() // 2, 8))
    line = world.child("name_line")
    assert line.hasFocus()
    assert line.placeholderText() == "Dense 3"
    assert not line.alignment() & Qt.AlignmentFlag.AlignHCenter, "or Qt hides the usual name while one types"
    qtbot.keyClicks(line, "Edges")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert world.experiment.network.layers[0].name == "Edges"
    assert header.accessibleName() == "Edges"
    assert world.canvas.hasFocus()
    assert world.context.document.undo_texts == ("Rename Dense 3",)
    qtbot.keyClick(world.canvas, Qt.Key.Key_F4)
    line.clear()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert header.accessibleName() == "Dense 3"


def test_a_neuron_is_named_by_its_key_and_its_card_says_the_name(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.select(Selection("h1", 2))
    qtbot.keyClick(world.canvas, Qt.Key.Key_F4)
    line = world.child("name_line")
    qtbot.keyClicks(line, "left edge of everything there is")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert world.experiment.network.layers[0].neurons == ("", "", "left edge of everything there is")
    assert world.canvas.accessibleDescription().startswith("left edge of everything")
    qtbot.keyClick(world.canvas, Qt.Key.Key_Return)
    assert "left edge" in world.canvas.card.text.title
    assert len(world.canvas.card.text.title) < 50


@pytest.mark.parametrize("alike", [True, False])
def test_a_name_that_is_being_typed_is_not_given_to_a_layer_of_another_file(qtbot, alike):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.select(Selection("h1"))
    world.canvas.rename()
    line = world.child("name_line")
    qtbot.keyClicks(line, "Mine")
    world.context.document.replace(network(3, 2) if alike else network(5))
    assert not line.isVisible()
    world.canvas.setFocus()
    assert world.experiment.network.layers[0].name == ""
    assert world.context.document.undo_texts == ()


def test_escape_leaves_a_name_as_it_was_and_leaving_the_line_gives_it(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.select(Selection("h2"))
    world.canvas.rename()
    line = world.child("name_line")
    qtbot.keyClicks(line, "Never")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert world.experiment.network.layers[1].name == ""
    assert world.canvas.selection == Selection("h2")
    world.canvas.rename()
    qtbot.keyClicks(line, "Corners")
    world.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert world.experiment.network.layers[1].name == "Corners"
    assert not line.isVisible()


def test_a_name_that_cannot_be_is_refused_with_a_sentence(qtbot):
    world = show_canvas(qtbot, network(3))
    world.canvas.tools.renaming.name_layer("h1", "a\nb")
    assert world.experiment.network.layers[0].name == ""
    assert world.canvas.board.foot.warns


# ---- the clipboard


def test_layers_are_copied_and_pasted_behind_the_selected_one(qtbot):
    world = show_canvas(qtbot, network(3, 2, 4))
    click(qtbot, world, "h1")
    click(qtbot, world, "h2", ctrl)
    qtbot.keyClick(world.canvas, Qt.Key.Key_C, ctrl)
    world.canvas.select(Selection("h3"))
    qtbot.keyClick(world.canvas, Qt.Key.Key_V, ctrl)
    assert world.units == [3, 2, 4, 3, 2, 1]
    assert len(world.canvas.selection.layers) == 2, "what was pasted is selected"
    qtbot.keyClick(world.canvas, Qt.Key.Key_X, ctrl)
    assert world.units == [3, 2, 4, 1]
    assert world.context.document.undo_texts == ("Paste 2 layers", "Cut 2 layers")


def test_another_window_takes_what_was_copied(qtbot):
    world, other = show_canvas(qtbot, network(3, 2)), show_canvas(qtbot, network(5))
    world.canvas.tools.clipboard.copy(all_of(["h1", "h2"]))
    other.canvas.tools.clipboard.paste(Selection("input"))
    assert other.units == [3, 2, 5, 1]


def test_duplicating_puts_the_copies_behind(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.select(Selection("h1"))
    qtbot.keyClick(world.canvas, Qt.Key.Key_D, ctrl)
    assert world.units == [3, 3, 2, 1]


@pytest.mark.parametrize(
    "text", ["", "hello", "{}", '{"format": "nnlab-layers", "version": 1, "layers": 7}', "{" * 9999]
)
def test_a_hostile_clipboard_gets_a_sentence_and_changes_nothing(qtbot, text):
    world = show_canvas(qtbot, network(3))
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(world.canvas, Qt.Key.Key_V, ctrl)
    assert world.units == [3, 1]
    assert world.canvas.board.foot.warns
    assert "clipboard" in world.canvas.board.footer


# ---- menus


@opens_a_list
def test_the_menus_hold_the_actions_of_the_keys_and_keep_a_selection_of_many(qtbot):
    world = show_canvas(qtbot, network(3, 2, 4), size=(900, 450))
    menu = right_click(world, gap(world, 1) + QPoint(30, -40), "layer_menu")
    shown = set(named(menu))
    for name in (
        "add_neuron",
        "freeze_layer",
        "rename",
        "move_left",
        "cut",
        "copy",
        "paste",
        "duplicate",
        "remove_layer",
    ):
        assert f"network.{name}" in shown
    assert menu.findChild(type(menu), "connect_menu") is not None
    assert not menu.findChild(type(menu), "disconnect_menu").menuAction().isEnabled()
    menu.close()
    qtbot.keyClick(world.canvas, Qt.Key.Key_A, ctrl)
    menu = right_click(world, gap(world, 1) + QPoint(30, -40), "layers_menu")
    assert len(world.canvas.selection.layers) == 3
    menu.close()
    menu = right_click(world, tile(world, 1, 0), "neuron_menu")
    assert {"network.remove", "network.inspect", "network.edit_value", "network.rename"} <= set(named(menu))
    menu.close()


@opens_a_list
def test_the_ground_beside_the_network_has_a_menu(qtbot):
    world = show_canvas(qtbot, network(3), size=(1200, 450))
    world.canvas.select(Selection("h1"))
    menu = right_click(world, QPoint(3, 300), "ground_menu")
    assert world.canvas.selection is None
    assert {"network.paste", "network.select_all"} <= set(named(menu))
    menu.close()


@opens_a_list
def test_the_menu_key_opens_the_menu_of_what_is_selected_and_only_it_makes_the_first_entry_ready(qtbot):
    world = show_canvas(qtbot, network(3, 2), size=(900, 450))
    world.canvas.select(Selection("h1"))
    at = QPoint(10, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, world.canvas.mapToGlobal(at))
    QApplication.sendEvent(world.canvas, event)
    menu = popup("layer_menu")
    assert menu.activeAction() is world.context.actions.get("network.add_neuron")
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert world.units == [4, 2, 1]
    menu = right_click(world, gap(world, 1) + QPoint(30, -40), "layer_menu")
    assert menu.activeAction() is None, "the button that opened it goes up over it"
    menu.close()


def test_the_title_of_a_layer_without_activation_reaches_over_the_insert_buttons(qtbot):
    experiment = edits.name_layer(network(8, 8, "dropout", 8), "h3", "Concatenate")
    world = show_canvas(qtbot, experiment, size=(764, 620))
    heads, layout = world.canvas.board.heads.headers, world.canvas.board.layout_now
    assert not layout.compact
    assert [header.bare for header in heads.values()] == [True, False, False, True, False, False]
    bare = heads["h3"]
    assert bare._title_rect().width() == bare._title_width
    assert bare.width() > layout.header(3).width


def test_a_join_without_an_activation_shows_the_one_that_changes_nothing(qtbot):
    world, sum_id = joined(qtbot)
    assert next(layer for layer in world.experiment.network.layers if layer.id == sum_id).activation is None
    assert world.child(f"activation_{sum_id}").currentText() == "Identity"
