"""From the save of a plugin's file to choosing it, training with it and seeing its grade, in a real window.

The times are printed and not asserted: `pytest -s` shows them, on a screen where QT_QPA_PLATFORM names one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nnlab.experiment import edits
from nnlab.experiment.enclosed import digest_of
from nnlab.kernel.messages import Speed
from nnlab.records import home
from nnlab.records.settings import Settings, save_settings

plain = '''"""Swish: x * sigmoid(x)."""
import numpy as np
from nnlab.api import Activation, hookimpl

class Swish(Activation):
    def forward(self, z):
        return z / (1 + np.exp(-z))

@hookimpl
def nnlab_activations():
    return [Swish]
'''
with_derivative = plain.replace(
    "\n@hookimpl",
    """
    def derivative(self, z, a):
        s = 1 / (1 + np.exp(-z))
        return a + s * (1 - a)

@hookimpl""",
)


class Clock:
    """Tells how long after a save something was true."""

    def __init__(self, qtbot, title: str) -> None:
        self._qtbot, self._title = qtbot, title
        self.began = time.perf_counter()

    def wait(self, what: str, true: Callable[[], bool], seconds: float = 60.0) -> None:
        end = self.began + seconds
        self._qtbot.waitUntil(lambda: true() or time.perf_counter() > end, timeout=round(1000 * seconds) + 5000)
        assert true(), what
        print(f"{self._title}: {what} {time.perf_counter() - self.began:.2f} s")


def put(path: Path, text: str) -> None:
    """Saves as editors do: beside it, then by one rename."""
    part = path.with_suffix(".tmp")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


@pytest.mark.parametrize("first", [plain, with_derivative], ids=["no derivative", "derivative"])
def test_a_saved_plugin_is_selectable_trains_and_has_its_grade(opened, qtbot, first):
    save_settings(home(), Settings(foreign_allowed=True))
    home().plugins.mkdir(parents=True)
    window = opened("spiral")
    document, bridge, desk = window.document, window.bridge, window.plugins
    bridge.set_speed(Speed(0))
    bridge.train()
    qtbot.waitUntil(lambda: bridge.epoch > 3, timeout=20_000)

    def loaded(text: str) -> bool:
        info = document.info("activation", "swish")
        return info is not None and info.sha256 == digest_of(text)

    def graded(text: str) -> bool:
        info = document.info("activation", "swish")
        return info is not None and info.sha256 == digest_of(text) and desk.grades.of(info) is not None

    def trains(text: str) -> bool:
        frame = bridge.last_frame
        return bool(
            bridge.training and frame is not None and frame.rev == bridge.rev and frame.step > steps and loaded(text)
        )

    file = home().plugins / "swish.py"
    put(file, first)
    clock = Clock(qtbot, "new file")
    clock.wait("selectable", lambda: loaded(first))
    document.edit(lambda: "Change", edits.set_activation(document.experiment, "h1", "swish", document.catalog))
    steps = bridge.last_frame.step
    clock.wait("training with it", lambda: trains(first) and document.facts is not None)
    clock.wait("graded", lambda: graded(first))
    assert desk.grades.of(document.info("activation", "swish")).verdict != "wrong"

    second = with_derivative if first == plain else plain
    epoch, steps = bridge.epoch, bridge.last_frame.step
    put(file, second)
    clock = Clock(qtbot, "changed file")
    clock.wait("loaded", lambda: loaded(second))
    steps = bridge.last_frame.step
    clock.wait("training with it", lambda: trains(second))
    clock.wait("graded", lambda: graded(second))
    assert bridge.epoch > epoch  # it went on from where it was
    assert not document.problems
