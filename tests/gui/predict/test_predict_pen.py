"""Strokes become cells like those of the data; what is drawn can be rubbed out and taken back."""

from __future__ import annotations

import numpy as np
import pytest
from digit_strokes import varied, written
from gui.panels.panel_world import world
from PySide6.QtCore import QPoint, Qt

import nnlab
from nnlab.gui.predict.drawing import Drawing
from nnlab.gui.predict.pad import Pad
from nnlab.gui.predict.pen import Manner, drawn, manner_of

line = ((0.3, 0.2), (0.7, 0.8))


@pytest.fixture(scope="module")
def digits() -> nnlab.Run:
    return nnlab.Run(nnlab.preset("digits"))


@pytest.fixture(scope="module")
def manner(digits) -> Manner:
    return manner_of(digits.points()[0], 8, 8)


def test_a_trained_network_reads_what_a_hand_draws(digits, manner):
    digits.train(12)
    rng, right = np.random.default_rng(4), []
    for digit in written:
        for _ in range(6):
            cells = drawn(varied(digit, rng), manner, centred=True)
            right.append(digits.answer(cells.ravel()).label == digit)
    assert np.mean(right) >= 0.9


def test_the_manner_of_the_digits_is_found_in_their_pictures(manner):
    assert (manner.rows, manner.columns, manner.ground, manner.full, manner.whole) == (8, 8, 0, 16, True)
    assert manner.height == pytest.approx(8, abs=0.3)
    assert 4 < manner.width < 6
    assert manner.middle == pytest.approx((4, 4), abs=0.3)


def test_a_drawing_is_the_same_wherever_and_however_large_it_was_drawn(manner):
    small = tuple((0.1 + x / 3, 0.2 + y / 3) for x, y in line)
    assert drawn([line], manner, centred=True) == pytest.approx(drawn([small], manner, centred=True))
    assert not np.array_equal(drawn([line], manner, centred=False), drawn([small], manner, centred=False))


def test_without_centring_ink_stays_where_it_was_drawn(manner):
    cells = drawn([((0.1, 0.1), (0.1, 0.4))], manner, centred=False)
    assert cells[0, 0] > 0
    assert cells[4:].max() == cells[:, 4:].max() == 0


def test_dark_ink_on_white_paper_is_drawn_as_such():
    rng = np.random.default_rng(0)
    pictures = np.ones((20, 6, 6))
    pictures[:, 1:5, 2:4] = rng.uniform(0, 0.3, (20, 4, 2))
    manner = manner_of(pictures.reshape(20, 36), 6, 6)
    assert (manner.ground, manner.full) == (1, pytest.approx(0, abs=0.01))
    assert (drawn([], manner, centred=True) == 1).all()
    cells = drawn([line], manner, centred=True)
    assert cells.min() < 0.2
    assert cells[0].min() > 0.9  # outside the frame in which the data draw


def test_data_without_any_ink_can_be_drawn_on():
    manner = manner_of(np.zeros((5, 16)), 4, 4)
    assert (drawn([line], manner, centred=True) == 0).all()


def test_an_eraser_cuts_a_stroke_in_two_and_each_step_is_taken_back(manner):
    drawing = Drawing(manner)
    drawing.begin(0.1, 0.5)
    drawing.extend(0.9, 0.5)
    whole = drawing.now
    drawing.begin_rubbing()
    drawing.rub(0.5, 0.5, 0.1)
    left, right = drawing.now.strokes
    assert left[-1][0] < 0.42
    assert right[0][0] > 0.58
    assert drawing.undo()
    assert drawing.now == whole
    assert drawing.undo()
    assert drawing.now.empty
    assert not drawing.undo()


def test_a_stroke_on_a_sample_begins_on_an_empty_sheet_unless_the_sample_was_changed(manner):
    sample = np.full((8, 8), 16.0)
    drawing = Drawing(manner)
    drawing.put(sample)
    drawing.begin(0.5, 0.5)
    assert drawing.now.under is None
    drawing.undo()
    assert (drawing.cells(centred=True) == sample).all()
    drawing.begin_rubbing()
    drawing.rub(0.0, 0.0, 0.2)
    assert drawing.cells(centred=True)[0, 0] == 0
    drawing.begin(0.06, 0.06)
    assert drawing.cells(centred=True)[0, 0] > 0
    assert drawing.cells(centred=True)[7, 7] == 16


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Z])
def test_a_stroke_that_is_taken_back_while_the_mouse_is_held_is_over(qtbot, manner, key):
    pad = Pad(world(), Drawing(manner))
    qtbot.addWidget(pad)
    pad.resize(200, 200)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    control = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_Z else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(pad, key, control)
    qtbot.mouseMove(pad, QPoint(90, 90))
    assert pad.drawing.now.empty


def test_another_sheet_has_a_cell_of_its_own_for_the_keys(qtbot, manner):
    pad = Pad(world(), Drawing(manner))
    qtbot.addWidget(pad)
    pad.show_drawing(Drawing(manner_of(np.ones((3, 4)), 2, 2)))
    qtbot.keyClick(pad, Qt.Key.Key_Space)
    (dot,) = pad.drawing.now.strokes
    assert dot == ((0.75, 0.75),)
