"""The loss plot: the whole history at any length, its newest numbers, and marks."""

from __future__ import annotations

import gc
import math
import os
import sys
import time
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from gui.panels.panel_world import hidden_by, world
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnlab.gui.context import Context
from nnlab.gui.curves import Mark
from nnlab.gui.plots.axis import Axis
from nnlab.gui.plots.loss import LossPlot
from nnlab.gui.plots.ticks import log_ticks, short, thin
from nnlab.records import Column, History


def history(train, test=(), **columns) -> History:
    return History(
        epoch=tuple(range(len(train))),
        train_loss=tuple(train),
        test_loss=tuple(test),
        columns=tuple(Column(name, tuple(values)) for name, values in columns.items()),
    )


def falling(count: int) -> list[float]:
    return [math.exp(-4 * k / count) for k in range(count)]


def plot(qtbot, context: Context) -> LossPlot:
    made = LossPlot(context)
    # kept until it is closed: else the garbage collector might take it while it is painted
    qtbot.addWidget(made, before_close_func=lambda _widget, kept=made: None)
    made.resize(345, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(context: Context, part: History) -> None:
    context.bridge.history.take(0, part)
    context.bridge.history_changed.emit()


def painted(made: LossPlot) -> QImage:
    picture = QImage(made.area.size(), QImage.Format.Format_RGB32)
    QWidget.render(made.area, picture, QPoint())
    return picture


def count_of(picture: QImage, color: str) -> int:
    return sum(
        picture.pixelColor(x, y).name() == color for x in range(picture.width()) for y in range(picture.height())
    )


def test_an_empty_plot_says_what_to_do(qtbot):
    context = world()
    made = plot(qtbot, context)
    assert made.place.note.text() == "Press Space to train"
    empty = painted(made)
    show(context, history(falling(20)))
    assert painted(made) != empty


def test_while_something_is_wrong_it_does_not_ask_for_space(qtbot):
    context = world()
    made = plot(qtbot, context)
    experiment = context.document.experiment
    layers = (msgspec.structs.replace(experiment.network.layers[0], inputs=()), *experiment.network.layers[1:])
    network = msgspec.structs.replace(experiment.network, layers=layers)
    context.document.edit(lambda: "break", msgspec.structs.replace(experiment, network=network))
    qtbot.waitUntil(lambda: made.place.note.text() == "Training waits until what is marked is set right")
    context.document.edit(lambda: "mend", experiment)
    qtbot.waitUntil(lambda: made.place.note.text() == "Press Space to train")


def test_the_newest_numbers_stand_in_the_heading(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history([1.0, 0.0211], [1.2, 0.0344], train_accuracy=[0.5, 0.987], test_accuracy=[0.5, 0.961]))
    assert made.train.text() == "train 0.0211"
    assert made.test.text() == "test 0.0344"
    assert "98.7" in made.measure.text()
    assert "96.1" in made.measure.text()


def test_without_test_samples_only_training_is_shown(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history([1.0, 0.5]))
    assert made.train.text() == "train 0.500"
    assert made.test.text() == ""


def test_both_curves_are_drawn_in_their_colours(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(100), [value + 0.3 for value in falling(100)]))
    picture = painted(made)
    assert count_of(picture, context.theme.colors.train_line.name()) > 50
    assert count_of(picture, context.theme.colors.test_line.name()) > 50


@pytest.mark.parametrize(
    ("points", "low", "high", "size"), [(9, 0, 120000, 260), (15, 0, 14415, 395), (30, 7.1, 8.4, 90)]
)
def test_numbers_along_the_bottom_do_not_touch_in_a_projectors_letters(qapp, points, low, high, size):
    font = QFont(qapp.font())
    font.setPointSize(points)
    axis = Axis("bottom", font, whole=True, density=1.2)
    values = [value for _, several in axis.tickValues(low, high, size) for value in several]
    assert values
    wide = [QFontMetrics(font).horizontalAdvance(text) for text in axis.tickStrings(values, 1.0, None)]
    places = [size * (value - low) / (high - low) for value in values]
    ends = [(at - half / 2, at + half / 2) for at, half in zip(places, wide, strict=True)]
    assert all(left[1] < right[0] for left, right in pairwise(ends))


def test_the_log_switch_is_an_action(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(100)))
    linear = painted(made)
    made.chip.click()
    assert context.actions.get("view.log_loss").isChecked()
    assert made.chip.isChecked()
    assert painted(made) != linear


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "values",
    [[0.5], [0.0, 0.0], [1.0, math.nan, math.inf, 0.5], [math.nan, math.nan], [-1.0, -2.0], [1e-300, 1e300], [3.0] * 9],
)
def test_any_losses_can_be_drawn(qtbot, values, log):
    context = world()
    made = plot(qtbot, context)
    made.area.show_log(log)
    show(context, history(values, values))
    painted(made)


def test_marks_are_drawn_where_a_setting_was_changed(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(100)))
    before = painted(made)
    context.bridge.marks = (Mark(30, "η 0.03 → 0.01"), Mark(31, "crowded"), Mark(99, "Change learning rate"))
    context.bridge.history_changed.emit()
    after = painted(made)
    assert after != before
    assert count_of(after, context.theme.colors.warning.name()) > 20


def test_a_reset_empties_the_plot(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(30), falling(30)))
    show(context, history([]))
    assert made.train.text() == ""
    assert made.test.text() == ""
    painted(made)


