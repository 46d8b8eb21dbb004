"""The canvas without eyes and without a mouse: items for screen readers, and what Tab reaches."""

from __future__ import annotations

import gc

import pytest
from canvas_world import network, show_canvas
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.access import Item

name = QAccessible.Text.Name


@pytest.fixture(autouse=True)
def listening():
    """As if a screen reader listened."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def lists(world) -> list:
    """The board's items, from left to right."""
    board = QAccessible.queryAccessibleInterface(world.canvas.board)
    children = [board.child(index) for index in range(board.childCount())]
    return [child for child in children if child.role() == QAccessible.Role.List]


def test_layers_neurons_and_numbers_are_items_with_names(qtbot):
    world = show_canvas(qtbot, network(3))
    world.frame()
    layers = lists(world)
    assert [layer.text(name) for layer in layers] == ["Inputs", "Dense 3, Tanh", "Output, Sigmoid"]
    neurons = [layers[1].child(index) for index in range(layers[1].childCount())]
    assert [neuron.text(name) for neuron in neurons] == ["h₁,₁", "h₁,₂", "h₁,₃"]
    numbers = [neurons[1].child(index).text(name) for index in range(neurons[1].childCount())]
    assert [text.split(":")[0] for text in numbers] == ["Bias of h₁,₂", "Weight x₁ → h₁,₂", "Weight x₂ → h₁,₂"]
    weight = world.canvas.numbers.array("h1", "weights")[0, 1]
    assert f"{weight:.3f}".replace("-", "−") in numbers[1]


def test_parents_children_and_places_agree(qtbot):
    world = show_canvas(qtbot, network(3))
    world.frame()
    board = QAccessible.queryAccessibleInterface(world.canvas.board)
    layer = lists(world)[1]
    assert board.child(board.indexOfChild(layer)).text(name) == layer.text(name)
    neuron = layer.child(2)
    assert layer.indexOfChild(neuron) == 2
    assert neuron.parent().text(name) == layer.text(name)
    middle = neuron.rect().center()
    assert layer.childAt(middle.x(), middle.y()).text(name) == "h₁,₃"


def test_the_selected_neuron_has_the_focus(qtbot):
    world = show_canvas(qtbot, network(3))
    world.canvas.select(Selection("h1", 1))
    states = [lists(world)[1].child(index).state() for index in range(3)]
    assert [state.focused for state in states] == [0, 1, 0]
    assert [state.selected for state in states] == [0, 1, 0]


def test_items_of_a_removed_layer_are_no_longer_valid(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    face = world.canvas.access.face(Item("h1", 2))
    assert face.isValid()
    world.canvas.hands.remove_layer("h1")
    assert not face.isValid()
    assert face.text(name) == ""
    assert face.childCount() == 0
    world.context.document.undo_stack.undo()
    assert face.isValid()


class Passing:
    """A qtbot that leaves closing to the test."""

    def __init__(self, qtbot) -> None:
        self.waitExposed, self.waitUntil = qtbot.waitExposed, qtbot.waitUntil

    def addWidget(self, widget) -> None: ...


def test_boards_come_and_go_while_somebody_listens(qtbot):
    for _ in range(6):
        world = show_canvas(Passing(qtbot), network(4, 4))
        world.frame()
        assert sum(layer.childCount() for layer in lists(world)) == 11
        world.canvas.close()
        world.canvas.deleteLater()
        del world
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()


def test_tab_goes_through_heads_and_insert_buttons_from_left_to_right(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    seen: list[str] = []
    widget = world.canvas
    for _ in range(200):
        widget = widget.nextInFocusChain()
        if widget is world.canvas:
            break
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(widget.objectName())
    places = [seen.index(one) for one in ("activation_h1", "plus_h1", "insert_h1", "activation_h2", "insert_h2")]
    assert places == sorted(places)


def test_everything_to_click_is_at_least_24_pixels_large(qtbot):
    world = show_canvas(qtbot, network(*[3] * 6), size=(700, 450))
    world.canvas.zoom.to(1.0)
    small = [
        (button.objectName(), button.size())
        for button in world.canvas.findChildren(QAbstractButton)
        if button.isVisible() and min(button.width(), button.height()) < 24
    ]
    assert small == []


def test_what_has_the_focus_is_seen(qtbot):
    world = show_canvas(qtbot, network(3))
    for control in ("plus_h1", "insert_h1", "cross_h1", "activation_h1"):
        widget: QWidget = world.child(control)
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        widget.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as Tab does
        assert widget.grab().toImage() != before, control
