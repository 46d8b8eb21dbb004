"""The inputs: chips to switch, and a line in which any formula is typed, checked, added, changed and removed."""

from __future__ import annotations

import pytest
from gui.panels.panel_world import data_facts, experiment, world
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnlab.gui.formula_line import FormulaLine
from nnlab.gui.formulas import formula_label
from nnlab.gui.panels.data import DataPanel
from nnlab.gui.remark import Remark

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)  # invisible screen


def panel(qtbot, *inputs, columns=("x1", "x2"), source="spiral"):
    shown = experiment()
    data = replace(shown.data, source=replace(shown.data.source, id=source))
    context = world(replace(shown, data=data, network=replace(shown.network, inputs=inputs or ("x1", "x2"))))
    context.document.set_facts(data_facts(columns=columns))
    made = DataPanel(context)
    qtbot.addWidget(made)
    made.resize(280, 400)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    qtbot.waitUntil(made.isActiveWindow)
    return made


def typed(made, text, *, key=None):
    line = made.inputs.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    if key is not None:
        QTest.keyClick(line, key)
    return line


def fed(made):
    return made.context.document.experiment.network.inputs


def remark(made):
    found = made.window().findChild(Remark)
    return found.text() if found is not None and found.isVisible() else ""


def test_enter_adds_a_formula_in_one_undo_step_and_makes_room_for_the_next(qtbot):
    made = panel(qtbot)
    line = typed(made, "sin(x1*x2)", key=Qt.Key.Key_Return)
    assert fed(made) == ("x1", "x2", "sin(x1*x2)")
    assert (line.text(), line.hasFocus()) == ("", True)
    typed(made, "x1**2 + x2**2", key=Qt.Key.Key_Return)
    assert fed(made)[2:] == ("sin(x1*x2)", "x1**2 + x2**2")
    assert made.inputs.chips["x1**2 + x2**2"].text() == "x₁² + x₂²"
    assert len(made.context.document.undo_texts) == 2
    made.context.document.undo_stack.undo()
    assert fed(made) == ("x1", "x2", "sin(x1*x2)")
    assert "x1**2 + x2**2" not in made.inputs.chips


def test_a_fault_is_marked_at_once_at_its_place_and_worded_a_moment_later(qtbot):
    made = panel(qtbot)
    line = typed(made, "x1 + x9*2")
    assert line.problem.values["place"] == 6
    left, right = line._fault()
    metrics, text = line.fontMetrics(), line.text()
    assert right - left == pytest.approx(metrics.horizontalAdvance("x9"), abs=1)
    before = line.grab().toImage()
    qtbot.waitUntil(lambda: "At character 6, x9 is no column" in remark(made), timeout=5000)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert fed(made) == ("x1", "x2")
    assert line.text() == text  # to be mended
    line.setCursorPosition(7)
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    QTest.keyClicks(line, "2")
    assert line.problem is None
    assert remark(made) == ""
    assert line.grab().toImage() != before
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert fed(made)[-1] == "x1 + x2*2"


def test_the_place_counts_blanks_at_the_beginning_and_long_texts_scroll(qtbot):
    made = panel(qtbot)
    line = typed(made, "  x9")
    assert line.problem.values["place"] == 3
    typed(made, "x1 + " * 30 + "x9")
    qtbot.waitUntil(lambda: 0 < line._fault()[0] < line._fault()[1] <= line.width())  # once it is painted


def test_an_input_that_is_there_already_is_said(qtbot):
    made = panel(qtbot)
    line = typed(made, "x1", key=Qt.Key.Key_Return)
    assert fed(made) == ("x1", "x2")
    assert line.problem.code == "edit.same_input"
    assert "twice" in remark(made)


def test_a_click_on_the_chip_of_a_formula_changes_it_in_its_place(qtbot):
    made = panel(qtbot, "x1", "log1p(abs(x2))", "x2")
    QTest.mouseClick(made.inputs.chips["log1p(abs(x2))"], Qt.MouseButton.LeftButton)
    line = made.inputs.line
    assert (line.text(), line.hasFocus(), made.inputs.remove.isVisible()) == ("log1p(abs(x2))", True, True)
    assert fed(made)[1] == "log1p(abs(x2))"
    typed(made, "abs(x2)", key=Qt.Key.Key_Return)
    assert fed(made) == ("x1", "abs(x2)", "x2")
    assert (line.text(), made.inputs.remove.isVisible()) == ("", False)


@pytest.mark.parametrize("way", ["icon", "delete", "empty"])
def test_a_formula_is_removed_by_its_icon_by_delete_or_by_leaving_nothing(qtbot, way):
    made = panel(qtbot, "x1", "abs(x2)")
    chip = made.inputs.chips["abs(x2)"]
    if way == "delete":
        chip.setFocus()
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    else:
        chip.click()
        if way == "icon":
            made.inputs.remove.trigger()
        else:
            made.inputs.line.clear()
            QTest.keyClick(made.inputs.line, Qt.Key.Key_Return)
    assert fed(made) == ("x1",)
    assert "abs(x2)" not in made.inputs.chips
    assert made.inputs.line.text() == ""


def test_keys_reach_a_chip_and_escape_leaves_the_formula_as_it_was(qtbot):
    made = panel(qtbot, "x1", "abs(x2)")
    chip = made.inputs.chips["abs(x2)"]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_F2)
    line = typed(made, "abs(x1)")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), fed(made)) == ("", ("x1", "abs(x2)"))
    assert made.inputs.chips["abs(x2)"].isChecked()


