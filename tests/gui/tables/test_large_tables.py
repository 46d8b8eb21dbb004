"""Large tables leave the window alive: how long one event may take, and how much memory the window may grow by."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from gui.tables.table_world import ModelReader, head, numbers, words
from msgspec.structs import replace
from stopwatch import Stopwatch

from nnlab.gui.tables.reader import GuiReader

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.environ.get("NNLAB_SOAK") != "1", reason="measures a quiet machine: make soak"),
    pytest.mark.qt_log_ignore("propagateSizeHints", "does not support", extend=True),  # invisible screen
]
longest_s = 0.1  # of the window's own work, on a machine that others use, too


def held() -> int:
    """Returns how many bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads its memory in /proc")
def test_a_million_rows_are_read_and_learned_from_while_it_trains(opened, qtbot, tmp_path):
    path, rng = tmp_path / "long.csv", np.random.default_rng(0)
    with path.open("w") as file:
        file.write(",".join(f"x{n}" for n in range(19)) + ",kind\n")
        for _ in range(100):
            np.savetxt(file, rng.normal(size=(10_000, 20)).round(3), "%g", ",")
    window = opened("spiral")
    window.bridge.train()
    before = held()
    watch = Stopwatch(window)
    watch.label = "reading"
    window.tables.open(path)
    qtbot.waitUntil(lambda: bool(window.tables.sheet.sha256), timeout=120_000)
    assert window.tables.sheet.head.rows == 1_000_000
    watch.label = "using"
    window.tables.sheet.use.click()
    qtbot.waitUntil(lambda: window.tables.sheet is None and window.document.facts is not None, timeout=120_000)
    watch.stop()
    print(watch.report())
    assert watch.longest_work < longest_s, watch.report()
    assert held() - before < 200 << 20


def test_ten_thousand_columns_are_looked_at_and_chosen(opened, qtbot):
    window = opened("spiral")
    readers: list[ModelReader] = []
    window.tables._reader = GuiReader(
        window.tables, make=lambda receive: (readers.append(ModelReader(receive)), readers[-1])[1]
    )
    window.tables._reader.told.connect(window.tables._take)
    wide = head(*(numbers(f"c{n}", missing=n % 3) for n in range(9999)), words("kind", ("a", 50), ("b", 50)))
    window.tables.open(Path("/no/such/wide.csv"))
    sheet = window.tables.sheet
    watch = Stopwatch(window)
    for label, do in (
        ("look", lambda: readers[0].look(replace(wide, rows=0))),
        ("done", lambda: readers[0].finish(wide)),
        ("all", sheet.columns.selectAll),
        ("none", lambda: sheet.columns.set_role("none")),
        ("inputs", lambda: sheet.columns.set_role("input")),
        ("target", lambda: sheet.steps._answer(7)),
        ("end", sheet.columns.scrollToBottom),
        ("names", sheet.steps.target.showPopup),
        ("no names", sheet.steps.target.hidePopup),
    ):
        watch.label = label
        do()
        ticks = watch.ticks
        qtbot.waitUntil(lambda ticks=ticks: watch.ticks > ticks + 20)
    watch.stop()
    print(watch.report())
    sheet.reject()
    assert watch.longest_work < longest_s, watch.report()
