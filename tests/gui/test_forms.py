"""Forms: a row for each parameter, values from the document and none of their own."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnlab.gui._scale import Scale, compact, notches, number
from nnlab.gui.forms import Form, Row, label_text
from nnlab.gui.language import Language
from nnlab.gui.remark import Remark
from nnlab.records import Choice, ParamSpec, Text

rate = ParamSpec(
    name="learning_rate",
    kind="float",
    default=0.01,
    label=Text("learning rate", "学习率"),
    help=Text("Size of a step", "步长"),
    low=1e-6,
    high=10.0,
    log=True,
    symbol="η",
)


def spec(kind: str, default: object, **values: object) -> ParamSpec:
    made = {"name": "p", "label": Text.of("some name"), "help": Text.of("Some help"), **values}
    return ParamSpec(kind=kind, default=default, **made)


def row(qtbot, shown: ParamSpec, language: str = "en") -> tuple[Row, list[tuple[object, bool]]]:
    """A row in a window that can have the focus, and what it asked for."""
    window = QWidget()
    column = QVBoxLayout(window)
    made = Row(shown, Language(language), window)
    column.addWidget(made)
    elsewhere = QPushButton("elsewhere")
    column.addWidget(elsewhere)
    asked: list[tuple[object, bool]] = []
    made.changed.connect(lambda value, moving: asked.append((value, moving)))
    qtbot.addWidget(window)
    window.resize(260, 100)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    elsewhere.setFocus()
    qtbot.keep = window  # the row lives as long as its window
    return made, asked


def typed(box, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)


def test_a_slider_moves_in_the_parameters_values(qapp, qtbot):
    made, asked = row(qtbot, rate)
    made.slider.setValue(notches)
    assert asked == [(10.0, True)]


def test_values_from_the_document_come_without_echo(qapp, qtbot):
    made, asked = row(qtbot, rate)
    made.show_value(0.3)
    assert made.box.text() == "0.3"
    assert made.slider.scale.value(made.slider.value()) == pytest.approx(0.3, rel=0.02)
    assert asked == []


def test_a_box_commits_on_enter(qapp, qtbot):
    made, asked = row(qtbot, rate)
    typed(made.box, "0.5")
    assert asked == []
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    assert asked == [(0.5, False)]


def test_a_box_commits_on_leaving(qapp, qtbot):
    made, asked = row(qtbot, rate)
    typed(made.box, "1e-3")
    made.box.clearFocus()
    assert asked == [(0.001, False)]


def test_a_box_commits_when_something_without_focus_is_clicked(qapp, qtbot):
    made, asked = row(qtbot, rate)
    typed(made.box, "0.7")
    QTest.mouseClick(made.slider, Qt.MouseButton.RightButton)
    assert asked == [(0.7, False)]


def test_escape_goes_back_to_the_documents_value(qapp, qtbot):
    made, asked = row(qtbot, rate)
    typed(made.box, "0.7")
    QTest.keyClick(made.box, Qt.Key.Key_Escape)
    assert made.box.text() == "0.01"
    assert asked == []


def test_text_that_is_no_number_is_refused_and_marked(qapp, qtbot):
    made, asked = row(qtbot, rate)
    typed(made.box, "fast")
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    assert asked == []
    assert made.box.text() == "0.01"
    assert made.box.property("wrong") is True
    typed(made.box, "2")
    assert made.box.property("wrong") is False


def test_why_a_value_is_refused_can_be_read(qapp, qtbot):
    made, _asked = row(qtbot, rate)
    typed(made.box, "fast")
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    remark = made.window().findChild(Remark)
    assert remark.isVisible()
    assert remark.text() == "“fast” is not a number."
    assert made.window().rect().contains(remark.geometry())
    QTest.mouseMove(made.window(), remark.pos())
    typed(made.box, "2")
    assert not remark.isVisible()


def test_a_value_nobody_takes_is_not_kept(qapp, qtbot):
    made, _asked = row(qtbot, rate)
    typed(made.box, "5")
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    assert made.box.text() == "0.01"


def test_typing_is_left_alone_while_the_document_changes(qapp, qtbot):
    made, _asked = row(qtbot, rate)
    typed(made.box, "0.12")
    made.show_value(0.3)
    assert made.box.text() == "0.12"


def test_arrow_keys_step_a_box_and_a_slider(qapp, qtbot):
    made, asked = row(qtbot, spec("int", 5, low=1, high=100))
    made.box.setFocus()
    QTest.keyClick(made.box, Qt.Key.Key_Up)
    made.slider.setFocus()
    QTest.keyClick(made.slider, Qt.Key.Key_Left)
    assert asked == [(6, True), (4, True)]


def test_a_whole_number_without_bounds_has_a_box_and_no_slider(qapp, qtbot):
    made, asked = row(qtbot, spec("int", 3))
    assert made.slider is None
    typed(made.box, "1234567")
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    assert asked == [(1234567, False)]


def test_a_switch_is_a_check_box(qapp, qtbot):
    made, asked = row(qtbot, spec("bool", False))
    made.check.click()
    assert asked == [(True, False)]
    assert made.check.isChecked() is False  # nobody took it
    made.show_value(True)
    assert made.check.isChecked() is True


def test_a_choice_shows_labels_in_the_language(qapp, qtbot):
    choices = (Choice("uniform", Text("uniform", "均匀分布")), Choice("normal", Text("normal", "正态分布")))
    made, asked = row(qtbot, spec("choice", "uniform", choices=choices), "zh_CN")
    assert made.combo.currentText() == "均匀分布"
    made.combo.setCurrentIndex(1)
    made.combo.activated.emit(1)
    assert asked == [("normal", False)]


def test_a_list_of_numbers_is_a_line(qapp, qtbot):
    made, asked = row(qtbot, spec("tuple", (1.0, 2.5)))
    assert made.box.text() == "1, 2.5"
    typed(made.box, "0.1, 0.2; 3")
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    assert asked == [((0.1, 0.2, 3.0), False)]


def test_a_text_is_a_line(qapp, qtbot):
    made, asked = row(qtbot, spec("text", "abc"))
    typed(made.box, "x y")
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    assert asked == [("x y", False)]


def test_a_unit_stands_behind_the_number_and_goes_while_typing(qapp, qtbot):
    made, asked = row(qtbot, spec("int", 50, low=0, high=90, unit=Text("%", "%")))
    assert made.box.text() == "50 %"
    typed(made.box, "30")
    QTest.keyClick(made.box, Qt.Key.Key_Return)
    assert asked == [(30, False)]


def test_everything_has_a_name_and_says_what_it_is(qapp, qtbot):
    made, _asked = row(qtbot, rate)
    for control in (made.slider, made.box):
        assert control.accessibleName() == "η learning rate"
        assert "Size of a step" in control.toolTip()
        assert "1e-6 to 10" in control.toolTip()


def test_labels_follow_the_language(qapp, qtbot):
    language = Language("en")
    form = Form(language)
    qtbot.addWidget(form)
    form.show_values((rate,), {"learning_rate": 0.2})
    assert form.rows["learning_rate"].label.text == "η learning rate"
    language.set("zh_CN")
    assert form.rows["learning_rate"].label.text == "η 学习率"
    assert form.rows["learning_rate"].box.text() == "0.2"


def test_rows_stay_while_the_parameters_are_the_same(qapp, qtbot):
    form = Form(Language("en"))
    qtbot.addWidget(form)
    form.show_values((rate,), {})
    first = form.rows["learning_rate"]
    form.show_values((rate,), {"learning_rate": 1.0})
    assert form.rows["learning_rate"] is first
    form.show_values((spec("bool", True),), {})
    assert list(form.rows) == ["p"]


def test_a_symbols_index_is_written_low():
    assert label_text(spec("float", 0.0, symbol="η_min"), Language("en")) == "ηₘᵢₙ some name"
    assert label_text(spec("float", 0.0), Language("en")) == "Some name"


scales = st.sampled_from(
    [
        Scale.of(rate),
        Scale.of(spec("float", 0.001, low=0, high=10)),
        Scale.of(spec("float", 0.999, low=0, high=0.999999)),
        Scale.of(spec("float", 0.1, low=0, high=0.5, step=0.05)),
        Scale.of(spec("float", 0.5, low=-3, high=4)),
        Scale.of(spec("int", 500, low=50, high=5000, step=50)),
        Scale.of(spec("int", 10, low=1, high=250, log=True)),
        Scale.of(spec("int", 3, low=0, high=7)),
    ]
)


@given(scale=scales, position=st.integers(0, notches))
def test_a_sliders_value_is_in_bounds_and_returns_near_its_place(scale, position):
    value = scale.value(position)
    assert scale.low <= value <= scale.high
    assert scale.value(scale.position(value)) == pytest.approx(value, rel=0.1, abs=1e-9)
    assert number(compact(value)) == pytest.approx(value, rel=1e-8)


@given(scale=scales, position=st.integers(0, notches), steps=st.sampled_from([-1, 1]))
def test_an_arrow_key_moves_the_way_it_points_and_stays_in_bounds(scale, position, steps):
    value = scale.value(position)
    after = scale.stepped(value, steps)
    assert scale.low <= after <= scale.high
    assert (after - value) * steps >= 0
    assert after != value or value in (scale.low, scale.high) or scale.step


def test_the_bends_put_useful_values_within_reach():
    assert Scale.of(spec("float", 0.001, low=0, high=10)).bend == "from_zero"
    assert Scale.of(spec("float", 0.999, low=0, high=0.999999)).bend == "to_one"
    assert Scale.of(spec("float", 0.1, low=0, high=0.5, step=0.05)).bend == "linear"
    assert Scale.of(rate).bend == "log"
    assert Scale.of(spec("float", 1.0)) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.one_of(st.floats(-1e12, 1e12), st.integers(-(10**9), 10**9)))
def test_a_number_is_written_so_that_it_can_be_typed_again(value):
    assert number(compact(value)) == pytest.approx(value, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.01, "0.01"), (1e-8, "1e-8"), (500, "500"), (0.999, "0.999"), (0.999999, "0.999999"), ((1.0, 0.5), "1, 0.5")],
)
def test_numbers_are_written_compactly(value, text):
    assert compact(value) == text


@pytest.mark.parametrize(("text", "value"), [("0,5", 0.5), (" 1e-3 ", 0.001), ("−2", -2.0), ("1 500", 1500.0)])
def test_numbers_are_read_as_people_write_them(text, value):
    assert number(text) == value


# ---- many parameters


def many(count: int) -> tuple[ParamSpec, ...]:
    plain = {"kind": "float", "default": 0.5, "help": Text("Help", "说明"), "low": 0.0, "high": 1.0}
    return tuple(ParamSpec(name=f"p{n}", label=Text.of(f"part {n}"), **plain) for n in range(count))


def test_of_many_parameters_the_first_are_shown_and_the_others_folded(qtbot):
    form = Form(Language("en"))
    qtbot.addWidget(form)
    form.show_values(many(6), {"p4": 0.25})
    form.show()
    shown = [name for name, row in form.rows.items() if row.isVisible()]
    assert shown == ["p0", "p1", "p2"]
    assert form.fold.accessibleDescription() == "Part 4 0.25"  # what is hidden and set is said
    form.fold.click()
    assert all(row.isVisible() for row in form.rows.values())
    form.show_values(many(4), {})
    qtbot.waitUntil(lambda: all(row.isVisible() for row in form.rows.values()))
    assert not form.fold.isVisible()
