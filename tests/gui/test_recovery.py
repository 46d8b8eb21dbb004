"""Autosave and recovery, across processes that end badly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import QCoreApplication

from nnlab.experiment import edits
from nnlab.experiment.presets import preset
from nnlab.gui.recovery import find_left
from nnlab.records import home

_victim = """
from PySide6.QtCore import QTimer
from nnlab.experiment import edits
from nnlab.gui import open_window
from nnlab.gui.app import application

app = application()
window = open_window("xor")
window.document.edit(lambda: "Rename", edits.rename(window.document.experiment, "nearly lost"))
window.autosave.save()
timer = QTimer()
timer.timeout.connect(lambda: window.autosave.path.exists() and print(window.bridge.client.pid, flush=True))
timer.start(50)
app.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_after_a_kill_no_process_is_left_and_the_work_is_offered(opened, qtbot):
    process = subprocess.Popen([sys.executable, "-c", _victim], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        kernel = int(process.stdout.readline())
        assert find_left() == ()
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    finally:
        process.kill()
        process.communicate()
    qtbot.waitUntil(lambda: _ended(kernel), timeout=10_000)
    window = opened(drawn=False)
    qtbot.waitUntil(lambda: "nearly lost" in window.notices.sentence, timeout=10_000)
    assert opened(drawn=False).notices.sentence == ""
    next(button for button in window.notices.buttons if button.text() == "Recover").click()
    assert window.document.experiment == edits.rename(preset("xor"), "nearly lost")
    assert window.document.modified


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().split()[2] == "Z"


def test_a_window_closed_in_order_leaves_nothing_behind(opened, qtbot):
    window = opened("xor")
    window.document.edit(lambda: "Rename", edits.rename(window.document.experiment, "mine"))
    window.autosave.save()
    qtbot.waitUntil(window.autosave.path.exists, timeout=10_000)
    window.shut()
    QCoreApplication.processEvents()
    assert list(home().autosaves.iterdir()) == []


def test_discarded_work_is_not_offered_again(opened, qtbot):
    window = opened("xor", drawn=False)
    window.document.edit(lambda: "Rename", edits.rename(window.document.experiment, "mine"))
    window.autosave.save()
    qtbot.waitUntil(window.autosave.path.exists, timeout=10_000)
    window.autosave.forsake()
    left = find_left()
    assert [one.origin.name for one in left] == ["mine"]
    left[0].discard()
    assert find_left() == ()


_terminated = """
import os
from PySide6.QtCore import QTimer
from nnlab.experiment import edits
from nnlab.gui import app, window

begin = window.MainWindow.begin

def begun(self):
    begin(self)
    self.document.edit(lambda: "Rename", edits.rename(self.document.experiment, "not asked"))
    self.bridge.train(until=3)
    self.bridge.saved.connect(lambda saved: saved.checkpoint.epoch == 3 and print("trained", flush=True))

window.MainWindow.begin = begun
raise SystemExit(app.main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGTERM")
def test_a_terminated_window_ends_without_asking_and_its_work_is_offered():
    process = subprocess.Popen([sys.executable, "-c", _terminated], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "trained\n"
        process.terminate()
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.communicate()
    left = find_left()
    assert [one.origin.name for one in left] == ["not asked"]
    whole = left[0].load()
    assert whole.checkpoint.epoch == 3
    assert len(whole.history.epoch) == 4
