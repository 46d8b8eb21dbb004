"""Hostile plugins in a real window: it stays responsive, the good plugin trains on, and no process is left behind."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest
from hostile_cases import cases, folder_of, good, owner_of, with_hostile
from stopwatch import Stopwatch

from nnlab.records import home
from nnlab.records.settings import Settings, save_settings

some = (
    "import_endless", "import_exit", "name_huge", "hook_generator", "import_chdir", "import_process",
    "forward_endless", "forward_exit_zero", "forward_segfault", "memory_pieces", "flood_lines", "late_seterr",
    "late_process", "returns_complex", "update_none", "writes_unlocked", "sample_endless",
)  # fmt: skip
pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")


def processes() -> set[int]:
    """Returns all processes that a kernel of this test began, and what those began."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            marks = [part for part in (entry / "environ").read_bytes().split(b"\0") if part.startswith(b"NNLAB_")]
            running = (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            continue
        ours = f"NNLAB_HOME={os.environ['NNLAB_HOME']}".encode() in marks
        if running and ours and any(mark.startswith(b"NNLAB_KERNEL=") for mark in marks):
            found.add(int(entry.name))
    return found


def until(window, qtbot, reached, timeout: int = 60_000, unless=lambda: False) -> None:
    """Waits; whatever hangs meanwhile (a data set in its thumbnail, say) is ended by the button that is offered."""

    def looked() -> bool:
        if window.bridge.state == "stalled" and not unless():
            for button in window.notices.buttons:
                if button.text() == "Restart":
                    button.click()
                    break
        return reached()

    qtbot.waitUntil(looked, timeout=timeout)


def choose(window, experiment) -> None:
    window.document.edit(lambda: "Change", experiment)


def trains(window, qtbot) -> None:
    """The good plugin trains."""
    choose(window, good())
    until(window, qtbot, lambda: window.bridge.state == "ready")
    until(window, qtbot, lambda: window.document.facts is not None and errors(window) == [])
    if not window.bridge.training:
        assert window.bridge.train()
    epoch = window.bridge.epoch
    until(window, qtbot, lambda: window.bridge.epoch > epoch + 2 or window.bridge.epoch < epoch)
    assert math.isfinite(window.bridge.history.train[-1])


def errors(window) -> list:
    return [problem for problem in window.document.problems if problem.level == "error"]


def said(window, name: str) -> bool:
    """Tells whether the window names a plugin: in the notice bar, among the problems, or as what printed."""
    texts = [window.notices.sentence, *(f"{one.plugin} {one.file}" for one in window.problems.problems)]
    return any(owner_of(name) in text or name in text for text in texts)


def until_said(window, qtbot, name: str) -> None:
    """Waits until the window names a plugin; on a busy machine another one may seem to hang first, or train on."""

    def looked() -> bool:
        bridge = window.bridge
        if not said(window, name) and bridge.state == "ready" and not bridge.training and not errors(window):
            bridge.train()
        return said(window, name)

    until(window, qtbot, looked, unless=lambda: said(window, name))


def rampage(opened, qtbot, tmp_path, names) -> Stopwatch:
    save_settings(home(), Settings(stall_s=0.5, kernel_memory=1024))
    window = opened(good(), [folder_of(tmp_path / "plugins", names)])
    watch = Stopwatch(window)
    watch.label = "loading"
    until(window, qtbot, window.bridge.client.plugins_settled.is_set, 90_000)
    until(window, qtbot, lambda: window.document.info("activation", "good") is not None)
    for name in names:
        watch.label = name
        if cases[name]["ends"] != "refused":
            trains(window, qtbot)
            choose(window, with_hostile(name))
            window.bridge.train()
        if cases[name]["ends"] == "fine":
            until(window, qtbot, lambda: window.document.facts is not None)
            assert errors(window) == []
        else:
            until_said(window, qtbot, name)
    watch.label = "the good one"
    trains(window, qtbot)
    watch.stop()
    assert processes()
    window.shut()
    qtbot.waitUntil(lambda: processes() == set(), timeout=10_000)
    return watch


def test_a_window_with_hostile_plugins_trains_on_and_leaves_no_process(opened, qtbot, tmp_path):
    watch = rampage(opened, qtbot, tmp_path, some)
    assert watch.ticks > 100


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("NNLAB_SOAK"), reason="forty of them take half a minute")
def test_a_window_stays_responsive_through_forty_hostile_plugins(opened, qtbot, tmp_path, capsys):
    names = list(cases)[:: int(os.environ.get("NNLAB_HOSTILE_EACH", "3"))]
    watch = rampage(opened, qtbot, tmp_path, names)
    with capsys.disabled():
        print(
            f"\n{len(names)} hostile plugins, longest wait {1000 * watch.longest_wait:.0f} ms, "
            f"longest work {1000 * watch.longest_work:.0f} ms\n{watch.report()}"
        )
    assert watch.longest_work < 0.1
