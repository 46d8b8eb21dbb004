"""The panel in a window with a real kernel: a row is typed, slid or drawn, and the network answers."""

from __future__ import annotations

import numpy as np
import pytest
from digit_strokes import written
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import nnlab
from nnlab.experiment.document import Chosen
from nnlab.experiment.file import ExperimentFile
from nnlab.gui.predict.columns import Columns
from nnlab.gui.predict.picture import PictureEditor
from nnlab.gui.predict.sequence import SequenceEditor


@pytest.fixture
def asked(opened, qtbot):
    """Opens windows with their panel."""

    def open_one(preset: str):
        window = opened(nnlab.preset(preset))
        window.command("view.predict").trigger()
        qtbot.waitUntil(lambda: current(window) is not None, timeout=10_000)
        return window, window.predicting.panel

    return open_one


def current(window):
    """Returns the answer for the row as it is, None while it is on its way."""
    frame, panel = window.bridge.last_frame, window.predicting.panel
    return frame.answer if panel is not None and frame is not None and frame.asked == panel._asked else None


def answered(window, qtbot):
    qtbot.waitUntil(lambda: current(window) is not None, timeout=10_000)
    return current(window)


def test_a_row_is_slid_typed_and_taken_and_the_answer_follows(asked, qtbot):
    window, panel = asked("iris")
    run = nnlab.Run(nnlab.preset("iris"))
    row = run.points()[0][0]
    assert panel.row.values == tuple(row)
    assert answered(window, qtbot).shares == pytest.approx(run.answer(row).shares)
    assert {"right", "wrong"} & set(panel.answer.verdict.text().replace(":", "").split())
    line = panel.editor.lines[2]
    line.slider.setValue(line.slider.maximum())
    row[2] = line._extent.high
    assert answered(window, qtbot).shares == pytest.approx(run.answer(row).shares)
    assert panel.answer.verdict.text() == ""
    assert panel.head.which.currentIndex() == -1
    line.box.setFocus()
    line.box.selectAll()
    QTest.keyClicks(line.box, "3 * sqrt(4)")
    QTest.keyClick(line.box, Qt.Key.Key_Return)
    row[2] = 6
    assert answered(window, qtbot).shares == pytest.approx(run.answer(row).shares)
    window.command("predict.next").trigger()
    assert panel.row.values == tuple(run.points()[0][1])
    panel.head.number.setFocus()
    panel.head.number.selectAll()
    QTest.keyClicks(panel.head.number, "5")
    QTest.keyClick(panel.head.number, Qt.Key.Key_Return)
    assert panel.row.values == tuple(run.points()[0][4])
    before = answered(window, qtbot)
    window.bridge.train(3)
    qtbot.waitUntil(lambda: window.bridge.epoch == 3 and not window.bridge.training, timeout=20_000)
    run.train(3)
    qtbot.waitUntil(lambda: current(window) not in (None, before))
    assert current(window).shares == pytest.approx(run.answer(run.points()[0][4]).shares)
    late_answers_are_shown_without_a_verdict(window, panel)


def late_answers_are_shown_without_a_verdict(window, panel):
    """While a slider moves, the answers on their way are those for where it was."""
    frame = window.bridge.last_frame
    panel._asked += 3  # the slider is elsewhere by now
    panel._take_frame(replace(frame, asked=panel._asked - 1, answer=replaced(frame, (0.2, 0.5, 0.3))))
    assert (panel.answer.winner.text, panel.answer.verdict.text()) == ("versicolor", "")
    panel._take_frame(replace(frame, asked=panel._asked - 2, answer=replaced(frame, (0.9, 0.1, 0.0))))
    assert panel.answer.winner.text == "versicolor"  # an older one comes too late
    panel._take_frame(replace(frame, asked=panel._asked, answer=replaced(frame, (0.9, 0.1, 0.0))))
    assert (panel.answer.winner.text, panel.answer.verdict.text()) == ("setosa", "\N{CHECK MARK} right")


def replaced(frame, shares):
    """Returns the frame's answer with other shares."""
    return replace(frame.answer, shares=shares, label=shares.index(max(shares)))


