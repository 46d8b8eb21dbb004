"""The folded part of the training panel: each stop rule, clipping, the order, the number type is an edit by name."""

from __future__ import annotations

import pytest
from gui.panels.panel_world import experiment, hidden_by, world
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from nnlab.experiment.document import Clip, Stop
from nnlab.gui.context import Context
from nnlab.gui.forms import Row
from nnlab.gui.panels.more import More
from nnlab.gui.panels.training import TrainingPanel

tool_tips = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)  # invisible screen


def shown_more(qtbot, context: Context, *, unfolded: bool = True) -> More:
    panel = TrainingPanel(context)
    qtbot.addWidget(panel)
    panel.resize(280, 700)
    panel.show()
    qtbot.waitExposed(panel)
    if unfolded:
        panel.more.fold.click()
    panel.more.panel = panel  # kept alive with it
    return panel.more


def training(context: Context):
    return context.document.experiment.training


def type_into(row: Row, text: str) -> None:
    row.box.setText(text)
    row.box.setModified(True)
    row.box.editingFinished.emit()


def pick(row: Row, value: str) -> None:
    place = row.combo.findData(value)
    assert place >= 0
    row.combo.setCurrentIndex(place)
    row.combo.activated.emit(place)


def test_it_is_folded_until_it_is_wanted(qtbot):
    more = shown_more(qtbot, world(), unfolded=False)
    assert not more.body.isVisible()
    more.fold.click()
    assert more.body.isVisible()


def test_folded_it_says_what_is_set(qtbot):
    shown = experiment()
    changed = replace(shown.training, stop=Stop(epochs=5), clip=Clip(), shuffle=False, dtype="float32")
    more = shown_more(qtbot, world(replace(shown, training=changed)), unfolded=False)
    assert more.fold.accessibleDescription() == "stop rule, clipped, fixed order, float32"
    assert "float32" in more.fold.toolTip()


@pytest.mark.parametrize("rule", ["epochs", "loss", "change", "patience", "seconds"])
def test_a_check_switches_a_stop_rule_on_and_off_and_keeps_its_number(qtbot, rule):
    context = world()
    row = shown_more(qtbot, context).rules[rule]
    assert not row.row.isEnabled()
    row.check.click()
    assert getattr(training(context).stop, rule) is not None
    type_into(row.row, "7")
    assert getattr(training(context).stop, rule) == 7
    row.check.click()
    assert training(context).stop == Stop()
    row.check.click()
    assert getattr(training(context).stop, rule) == 7
    label = row.row.spec.label.en
    assert set(context.document.undo_texts) == {f"Change stop rule “{label}”"}
    context.document.undo_stack.undo()
    assert not row.check.isChecked()


@tool_tips
def test_a_number_that_makes_no_sense_is_refused(qtbot):
    context = world()
    row = shown_more(qtbot, context).rules["change"]
    row.check.click()
    before = training(context).stop.change
    type_into(row.row, "-1")
    assert training(context).stop.change == before
    assert row.row.box.property("wrong") is True


def test_clipping_comes_with_its_limit(qtbot):
    context = world()
    more = shown_more(qtbot, context)
    assert not more.limit.isVisible()
    pick(more.clip, "norm")
    assert training(context).clip == Clip(by="norm", limit=1.0)
    assert more.limit.isVisible()
    type_into(more.limit, "0.25")
    pick(more.clip, "value")
    assert training(context).clip == Clip(by="value", limit=0.25)
    pick(more.clip, "")
    assert training(context).clip is None
    assert context.document.undo_texts == (
        "Clip gradients",
        "Change limit of gradients",
        "Clip gradients",
        "Clip gradients",
    )


def test_order_and_numbers_are_chosen(qtbot):
    context = world()
    more = shown_more(qtbot, context)
    more.shuffle.check.click()
    pick(more.dtype, "float32")
    assert (training(context).shuffle, training(context).dtype) == (False, "float32")
    assert context.document.undo_texts == ("Change order of samples", "Change numbers")


def test_how_often_is_measured_is_typed_in_epochs(qtbot):
    context = world()
    more = shown_more(qtbot, context)
    assert more.every.box.text() == "1 epoch"
    type_into(more.every, "20")
    assert training(context).measure_every == 20
    assert more.every.box.text() == "20 epochs"
    assert context.document.undo_texts == ("Change how often is measured",)
    more.fold.click()
    assert more.fold.accessibleDescription() == "measured every 20 epochs"


@tool_tips
def test_measuring_less_than_every_epoch_is_refused(qtbot):
    context = world()
    more = shown_more(qtbot, context)
    type_into(more.every, "0")
    assert training(context).measure_every == 1
    assert more.every.box.property("wrong") is True


def test_every_control_has_a_name_and_a_sentence(qtbot):
    more = shown_more(qtbot, world())
    rows = [more.clip, more.limit, more.shuffle, more.dtype, more.every, *(rule.row for rule in more.rules.values())]
    controls: list[QWidget] = [more.fold, *(rule.check for rule in more.rules.values())]
    controls += [row.box or row.combo or row.check for row in rows]
    assert all(control.accessibleName() and control.toolTip() for control in controls)


def test_no_part_hides_a_method_of_qt(qtbot):
    more = shown_more(qtbot, world())
    del more.panel
    for widget in (more, more.fold, more.rules["loss"]):
        assert hidden_by(widget) == []
