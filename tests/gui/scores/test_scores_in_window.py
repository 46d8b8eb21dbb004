"""Scores in the real window, with a real kernel: from the chip to the sample that the network shows."""

from __future__ import annotations

from PySide6.QtCore import Qt


def opened_panel(window, qtbot):
    qtbot.mouseClick(window.loss_plot.scores_chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.scores.panel is not None and window.scores.panel.scores is not None, timeout=20_000)
    return window.scores.panel


def test_from_the_chip_to_the_sample_whose_numbers_the_network_shows(opened, qtbot):
    window = opened("iris")
    assert window.scores.panel is None
    panel = opened_panel(window, qtbot)
    assert window.command("view.scores").isChecked()
    window.bridge.step("epoch")
    qtbot.waitUntil(lambda: panel.scores.epoch == 1)
    matrix = panel.scores.test.confusion.numpy()
    target, answer = divmod(int(matrix.argmax()), 3)
    place = panel.views["test"].matrix.rect_of((target, answer)).center().toPoint()
    qtbot.mouseClick(panel.views["test"].matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
    model = panel.list.model
    qtbot.waitUntil(lambda: model.rowCount() == matrix.max())
    table = panel.list.table
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(model.index(0, 1)).center())
    row = model.row_of(0)
    points = window.bridge.last_points.test_x.numpy()
    assert window.canvas.hovering.probe.point == tuple(points[row].tolist())
    window.boundary_plot.probe.pin(5)  # a dot of the output plot was clicked
    qtbot.waitUntil(lambda: panel.list.title.text() == "Training sample 6")
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(model.index(0, 1)).center())
    assert window.canvas.hovering.probe.row == 5
    window.command("view.scores").trigger()
    assert not window.scores.dock.isVisible()
    assert window.loss_plot.isVisible()