def test_the_row_is_the_networks_sample_until_esc_or_closing(asked, qtbot):
    window, panel = asked("spiral")
    probe, hovering = window.boundary_plot.probe, window.canvas.hovering
    assert probe.now == 0  # a training sample has gradients, a point has none
    panel.row.put([0], [1.25])
    assert probe.now == panel.row.values == hovering.probe.point
    assert window.boundary_plot.scene._mark == panel.row.values
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: probe.now is None)
    panel.row.put([0], [1.5])
    assert probe.now == panel.row.values
    window.boundary_plot.scene.clicked.emit(7)
    assert panel.row.taken.row == 7
    panel.row.step(1)
    assert (probe.now, probe.row, window.boundary_plot.scene._pin) == (8, None, None)  # what is ringed is what is shown
    window.boundary_plot.scene.clicked.emit(7)
    window.docks["predict"].close()
    assert not window.command("view.predict").isChecked()
    qtbot.waitUntil(lambda: probe.now == 7)  # the click stays
    assert window.boundary_plot.scene._mark is None
    qtbot.waitUntil(lambda: window.bridge.last_frame.answer is None or window.bridge.training)


def draw(pad, strokes) -> None:
    sheet = pad.sheet
    for stroke in strokes:
        places = [
            QPoint(round(sheet.x() + x * sheet.width()), round(sheet.y() + y * sheet.height())) for x, y in stroke
        ]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(pad, place)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=places[-1])


def test_a_digit_is_drawn_and_its_keys_are_the_pads_own(asked, qtbot):
    window, panel = asked("digits")
    pad = panel.editor.pad
    assert pad.drawing.cells(centred=True).ravel().tolist() == list(panel.row.values)
    count = panel._asked
    draw(pad, written[4])
    assert panel._asked > count + 4  # with every part of a stroke
    assert panel.row.taken is None
    cells = np.array(panel.row.values).reshape(8, 8)
    assert cells[0].max() > 4  # brought to the data's size
    assert cells[7].max() > 4
    answer = answered(window, qtbot)
    assert len(answer.shares) == len(panel.answer.bars.bars) == 10
    pad.setFocus()
    steps, strokes = window.document.undo_stack.count(), pad.drawing.now.strokes
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.drawing.now.strokes == strokes[:1]
    for _ in range(3):  # more often than there are strokes
        QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.undo_stack.count() == steps
    assert panel.row.values == tuple(nnlab.Run(nnlab.preset("digits")).points()[0][0])  # the sample is back
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    QTest.keyClick(pad, Qt.Key.Key_Space)
    QTest.keyClick(pad, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert not window.bridge.training
    assert len(pad.drawing.now.strokes) == 2
    assert max(panel.row.values) > 0
    window.command("predict.centre").setChecked(False)
    assert np.array(panel.row.values).reshape(8, 8)[0].max() == 0  # where it was drawn: in the middle
    window.command("predict.centre").setChecked(True)


def test_other_data_bring_another_editor_and_a_broken_network_says_why(asked, qtbot):
    window, panel = asked("echo")
    assert isinstance(panel.editor, SequenceEditor)
    wave = panel.editor.wave
    frame, before = wave._frame, panel.row.values
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, pos=QPoint(round(frame.left()) + 3, round(frame.top()) + 1))
    QTest.mouseMove(wave, QPoint(round(frame.right()) - 3, round(frame.top()) + 1))
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=QPoint(round(frame.right()) - 3, round(frame.top()) + 1))
    assert panel.row.values != before
    assert min(panel.row.values) > 0.9 * wave._high  # steps that the mouse jumped over are drawn too
    QTest.keyClick(wave, Qt.Key.Key_Down)
    assert panel.row.values[-1] < panel.row.values[0]
    window.files.show(nnlab_file("truth_table"), None)
    qtbot.waitUntil(lambda: isinstance(panel.editor, Columns) and current(window) is not None, timeout=10_000)
    line = panel.editor.lines[0]
    assert [line.combo.itemText(place) for place in range(line.combo.count())] == ["0", "1"]
    line.combo.setCurrentIndex(1)
    line.combo.activated.emit(1)
    assert panel.row.values[0] == 1
    experiment = window.document.experiment
    broken = replace(experiment, training=replace(experiment.training, loss=Chosen(id="cross_entropy")))
    window.document.edit(lambda: "break", broken)
    qtbot.waitUntil(lambda: "problems" in panel.answer.note.text(), timeout=10_000)
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: panel.answer.winner.text in window.document.last_facts.data.classes, timeout=10_000)
    window.files.show(nnlab_file("digits"), None)
    qtbot.waitUntil(lambda: isinstance(panel.editor, PictureEditor) and current(window) is not None, timeout=10_000)


def nnlab_file(preset: str) -> ExperimentFile:
    return ExperimentFile(experiment=nnlab.preset(preset))
