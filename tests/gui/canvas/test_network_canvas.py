"""The canvas: what a person sees of a network and does to it, by mouse and by keys."""

from __future__ import annotations

import pytest
from canvas_hand import colour_at, left, opens_a_list, right, tile
from canvas_world import facts_of, network, show_canvas
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QFontMetrics, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from nnlab.experiment import edits
from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.controls import shortened
from nnlab.records import Problem

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