def test_words_follow_the_language(qtbot):
    context = world()
    made = plot(qtbot, context)
    assert made.title.text() == "Loss"
    assert made.chip.toolTip()
    context.language.set("zh_CN")
    assert made.title.text() == context.language.tr("Loss")
    assert made.place.note.text() == context.language.tr("Press Space to train")


@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("NNLAB_SOAK") != "1", reason="measures a quiet machine: make soak")
def test_a_long_history_is_painted_in_a_few_milliseconds(qtbot):
    context = world()
    made = plot(qtbot, context)
    noise = 1 + 0.05 * np.random.default_rng(0).normal(size=200_000)
    values = np.array(falling(200_000)) * noise
    show(context, history(values.tolist(), (values + 0.1).tolist()))
    picture = QImage(made.area.size(), QImage.Format.Format_ARGB32_Premultiplied)
    took = []
    for _ in range(15):
        began = time.perf_counter()
        context.bridge.history_changed.emit()
        QWidget.render(made.area, picture, QPoint())
        took.append(time.perf_counter() - began)
    assert min(took) < 0.015


def test_painting_leaves_the_references_to_none_from_falling(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(300), falling(300)))
    painted(made)
    gc.collect()  # what other tests left behind goes now, and not while references are counted
    before = sys.getrefcount(None)
    for _ in range(50):
        painted(made)
    assert sys.getrefcount(None) > before - 50


def wheel(made: LossPlot, turns: int) -> None:
    """Turns the mouse's wheel over the middle of the curves."""
    painted(made)
    place, nothing = made.area.frame.center(), QPoint()
    event = QWheelEvent(
        place,
        made.area.viewport().mapToGlobal(place),
        nothing,
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(made.area.viewport(), event)


def test_the_whole_history_is_in_sight_from_epoch_0_and_loss_0(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(100)))
    epochs, losses = made.area.ranges
    assert epochs == (0, 99)
    assert losses[0] == pytest.approx(0, abs=0.02)
    assert losses[1] == pytest.approx(1.06)
    show(context, history(falling(300)))
    assert made.area.ranges[0] == (0, 299)


def test_the_wheel_zooms_until_a_double_click_shows_everything(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(100)))
    whole = made.area.ranges
    wheel(made, 5)
    near = made.area.ranges
    assert 0 < near[0][0] < 49 < near[0][1] < 99
    show(context, history(falling(120)))
    assert made.area.ranges == near
    qtbot.mouseDClick(made.area.viewport(), Qt.MouseButton.LeftButton, pos=made.area.frame.center().toPoint())
    assert made.area.ranges[0] == (0, 119)
    assert made.area.ranges[1] == whole[1]


def test_the_logarithmic_axis_shows_everything(qtbot):
    context = world()
    made = plot(qtbot, context)
    show(context, history(falling(100)))
    wheel(made, 5)
    made.chip.click()
    assert made.area.ranges[0] == (0, 99)
    assert made.area.ranges[1][0] == pytest.approx(math.log10(falling(100)[-1]), abs=0.1)


def test_no_menu_in_a_foreign_language_opens(qtbot):
    made = plot(qtbot, world())
    assert not made.area.getPlotItem().menuEnabled()
    assert not made.area.getPlotItem().getViewBox().menuEnabled()


def test_a_mark_without_room_for_its_name_has_only_a_line(qtbot):
    context = world()
    made = plot(qtbot, context)
    context.bridge.marks = (Mark(30, "η 0.03 → 0.01"), Mark(31, "crowded"), Mark(99, "ReLU"))
    show(context, history(falling(100)))
    assert made.area.marks.names == ("η 0.03 → 0.01", "ReLU")


def test_the_drawing_library_comes_after_the_first_paint(qtbot):
    made = LossPlot(world())
    qtbot.addWidget(made, before_close_func=lambda _widget, kept=made: None)
    assert made.place.drawing is None
    assert made.title.text() == "Loss"
    assert made.place.note.text() == "Press Space to train"
    made.show()
    qtbot.waitUntil(lambda: made.place.drawing is not None)


def test_no_part_hides_a_method_of_qt(qtbot):
    made = plot(qtbot, world())
    for widget in (made, made.area, made.chip):
        assert hidden_by(widget) == []


@given(count=st.integers(0, 3000), columns=st.integers(1, 200), seed=st.integers(0, 99))
def test_thinning_keeps_every_columns_extremes(count, columns, seed):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(0, 100, count))
    y = rng.normal(size=count)
    thin_x, thin_y = thin(x, y, 0, 100, columns)
    assert len(thin_x) == len(thin_y) <= max(2 * columns, 0) or len(thin_x) == count
    assert (np.diff(thin_x) >= 0).all()
    if count:
        assert thin_y.min() == y.min()
        assert thin_y.max() == y.max()


@given(low=st.floats(1e-9, 1e3), factor=st.floats(3, 1e9), most=st.integers(2, 10))
def test_log_ticks_are_few_and_inside(low, factor, most):
    found = log_ticks(low, low * factor, most)
    assert 0 < len(found) <= most
    assert all(low * 0.99 <= value <= low * factor * 1.01 for value in found)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0211, "0.0211"), (0.5, "0.500"), (12.34, "12.3"), (0.0, "0.000"), (math.nan, "—"), (math.inf, "∞")],
)
def test_losses_are_written_with_three_digits(value, text):
    assert short(value) == text
