"""What is wrong with a network is marked at its column, with a sentence and a way out; Train waits and says why."""

from __future__ import annotations

import pytest
from canvas_world import catalogue, facts_of, network, show_canvas
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from nnlab.experiment import edits
from nnlab.experiment.structure import unread
from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.faults import Faults, place_of
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.records import Problem

left = Qt.MouseButton.LeftButton


def misfit(*widths):
    """A network whose output does not fit its loss."""
    return edits.choose(network(*widths), "training.loss", "cross_entropy", catalogue())


def with_dead_end(*widths):
    """The last hidden layer feeds nothing."""
    experiment = network(*widths)
    layers = experiment.network.layers
    past = replace(layers[-1], inputs=layers[-2].inputs)
    return replace(experiment, network=replace(experiment.network, layers=(*layers[:-1], past)))


def put(world, *problems: Problem) -> None:
    world.context.document._problems = problems
    world.context.document.problems_changed.emit()


# ---- which, where, in which words


def test_problems_of_layers_stand_at_their_columns_errors_first_then_from_left_to_right(qapp):
    document = Document(network(2, 3))
    faults = Faults(Language("en"), document)
    late, early = Problem(code="a", values={"layer": "h2"}), Problem(code="b", values={"layer": "h1"})
    note = Problem(code="network.unread", level="note", values={"layer": "h1"})
    size = Problem(code="check.batch", values={"path": "training.batch_size"})
    document._problems = (note, size, late, early)
    assert faults.all() == (early, late, note)
    assert faults.at("h1") == early
    assert faults.at("output") is None


@pytest.mark.parametrize("code", ["check.missing", "plugin.gone", "check.text"])
def test_what_plugins_set_right_is_said_elsewhere(code):
    assert place_of(Problem(code=code, values={"layer": "h1"}), network(2).network) is None


def test_a_network_without_inputs_is_marked_at_the_inputs():
    assert place_of(Problem(code="network.no_inputs"), network(2).network) == "input"


def test_layers_are_called_as_their_columns_are(qapp):
    document = Document(edits.name_layer(network(2, 3), "h2", "Bottle"))
    document.set_catalog(catalogue())
    faults = Faults(Language("en"), document)
    cycle = Problem(code="network.cycle", values={"layer": "h1", "cycle": "h1 -> h2 -> h1"})
    assert "Dense 2 -> Bottle -> Dense 2" in faults.sentence(cycle)
    nowhere = Problem(code="network.nowhere", values={"layer": "h1", "end": "h2"})
    assert "“Dense 2” leads only to “Bottle”" in faults.sentence(nowhere)
    twice = Problem(code="network.fed_twice", values={"layer": "h2", "source": "input"})
    assert faults.sentence(twice) == "Layer “Bottle” is fed twice by “Inputs”. Connect each one once."


# ---- the bubble


def test_a_network_without_problems_has_no_bubble(qtbot):
    world = show_canvas(qtbot, network(3))
    assert not world.canvas.bubble.isVisible()
    fix = world.context.actions.get("network.fix")
    assert not fix.isEnabled()
    assert "Nothing is wrong" in fix.toolTip()


def test_an_output_that_does_not_fit_is_marked_and_fixed_by_a_click(qtbot):
    world = show_canvas(qtbot, misfit(3))
    bubble = world.canvas.bubble
    assert bubble.isVisible()
    assert "at layer “Output”" in bubble.label.text()
    assert "Cross-entropy → Binary cross-entropy" in bubble.fix.toolTip()
    qtbot.mouseClick(bubble.fix, left)
    world.context.document.set_facts(facts_of(world.experiment))
    assert world.experiment.training.loss.id == "binary_cross_entropy"
    assert not bubble.isVisible()
    world.context.document.undo_stack.undo()
    world.context.document.set_facts(facts_of(world.experiment))
    assert bubble.isVisible()


def test_a_key_fixes_it_too(qtbot):
    world = show_canvas(qtbot, misfit(3))
    qtbot.keyClick(world.canvas, Qt.Key.Key_X)
    assert world.experiment.training.loss.id == "binary_cross_entropy"


def test_a_dead_end_is_marked_and_does_not_stop_training(qtbot):
    world = show_canvas(qtbot, with_dead_end(3, 2))
    bubble = world.canvas.bubble
    assert bubble.problem.code == "network.unread"
    assert bubble.problem.level == "note"
    assert "“Dense 2” feeds no other layer" in bubble.label.text()
    qtbot.mouseClick(bubble.fix, left)
    assert unread(world.experiment.network.layers) == ()


