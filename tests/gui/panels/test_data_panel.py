"""The data panel: real samples as thumbnails, and edits of the data."""

from __future__ import annotations

import numpy as np
import pytest
from gui.panels.panel_world import data_facts, experiment, preview, world
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnlab.experiment.document import Chosen
from nnlab.experiment.facts import Facts
from nnlab.gui.context import Context
from nnlab.gui.formulas import formula_label
from nnlab.gui.panels.data import DataPanel
from nnlab.gui.panels.inputs import offered
from nnlab.records import Array, Problem

tool_tips = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)  # invisible screen


def panel(qtbot, context: Context) -> DataPanel:
    made = DataPanel(context)
    qtbot.addWidget(made)
    made.resize(280, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


class Asked:
    """Notes what previews are asked for."""

    def __init__(self, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
        self.questions: dict[int, tuple[str, dict]] = {}
        monkeypatch.setattr(context.bridge, "ask_preview", self._ask)

    def _ask(self, dataset: str, values: dict) -> int:
        self.questions[len(self.questions) + 1] = (dataset, values)
        return len(self.questions)

    def number(self, dataset: str) -> int:
        return max(number for number, (id, _values) in self.questions.items() if id == dataset)


def test_each_data_set_has_a_tile_and_asks_for_samples_once(qtbot, monkeypatch):
    context = world()
    asked = Asked(context, monkeypatch)
    made = panel(qtbot, context)
    known = [info.id for info in context.document.infos("dataset")]
    assert list(made.thumbnails) == known
    assert sorted(id for id, _values in asked.questions.values()) == sorted(known)


def test_a_tile_is_drawn_when_its_samples_arrive(qtbot, monkeypatch):
    context = world()
    asked = Asked(context, monkeypatch)
    made = panel(qtbot, context)
    tile = made.thumbnails["moons"]
    before = tile.grab().toImage()
    context.bridge.preview.emit(asked.number("moons"), preview())
    assert tile.drawn
    assert tile.grab().toImage() != before
    assert not made.thumbnails["circle"].drawn


def test_samples_that_are_pictures_are_drawn_as_one(qtbot, monkeypatch):
    context = world()
    asked = Asked(context, monkeypatch)
    made = panel(qtbot, context)
    tile = made.thumbnails["digits"]
    bright = np.zeros((8, 8))
    bright[:, 4:] = 16
    tile.show_preview(replace(preview(), picture=Array.of(bright)))
    tile.resize(40, 40)
    image = tile.grab().toImage()
    left, right = (image.pixelColor(round(image.width() * x), image.height() // 2) for x in (0.3, 0.7))
    assert right == context.theme.colors.text
    assert left == context.theme.colors.field
    assert asked.number("digits")


def test_a_tile_whose_samples_cannot_be_made_says_why(qtbot, monkeypatch):
    context = world()
    asked = Asked(context, monkeypatch)
    made = panel(qtbot, context)
    problem = Problem(code="edit.no_inputs", values={"path": "network.inputs"})
    context.bridge.preview.emit(asked.number("xor"), problem)
    assert made.thumbnails["xor"].failed
    assert context.language.problem(problem) in made.thumbnails["xor"].toolTip()


def test_answers_to_older_questions_are_dropped(qtbot, monkeypatch):
    context = world()
    made = panel(qtbot, context)
    context.bridge.preview.emit(12345, preview())
    assert not any(tile.drawn for tile in made.thumbnails.values())


def test_a_click_chooses_a_data_set_in_one_undo_step(qtbot):
    context = world()
    made = panel(qtbot, context)
    QTest.mouseClick(made.thumbnails["hills"], Qt.MouseButton.LeftButton)
    document = context.document
    assert document.experiment.data.source.id == "hills"
    assert document.experiment.training.loss.id == "mse"  # values ask for another loss
    assert made.thumbnails["hills"].isChecked()
    assert document.undo_texts == ("Change data",)
    document.undo_stack.undo()
    assert made.thumbnails["spiral"].isChecked()
    assert not made.thumbnails["hills"].isChecked()


def test_the_chosen_tile_shows_the_chosen_noise(qtbot, monkeypatch):
    context = world()
    asked = Asked(context, monkeypatch)
    made = panel(qtbot, context)
    made.form.rows["noise"].slider.setValue(1000)
    qtbot.waitUntil(lambda: ("spiral", {"noise": 0.5}) in asked.questions.values())


def test_a_drag_of_a_slider_is_one_undo_step_and_another_drag_another(qtbot):
    context = world()
    made = panel(qtbot, context)
    slider = made.form.rows["noise"].slider
    for position in (100, 400, 900):
        slider.setValue(position)
    slider.settled.emit()
    assert len(context.document.undo_texts) == 1
    slider.setValue(300)
    assert len(context.document.undo_texts) == 2


def test_the_test_share_is_shown_in_percent(qtbot):
    context = world()
    made = panel(qtbot, context)
    assert made.test_share.box.text() == "50 %"
    made.test_share.slider.setValue(1000)
    assert context.document.experiment.data.test_share == pytest.approx(0.9)


@tool_tips
def test_a_value_out_of_bounds_is_refused_in_words(qtbot):
    context = world()
    made = panel(qtbot, context)
    box = made.form.rows["noise"].box
    box.setText("7")
    box.setModified(True)
    box.editingFinished.emit()
    assert box.property("wrong") is True
    assert box.text() == "0.1"
    assert context.document.undo_texts == ()


def test_the_dice_draws_another_sample(qtbot):
    context = world()
    made = panel(qtbot, context)
    before = context.document.experiment.data.seed
    made.dice.click()
    assert context.document.experiment.data.seed == before + 1
    assert context.document.undo_texts == ("New sample",)


def test_chips_choose_inputs_in_a_fixed_order(qtbot):
    context = world()
    made = panel(qtbot, context)
    chips = made.inputs.chips
    chips["sin(x1)"].click()
    chips["x1^2"].click()
    assert context.document.experiment.network.inputs == ("x1", "x2", "x1^2", "sin(x1)")
    chips["x2"].click()
    assert context.document.experiment.network.inputs == ("x1", "x1^2", "sin(x1)")


@tool_tips
def test_the_last_input_cannot_go(qtbot):
    shown = experiment()
    context = world(replace(shown, network=replace(shown.network, inputs=("x1",))))
    made = panel(qtbot, context)
    made.inputs.chips["x1"].click()
    assert context.document.experiment.network.inputs == ("x1",)
    assert made.inputs.chips["x1"].isChecked()


def test_other_columns_and_other_formulas_have_chips_too():
    assert offered(("a", "b", "c"), ("a", "log(b)")) == ("a", "b", "c", "log(b)")
    assert offered(("x1", "x2"), ("x1",))[2:] == ("x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")


@pytest.mark.parametrize(
    ("name", "shown"), [("x1", "x₁"), ("x1^2", "x₁²"), ("x1*x2", "x₁x₂"), ("sin(x2)", "sin x₂"), ("age", "age")]
)
def test_inputs_are_written_as_formulas(name, shown):
    assert formula_label(name) == shown


def test_chips_follow_the_datas_columns(qtbot):
    context = world()
    made = panel(qtbot, context)
    context.document.set_facts(data_facts(columns=("a", "b")))
    assert list(made.inputs.chips)[:3] == ["a", "b", "a^2"]


@pytest.mark.parametrize(
    ("shape", "words"),
    [((1, 8, 8), "1 × 8 × 8 picture"), ((5, 1), "5 steps of 1 number"), ((1, 3), "1 step of 3 numbers")],
)
def test_of_pictures_and_sequences_a_line_says_what_goes_in_whole(qtbot, shape, words):
    context = world()
    made = panel(qtbot, context)
    assert not made.whole.isVisible()
    context.document.set_facts(data_facts(columns=("a", "b", "c"), shape=shape))
    assert made.whole.text == words
    assert made.whole.isVisible()
    assert not made.inputs.isVisible()
    context.document.set_facts(data_facts(shape=(2,)))
    assert made.inputs.isVisible()
    assert not made.whole.isVisible()


def test_a_data_set_nobody_knows_is_shown_as_missing_and_kept(qtbot):
    shown = experiment()
    context = world(replace(shown, data=replace(shown.data, source=Chosen(id="galaxy", values={"arms": 3}))))
    made = panel(qtbot, context)
    assert made.missing.isVisible()
    assert made.missing.text == "galaxy (missing)"
    assert context.document.experiment.data.source.values == {"arms": 3}


def test_before_the_catalogue_is_there_the_panel_says_so(qtbot):
    made = panel(qtbot, world(known=False))
    assert made.missing.isVisible()
    assert "loaded" in made.missing.text


def test_everything_that_can_be_used_has_a_name_and_a_tooltip(qtbot):
    made = panel(qtbot, world())
    rows = [*made.form.rows.values(), made.test_share, made.split.split, made.split.seed, made.split.scaling]
    controls: list[QWidget] = [made.dice, *made.thumbnails.values(), *made.inputs.chips.values()]
    controls += [made.more, made.form.fold, made.split.fold]
    controls += [one for row in rows for one in (row.slider, row.box, row.combo) if one is not None]
    for control in controls:
        assert control.accessibleName()
        assert control.toolTip()


def test_words_follow_the_language(qtbot):
    context = world()
    made = panel(qtbot, context)
    context.language.set("zh_CN")
    assert made.thumbnails["spiral"].accessibleName() == "螺旋"
    assert made.form.rows["noise"].label.text == "噪声"


@pytest.mark.parametrize("width", [240, 256, 280, 340])
def test_nothing_is_cut_at_any_width(qtbot, width):
    made = panel(qtbot, world())
    made.resize(width, 300)
    tiles = [tile for tile in made.thumbnails.values() if tile.isVisible()]
    assert 10 < len(tiles) < len(made.thumbnails)
    for child in [*tiles, *made.inputs.chips.values()]:
        assert child.geometry().right() < child.parentWidget().width()
        assert child.geometry().bottom() < child.parentWidget().height()


def test_data_sets_beyond_two_rows_are_shown_on_request_and_the_chosen_one_always(qtbot):
    context = world()
    made = panel(qtbot, context)
    hidden = [id for id, tile in made.thumbnails.items() if not tile.isVisible()]
    assert "digits" in hidden
    assert f"+{len(hidden)}" in made.more.toolTip()
    QTest.keyClick(made.more, Qt.Key.Key_Space)
    assert all(tile.isVisible() for tile in made.thumbnails.values())
    QTest.mouseClick(made.thumbnails["digits"], Qt.MouseButton.LeftButton)
    QTest.keyClick(made.more, Qt.Key.Key_Space)
    assert made.thumbnails["digits"].isVisible()
    assert not made.thumbnails["iris"].isVisible()


def test_a_data_set_that_was_seen_brings_its_columns_and_outputs(qtbot, monkeypatch):
    context = world()
    asked = Asked(context, monkeypatch)
    made = panel(qtbot, context)
    columns = ("sepal_length", "petal_length")
    seen = data_facts(columns=columns, classes=("a", "b", "c"), outputs=3, train_rows=6, test_rows=0).data
    context.bridge.preview.emit(asked.number("iris"), replace(preview(), data=seen))
    made.more.click()
    QTest.mouseClick(made.thumbnails["iris"], Qt.MouseButton.LeftButton)
    chosen = context.document.experiment
    assert chosen.network.inputs == columns
    assert chosen.network.layers[-1].kind.values["units"] == 3
    assert chosen.training.batch_size == 3
    assert len(context.document.undo_texts) == 1


def test_split_and_scaling_are_below_a_fold_that_says_what_is_set(qtbot):
    context = world()
    made = panel(qtbot, context)
    assert not made.split.body.isVisible()
    made.split.fold.click()
    assert made.split.body.isVisible()
    for row, place in ((made.split.split, 2), (made.split.scaling, 2)):
        row.combo.setCurrentIndex(place)
        row.combo.activated.emit(place)
    made.split.seed.box.setText("7")
    made.split.seed.box.setModified(True)
    made.split.seed.box.editingFinished.emit()
    data = context.document.experiment.data
    assert (data.split, data.split_seed, data.scaling) == ("stratified", 7, "minmax")
    assert len(context.document.undo_texts) == 3
    made.split.fold.click()
    assert made.split.fold.accessibleDescription() == "by class, scaled"


def test_the_last_samples_need_no_seed_and_the_datas_own_no_share(qtbot):
    shown = experiment()
    context = world(replace(shown, data=replace(shown.data, split="order")))
    made = panel(qtbot, context)
    assert not made.split.seed.isEnabled()
    context.document.set_facts(data_facts(own_split=True))
    assert made.test_share.isEnabled()
    context.document.edit(lambda: "Split", replace(context.document.experiment, data=shown.data))
    context.document.set_facts(data_facts(own_split=True))
    assert made.split.seed.isEnabled()
    assert not made.test_share.isEnabled()
    assert "names them itself" in made.test_share.box.toolTip()


def shown_numbers(made: DataPanel) -> list[list[str]]:
    model = made.split.numbers.model()
    shown = [at for at in range(model.columnCount()) if not made.split.numbers.isColumnHidden(at)]
    return [[str(model.index(row, at).data()) for at in shown] for row in range(model.rowCount())]


def test_the_numbers_of_the_scaling_are_told(qtbot):
    context = world()
    made = panel(qtbot, context)
    made.split.fold.click()
    assert not made.split.numbers.isVisible()
    context.document.set_facts(data_facts(columns=("x1", "x2"), shift=(1.25, -3.0), scale=(2.0, 0.5)))
    assert made.split.numbers.isVisible()
    assert shown_numbers(made) == [["x1", "1.25", "2"], ["x2", "-3", "0.5"]]


def test_missing_values_can_be_filled_in_where_all_samples_were_left_out_for_them(qtbot):
    context = world()
    made = panel(qtbot, context)
    made.split.fold.click()
    values = {"rows": 4, "column": "x1", "missing": 4, "path": "data.missing", "fix": "fill"}
    problem = Problem(code="data.all_missing", values=values)
    context.document.set_facts(Facts(data=None, layers=(), parameters=0, problems=(problem,)))
    assert made.split.missing.isVisible()
    context.document.set_facts(data_facts())
    assert not made.split.missing.isVisible()


def test_numbers_of_scaling_are_never_cut_short(qtbot):
    context = world()
    made = panel(qtbot, context)
    made.split.fold.click()
    context.document.set_facts(data_facts(shift=(-0.049449, 1.0), scale=(-1.2345e-5, 1.0)))
    numbers = made.split.numbers
    shown = [numbers.model().index(0, at).data() for at in (2, 3)]
    assert shown == ["-0.04945", "-1.234e-5"]
    for at, text in zip((2, 3), shown, strict=True):
        assert numbers.columnWidth(at) > numbers.fontMetrics().horizontalAdvance(text)


def test_what_is_missing_is_told_and_can_be_filled_in_one_step_each(qtbot):
    context = world()
    made = panel(qtbot, context)
    assert not made.split.gaps.isVisible()
    context.document.set_facts(data_facts(missing=(0, 3), dropped=3))
    assert made.split.gaps.text == "3 values missing, 3 rows left out"
    made.split.fold.click()
    assert made.split.missing.isVisible()
    assert not made.split.filler.isVisible()
    made.split.missing.combo.setCurrentIndex(3)
    made.split.missing.combo.activated.emit(3)
    assert made.split.filler.isVisible()
    context.document.set_facts(data_facts(missing=(0, 3), filled=(0.0, 7.0)))
    assert made.split.gaps.text == "3 values missing, 0 filled in"
    assert shown_numbers(made) == [["x2", "7"]]
    made.split.filler.box.setText("7")
    made.split.filler.box.setModified(True)
    made.split.filler.box.editingFinished.emit()
    data = context.document.experiment.data
    assert (data.missing, data.filler) == ("constant", 7.0)
    assert len(context.document.undo_texts) == 2


def test_targets_that_are_values_can_be_scaled_and_their_numbers_are_told(qtbot):
    context = world()
    made = panel(qtbot, context)
    made.split.fold.click()
    assert not made.split.target_scaling.isVisible()
    context.document.set_facts(data_facts(targets="values", classes=(), target_shift=(20.0,), target_scale=(4.5,)))
    assert made.split.target_scaling.isVisible()
    made.split.target_scaling.combo.setCurrentIndex(1)
    made.split.target_scaling.combo.activated.emit(1)
    assert context.document.experiment.data.target_scaling == "standardize"
    assert shown_numbers(made) == [["target", "20", "4.5"]]


def test_the_samples_of_each_class_are_counted_for_training_and_testing(qtbot):
    context = world()
    made = panel(qtbot, context)
    made.split.fold.click()
    context.document.set_facts(data_facts(classes=("no", "yes"), class_rows=((200, 50), (100, 25))))
    assert [label.text for label in made.split.counts] == ["Train: no 200 · yes 100", "Test: no 50 · yes 25"]
    context.document.set_facts(data_facts(targets="values", classes=()))
    assert not any(label.isVisible() for label in made.split.counts)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_source_and_licence_of_the_chosen_data_set_are_shown(qtbot, language):
    shown = experiment()
    context = world(replace(shown, data=replace(shown.data, source=Chosen(id="digits"))), language=language)
    made = panel(qtbot, context)
    made.split.fold.click()
    assert made.split.source.isVisible()
    assert "Alpaydin" in made.split.source.text
    assert "CC BY 4.0" in made.split.source.toolTip()
