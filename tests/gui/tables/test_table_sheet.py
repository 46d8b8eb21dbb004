"""The sheet of a table: what is shown while it is read, what a hand changes, and what is said."""

from __future__ import annotations

import pytest
from gui.panels.panel_world import world
from gui.tables.table_world import head, numbers, words
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from nnlab.gui.tables.columns import name_at, type_at, use_at, zeros_at
from nnlab.gui.tables.histogram import paint_bars
from nnlab.gui.tables.sheet import TableSheet
from nnlab.records import Problem
from nnlab.records.tables import Reading

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # the invisible screen


@pytest.fixture
def sheet(qtbot):
    made = TableSheet(world(), "mine.csv")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def click(sheet: TableSheet, place: int, at: int) -> None:
    columns = sheet.columns
    spot = columns.visualRect(columns.columns.index(place, at)).center()
    QTest.mouseClick(columns.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def text(sheet: TableSheet, place: int, at: int) -> str:
    return str(sheet.columns.columns.index(place, at).data())


def test_nothing_can_be_used_before_the_table_is_read_whole(sheet):
    sheet.begin()
    assert sheet.progress.isVisible()
    sheet.take_progress(0.4)
    assert sheet.progress.value() == 400
    sheet.take_head(head(rows=0))
    assert not sheet.use.isEnabled()
    assert sheet.summary.text() == "2 inputs, 2 classes"
    sheet.take_head(head(), "a" * 64)
    assert sheet.use.isEnabled()
    assert not sheet.progress.isVisible()
    assert sheet.summary.text() == "100 rows: 2 inputs, 2 classes (willow: 60, beech: 40)"


def test_what_was_chosen_from_the_first_rows_stays_when_all_are_read(sheet):
    sheet.take_head(head(rows=0))
    click(sheet, 1, name_at)
    sheet.take_head(head(), "a" * 64)
    assert sheet.choice.inputs == {0}


def test_another_reading_of_the_text_is_guessed_anew(sheet):
    sheet.take_head(head(), "a" * 64)
    click(sheet, 1, name_at)
    sheet.take_head(head(numbers("a"), numbers("b"), numbers("c")), "b" * 64)
    assert (sheet.choice.inputs, sheet.choice.targets) == ({0, 1}, (2,))


def test_a_tick_takes_a_column_away_and_the_line_below_follows(sheet):
    sheet.take_head(head(), "a" * 64)
    click(sheet, 0, name_at)
    assert text(sheet, 0, use_at).startswith("Not used")
    assert "1 input," in sheet.summary.text()
    click(sheet, 1, name_at)
    assert "Tick at least one" in sheet.fault.text()
    assert not sheet.use.isEnabled()


def test_space_ticks_all_that_is_selected(sheet):
    sheet.take_head(head(*(numbers(f"x{n}") for n in range(5))), "a" * 64)
    sheet.columns.setFocus()
    sheet.columns.selectRow(0)
    QTest.keyClick(sheet.columns, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(sheet.columns, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(sheet.columns, Qt.Key.Key_Space)
    assert sheet.choice.inputs == {3}


def test_a_menu_chooses_what_a_column_is_used_for(sheet):
    sheet.take_head(head(numbers("x"), numbers("y"), words("k", ("a", 60), ("b", 40))), "a" * 64)
    sheet.columns.setCurrentIndex(sheet.columns.columns.index(1, use_at))
    titles = {action.text(): action for action in sheet.columns.use_menu().actions()}
    titles["Target"].trigger()
    assert (sheet.choice.targets, sheet.choice.inputs) == ((1,), {0, 2})
    sheet.columns.setCurrentIndex(sheet.columns.columns.index(0, use_at))
    titles = {action.text(): action for action in sheet.columns.use_menu().actions()}
    titles["One more target"].trigger()
    assert sheet.choice.targets == (0, 1)
    assert "2 values" in sheet.summary.text()


def test_a_column_of_numbers_becomes_a_category_and_one_of_texts_always_is(sheet):
    sheet.take_head(head(), "a" * 64)
    sheet.columns.setCurrentIndex(sheet.columns.columns.index(0, type_at))
    {action.text(): action for action in sheet.columns.type_menu().actions()}["Category"].trigger()
    assert text(sheet, 0, type_at).startswith("Category")
    assert text(sheet, 2, type_at) == "Category"


def test_zeros_mean_missing_where_they_are_ticked(sheet):
    sheet.take_head(head(numbers("x", zeros=11), numbers("t")), "a" * 64)
    click(sheet, 0, zeros_at)
    assert sheet.choice.zeros == {0}
    assert "11 inputs are missing" in sheet.missing.text()


def test_missing_values_can_get_a_number(sheet):
    sheet.take_head(head(numbers("x", missing=3), numbers("t")), "a" * 64)
    steps = sheet.steps
    assert not steps.filler.isVisible()
    steps.missing.setCurrentIndex(steps.missing.findData("constant"))
    steps.missing.activated.emit(steps.missing.currentIndex())
    assert steps.filler.isVisible()
    steps.filler.setFocus()
    steps.filler.selectAll()
    QTest.keyClicks(steps.filler, "-1")
    QTest.keyClick(steps.filler, Qt.Key.Key_Return)
    assert sheet.choice.filler == -1
    assert "-1 is filled in" in sheet.missing.text()


def test_what_could_not_be_read_is_said_on_the_sheet(sheet):
    sheet.begin()
    sheet.refuse(Problem(code="table.gone"))
    assert "not on this computer" in sheet.fault.text()
    assert not sheet.use.isEnabled()
    assert sheet.isVisible()


def test_a_reading_that_is_wished_for_keeps_what_was_wished_before(sheet, qtbot):
    sheet.take_head(head(), "a" * 64)
    asked = []
    sheet.wished.connect(asked.append)
    for name, value in (("encoding", "gb18030"), ("delimiter", ";")):
        combo = sheet.reading.combos[name]
        combo.activated.emit(combo.findData(value))
    assert asked == [Reading(encoding="gb18030"), Reading(encoding="gb18030", delimiter=";")]
    assert sheet.progress.isVisible()


def test_after_a_reading_that_failed_the_one_before_can_be_chosen_again(sheet):
    sheet.take_head(head(), "a" * 64)
    asked = []
    sheet.wished.connect(asked.append)
    combo = sheet.reading.combos["encoding"]
    for encoding in ("utf-16", "utf-16", "utf-8"):
        combo.activated.emit(combo.findData(encoding))
        sheet.refuse(Problem(code="table.gone"))
    assert [reading.encoding for reading in asked] == ["utf-16", "utf-8"]


def test_words_follow_the_language_while_it_is_open(sheet):
    sheet.take_head(head(), "a" * 64)
    sheet._context.language.set("zh_CN")
    assert sheet.cancel.text() == "取消"
    assert sheet.steps.scaling.currentData() == "standardize"
    assert sheet.steps.target.currentText() == "species"
    assert sheet.reading.combos["encoding"].currentData() == "utf-8"


def test_the_picture_of_a_column_shows_where_its_numbers_lie():
    image = QImage(80, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        column = numbers("x", counts=(0,) * 10 + (9,) * 10)
        paint_bars(painter, QRectF(image.rect()), column, QColor("blue"))
    high = [image.pixelColor(x, 5) == QColor("blue") for x in range(image.width())]
    assert not any(high[:40])
    assert sum(high[40:]) >= 30


def test_everything_that_can_be_used_has_a_name_and_a_tooltip(sheet):
    sheet.take_head(head(), "a" * 64)
    controls = [*sheet.reading.combos.values(), sheet.reading.header, sheet.use, sheet.steps.target, sheet.steps.split]
    controls += [sheet.steps.missing, sheet.steps.filler, sheet.steps.scaling, sheet.steps.target_scaling]
    for control in controls:
        assert control.accessibleName() or control.text()
        assert control.toolTip()
    assert sheet.columns.accessibleName()
    assert sheet.rows.accessibleName()