def test_of_several_problems_the_first_is_worded_and_the_others_are_counted(qtbot):
    world = show_canvas(qtbot, network(3, 2))
    bubble = world.canvas.bubble
    put(world, *(Problem(code="edit.no_neurons", values={"layer": layer}) for layer in ("h1", "h2", "output")))
    assert bubble.more.isVisible()
    assert bubble.more.text() == "+ 2 more"
    with qtbot.waitSignal(bubble.all_asked):
        qtbot.mouseClick(bubble.more, left)
    put(world, Problem(code="edit.no_neurons", values={"layer": "h2"}))
    assert not bubble.more.isVisible()


def test_a_problem_that_takes_a_person_has_no_fix_button(qtbot):
    world = show_canvas(qtbot, network(3))
    put(world, Problem(code="network.unconnected", values={"layer": "h1"}))
    assert world.canvas.bubble.isVisible()
    assert not world.canvas.bubble.fix.isVisible()
    assert "several ways" in world.context.actions.get("network.fix").toolTip()


def test_a_click_on_the_sentence_selects_the_layer(qtbot):
    world = show_canvas(qtbot, misfit(3))
    qtbot.mouseClick(world.canvas.bubble, left, pos=QPoint(20, 25))
    assert world.canvas.selection == Selection("output")


@pytest.mark.parametrize("size", [(700, 450), (380, 300), (1150, 800)])
@pytest.mark.parametrize("widths", [(3,), (8, 8), (64, 64, 10), (4,) * 9])
def test_the_bubble_covers_no_part_of_the_network(qtbot, size, widths):
    world = show_canvas(qtbot, misfit(*widths), size=size)
    canvas, bubble = world.canvas, world.canvas.bubble
    assert canvas.rect().contains(bubble.geometry())
    assert not bubble.geometry().intersects(canvas.legend.geometry())
    if canvas.verticalScrollBar().maximum() == 0:
        columns = canvas.board.layout_now.columns
        low = max(column.tile(row).bottom for column in columns for row in range(len(column.rows)))
        assert low <= bubble.y() + 2


def test_what_can_be_clicked_on_the_bubble_is_named_and_reached_by_tab(qtbot):
    world = show_canvas(qtbot, misfit(3))
    put(world, *world.context.document.problems, Problem(code="edit.no_neurons", values={"layer": "h1"}))
    bubble = world.canvas.bubble
    for button in (bubble.more, bubble.fix):
        assert button.accessibleName()
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert bubble.accessibleName() == bubble.label.text()


def test_the_bubble_takes_another_language_and_theme(qtbot):
    world = show_canvas(qtbot, misfit(3))
    english = world.canvas.bubble.label.text()
    world.context.language.set("zh_CN")
    assert world.canvas.bubble.label.text() != english
    world.context.theme.set("dark")
    assert not world.canvas.bubble.grab().isNull()


# ---- Train, and the list of problems, in the real window


def mends(window) -> list:
    """The buttons in the list of problems that can be seen."""
    return [button for button in window.problems.findChildren(QWidget, "mend") if button.isVisible()]


def test_train_waits_for_every_error_and_says_why(opened, qtbot):
    window = opened()
    document, play = window.document, window.command("train.play")
    loss = edits.choose(document.experiment, "training.loss", "cross_entropy", document.catalog)
    for broken, on_canvas in ((edits.set_batch_size(document.experiment, 100_000), False), (loss, True)):
        document.edit(lambda: "Break", broken)
        qtbot.waitUntil(lambda: not play.isEnabled())
        reason = window.canvas.titles.faults.stopping()
        assert reason in play.toolTip()
        assert reason in window.command("train.step").toolTip()
        assert window.status_line.text().startswith(f"Cannot train: {reason}")
        assert window.status_line.toolTip().startswith("Cannot train")
        assert window.canvas.bubble.isVisible() == on_canvas
        assert (window.notices.sentence == "") == on_canvas
        window.show_problems()
        qtbot.waitUntil(lambda: [button.text() for button in mends(window)] == ["Fix"])
        mends(window)[0].click()
        qtbot.waitUntil(play.isEnabled)
        assert not play.toolTip().count("\n")
        assert "Cannot train" not in window.status_line.text()