def test_the_seven_are_switched_as_before_beside_formulas(qtbot):
    made = panel(qtbot, "x1", "abs(x2)")
    made.inputs.chips["sin(x1)"].click()
    assert fed(made) == ("x1", "sin(x1)", "abs(x2)")
    made.inputs.chips["x1"].click()
    assert fed(made) == ("sin(x1)", "abs(x2)")


def test_of_thousands_of_columns_some_have_chips_and_the_rest_is_counted(qtbot):
    columns = tuple(f"c{n}" for n in range(3000))
    made = panel(qtbot, *columns[1:], columns=columns)
    assert len(made.inputs.chips) == 60
    assert made.inputs.rest.text == "and 2,940 more, 2,940 of them on"
    made.inputs.chips["c2"].click()
    assert made.context.document.experiment.network.inputs == (columns[1], *columns[3:])


def test_the_example_is_made_of_the_datas_columns(qtbot):
    made = panel(qtbot, "petal length", columns=("petal length", "b"))
    assert "sin({petal length}*b)" in made.inputs.line.placeholderText()
    typed(made, "{petal length}^2 + b", key=Qt.Key.Key_Return)
    assert fed(made) == ("petal length", "{petal length}^2 + b")
    made.context.document.set_facts(data_facts(columns=("x",)))
    assert "exp(-x^2)" in made.inputs.line.placeholderText()


def test_a_long_formula_is_shortened_in_its_chip_and_told_whole(qtbot):
    long = "exp(-(x1 - 0.25)^2 - (x2 + 0.75)^2) * sin(3*x1) + cos(2*x2)"
    made = panel(qtbot, "x1", long)
    chip = made.inputs.chips[long]
    assert chip.geometry().right() < made.inputs.flow.width()
    assert chip.text().endswith("…")
    assert formula_label(long) in chip.toolTip()
    assert chip.accessibleName() == formula_label(long)


def test_everything_has_a_name_and_a_tooltip_in_both_languages(qtbot):
    made = panel(qtbot, "x1", "abs(x2)")
    english = made.inputs.line.accessibleName()
    assert made.inputs.line.toolTip()
    assert made.inputs.remove.toolTip()
    assert "Change or remove |x₂|" in made.inputs.chips["abs(x2)"].toolTip()
    made.context.language.set("zh_CN")
    assert made.inputs.chips["x1"].toolTip() != "Feed x₁ to the network"
    assert english


# ---- a rule in the form of its data set


def test_a_rule_is_typed_in_the_form_and_the_network_follows(qtbot):
    made = panel(qtbot, source="rule")
    box = made.form.rows["formula"].box
    assert isinstance(box, FormulaLine)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "y > open")
    assert box.problem.values["place"] == 5
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "y > open"
    assert "single letters" in remark(made)
    box.selectAll()
    QTest.keyClicks(box, "sin(3*x)")
    QTest.keyClick(box, Qt.Key.Key_Return)
    document = made.context.document
    assert document.experiment.data.source.values["formula"] == "sin(3*x)"
    assert (fed(made), document.experiment.training.loss.id) == (("x",), "mse")
    assert len(document.undo_texts) == 1
    document.undo_stack.undo()
    assert (fed(made), document.experiment.training.loss.id) == (("x1", "x2"), "binary_cross_entropy")
    assert box.text() == "x2 > x1**3 - x1"


def test_a_rule_that_is_left_unfinished_goes_back_and_says_why(qtbot):
    made = panel(qtbot, source="rule")
    box = made.form.rows["formula"].box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "y > (x")
    made.inputs.line.setFocus()
    assert box.text() == "x2 > x1**3 - x1"
    assert box.problem is None
    assert "not closed" in remark(made)


# ---- words


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("sin(x1*x2)", "sin(x₁x₂)"), ("x1**2 + x2**2", "x₁² + x₂²"), ("sqrt(x1^2+x2^2)", "√(x₁² + x₂²)"),
        ("2*x1*x2", "2x₁x₂"), ("2*3", "2·3"), ("age*height", "age·height"), ("x1/(x2+1)", "x₁/(x₂ + 1)"),
        ("sin(x1)^2", "(sin x₁)²"), ("x1^-1", "x₁⁻¹"), ("x1^(1/2)", "x₁^(1/2)"), ("-x1^2", "−x₁²"),
        ("abs(x1)", "|x₁|"), ("pi*x1", "π·x₁"), ("y >= x - 1", "y ≥ x − 1"), ("sin(x1)*x2", "sin(x₁)·x₂"),
        ("bad(", "bad("), ("petal length", "petal length"), ("(x1+x2)^2*x3", "(x₁ + x₂)²·x₃"),
        ("not x1 > 0", "not x₁ > 0"), ("max(x1, 0)", "max(x₁, 0)"), ("{petal length}^2", "petal length²"),
    ],
)  # fmt: skip
def test_formulas_are_written_as_mathematics(text, label):
    assert formula_label(text) == label


def test_nothing_of_a_text_is_taken_for_markup(qtbot):
    made = panel(qtbot)
    line = typed(made, "<b>x1</b>")
    qtbot.waitUntil(lambda: "<b>x1" in remark(made), timeout=5000)
    found = made.window().findChild(Remark)
    assert found.textFormat() == Qt.TextFormat.PlainText
    assert line.mapTo(made, QPoint(0, 0)).y() > 0
