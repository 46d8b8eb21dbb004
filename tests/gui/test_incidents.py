"""What happens to the kernel is said in the notice bar, with a way out; the window never waits."""

from __future__ import annotations

import os
import signal

import pytest

from nnlab.experiment import edits
from nnlab.records import home
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
    document.edit("Change", edits.set_activation(document.experiment, "h1", "endless", document.catalog))
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
    assert window.docks["problems"].isVisible()
    assert window.problems.problems[0].file.endswith("broken.py")
    assert "(1)" in window.docks["problems"].windowTitle()


def test_a_bug_is_shown_with_its_traceback_one_click_away(opened):
    window = opened(drawn=False)
    window.incidents.say_bug("ZeroDivisionError", "Traceback …")
    assert "ZeroDivisionError" in window.notices.sentence
    assert not window.notices.trace.isVisible()
    window.notices.more.click()
    assert window.notices.trace.isVisible()
    assert window.notices.trace.toPlainText() == "Traceback …"
