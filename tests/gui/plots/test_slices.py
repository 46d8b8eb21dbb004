"""Data of many columns: a pair is chosen, the others slide, and output and maps are asked for just there."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from gui.panels.panel_world import data_facts, experiment, hidden_by, world
from gui.plots.test_boundary_plot import frame, hover, pixel, plot, points
from msgspec.structs import replace
from PySide6.QtCore import Qt

from nnlab.gui.context import Context
from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.samples import Projection, same
from nnlab.gui.slicing import Slice
from nnlab.kernel.messages import BoundaryView, Frame

names = ("a", "b", "c", "d")


def wide(qtbot, columns: tuple[str, ...] = names, inputs: tuple[str, ...] = names, **facts) -> BoundaryPlot:
    """A plot of data with many columns, from -6 to 6 each, two training samples and one for testing."""
    network = replace(experiment().network, inputs=inputs)
    context = world(replace(experiment(), network=network))
    made = plot(qtbot, context)
    count = len(columns)
    context.document.set_facts(data_facts(columns=columns, low=(-6.0,) * count, high=(6.0,) * count, **facts))
    x = np.zeros((3, count))
    x[:, :4] = [[3.0, 3.0, 1.0, 0.5], [-3.0, 2.0, 2.0, 0.5], [0.0, 0.0, 6.0, 2.0]]
    context.bridge.points.emit(points(x[:2], [0, 1], x[2:], [1]))
    show(context, (0, 1))
    return made


def show(context: Context, columns: tuple[int, int], height: float = 0.5) -> None:
    context.bridge.frame.emit(replace(frame(np.full((1, 10, 10), height)), columns=columns))


def asked(made: BoundaryPlot) -> BoundaryView:
    return next(view for view in made._context.bridge._views.union() if isinstance(view, BoundaryView))


def test_two_columns_have_no_choice_and_more_have_a_box_for_each_axis(qtbot):
    made = wide(qtbot)
    assert made.pair.isVisible()
    assert made.fixed.isVisible()
    assert (made.pair.across.currentText(), made.pair.upwards.currentText()) == ("a", "b")
    made._context.document.set_facts(data_facts())
    assert not made.pair.isVisible()
    assert not made.fixed.isVisible()
    assert [hidden_by(widget) for widget in (made.pair, made.fixed, made.answer, made.scene)] == [[]] * 4


def test_another_pair_is_asked_for_and_drawn_with_its_samples_when_it_comes(qtbot):
    made = wide(qtbot)
    made.pair.upwards.setFocus()
    qtbot.keyClick(made.pair.upwards, Qt.Key.Key_Down)
    assert asked(made).columns == (0, 2)
    places = made.plane._places().tolist()
    show(made._context, (0, 1))
    assert made.plane._places().tolist() == places, "a frame of the pair before is late"
    show(made._context, (0, 2))
    assert made.plane._places().tolist() == [[3.0, 1.0], [-3.0, 2.0]]


def test_a_column_chosen_for_both_axes_changes_places(qtbot):
    made = wide(qtbot)
    made.pair.across.setFocus()
    qtbot.keyClick(made.pair.across, Qt.Key.Key_Down)
    assert asked(made).columns == (1, 0)
    assert made.pair.upwards.currentText() == "a"


def test_the_others_begin_at_their_means_and_slide_by_mouse_and_keys(qtbot):
    made = wide(qtbot)
    assert asked(made).at == ()
    assert made.fixed.fold._summary == "c 3.00, d 1.00"
    made.fixed.fold.click()
    row = made.fixed._rows[0]
    assert row.slider.accessibleName() == "c"
    qtbot.mouseClick(row.slider, Qt.MouseButton.LeftButton, pos=row.slider.rect().center())
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    at = asked(made).at
    assert (at[:2], at[3]) == ((0.0, pytest.approx(5 / 3)), 1.0)
    assert at[2] != 3.0
    row.value.setFocus()
    row.value.setText("4,5")
    row.value.setModified(True)
    qtbot.keyClick(row.value, Qt.Key.Key_Return)
    assert asked(made).at[2] == 4.5
    row.value.setText("four")
    row.value.setModified(True)
    row.value.committed.emit("four")
    assert asked(made).at[2] == 4.5
    means = made.fixed.chips[1]
    assert means.isVisible()
    means.click()
    assert asked(made).at == ()
    assert not means.isVisible()


def test_the_others_can_be_fixed_at_a_clicked_sample(qtbot):
    made = wide(qtbot)
    chip = made.fixed.chips[0]
    assert not chip.isVisible()
    qtbot.mouseClick(made.plane.viewport(), Qt.MouseButton.LeftButton, pos=pixel(made, -3.0, 2.0))
    assert chip.isVisible()
    chip.click()
    assert asked(made).at == (-3.0, 2.0, 2.0, 0.5)
    assert made.fixed.fold.text() == "Fixed at this sample:"
    found: list[object] = []
    made.probed.connect(found.append)
    made.probe.pin(None)
    hover(qtbot, made, 1.0, 1.0)
    assert found[-1][2:] == (2.0, 0.5)


def test_samples_are_the_fainter_the_farther_they_are_from_the_slice(qtbot):
    made = wide(qtbot)
    made._context.slicing.put_row((0.0, 0.0, 1.0, 0.5))
    near = made.plane._samples.train_near
    assert near[0] == 0 < near[1]
    assert made.plane._samples.train_rows is None


def test_another_experiment_begins_with_the_first_two_columns_at_the_means(qtbot):
    made = wide(qtbot)
    slicing = made._context.slicing
    slicing.show_pair(2, 3)
    slicing.put(0, 2.0)
    made._context.document.replace(experiment())
    assert (slicing.now.columns, slicing.now.at) == ((0, 1), ())


def test_a_column_that_no_input_reads_is_told_apart(qtbot):
    made = wide(qtbot, inputs=("a*b", "d"))
    assert made._context.slicing.read == {0, 1, 3}
    made.fixed.fold.click()
    d, c = made.fixed._rows
    assert (d.name.text, d.slider.isEnabled()) == ("d", True)
    assert (c.name.text, c.slider.isEnabled()) == ("c", False)
    assert "No input" in c.slider.toolTip()
    model = made.pair.across.model()
    colours = [model.data(model.index(row, 0), Qt.ItemDataRole.ForegroundRole) for row in range(4)]
    assert colours == [None, None, made._context.theme.colors.muted, None]


def test_of_many_columns_some_have_sliders_and_others_are_searched(qtbot):
    columns = tuple(f"column{place}" for place in range(3000))
    made = wide(qtbot, columns=columns, inputs=columns[:4])
    made.fixed.fold.click()
    assert made.fixed.search.isVisible()
    assert len(made.fixed._rows) == 24
    qtbot.keyClicks(made.fixed.search, "2999")
    shown = [row.name.text for row in made.fixed._rows if row.name.isVisible()]
    assert shown == ["column2999"]


def test_where_the_network_reads_one_column_the_output_is_a_line_along_it(qtbot):
    made = wide(qtbot, targets="values", classes=())
    told: Frame = replace(frame(np.zeros((1, 9))), columns=(2,), low=(-6.0,), high=(6.0,))
    made._context.bridge.frame.emit(told)
    assert made.place.isHidden()
    assert not made.pair.isVisible()
    assert made.plane._across.labelText == "c"
    assert made.plane._places()[:, 0].tolist() == [1.0, 2.0]


def told(made: BoundaryPlot) -> list[tuple[str, str]]:
    return [(line[0], line[1]) for line in made.answer.lines]


def test_under_the_mouse_stand_the_shares_of_the_classes_likeliest_first(qtbot):
    made = wide(qtbot, classes=("setosa", "versicolor", "virginica"), outputs=3)
    shares = np.stack([np.full((10, 10), share) for share in (0.2, 0.798, 0.002)])
    made._context.bridge.frame.emit(replace(frame(shares), means="probabilities"))
    hover(qtbot, made, 1.5, -3.0)
    assert made.answer.isVisible()
    assert told(made) == [("versicolor", "80 %"), ("setosa", "20 %"), ("virginica", "0.2 %")]
    assert [place.split()[0] for place in made.answer.places] == ["a", "b"]
    assert made.rect().contains(made.answer.geometry())
    made.scene.pointed.emit(None)
    assert not made.answer.isVisible()


def test_of_two_classes_there_are_both_and_of_values_the_value_in_its_own_units(qtbot):
    made = wide(qtbot, classes=("no", "yes"))
    upwards = np.repeat(np.linspace(0, 1, 13), 13).reshape(1, 13, 13)
    made._context.bridge.frame.emit(replace(frame(upwards), means="probabilities"))
    made.scene.pointed.emit((0.0, 3.0))
    assert told(made) == [("yes", "75 %"), ("no", "25 %")]
    made._context.bridge.frame.emit(replace(frame(4 * upwards - 2), means="scores"))
    made.scene.pointed.emit((0.0, 3.0))
    assert told(made) == [("yes", ""), ("output", "1.00")]
    made._context.document.set_facts(data_facts(columns=names, targets="values", classes=(), target_high=90_000.0))
    made._context.bridge.frame.emit(frame(80_000 * upwards))
    made.scene.pointed.emit((0.0, 3.0))
    assert told(made) == [("output", "60\u2009000")]


def test_samples_are_projected_on_any_pair_and_of_very_many_some_are_drawn(qtbot):
    x = np.random.default_rng(0).normal(size=(12_000, 4))
    told = points(x, np.arange(12_000) % 2, x[:50], np.zeros(50))
    seen = Projection(told)
    for first, second in permutations(range(4), 2):
        samples = seen.of(Slice((first, second)), (0,))
        assert np.array_equal(samples.train_x, x[:, [first, second]])
        assert np.array_equal(samples.test[0], x[:50, [first, second]])
        places, targets, near = samples.train
        assert len(places) == len(targets) == len(near) == 5_000
        assert np.array_equal(places, samples.train_x[samples.train_rows])
    assert np.array_equal(seen.along(2).train_x, x[:, 2:3])


def test_the_same_samples_are_known_again_and_others_told_apart():
    x, y = np.random.default_rng(0).normal(size=(30, 3)), np.zeros(30)
    moved = x.copy()
    moved[4, 1] += 1e-9
    assert same(points(x, y), points(x.copy(), y))
    assert not same(points(x, y), points(moved, y))
    assert not same(points(x, y), points(x[:29], y[:29]))


def test_a_slice_of_data_whose_samples_are_on_their_way_waits_for_them(qtbot):
    made = wide(qtbot)
    context, count = made._context, 64
    columns = tuple(f"p{place}" for place in range(count))
    read = replace(context.document.experiment.network, inputs=columns)
    context.document.replace(replace(context.document.experiment, network=read))
    context.document.set_facts(data_facts(columns=columns, low=(0.0,) * count, high=(1.0,) * count))
    assert context.slicing.beside == tuple(range(2, count))
    context.slicing.changed.emit()
    context.bridge.points.emit(points(np.full((3, count), 0.5), [0, 1, 1]))
    show(context, (0, 1))
    assert len(made.plane._samples.train_near) == 3
