"""What happens to the kernel is said in the notice bar, with a way out; the window never waits."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtWidgets import QPushButton, QToolButton

from nnlab.experiment import edits
from nnlab.kernel.messages import Stalled, Trouble
from nnlab.records import Problem, home
from nnlab.records.settings import Settings, save_settings

_endless = """
from nnlab.api import Activation, hookimpl

class Endless(Activation):
    def forward(self, z):
        while z.shape[0] > 0:
            pass
        return z

@hookimpl
def nnlab_activations():
    return [Endless]
"""


def test_a_plugin_that_never_returns_is_named_and_the_kernel_can_be_restarted(opened, qtbot, tmp_path):
    save_settings(home(), Settings(stall_s=0.3))
    (tmp_path / "endless.py").write_text(_endless)
    window = opened("xor", [tmp_path])
    document = window.document
    qtbot.waitUntil(lambda: document.info("activation", "endless") is not None, timeout=10_000)
    document.edit(lambda: "Change", edits.set_activation(document.experiment, "h1", "endless", document.catalog))
    qtbot.waitUntil(lambda: window.bridge.state == "stalled", timeout=10_000)
    assert "Endless" in window.notices.sentence
    restart = [button for button in window.notices.buttons if button.text() == "Restart"]
    restart[0].click()
    qtbot.waitUntil(lambda: any(notice.key == "restart" for notice in window.notices.notices), timeout=10_000)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: not document.problems and document.facts is not None, timeout=10_000)
    assert window.bridge.train(until=2)
    qtbot.waitUntil(lambda: window.bridge.epoch == 2, timeout=10_000)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_kernel_comes_back_by_itself_and_training_goes_on(opened, qtbot):
    window = opened("xor")
    window.bridge.train()
    qtbot.waitUntil(lambda: window.bridge.newest() is not None, timeout=10_000)
    with qtbot.waitSignal(window.bridge.restarted, timeout=10_000):
        os.kill(window.bridge.client.pid, signal.SIGKILL)
    epoch = window.bridge.epoch
    qtbot.waitUntil(lambda: window.bridge.epoch > epoch, timeout=10_000)
    assert any(notice.key == "restart" for notice in window.notices.notices)


def test_broken_plugins_are_listed_with_their_places(opened, qtbot, tmp_path):
    (tmp_path / "broken.py").write_text("def f(:\n")
    window = opened("xor", [tmp_path])
    qtbot.waitUntil(lambda: bool(window.bridge.plugin_problems), timeout=10_000)
    assert not window.docks["problems"].isVisible()  # the status line tells of them, and nothing opens by itself
    badge = window.findChild(QToolButton, "problems_badge")
    assert "1 problem" in badge.text()
    badge.click()
    assert window.docks["problems"].isVisible()
    assert window.problems.problems[0].file.endswith("broken.py")
    assert "(1)" in window.docks["problems"].windowTitle()


def test_a_note_is_counted_as_a_note(opened, qtbot):
    window = opened("xor")
    qtbot.waitUntil(lambda: window.document.facts is not None, timeout=10_000)
    window.bridge.problem.emit(Problem(code="data.constant", values={"input": "x1"}, level="note"))
    badge = window.findChild(QToolButton, "problems_badge")
    qtbot.waitUntil(lambda: badge.text() == "1 note", timeout=5_000)
    window.bridge.problem.emit(Problem(code="data.constant", values={"input": "x2"}, level="warning"))
    qtbot.waitUntil(lambda: "1 problem" in badge.text() and "1 note" in badge.text(), timeout=5_000)


def test_a_bug_is_shown_with_its_traceback_one_click_away(opened):
    window = opened(drawn=False)
    window.incidents.say_bug("ZeroDivisionError", "Traceback …")
    assert "ZeroDivisionError" in window.notices.sentence
    assert not window.notices.trace.isVisible()
    window.notices.more.click()
    assert window.notices.trace.isVisible()
    assert window.notices.trace.toPlainText() == "Traceback …"


_actor = """
import os
import sys
from nnlab.api import Activation, hookimpl

class Actor(Activation):
    def forward(self, z):
        {what}
        return z

@hookimpl
def nnlab_activations():
    return [Actor]
