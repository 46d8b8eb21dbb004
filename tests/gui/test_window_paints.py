"""Points are painted in a real window with a real kernel, before and while it trains; undone, the file is the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt

from nnlab.experiment import edits
from nnlab.experiment.file import load
from nnlab.experiment.presets import preset

left = Qt.MouseButton.LeftButton


def test_two_classes_are_painted_trained_painted_on_and_all_undone(qtbot, opened, tmp_path):
    window = opened(preset("circle"))
    document, bridge, plot = window.document, window.bridge, window.boundary_plot
    begun, steps = document.experiment, document.undo_stack
    qtbot.waitUntil(lambda: plot.ready and document.facts is not None, timeout=20_000)

    def saved(name: str):
        with qtbot.waitSignal(window.files.saved, timeout=20_000):
            window.files.save_to(tmp_path / name)
        return load(tmp_path / name)

    def stroke(*places: tuple[float, float]) -> None:
        frame, paper = plot.plane.frame, plot.plane.findChild(object, "paint_over")
        at = [
            QPoint(round(frame.left() + x * frame.width()), round(frame.top() + y * frame.height())) for x, y in places
        ]
        qtbot.mousePress(paper, left, pos=at[0])
        for place in at[1:]:
            qtbot.mouseMove(paper, place)
        qtbot.mouseRelease(paper, left, pos=at[-1])

    def settled() -> bool:
        return document.facts is not None and not document.problems

    def corner() -> float:
        """How much of the upper left, where the points come, is said to be class 1."""
        shown = bridge.last_frame.boundary.numpy()[0]
        side = len(shown)
        return float(shown[7 * side // 10 : 9 * side // 10, side // 10 : 4 * side // 10].mean())

    window.data_panel.thumbnails["painted"].click()
    window.command("paint.clear").trigger()
    qtbot.waitUntil(lambda: [problem.code for problem in document.problems] == ["painted.none"], timeout=20_000)
    assert not window.command("train.play").isEnabled()
    assert "paint some" in window.command("train.play").toolTip()
    assert window.notices.isHidden(), "nothing went wrong"
    for label, places in enumerate([((0.1, 0.3), (0.9, 0.3)), ((0.1, 0.7), (0.9, 0.7))]):
        plot.painting.choose_class(label)
        stroke(*places)
    qtbot.waitUntil(settled, timeout=20_000)
    assert document.facts.data.train_rows > 10
    window.command("train.full_speed").setChecked(True)
    window.command("train.play").trigger()
    qtbot.waitUntil(lambda: bridge.epoch > 20, timeout=20_000)
    before = corner()
    plot.painting.choose_class(1)
    for x in np.linspace(0.1, 0.4, 4):
        stroke((x, 0.1), (x, 0.35))
    qtbot.waitUntil(lambda: settled() and corner() > before + 0.2, timeout=30_000)
    assert bridge.training, "painting does not stop it, and the boundary follows"
    window.command("train.play").trigger()
    whole = saved("painted.nnlab")
    assert len(edits.painted_in(whole.experiment)) == document.facts.data.train_rows + document.facts.data.test_rows
    assert len(whole.events) >= 4, "each stroke made while training is an event"
    texts = document.undo_texts
    assert len(texts) == 8
    assert all("class 1" in text for text in texts[-4:])
    there = document.experiment
    window.command("paint.toggle").trigger()
    assert window.canvas.hasFocus(), "without painting the canvas has the keys again"
    document.go_to(0)
    assert document.experiment == begun
    document.go_to(steps.count())
    assert document.experiment == there
    again = saved("redone.nnlab")
    assert (again.experiment, again.events, again.checkpoint) == (whole.experiment, whole.events, whole.checkpoint)
