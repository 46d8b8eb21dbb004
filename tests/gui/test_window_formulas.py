"""Formulas in the window, with a real kernel behind it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnlab.gui.panels.data import DataPanel


def typed(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def maps(window):
    frame = window.bridge.last_frame
    return len(frame.layers[0].maps.numpy()) if frame is not None and frame.layers[0].maps is not None else 0


def test_a_formula_typed_while_it_trains_feeds_the_network_which_trains_on(opened, qtbot):
    window = opened("circle")
    panel = window.findChild(DataPanel)
    window.command("train.play").trigger()
    qtbot.waitUntil(lambda: window.bridge.epoch >= 3, timeout=20_000)
    typed(panel.inputs.line, "sqrt(x1^2 + x2^2)")
    assert window.document.experiment.network.inputs == ("x1", "x2", "sqrt(x1^2 + x2^2)")
    qtbot.waitUntil(lambda: window.document.facts is not None and maps(window) == 3, timeout=20_000)
    at = window.bridge.epoch
    qtbot.waitUntil(lambda: window.bridge.epoch > at, timeout=20_000)
    assert window.bridge.training
    seen = window.bridge.last_frame.layers[0].maps.numpy()
    assert seen[2].min() >= 0
    np.testing.assert_allclose(seen[2, 0, 0], np.hypot(seen[0, 0, 0], seen[1, 0, 0]), rtol=1e-5)
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: maps(window) == 2, timeout=20_000)


def test_a_formula_without_a_value_in_a_row_is_a_problem_with_a_way_out(opened, qtbot):
    window = opened("circle")
    panel, document = window.findChild(DataPanel), window.document
    typed(panel.inputs.line, "log(x1)")
    qtbot.waitUntil(lambda: any(one.code == "formula.undefined" for one in document.problems), timeout=20_000)
    (problem,) = [one for one in document.problems if one.level == "error"]
    sentence = window.context.language.problem(problem)
    assert sentence.startswith("Input log(x1): log(x1) has no finite value in row")
    assert problem.values["fix"] == "columns"
    panel.inputs.chips["log(x1)"].setFocus()
    QTest.keyClick(panel.inputs.chips["log(x1)"], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: document.problems == (), timeout=20_000)


def test_a_rule_of_one_column_trains_in_the_window(opened, qtbot):
    window = opened("circle")
    panel, document = window.findChild(DataPanel), window.document
    qtbot.waitUntil(lambda: panel.thumbnails["rule"].drawn, timeout=20_000)
    QTest.mouseClick(panel.thumbnails["rule"], Qt.MouseButton.LeftButton)
    typed(panel.form.rows["formula"].box, "sin(3*x)")
    assert document.experiment.network.inputs == ("x",)
    qtbot.waitUntil(lambda: document.facts is not None and document.facts.data.columns == ("x",), timeout=20_000)
    assert document.problems == ()
    window.command("train.play").trigger()
    qtbot.waitUntil(lambda: window.bridge.training and window.bridge.epoch >= 5, timeout=20_000)
