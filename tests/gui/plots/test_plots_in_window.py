"""The plots in the real window: the canvas keeps the keys, and shows the numbers of the plot's sample."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def test_a_click_on_a_plot_returns_the_keys_to_the_canvas(opened, qtbot):
    window = opened()
    qtbot.waitUntil(lambda: window.boundary_plot.ready and window.loss_plot.ready)
    for drawing in (window.boundary_plot.plane, window.loss_plot.area):
        window.transport.setFocus()
        qtbot.mouseClick(drawing.viewport(), Qt.MouseButton.LeftButton, pos=drawing.frame.center().toPoint())
        assert QApplication.focusWidget() is window.canvas
        assert not drawing.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_canvas_shows_the_numbers_of_the_plots_sample(opened, qtbot):
    window = opened()
    for probe, view in (((1.0, 2.0), (None, (1.0, 2.0))), (7, (7, None)), (None, (0, None))):
        window.canvas.follow_probe(probe)
        assert (window.canvas.hovering.probe.row, window.canvas.hovering.probe.point) == view


def test_output_and_maps_follow_the_slice_paused_and_in_training(opened, qtbot):
    window = opened("iris")
    plot, slicing, numbers = window.boundary_plot, window.context.slicing, window.canvas.numbers
    qtbot.waitUntil(lambda: plot.ready and not plot.plane.empty)

    def shown() -> tuple[bytes, bytes]:
        return plot.plane._values.tobytes(), numbers.array("h1", "maps").tobytes()

    before = shown()
    slicing.show_pair(2, 3)
    qtbot.waitUntil(lambda: all(a != b for a, b in zip(shown(), before, strict=True)))
    frame = window.bridge.last_frame
    assert (plot.plane._low, plot.plane._high) == (frame.low, frame.high)
    before = shown()
    slicing.put(0, 7.5)
    qtbot.waitUntil(lambda: all(a != b for a, b in zip(shown(), before, strict=True)))
    window.command("train.play").trigger()
    slicing.show_pair(1, 0)
    qtbot.waitUntil(lambda: window.bridge.last_frame.training and window.bridge.last_frame.columns == (1, 0))
    window.command("train.play").trigger()


def test_the_square_stays_as_large_as_it_was_while_sliders_are_open(opened, qtbot):
    window = opened("breast_cancer")
    plot, fold = window.boundary_plot, window.boundary_plot.fixed.fold
    qtbot.waitUntil(lambda: plot.ready and not plot.plane.empty and plot.fixed.isVisible())
    QApplication.processEvents()
    before = plot.plane.frame.width()
    for _opened_and_closed in range(2):
        fold.click()
        qtbot.waitUntil(lambda: abs(plot.plane.frame.width() - before) <= 8)


def test_what_the_loss_could_not_give_is_not_taken_back(opened, qtbot):
    window = opened("iris")
    window.resize(1366, 640)
    dock = window.places.docks["output"]
    qtbot.waitUntil(lambda: window.boundary_plot.ready)
    before = dock.height()
    window.places.grow("output", 1000)
    qtbot.waitUntil(lambda: dock.height() > before)
    window.places.grow("output", -1000)
    qtbot.waitUntil(lambda: abs(dock.height() - before) <= 2)


def test_digits_show_their_pictures_with_answers_and_a_click_sends_one_through_the_network(opened, qtbot):
    window = opened("digits")
    plot = window.boundary_plot
    qtbot.waitUntil(lambda: plot.gallery is not None and plot.gallery._page is not None)
    sheet = plot.gallery.sheet
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.box(3).center())
    assert window.canvas.hovering.probe.row == 3
    assert QApplication.focusWidget() is sheet
    qtbot.keyClick(sheet, Qt.Key.Key_Right)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert window.canvas.hovering.probe.row == 4
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert window.canvas.hovering.probe.row == 0
    window.command("view.mistakes").trigger()
    qtbot.waitUntil(lambda: bool(sheet.cells) and all(cell.wrong for cell in sheet.cells))


def test_a_window_that_is_closed_at_once_ends_without_a_word():
    code = (
        "from nnlab.gui import open_window\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "window = open_window('spiral')\n"
        "QTimer.singleShot({ms}, lambda: (window.close(), QApplication.quit()))\n"
        "QApplication.exec()\n"
    )
    for ms in (1, 400):
        done = subprocess.run([sys.executable, "-W", "error", "-c", code.format(ms=ms)], capture_output=True, text=True)
        said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
        assert (done.returncode, said, done.stdout) == (0, [], ""), f"closed after {ms} ms"


def test_pictures_make_the_panel_no_wider_than_it_was_as_they_come_and_go(opened, qtbot):
    window = opened("digits")
    plot, dock = window.boundary_plot, window.places.docks["output"]
    qtbot.waitUntil(lambda: plot.gallery is not None and plot.gallery.isVisible())
    before = dock.width()
    for name, shown in (("circle", False), ("digits", True), ("echo", True)):
        window.files.new(name)
        qtbot.waitUntil(lambda shown=shown: plot.gallery.isVisible() == shown, timeout=20_000)
    assert dock.width() <= before
