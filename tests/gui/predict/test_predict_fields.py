"""How columns are asked for, and what the row is made of."""

from __future__ import annotations

import math

import numpy as np
from gui.panels.panel_world import data_facts, world
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnlab.experiment.questions import Field, fields_of
from nnlab.gui.language import Language
from nnlab.gui.plots.samples import Samples
from nnlab.gui.predict.answer import figure, percent
from nnlab.gui.predict.columns import Columns, Line
from nnlab.gui.predict.fields import Extent, extent_of
from nnlab.gui.predict.row import Row, Taken


def test_columns_of_one_category_are_one_question():
    assert fields_of(("age", "city=Bern", "city=Basel", "sex=f", "sex=m", "x=1")) == (
        Field("age", (0,)),
        Field("city", (1, 2), ("Bern", "Basel")),
        Field("sex", (3, 4), ("f", "m")),
        Field("x=1", (5,)),
    )


def test_few_values_are_a_choice_and_whole_numbers_step_by_one():
    assert extent_of(np.array([0.0, 1.0] * 9), 0, 1) == Extent(0, 1, True, (0.0, 1.0))
    assert extent_of(np.arange(50.0), 0, 49) == Extent(0, 49, True)
    assert extent_of(np.linspace(0, 1, 50), 0, 1) == Extent(0, 1, False)
    assert extent_of(np.array([3.0, math.nan, 3.0]), 3, 3) == Extent(3, 4, True)  # a slider needs a range
    assert extent_of(np.array([math.nan]), math.nan, math.nan) == Extent(0, 1, False)


def samples(count: int = 4, columns: int = 2) -> Samples:
    x = np.arange(count * columns, dtype=float).reshape(count, columns)
    return Samples(train_x=x, train_y=np.arange(count) % 2, test_x=-x[:2], test_y=np.array([1, 0]))


def test_samples_are_taken_one_after_the_other_and_around_the_end():
    row = Row()
    row.show_samples(samples(), ("a", "b"))
    assert row.taken == Taken("train", 0, (0.0,))
    row.step(-1)
    assert (row.taken, row.values) == (Taken("train", 3, (1.0,)), (6.0, 7.0))
    row.take("test", 1)
    assert (row.taken, row.values) == (Taken("test", 1, (0.0,)), (-2.0, -3.0))
    row.put([1], [5.0])
    assert (row.taken, row.values) == (None, (-2.0, 5.0))
    row.take_means()
    assert row.values == (3.0, 4.0)


def test_what_was_typed_stays_while_the_columns_are_the_same():
    row = Row()
    row.show_samples(samples(), ("a", "b"))
    row.step(2)
    row.show_samples(samples(9), ("a", "b"))
    assert row.taken is not None
    assert row.taken.row == 2
    row.put([0], [0.5])
    row.show_samples(samples(3), ("a", "b"))
    assert row.values == (0.5, 5.0)
    row.show_samples(samples(3), ("a", "c"))
    assert row.taken == Taken("train", 0, (0.0,))


def test_a_share_is_written_as_all_only_within_a_hundredth():
    said = [percent(share) for share in (0, 0.00001, 0.0004, 0.012, 0.5, 0.994, 0.9996, 0.99999, 1)]
    assert said == ["0 %", "0 %", "0.04 %", "1 %", "50 %", "99.4 %", "99.96 %", "100 %", "100 %"]


def test_values_are_written_with_the_digits_that_count():
    said = [figure(value) for value in (268320.1, -0.4402561, 0, 1234567.8, 5.0, 1.23e-7, math.nan)]
    assert said == ["268\u2009320", "−0.440256", "0", "1\u2009234\u2009568", "5", "1.23e−7", "–"]


def test_a_cleared_number_is_missing_where_the_data_fill_it_in_and_else_comes_back(qtbot):
    for filled, wanted in ((2.5, "missing"), (math.nan, "4")):
        line = Line(Field("area", (0,)), Extent(0, 9, False), Language(), filled=filled)
        qtbot.addWidget(line)
        found = []
        line.changed.connect(found.append)
        line.show_values((4.0,))
        line.box.setText("")
        line.box.setModified(True)
        QTest.keyClick(line.box, Qt.Key.Key_Return)
        assert ("missing" if found and math.isnan(found[0][0]) else line.box.text()) == wanted
    line.show_values((math.nan,))
    assert line.box.text() == ""


def test_a_missing_number_is_shown_as_what_the_data_fill_it_in_with_now(qtbot):
    context, row = world(), Row()
    row.show_samples(samples(), ("a", "b"))
    columns = Columns(context, row)
    qtbot.addWidget(columns)
    data = data_facts(columns=("a", "b"), low=(0.0, 0.0), high=(9.0, 9.0), filled=(2.5, 3.5)).data
    columns.show_data(data)
    row.put([0], [math.nan])
    assert columns.lines[0].box.placeholderText().endswith(" 2.5")
    columns.show_data(replace(data, filled=(7.0, 3.5)))
    assert columns.lines[0].box.placeholderText().endswith(" 7")