"""


def choose(window, id: str) -> None:
    document = window.document
    document.edit(lambda: "Change", edits.set_activation(document.experiment, "h1", id, document.catalog))


def training_with(opened, qtbot, tmp_path, what: str):
    """A window that trains, and has a plugin whose forward acts up."""
    (tmp_path / "actor.py").write_text(_actor.format(what=what))
    window = opened("xor", [tmp_path])
    qtbot.waitUntil(lambda: window.document.info("activation", "actor") is not None, timeout=10_000)
    window.bridge.train()
    qtbot.waitUntil(lambda: window.bridge.newest() is not None and window.bridge.epoch > 2, timeout=10_000)
    return window


def goes_on(window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.bridge.training, timeout=10_000)
    epoch = window.bridge.epoch
    qtbot.waitUntil(lambda: window.bridge.epoch > epoch + 2, timeout=10_000)
    assert all(problem.code.startswith("kernel.quarantined") for problem in window.problems.problems)


@pytest.mark.parametrize("what", ["raise ValueError('no')", "return z * float('nan')", "return z[:1]"])
@pytest.mark.parametrize("mend", ["choose", "undo"])
def test_training_that_a_plugin_interrupted_goes_on_once_another_is_chosen(opened, qtbot, tmp_path, what, mend):
    window = training_with(opened, qtbot, tmp_path, what)
    choose(window, "actor")
    qtbot.waitUntil(lambda: not window.bridge.training, timeout=10_000)
    assert window.notices.sentence
    choose(window, "relu") if mend == "choose" else window.document.undo_stack.undo()
    goes_on(window, qtbot)
    assert window.notices.sentence == ""


def test_training_that_was_paused_by_hand_stays_paused(opened, qtbot, tmp_path):
    window = training_with(opened, qtbot, tmp_path, "raise ValueError('no')")
    window.bridge.pause()
    choose(window, "actor")
    qtbot.waitUntil(lambda: bool(window.document.problems), timeout=10_000)
    choose(window, "relu")
    qtbot.waitUntil(lambda: window.document.facts is not None and not window.document.problems, timeout=10_000)
    assert not window.bridge.training


def test_a_plugin_that_ends_its_process_is_named_in_one_banner_and_training_goes_on_with_another(
    opened, qtbot, tmp_path
):
    window = training_with(opened, qtbot, tmp_path, "os._exit(3)")
    choose(window, "actor")
    qtbot.waitUntil(lambda: any(p.level == "error" for p in window.document.problems), timeout=10_000)
    qtbot.waitUntil(lambda: not window.bridge.training, timeout=10_000)
    assert [notice.key for notice in window.notices.notices] == ["restart"]
    assert "Actor ended" in window.notices.sentence
    assert "choose another" in window.notices.sentence
    choose(window, "relu")
    goes_on(window, qtbot)
    assert "choose another" not in window.notices.sentence


@pytest.mark.parametrize("mend", ["choose", "undo"])
def test_choosing_another_for_a_plugin_that_hangs_restarts_and_trains_on_by_itself(opened, qtbot, tmp_path, mend):
    save_settings(home(), Settings(stall_s=0.3))
    window = training_with(opened, qtbot, tmp_path, "[0 for _ in iter(int, 1)]")
    choose(window, "actor")
    qtbot.waitUntil(lambda: window.bridge.state == "stalled", timeout=10_000)
    choose(window, "relu") if mend == "choose" else window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: window.bridge.state == "ready", timeout=10_000)
    goes_on(window, qtbot)
    assert "choose another" not in window.notices.sentence


def test_wait_hides_the_banner_for_a_longer_time(opened):
    window = opened("xor", drawn=False)

    def stall(seconds: float) -> None:
        window.bridge._on_stalled(Stalled(plugin="Slow", method="forward", seconds=seconds))

    stall(2)
    next(button for button in window.notices.buttons if button.text() == "Wait").click()
    stall(4)
    stall(8)
    assert window.notices.sentence == ""
    stall(16)
    assert "16 s" in window.notices.sentence


def test_problems_of_the_experiment_are_listed_once_and_go_when_they_are_mended(opened, qtbot, tmp_path):
    window = training_with(opened, qtbot, tmp_path, "raise ValueError('no')")
    choose(window, "actor")
    qtbot.waitUntil(lambda: not window.bridge.training and bool(window.problems.problems), timeout=10_000)
    assert len(window.problems.problems) == 1
    window.command("train.reset").trigger()
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: not window.problems.problems, timeout=10_000)


def test_incidents_of_training_go_by_a_button_or_when_it_trains_on(opened, qtbot):
    window = opened("xor")
    for end in ("button", "train", "reset"):
        window.bridge._on_trouble(Trouble(problem=Problem(code="kernel.failed", values={"error": end})))
        assert len(window.problems.problems) == 1
        if end == "button":
            window.problems.findChild(QPushButton, "clear_troubles").click()
        else:
            getattr(window.bridge, end)()
        assert window.problems.problems == ()


def test_what_a_plugin_prints_is_shown_and_can_be_cleared(opened, qtbot, tmp_path):
    window = training_with(opened, qtbot, tmp_path, "print('seen', z.shape)")
    printed = window.problems.printed
    assert printed.empty
    assert not printed.isVisibleTo(window.problems)
    choose(window, "actor")
    qtbot.waitUntil(lambda: "seen" in printed.text.toPlainText(), timeout=10_000)
    window.bridge.pause()
    assert printed.isVisibleTo(window.problems)
    assert "Printed by plugins" in window.findChild(QToolButton, "problems_badge").text()
    assert printed.text.blockCount() <= 1000
    window.findChild(QPushButton, "clear_printed").click()
    assert printed.empty


def test_a_stop_rule_that_ends_training_is_said_in_one_sentence_with_the_way_on(opened, qtbot):
    window = opened("xor")
    document = window.document
    document.edit(lambda: "Change stop rule", edits.set_value(document.experiment, "training.stop.epochs", 3))
    qtbot.waitUntil(lambda: document.facts is not None, timeout=10_000)
    with qtbot.waitSignal(window.bridge.stopped, timeout=10_000):
        window.bridge.train()
    assert not window.bridge.training
    assert "after epoch 3" in window.notices.sentence
    window.context.language.set("zh_CN")
    assert "3" in window.notices.sentence
    window.context.language.set("en")
    go_on = [button for button in window.notices.buttons if button.text() == "Go on"]
    with qtbot.waitSignal(window.bridge.stopped, timeout=10_000):
        go_on[0].click()
    assert "after epoch 4" in window.notices.sentence
    window.bridge.reset()
    assert window.notices.notices == ()
