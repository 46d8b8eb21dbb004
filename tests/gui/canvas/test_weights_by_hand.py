"""Weights and biases changed by hand, in a real window with a real kernel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

import nnlab
from nnlab.experiment import edits
from nnlab.gui.canvas.parameters import Spot
from nnlab.gui.canvas.selection import Place, Selection
from nnlab.kernel.messages import Speed

left = Qt.MouseButton.LeftButton


@pytest.fixture
def window(opened, qtbot):
    made = opened(nnlab.change(nnlab.preset("xor"), {"training.regularizer": None}))
    qtbot.waitUntil(lambda: made.canvas.numbers.array("output", "weights") is not None)
    return made


def weights(window, layer="h1"):
    return window.canvas.numbers.array(layer, "weights").copy()


def bias(window, layer="h1"):
    return window.canvas.numbers.array(layer, "bias").copy()


def bias_square(window, column: int, row: int) -> QPoint:
    box = window.canvas.board.layout_now.columns[column].bias(row)
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def open_spot(window, place: Place):
    window.canvas._open_editor(place)
    return window.canvas.editor


def test_a_double_click_on_a_bias_opens_its_card_and_enter_sets_what_was_typed(window, qtbot):
    board, before = window.canvas.board, weights(window)
    qtbot.mouseDClick(board, left, pos=bias_square(window, 1, 1))
    editor = window.canvas.editor
    assert editor.isVisible()
    assert editor.which.currentText() == "Bias of h₁,₂"
    qtbot.waitUntil(editor.line.hasFocus)
    qtbot.waitUntil(editor.line.hasSelectedText)
    qtbot.keyClicks(editor.line, "-sqrt(2)/2")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bias(window)[1] == -np.sqrt(2) / 2)
    np.testing.assert_array_equal(weights(window), before)
    assert window.document.undo_texts == ("Set bias of h₁,₂ to −0.707",)
    window.command("edit.undo").trigger()
    qtbot.waitUntil(lambda: bias(window)[1] == 0)


def test_what_is_no_number_is_said_and_changes_nothing(window, qtbot):
    editor = open_spot(window, Place("edge", 1, 0, 0, 1, 1))
    assert editor.which.currentText() == "Weight x₂ → h₁,₁"
    before = weights(window)
    qtbot.waitUntil(editor.line.hasFocus)
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "1/0")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.said.isVisible()
    assert "1/0" in editor.said.text()
    np.testing.assert_array_equal(weights(window), before)
    assert not window.document.undo_texts


def test_space_is_typed_and_does_not_train_and_escape_puts_the_card_away(window, qtbot):
    editor = open_spot(window, Place("neuron", 1, 0))
    qtbot.waitUntil(editor.line.hasFocus)
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "1 / 4")
    assert not window.bridge.training
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bias(window)[0] == 0.25)
    qtbot.waitUntil(editor.slider.hasFocus)
    qtbot.keyClick(editor.slider, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_moves_of_the_slider_are_one_undo_step_and_reach_the_network(window, qtbot):
    editor = open_spot(window, Place("edge", 1, 2, 0, 0, 0))
    before = weights(window)
    for place in (100, 300, 650):
        editor.slider.setValue(place)
        qtbot.waitUntil(lambda: not editor._send.isActive())
    qtbot.waitUntil(lambda: weights(window)[0, 2] == 650 / 1000 * editor._reach)
    assert window.document.undo_texts == ("Set weight x₁ → h₁,₃ to 1.300",)
    window.command("edit.undo").trigger()
    qtbot.waitUntil(lambda: np.array_equal(weights(window), before))


def test_a_move_of_the_slider_belongs_to_the_number_it_was_made_for(window, qtbot):
    editor = open_spot(window, Place("edge", 1, 2, 0, 0, 0))
    before, reach = weights(window), editor._reach
    editor.slider.setValue(500)
    open_spot(window, Place("edge", 1, 3, 0, 0, 0))  # before the slider's value was sent
    qtbot.waitUntil(lambda: weights(window)[0, 2] == 0.5 * reach)
    assert weights(window)[0, 3] == before[0, 3]
    editor.slider.setValue(-500)
    wanted = -0.5 * editor._reach
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: weights(window)[0, 3] == wanted)


def test_buttons_change_one_number_a_neurons_or_the_layers(window, qtbot):
    editor = open_spot(window, Place("edge", 1, 0, 0, 0, 0))
    old = weights(window)
    for step, (button, scope, check) in enumerate(
        (
            ("zero", 0, lambda new: new[0, 0] == 0 and np.array_equal(new.ravel()[1:], old.ravel()[1:])),
            ("flip", 1, lambda new: np.array_equal(new[:, 0], [0, -old[1, 0]]) and (new[:, 1:] == old[:, 1:]).all()),
            ("random", 2, lambda new: (new[1:] != old[1:]).all() and (new[:, 1:] != old[:, 1:]).all()),
            ("zero", 2, lambda new: not new.any()),
        ),
        1,
    ):
        editor.scope.setCurrentIndex(scope)
        qtbot.mouseClick(editor.buttons[button], left)
        qtbot.waitUntil(lambda check=check: check(weights(window)))
        assert len(window.document.undo_texts) == step


def test_a_frozen_weight_and_a_cut_one_stay_in_training(window, qtbot):
    frozen, cut = Spot("h1", 0, 0), Spot("h1", 1, 1)
    parameters, old = window.canvas.parameters, weights(window)
    editor = open_spot(window, Place("edge", 1, 0, 0, 0, 0))
    qtbot.mouseClick(editor.buttons["freeze"], left)
    assert parameters.has("frozen", frozen)
    editor = open_spot(window, Place("edge", 1, 1, 0, 1, 1))
    qtbot.mouseClick(editor.buttons["cut"], left)
    qtbot.waitUntil(lambda: weights(window)[1, 1] == 0)
    window.bridge.set_speed(Speed(0))
    window.bridge.train(until=20)
    qtbot.waitUntil(lambda: window.bridge.epoch >= 20, timeout=20_000)
    qtbot.waitUntil(lambda: weights(window)[0, 1] != old[0, 1])
    assert weights(window)[0, 0] == old[0, 0]
    assert weights(window)[1, 1] == 0
    qtbot.mouseClick(editor.buttons["cut"], left)
    assert not parameters.has("cut", cut)


def test_a_weight_set_while_training_leaves_the_others_to_training(window, qtbot):
    window.document.edit(lambda: "freeze", edits.freeze(window.document.experiment, "output"))
    window.bridge.train()
    qtbot.waitUntil(lambda: window.bridge.epoch > 3, timeout=20_000)
    frozen = weights(window, "output")
    window.canvas.parameters.put(Spot("output", 0, 1), 3.5)
    qtbot.waitUntil(lambda: weights(window, "output")[1, 0] == 3.5)
    assert window.bridge.training
    rest = [row for row in range(len(frozen)) if row != 1]
    np.testing.assert_array_equal(weights(window, "output")[rest], frozen[rest])
    window.bridge.pause()


def test_a_table_goes_to_a_spreadsheet_and_back(window, qtbot):
    editor = open_spot(window, Place("neuron", 1, 0))
    editor.scope.setCurrentIndex(2)
    qtbot.mouseClick(editor.buttons["copy"], left)
    rows = [[float(cell) for cell in line.split("\t")] for line in QGuiApplication.clipboard().text().splitlines()]
    np.testing.assert_array_equal(np.array(rows), np.vstack([weights(window), bias(window)]))
    QGuiApplication.clipboard().setText("\n".join("\t".join(str(2 * value) for value in row) for row in rows))
    qtbot.mouseClick(editor.buttons["paste"], left)
    qtbot.waitUntil(lambda: np.array_equal(weights(window), 2 * np.array(rows[:-1])))
    QGuiApplication.clipboard().setText("1;2\n3;4")
    before = weights(window)
    qtbot.mouseClick(editor.buttons["paste"], left)
    assert "2 × 4" in window.canvas.board.footer
    np.testing.assert_array_equal(weights(window), before)


def test_the_card_is_reached_and_left_by_keys(window, qtbot):
    window.canvas.setFocus()
    window.canvas.select(Selection("h1", 2))
    window.command("network.edit_value").trigger()
    editor = window.canvas.editor
    assert editor.isVisible()
    assert editor.which.currentText() == "Bias of h₁,₃"
    names = [editor.which.itemText(index) for index in range(editor.which.count())]
    assert names == ["Bias of h₁,₃", "Weight x₁ → h₁,₃", "Weight x₂ → h₁,₃"]
    qtbot.waitUntil(editor.line.hasFocus)
    qtbot.keyClick(editor.line, Qt.Key.Key_Tab)
    assert editor.slider.hasFocus()
    qtbot.keyClick(editor.slider, Qt.Key.Key_Escape)
    assert window.canvas.hasFocus()


def test_a_saved_file_holds_what_was_set_by_hand_as_an_event(window, qtbot, tmp_path):
    window.canvas.parameters.put(Spot("h1", 0, 1), 1.25)
    qtbot.waitUntil(lambda: weights(window)[1, 0] == 1.25)
    path = tmp_path / "by_hand.nnlab"
    with qtbot.waitSignal(window.files.saved):
        window.files.save_to(path)
    run = nnlab.resume(path)
    assert run.weights["h1"][1, 0] == 1.25
    assert [event.weights.layer for event in run.events] == ["h1"]
