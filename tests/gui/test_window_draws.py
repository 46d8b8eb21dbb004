"""A network is drawn, trained, undone and redone by real mouse and key events; the files say that nothing was lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from drawing import Drawing, QtHands

from nnlab.experiment.file import load

files = ("before", "there", "undone", "redone")
tools = [shutil.which(name) for name in ("Xvfb", "xdotool", "openbox")]


def test_a_network_drawn_trained_undone_and_redone_leaves_the_same_files(qtbot, opened, tmp_path):
    def until(done):
        qtbot.waitUntil(lambda: bool(done()), timeout=20_000)

    drawing = Drawing(opened(), QtHands(), until, tmp_path / "drawn.nnlab")
    drawing.draw()
    before, there, undone, redone = drawing.files
    assert undone == before
    assert redone == there
    whole = load(tmp_path / "drawn.nnlab")
    assert drawing.widths == [6, 3, 1]
    assert whole.checkpoint.step > 0
    assert len(whole.events) >= 2, "the frozen weight is set before the first step, the neuron added after it"


@pytest.fixture
def screen() -> Iterator[str]:
    """An X screen of its own with a window manager; returns its name."""
    reading, writing = os.pipe()
    size = ["-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), *size], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL)
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait(10)


@pytest.mark.skipif(not all(tools), reason="needs Xvfb, xdotool and openbox")
def test_the_same_by_the_mouse_and_the_keys_of_a_screen(screen, tmp_path):
    script = Path(__file__).with_name("drawing.py")
    there = {**os.environ, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(tmp_path)}
    ended = subprocess.run([sys.executable, str(script), str(tmp_path)], env=there, capture_output=True, timeout=100)
    assert (ended.returncode, ended.stderr.decode()[-3000:]) == (0, ""), "neither an error nor a word of Qt"
    before, there, undone, redone = ((tmp_path / f"{name}.nnlab").read_bytes() for name in files)
    assert undone == before
    assert redone == there
