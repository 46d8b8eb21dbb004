"""The canvas: what a person sees of a network and does to it, by mouse and by keys."""

from __future__ import annotations

import gc
import os
import sys
import time

import numpy as np
import pytest
from canvas_world import facts_of, frame_of, network, show_canvas
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QFontMetrics, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from nnlab.experiment import edits
from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.controls import shortened
from nnlab.gui.canvas.wording import number
from nnlab.kernel.messages import MapsView, ProbeView, WeightsView
from nnlab.records import Array, Problem

# the invisible screen says so whenever a list or a menu opens
opens_a_list = pytest.mark.qt_log_ignore("This plugin does not support")

left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def move_to(world, x: float, y: float) -> None:
    """Moves the mouse over a point of the board."""
    board = world.canvas.board
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, board.mapToGlobal(at), none, none, keys)
    QApplication.sendEvent(board, event)


def tile(world, column: int, row: int) -> QPoint:
    box = world.canvas.board.layout_now.columns[column].tile(row)
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def colour_at(world, point: QPoint) -> QColor:
    return world.canvas.board.grab().toImage().pixelColor(point)


# ---- editing by mouse


def test_plus_and_minus_change_the_neurons_of_their_layer(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    qtbot.mouseClick(world.child("plus_h1"), left)
    assert world.units == [4, 2, 1]
    qtbot.mouseClick(world.child("minus_h2"), left)
    assert world.units == [4, 1, 1]
    assert world.context.document.undo_texts == ("Add neuron to Dense 3", "Remove neuron from Dense 2")


def test_minus_is_off_at_one_neuron_and_the_output_has_neither(qtbot):
    world = show_canvas(qtbot, network(1))
    assert not world.child("minus_h1").isEnabled()
    assert not world.child("plus_output").isVisible()
    assert not world.child("cross_output").isVisible()


def test_the_plus_between_columns_inserts_a_layer_there_and_selects_it(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    qtbot.mouseClick(world.child("insert_h1"), left, pos=QPoint(8, 8))
    assert world.units == [3, 4, 2, 1]
    inserted = world.experiment.network.layers[1]
    assert inserted.inputs == ("h1",)
    assert world.canvas.selection == Selection(inserted.id)


def test_a_layer_is_inserted_before_the_output_and_behind_the_inputs(qtbot):
    world = show_canvas(qtbot, network(3))
    qtbot.mouseClick(world.child("insert_input"), left, pos=QPoint(8, 8))
    qtbot.mouseClick(world.child("insert_h1"), left, pos=QPoint(8, 8))
    assert world.units == [4, 3, 4, 1]


@opens_a_list
def test_the_arrow_below_an_insert_button_offers_the_kinds_of_layer(qtbot):
    world = show_canvas(qtbot, network(3))
    button = world.child("insert_h1")
    qtbot.mouseClick(button, left, pos=QPoint(button.width() // 2, button.height() - 2))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.findChild(QAction, "kind_dropout").trigger()
    menu.close()
    assert [layer.kind.id for layer in world.experiment.network.layers] == ["dense", "dropout", "dense"]
    assert world.child("number_h2").isVisible()


@opens_a_list
def test_a_right_click_on_an_insert_button_offers_the_kinds_too(qtbot):
    world = show_canvas(qtbot, network(3))
    qtbot.mouseClick(world.child("insert_h1"), right, pos=QPoint(8, 8))
    menu = QApplication.activePopupWidget()
    names = [action.objectName() for action in menu.actions()]
    assert (names[0], "kind_dropout" in names) == ("kind_dense", True)
    menu.close()
    assert world.units == [3, 1]


@opens_a_list
def test_a_long_press_on_an_insert_button_offers_the_kinds_and_inserts_nothing(qtbot):
    world = show_canvas(qtbot, network(3))
    button = world.child("insert_h1")
    qtbot.mousePress(button, left, pos=QPoint(8, 8))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    QApplication.activePopupWidget().close()
    qtbot.mouseRelease(button, left, pos=QPoint(8, 8))
    assert world.units == [3, 1]


def test_the_cross_removes_its_layer_and_undo_brings_it_back(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    qtbot.mouseClick(world.child("cross_h1"), left)
    assert world.units == [2, 1]
    world.context.document.undo_stack.undo()
    assert world.units == [3, 2, 1]
    assert world.child("cross_h1").isVisible()


def test_the_context_menu_of_a_layer_removes_it(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.select(Selection("h2"))
    menu = world.canvas.asking.menus.of(world.canvas.selection)
    next(action for action in menu.actions() if action.text() == "Remove layer").trigger()
    assert world.units == [3, 1]


@opens_a_list
def test_a_right_click_in_a_column_opens_its_menu(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    point = tile(world, 1, 0)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, world.canvas.board.mapToGlobal(point))
    QApplication.sendEvent(world.canvas.board, event)
    menu = QApplication.activePopupWidget()
    assert (menu.objectName(), menu.title()) == ("neuron_menu", "Dense 3")
    menu.close()


def test_choosing_an_activation_is_one_edit(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    box = world.child("activation_h2")
    box.setCurrentIndex(box.findData("relu"))
    box.activated.emit(box.currentIndex())
    assert world.experiment.network.layers[1].activation.id == "relu"
    assert world.context.document.undo_texts == ("Change activation of Dense 2",)


def test_an_activation_that_no_plugin_offers_is_shown_by_its_id_as_missing(qtbot):
    world = show_canvas(qtbot, network(3, activation="lost_one"))
    assert world.child("activation_h1").currentText() == "lost_one (missing)"
    assert world.child("activation_h1").currentData() == "lost_one"


def test_the_rate_of_a_dropout_layer_is_typed_and_done_with_enter(qtbot):
    world = show_canvas(qtbot, network(3, "dropout"))
    box = world.child("number_h2")
    assert box.text() == "0.2"
    qtbot.mouseClick(box, left)
    box.selectAll()
    qtbot.keyClicks(box, "0.35")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert world.experiment.network.layers[1].kind.values == {"rate": 0.35}


def test_the_rate_of_a_dropout_layer_is_named_below_its_box(qtbot):
    world = show_canvas(qtbot, network(3, "dropout"))
    bottom = world.child("number_h2").geometry().bottom()

    def inks(name: str) -> set[str]:
        picture = world.child(name).grab().toImage()
        places = ((x, y) for x in range(picture.width()) for y in range(bottom + 2, picture.height() - 16))
        return {picture.pixelColor(x, y).name() for x, y in places}

    assert len(inks("header_output")) == 1
    assert len(inks("header_h2")) > 1


def test_a_rate_out_of_bounds_changes_nothing_and_says_why(qtbot):
    world = show_canvas(qtbot, network(3, "dropout"))
    box = world.child("number_h2")
    qtbot.mouseClick(box, left)
    box.selectAll()
    qtbot.keyClicks(box, "7")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert world.experiment.network.layers[1].kind.values == {"rate": 0.2}
    assert world.canvas.board.foot.warns
    assert "rate" in world.canvas.board.footer


@pytest.mark.parametrize(
    ("name", "kept"), [("双曲正切 tanh", "tanh"), ("带泄漏 ReLU", "ReLU"), ("Leaky ReLU", "Leaky")]
)
def test_a_name_without_room_keeps_the_part_that_tells_most(qapp, name, kept):
    metrics = QFontMetrics(qapp.font())
    shown = shortened(name, metrics, metrics.horizontalAdvance(name) - 6)
    assert shown != name
    assert kept in shown


def test_the_wheel_over_an_activation_does_not_change_it(qtbot):
    world = show_canvas(qtbot, network(3))
    box = world.child("activation_h1")
    middle = QPointF(box.rect().center())
    wheel = QWheelEvent(
        middle, box.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert world.experiment.network.layers[0].activation.id == "tanh"


# ---- selecting, keys


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


def press(qtbot, world, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(world.canvas, key)


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


# ---- hovering


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


# ---- problems, words, looks


def test_a_layer_with_a_problem_is_marked_with_its_sentence(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    problem = Problem(code="edit.no_neurons", values={"layer": "h2"})
    world.context.document._problems = (problem,)
    world.context.document.problems_changed.emit()
    assert world.child("header_h2").toolTip().startswith(world.canvas.titles.faults.sentence(problem))
    assert world.child("header_h1").toolTip() != world.child("header_h2").toolTip()
    world.canvas.grab()


def test_titles_and_activations_follow_the_language(qtbot):
    world = show_canvas(qtbot, network(3))
    world.context.language.set("zh_CN")
    assert world.child("header_h1").accessibleName() == "全连接层 3"
    assert "tanh" in world.child("activation_h1").currentText()
    world.canvas.grab()
    world.context.language.set("en")
    assert world.child("header_h1").accessibleName() == "Dense 3"


def test_a_layer_keeps_its_own_name(qtbot):
    world = show_canvas(qtbot, network(3))
    named = edits.set_value(world.experiment, "network.layers.h1.name", "Edges")
    world.context.document.edit(lambda: "Rename", named)
    assert world.child("header_h1").accessibleName() == "Edges"


def test_the_theme_changes_the_colours_at_once(qtbot):
    world = show_canvas(qtbot, network(3))
    world.frame()
    corner = QPoint(2, 300)
    assert colour_at(world, corner) == world.context.theme.colors.canvas
    world.context.theme.set("dark")
    assert colour_at(world, corner) == world.context.theme.colors.canvas


def test_a_frame_around_the_canvas_shows_focus_that_came_by_a_key(qtbot):
    world = show_canvas(qtbot, network(3))
    assert not world.canvas.board.framed
    world.canvas.clearFocus()
    world.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert world.canvas.board.framed
    assert colour_at(world, QPoint(1, 200)) == world.context.theme.colors.accent


def test_many_layers_scroll_to_the_selected_one(qtbot):
    world = show_canvas(qtbot, network(*[3] * 16))
    bar = world.canvas.horizontalScrollBar()
    assert bar.maximum() > 0
    world.canvas.select(Selection("output"))
    assert bar.value() == bar.maximum()


def test_nothing_is_left_of_a_removed_layer(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    world.canvas.hands.remove_layer("h1")
    qtbot.waitUntil(lambda: world.canvas.findChild(QWidget, "header_h1") is None)
    assert world.canvas.findChild(QWidget, "insert_h1") is None


def test_new_facts_of_the_same_network_keep_the_heads(qtbot):
    world = show_canvas(qtbot, network(3), facts=False)
    before = world.child("header_h1")
    world.context.document.set_facts(facts_of(world.experiment))
    assert world.child("header_h1") is before


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


# ---- freezing


def test_a_layer_is_frozen_and_freed_from_its_menu_and_by_key(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    freeze = world.context.actions.get("network.freeze_layer")
    world.canvas.select(Selection("h1"))
    assert freeze in world.canvas.asking.menus.of(world.canvas.selection).actions()
    freeze.trigger()
    assert edits.all_frozen(world.experiment, "h1")
    assert "frozen" in world.child("header_h1").toolTip()
    assert "frozen" not in world.child("header_h2").toolTip()
    action = world.context.actions.get("network.freeze_layer")
    assert action.text() == "Unfreeze layer"
    action.trigger()
    assert world.experiment.network.masks == ()
    assert action.text() == "Freeze layer"
    assert world.context.document.undo_texts == ("Freeze Dense 3", "Unfreeze Dense 3")


def test_of_layers_that_are_called_alike_it_is_said_which_was_changed(qtbot):
    world = show_canvas(qtbot, network(3, 3))
    world.canvas.hands.freeze_layer("h2")
    world.context.document.edit(lambda: "named", edits.name_layer(world.experiment, "h1", "Eyes"))
    world.canvas.hands.freeze_layer("h2")
    assert world.context.document.undo_texts == ("Freeze Dense 3 (layer 2)", "named", "Unfreeze Dense 3")


def test_a_frozen_layer_shows_a_lock_before_its_title(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    header = world.child("header_h1")
    free = header.grab().toImage()
    world.canvas.hands.freeze_layer("h1")
    locked = header.grab().toImage()
    assert locked != free
    world.context.document.undo_stack.undo()
    assert header.grab().toImage() == free


def test_a_layer_without_weights_cannot_be_frozen(qtbot):
    world = show_canvas(qtbot, network(3))
    world.canvas.hands.add_layer("h1", "dropout")
    world.canvas.select(Selection("h2"))
    assert not world.canvas.hands.may_freeze("h2")
    assert not world.context.actions.get("network.freeze_layer").isEnabled()
    assert "no weights" in world.context.actions.get("network.freeze_layer").toolTip()
