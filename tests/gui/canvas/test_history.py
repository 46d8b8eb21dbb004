"""The history: every step is a row, and a click or Enter on a row goes there in one move."""

from __future__ import annotations

from pathlib import Path

from canvas_world import network, show_canvas
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from nnlab.gui.history import History


def listed(qtbot, *, steps: int = 5):
    """A history beside a canvas on which some neurons were added."""
    world = show_canvas(qtbot, network(2, 3))
    window = QMainWindow()
    history = History(world.context, window)
    qtbot.addWidget(window)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, history.dock)
    window.resize(700, 300)
    with qtbot.waitExposed(window):
        window.show()
    for _ in range(steps):
        world.canvas.hands.add_neuron("h1")
    return world, history


def rows(history) -> list[str]:
    steps = history.panel.steps
    return [steps.data(steps.index(row), Qt.ItemDataRole.DisplayRole) for row in range(steps.rowCount())]


def said(history, row: int) -> str:
    steps = history.panel.steps
    return steps.data(steps.index(row), Qt.ItemDataRole.AccessibleTextRole)


def click(history, row: int) -> None:
    view = history.panel.list
    view.scrollTo(view.model().index(row))
    place = view.visualRect(view.model().index(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_every_step_is_a_row_below_the_beginning(qtbot):
    _, history = listed(qtbot, steps=2)
    assert rows(history) == ["Beginning", "Add neuron to Dense 2", "Add neuron to Dense 3 (layer 1)"]
    assert history.panel.currentWidget() is history.panel.list


def test_a_click_goes_back_over_many_steps_in_one_move(qtbot):
    world, history = listed(qtbot)
    world.client.sent.clear()
    changes = []
    world.context.document.changed.connect(lambda old, new: changes.append(new))
    click(history, 1)
    assert world.units == [3, 3, 1]
    assert len(changes) == 1
    assert world.context.document.undo_stack.index() == 1
    click(history, 5)
    assert world.units == [7, 3, 1]


def test_arrows_and_enter_go_to_a_row_and_the_list_keeps_the_keys(qtbot):
    world, history = listed(qtbot)
    history.dock.activateWindow()
    history.turn()
    view = history.panel.list
    qtbot.waitUntil(view.hasFocus)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Up)
    assert world.units == [7, 3, 1]
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert world.units == [4, 3, 1]
    assert view.hasFocus()


def test_rows_say_where_one_is_what_is_undone_and_what_the_file_holds(qtbot):
    world, history = listed(qtbot, steps=3)
    document = world.context.document
    document.undo_stack.undo()
    document.saved_as(Path("there.nnlab"))
    document.undo_stack.undo()
    assert said(history, 0) == "Beginning"
    assert said(history, 1).endswith(", present")
    assert said(history, 2).endswith(", undone, saved")
    assert said(history, 3).endswith(", undone")
    assert history.panel.list.currentIndex().row() == 1
    steps = history.panel.steps
    assert "Click to redo 2 steps" in steps.data(steps.index(3), Qt.ItemDataRole.ToolTipRole)
    assert "Click to undo 1 step" in steps.data(steps.index(0), Qt.ItemDataRole.ToolTipRole)


def test_an_edit_after_undoing_takes_the_undone_rows_away(qtbot):
    world, history = listed(qtbot)
    click(history, 2)
    world.canvas.hands.remove_layer("h2")
    assert len(rows(history)) == 4
    assert rows(history)[-1] == "Remove Dense 3"


def test_without_steps_it_says_why_it_is_empty_and_what_to_do(qtbot):
    _, history = listed(qtbot, steps=0)
    assert history.panel.currentWidget() is history.panel.empty
    assert "Nothing was changed yet" in history.panel.empty.text()
    assert "click" in history.panel.empty.text()


def test_a_history_at_its_limit_does_not_call_its_oldest_row_the_beginning(qtbot):
    world, history = listed(qtbot, steps=0)
    world.context.document.undo_stack.setUndoLimit(3)
    for _ in range(4):
        world.canvas.hands.add_neuron("h1")
    assert rows(history)[0] == "Oldest state that is kept"
    click(history, 0)
    assert world.units == [3, 3, 1]


def test_the_present_row_is_marked_and_the_undone_ones_are_grey(qtbot):
    world, history = listed(qtbot, steps=3)
    click(history, 1)
    view, colors = history.panel.list, world.context.theme.colors
    view.clearFocus()
    image = view.viewport().grab().toImage()

    def shades(row: int) -> set[str]:
        box = view.visualRect(view.model().index(row))
        return {image.pixelColor(x, y).name() for x in range(box.left(), 200) for y in range(box.top(), box.bottom())}

    assert colors.chosen.name() in shades(1)
    assert colors.chosen.name() not in shades(0) | shades(2)
    assert colors.text.name() in shades(0)
    assert colors.text.name() not in shades(2)
    assert colors.muted.name() in shades(2)


def test_the_history_leaves_the_network_its_room_in_a_small_window(qtbot, opened):
    window = opened(drawn=False)
    window.resize(1366, 740)
    window.command("edit.history").trigger()
    dock = window.docks["history"]
    QApplication.processEvents()
    assert 80 < dock.height() <= window.height() // 4


def test_the_history_opens_from_menu_and_key_in_the_window(qtbot, opened):
    window = opened(drawn=False)
    assert not window.docks["history"].isVisible()
    QTest.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert window.docks["history"].isVisible()
    menu = next(menu for menu in window.menuBar().actions() if menu.text() == "&Edit").menu()
    assert window.command("edit.history") in menu.actions()
