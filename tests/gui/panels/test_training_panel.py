"""The training panel: every setting is one edit, every component a form of its parameters."""

from __future__ import annotations

import pytest
from gui.panels.panel_world import data_facts, experiment, hidden_by, world
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from nnlab.experiment.document import Chosen, Given
from nnlab.gui.context import Context
from nnlab.gui.panels.component import ComponentField
from nnlab.gui.panels.data import DataPanel
from nnlab.gui.panels.training import TrainingPanel

tool_tips = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)  # invisible screen


def panel(qtbot, context: Context) -> TrainingPanel:
    made = TrainingPanel(context)
    qtbot.addWidget(made)
    made.resize(280, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(field: ComponentField, id: str) -> None:
    place = field.combo.findData(id)
    assert place >= 0
    field.combo.setCurrentIndex(place)
    field.combo.activated.emit(place)


def test_it_shows_the_documents_settings(qtbot):
    made = panel(qtbot, world())
    assert made.loss.combo.currentData() == "binary_cross_entropy"
    assert made.optimizer.combo.currentText() == "Adam"
    assert made.optimizer.form.rows["learning_rate"].box.text() == "0.03"
    assert made.optimizer.form.rows["beta1"].box.text() == "0.9"  # a default
    assert made.regularizer.combo.currentText() == "None"
    assert made.seed.box.text() == "7"


def test_choosing_another_optimizer_keeps_the_learning_rate_and_brings_its_own_form(qtbot):
    context = world()
    made = panel(qtbot, context)
    choose(made.optimizer, "momentum")
    optimizer = context.document.experiment.training.optimizer
    assert (optimizer.id, optimizer.values["learning_rate"]) == ("momentum", 0.03)
    assert "nesterov" in made.optimizer.form.rows
    assert "beta1" not in made.optimizer.form.rows
    assert context.document.undo_texts == ("Change optimizer",)
    context.document.undo_stack.undo()
    assert made.optimizer.combo.currentData() == "adam"


def test_a_regularizer_can_come_and_go(qtbot):
    context = world()
    made = panel(qtbot, context)
    choose(made.regularizer, "l2")
    assert context.document.experiment.training.regularizer.id == "l2"
    assert list(made.regularizer.form.rows) == ["strength"]
    choose(made.regularizer, "")
    assert context.document.experiment.training.regularizer is None
    assert made.regularizer.form.rows == {}


@pytest.mark.parametrize(
    ("name", "id", "text"),
    [
        ("loss", "mse", "Change loss"),
        ("schedule", "cosine", "Change schedule"),
        ("initializer", "he", "Change initial weights"),
    ],
)
def test_every_choice_is_one_undo_step_with_its_name(qtbot, name, id, text):
    context = world()
    made = panel(qtbot, context)
    choose(getattr(made, name), id)
    assert context.document.undo_texts == (text,)
    assert getattr(made, name).combo.currentData() == id


def test_a_parameter_is_changed_under_its_name(qtbot):
    context = world()
    made = panel(qtbot, context)
    slider = made.optimizer.form.rows["learning_rate"].slider
    slider.setValue(700)
    slider.setValue(800)
    assert context.document.experiment.training.optimizer.values["learning_rate"] > 0.03
    assert context.document.undo_texts == ("Change learning rate",)


def test_choosing_what_is_chosen_changes_nothing(qtbot):
    context = world()
    made = panel(qtbot, context)
    choose(made.optimizer, "adam")
    assert context.document.undo_texts == ()


def test_batches_are_bounded_by_the_training_samples(qtbot):
    context = world()
    made = panel(qtbot, context)
    context.document.set_facts(data_facts(train_rows=40))
    made.batch_size.slider.setValue(1000)
    assert context.document.experiment.training.batch_size == 40


def test_all_is_a_batch_of_every_training_sample(qtbot):
    context = world()
    made = panel(qtbot, context)
    context.document.set_facts(data_facts(train_rows=40))
    made.batch_size.box.setText("All")
    made.batch_size.box.setModified(True)
    made.batch_size.box.editingFinished.emit()
    assert context.document.experiment.training.batch_size == 40
    assert made.batch_size.box.text() == "40"


@tool_tips
def test_a_batch_of_no_samples_is_refused(qtbot):
    context = world()
    made = panel(qtbot, context)
    box = made.batch_size.box
    box.setText("0")
    box.setModified(True)
    box.editingFinished.emit()
    assert context.document.experiment.training.batch_size == 10
    assert box.property("wrong") is True


def test_the_dice_triggers_new_weights(qtbot):
    context = world()
    pressed: list[bool] = []
    context.actions.add("train.new_weights", lambda: "New weights", lambda: pressed.append(True))
    panel(qtbot, context).dice.click()
    assert pressed == [True]


def test_another_seed_draws_other_weights_and_another_order(qtbot):
    context = world()
    made = panel(qtbot, context)
    box = made.seed.box
    box.setText("42")
    box.setModified(True)
    box.editingFinished.emit()
    shown = context.document.experiment
    assert (shown.start.seed, shown.training.seed) == (42, 42)
    assert context.document.undo_texts == ("New weights",)


def test_given_weights_have_no_seed(qtbot):
    shown = replace(experiment(), start=Given(sha256="0" * 64))
    made = panel(qtbot, world(shown))
    assert not made.seed.isVisible()


def test_a_component_nobody_knows_is_shown_as_missing_and_kept(qtbot):
    shown = experiment()
    lost = Chosen(id="nonesuch", values={"learning_rate": 0.5})
    context = world(replace(shown, training=replace(shown.training, optimizer=lost)))
    made = panel(qtbot, context)
    assert made.optimizer.combo.currentText() == "nonesuch (missing)"
    assert made.optimizer.combo.property("wrong") is True
    assert "nonesuch" in made.optimizer.combo.toolTip()
    choose(made.optimizer, "sgd")
    assert made.optimizer.combo.findData("nonesuch") == -1
    context.document.undo_stack.undo()
    assert context.document.experiment.training.optimizer == lost
    assert made.optimizer.combo.currentData() == "nonesuch"


def test_before_the_catalogue_is_there_ids_are_shown_and_nothing_is_called_missing(qtbot):
    context = world(known=False)
    made = panel(qtbot, context)
    assert made.optimizer.combo.currentText() == "adam"
    assert not made.optimizer.combo.property("wrong")
    context.document.set_catalog(world().document.catalog)
    assert made.optimizer.combo.currentText() == "Adam"


def test_words_follow_the_language(qtbot):
    context = world()
    made = panel(qtbot, context)
    context.language.set("zh_CN")
    assert made.loss.combo.currentText() == "二元交叉熵"
    assert made.optimizer.form.rows["learning_rate"].label.text == "η 学习率"


def test_every_control_has_a_name(qtbot):
    made = panel(qtbot, world())
    fields = (made.loss, made.optimizer, made.schedule, made.regularizer, made.initializer)
    named: list[QWidget] = [made.dice, made.batch_size.slider, made.seed.box, *(field.combo for field in fields)]
    assert all(control.accessibleName() for control in named)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_both_panels_fit_a_small_screen(qtbot, language):
    shown = experiment()
    full = replace(shown.training, schedule=Chosen(id="cosine"), regularizer=Chosen(id="l2"))
    context = world(replace(shown, training=full), language=language)
    training, data = panel(qtbot, context), DataPanel(context)
    qtbot.addWidget(data)
    data.resize(280, 300)
    data.show()
    assert training.sizeHint().height() + data.sizeHint().height() <= 640  # what a screen of 1366x768 leaves them
    assert training.minimumSizeHint().width() <= 240


def test_no_part_hides_a_method_of_qt(qtbot):
    made, data = panel(qtbot, world()), DataPanel(world())
    qtbot.addWidget(data)
    for widget in (made, data, made.optimizer, made.batch_size, made.optimizer.form, data.tiles):
        assert hidden_by(widget) == []
