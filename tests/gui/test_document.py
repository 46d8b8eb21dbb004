"""The document: one command class, undo and redo of experiment and weights, whatever the kernel's pace."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kernel_model import KernelModel, experiment, with_rate, with_units
from PySide6.QtCore import QCoreApplication

from nnlab.experiment.document import Mask, Place
from nnlab.experiment.edits import kept_units, remove_neurons
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.document import Document
from nnlab.gui.kept import Kept
from nnlab.kernel import messages as m
from nnlab.records import Array


def opened() -> tuple[Document, KernelBridge, KernelModel]:
    document = Document(experiment())
    models: list[KernelModel] = []

    def make(receive):
        models.append(KernelModel(receive))
        return models[0]

    bridge = KernelBridge(document, make)
    bridge.open(document.experiment)
    bridge.start()
    return document, bridge, models[0]


def settle(model: KernelModel) -> None:
    for _ in range(1000):
        model.work()
        QCoreApplication.processEvents()
        if not model.todo:
            return
    raise AssertionError("the kernel model never came to rest")


def test_undo_of_an_edit_shows_the_experiment_before(qapp):
    document, _, _ = opened()
    before = document.experiment
    document.edit(lambda: "Change learning rate", with_rate(before, 0.5))
    document.undo_stack.undo()
    assert document.experiment == before


def test_a_drag_that_is_given_up_is_taken_back_though_the_file_was_saved_in_it(qapp, tmp_path):
    document, _, _ = opened()
    before = document.experiment
    document.hold_merge(True)
    document.edit(lambda: "Change learning rate", with_rate(before, 0.5), merge="drag")
    document.saved_as(tmp_path / "a.nnlab")
    document.edit(lambda: "Change learning rate", with_rate(before, 0.7), merge="drag")
    document.withdraw("drag")
    document.hold_merge(False)
    assert document.experiment == before
    assert document.undo_stack.count() == 0
    assert document.modified


def test_changed_carries_old_and_new(qapp, qtbot):
    document, _, _ = opened()
    old, new = document.experiment, with_rate(document.experiment, 0.5)
    with qtbot.waitSignal(document.changed) as signal:
        document.edit(lambda: "Change learning rate", new)
    assert signal.args == [old, new]


def test_a_slider_is_one_undo_step(qapp):
    document, _, model = opened()
    before = document.experiment
    for rate in (0.1, 0.2, 0.3):
        document.edit(lambda: "Change learning rate", with_rate(document.experiment, rate), merge="learning_rate")
    settle(model)
    assert document.undo_texts == ("Change learning rate",)
    assert model.experiment == document.experiment
    document.undo_stack.undo()
    settle(model)
    assert document.experiment == model.experiment == before


def test_a_slider_let_go_begins_another_undo_step(qapp):
    document, _, _ = opened()
    document.edit(lambda: "Change learning rate", with_rate(document.experiment, 0.1), merge="learning_rate")
    document.end_merge()
    document.edit(lambda: "Change learning rate", with_rate(document.experiment, 0.2), merge="learning_rate")
    assert len(document.undo_texts) == 2


def test_a_kernel_that_is_slow_gets_only_the_newest_of_a_slider(qapp):
    document, _, model = opened()
    settle(model)
    model.sent.clear()
    for i in range(50):
        document.edit(
            lambda: "Change learning rate", with_rate(document.experiment, 0.1 + i / 100), merge="learning_rate"
        )
    settle(model)
    edits = [message for message in model.sent if type(message).__name__ == "Edit"]
    assert len(edits) == 2
    assert edits[-1].experiment == document.experiment


def test_undo_of_a_shape_brings_its_weights_back(qapp):
    document, bridge, model = opened()
    bridge.step("epoch")
    settle(model)
    before = model.state
    document.edit(lambda: "Add neuron", with_units(document.experiment, 5))
    bridge.step("epoch")
    settle(model)
    document.undo_stack.undo()
    settle(model)
    assert model.state == before


def test_undo_of_a_setting_after_training_keeps_the_present_weights(qapp):
    document, bridge, model = opened()
    bridge.step("epoch")
    document.edit(lambda: "Change learning rate", with_rate(document.experiment, 0.5))
    bridge.step("epoch")
    settle(model)
    weights = model.weights
    document.undo_stack.undo()
    settle(model)
    assert model.weights == weights
    assert model.experiment == experiment()


def test_undo_of_a_setting_without_training_is_exact(qapp):
    document, bridge, model = opened()
    bridge.step("epoch")
    settle(model)
    before = model.state
    document.edit(lambda: "Change learning rate", with_rate(document.experiment, 0.5))
    document.undo_stack.undo()
    settle(model)
    assert model.state == before


def test_undo_of_weights_put_by_hand_brings_the_old_ones_back(qapp):
    document, _, model = opened()
    settle(model)
    before = model.state
    document.put_weights(lambda: "Change weight", "h1", Array.of(np.ones((2, 4))), Array.of(np.zeros(4)))
    settle(model)
    assert model.state != before
    document.undo_stack.undo()
    settle(model)
    assert model.state == before


def test_redo_brings_back_what_was_undone(qapp):
    document, bridge, model = opened()
    document.edit(lambda: "Add neuron", with_units(document.experiment, 5))
    bridge.step("epoch")
    settle(model)
    trained = model.state
    document.undo_stack.undo()
    document.undo_stack.redo()
    settle(model)
    assert model.state == trained


def test_redo_brings_back_the_history_that_undo_had_cut(qapp):
    document, bridge, model = opened()
    bridge.step("epoch")
    document.edit(lambda: "Add neuron", with_units(document.experiment, 5))
    bridge.step("epoch")
    bridge.step("epoch")
    settle(model)
    document.undo_stack.undo()
    settle(model)
    assert model.history == (0, 1)
    document.undo_stack.redo()
    settle(model)
    assert model.history == (0, 1, 2, 3)


def test_undo_after_a_reset_brings_back_the_run_before_it(qapp):
    document, bridge, model = opened()
    bridge.step("epoch")
    settle(model)
    before = model.state
    document.edit(lambda: "Add neuron", with_units(document.experiment, 5))
    bridge.reset()
    settle(model)
    document.undo_stack.undo()
    settle(model)
    assert model.state == before


def test_undo_does_not_wait_for_a_kernel_that_was_restarted(qapp):
    from nnlab.kernel.messages import Restarted
    from nnlab.records import Problem

    document, bridge, model = opened()
    settle(model)
    document.edit(lambda: "Add neuron", with_units(document.experiment, 5))
    model.todo.clear()  # the kernel dies before it answers; the client tells the next one of the edit
    model.send(type(model.sent[-1])(experiment=document.experiment, run=bridge.run, rev=bridge.rev))
    document.undo_stack.undo()
    bridge._receive(Restarted(lost_epochs=0, reason=Problem(code="kernel.restarted")))
    QCoreApplication.processEvents()
    settle(model)
    assert model.experiment == document.experiment == experiment()


def test_undo_after_redo_of_a_setting_keeps_what_was_trained_before_both(qapp):
    document, bridge, model = opened()
    document.edit(lambda: "Change learning rate", with_rate(document.experiment, 0.5))
    bridge.step("epoch")
    settle(model)
    trained = model.state
    document.undo_stack.undo()
    document.undo_stack.redo()
    settle(model)
    assert model.state == trained
    document.undo_stack.undo()
    settle(model)
    assert (model.weights, model.experiment) == (trained[1], experiment())


def test_undo_of_a_cut_brings_the_weight_back_even_after_training(qapp):
    document, bridge, model = opened()
    settle(model)
    before = model.state
    cut = Mask(layer="h1", cut=(Place(name="weights", at=(0, 0)),))
    network = msgspec.structs.replace(document.experiment.network, masks=(cut,))
    document.edit(lambda: "Cut", msgspec.structs.replace(document.experiment, network=network))
    bridge.step("epoch")
    document.undo_stack.undo()
    settle(model)
    assert model.state == before


def test_a_long_way_through_the_steps_is_one_move(qapp, qtbot):
    document, bridge, model = opened()
    for i in range(30):
        document.edit(lambda: "edit", (with_rate if i % 3 == 2 else with_units)(document.experiment, 1 + i % 7))
        bridge.step("epoch")
    settle(model)
    last = model.state
    model.sent.clear()
    with qtbot.waitSignal(document.changed) as signal:
        document.go_to(0)
    assert signal.args[1] == experiment()
    settle(model)
    assert [type(message).__name__ for message in model.sent] == ["Save", "Open"]
    assert (model.experiment, model.step) == (experiment(), 0)
    document.go_to(30)
    settle(model)
    assert model.state == last


def test_a_step_whose_state_died_with_the_kernel_is_made_again(qapp):
    document, _, model = opened()
    document.put_weights(lambda: "Set weight", "h1", Array.of(np.ones((2, 4))), Array.of(np.zeros(4)))
    document.edit(lambda: "Add neuron", with_units(document.experiment, 5))
    settle(model)
    there = model.state
    document.undo_stack.undo()
    document.undo_stack.undo()
    settle(model)
    for place in range(2):
        document.undo_stack.command(place).after = lost = Kept(1000 + place)
        lost.settle(None)
    document.go_to(2)
    settle(model)
    assert model.state == there


def test_a_step_is_worded_when_it_is_asked(qapp, qtbot):
    document, _, _ = opened()
    words = {"en": "Add neuron to Dense 4", "zh_CN": "向 Dense 4 添加神经元"}
    language = ["en"]
    document.edit(lambda: words[language[0]], with_units(document.experiment, 5))
    assert document.undo_texts == (words["en"],)
    language[0] = "zh_CN"
    assert document.undo_texts == (words["zh_CN"],)
    with qtbot.waitSignal(document.steps_changed):
        document.word(lambda change: change.text().upper())
    assert document.step_text(0) == words["zh_CN"].upper()
    assert document.step_text(1) == document.step_text(-1) == ""


edits = st.one_of(
    st.floats(0.001, 1).map(lambda rate: lambda old: with_rate(old, rate)),
    st.integers(1, 8).map(lambda units: lambda old: with_units(old, units)),
)
moves = st.one_of(
    st.tuples(st.just("edit"), edits),
    st.tuples(st.just("slide"), edits),
    st.tuples(st.just("work"), st.integers(0, 5)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("redo"), st.none()),
)
steps = st.one_of(
    moves,
    st.tuples(st.just("step"), st.none()),
    st.tuples(st.just("train"), st.none()),
    st.tuples(st.just("pause"), st.none()),
    st.tuples(st.just("reset"), st.none()),
    st.tuples(st.just("new weights"), st.none()),
)
fast = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def play(document: Document, bridge: KernelBridge, model: KernelModel, move: str, value) -> None:
    if move in ("edit", "slide"):
        document.edit(lambda: move, value(document.experiment), merge="slider" if move == "slide" else "")
    elif move == "work":
        model.train(value)
        model.work(value)
        QCoreApplication.processEvents()
    elif move in ("undo", "redo"):
        getattr(document.undo_stack, move)()
    elif move == "new weights":
        document.edit(lambda: move, document.experiment, anew=True)
    elif move == "step":
        bridge.step("epoch")
    else:
        getattr(bridge, move)()


@fast
@given(st.lists(moves, min_size=20, max_size=100))
def test_edits_followed_by_as_many_undos_change_nothing(qapp, script):
    document, bridge, model = opened()
    bridge.step("epoch")
    settle(model)
    before = model.state
    for move, value in script:
        play(document, bridge, model, move, value)
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    settle(model)
    assert model.state == before
    assert document.experiment == experiment()


@fast
@given(st.lists(steps, max_size=60))
def test_document_and_kernel_agree_whatever_happens(qapp, script):
    document, bridge, model = opened()
    for move, value in script:
        play(document, bridge, model, move, value)
    settle(model)
    assert model.experiment == document.experiment
    assert model.training == bridge.training
    assert model.history == tuple(range(model.step + 1))


@fast
@given(st.lists(steps, max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_ways_back_and_forth_end_where_they_began(qapp, script, places):
    document, bridge, model = opened()
    for move, value in script:
        play(document, bridge, model, move, value)
    bridge.pause()
    settle(model)
    stack, there = document.undo_stack, (model.state, model.history)
    end = stack.index()
    while stack.canUndo():
        stack.undo()
    while stack.index() < end:
        stack.redo()
    settle(model)
    assert (model.state, model.history) == there
    for place in places:
        document.go_to(min(place, stack.count()))
    document.go_to(end)
    settle(model)
    assert (model.state, model.history) == there


@fast
@given(st.lists(steps, max_size=40), st.integers(0, 40))
def test_one_move_leads_where_single_steps_lead(qapp, script, place):
    there = []
    for whole in (False, True):
        document, bridge, model = opened()
        for move, value in script:
            play(document, bridge, model, move, value)
        bridge.pause()
        settle(model)
        goal = min(place, document.undo_stack.count())
        while not whole and document.undo_stack.index() != goal:
            document.go_to(document.undo_stack.index() + (1 if document.undo_stack.index() < goal else -1))
            settle(model)
        document.go_to(goal)
        settle(model)
        there.append((model.state, model.history))
    assert there[0] == there[1]


@pytest.mark.parametrize("count", [100])
def test_a_hundred_edits_and_a_hundred_undos_without_waiting(qapp, count):
    document, _, model = opened()
    for i in range(count):
        edit = with_units if i % 3 else with_rate
        document.edit(lambda: "edit", edit(document.experiment, 1 + i % 7 if i % 3 else (i + 1) / 200))
    for _ in range(count):
        document.undo_stack.undo()
    settle(model)
    assert (model.experiment, model.step) == (experiment(), 0)


def test_the_kernel_is_told_which_neurons_are_left_and_which_come_back(qapp):
    document, _, model = opened()
    start = document.experiment
    kept = kept_units(start, "h1", [1])

    def told():
        return [(message.experiment, message.kept) for message in model.sent if isinstance(message, m.Edit)]

    narrow = remove_neurons(start, "h1", [1])
    document.edit(lambda: "Remove neuron", narrow, kept=kept)
    settle(model)
    assert told() == [(narrow, kept)]
    document.undo_stack.undo()
    settle(model)
    assert told() == [(narrow, kept)]  # it went back to the state before
    document.undo_stack.redo()
    settle(model)
    document.undo_stack.command(0).before = lost = Kept(1000)
    lost.settle(None)
    document.undo_stack.undo()
    settle(model)
    assert told()[1:] == [(start, {"h1": (0, -1, 1, 2)})]  # that state died: the neuron between them is new


def test_edits_that_are_one_step_leave_what_all_of_them_leave(qapp):
    document, _, model = opened()
    start = document.experiment
    for _ in range(2):
        kept = kept_units(document.experiment, "h1", [0])
        narrow = remove_neurons(document.experiment, "h1", [0])
        document.edit(lambda: "Remove neuron", narrow, "remove", kept=kept)
    settle(model)
    assert document.undo_stack.count() == 1
    assert document.undo_stack.command(0).change.left == {"h1": (2, 3)}
    document.undo_stack.undo()
    assert document.experiment == start
