"""The output plot: colours by value, dots by class, quick to paint."""

from __future__ import annotations

import numpy as np
import pytest
from gui.panels.panel_world import data_facts, experiment, hidden_by, world
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from nnlab.experiment.document import Chosen
from nnlab.gui.context import Context
from nnlab.gui.plots import dots
from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.heat import Heat, blended, one_output
from nnlab.gui.plots.ranges import Range, output_range
from nnlab.gui.plots.ticks import even_ticks, units, written
from nnlab.gui.theme import Theme, mixed
from nnlab.kernel.messages import BoundaryView, Frame, Points
from nnlab.records import Array, History


def frame(boundary: np.ndarray, low=(-6.0, -6.0), high=(6.0, 6.0)) -> Frame:
    return Frame(
        epoch=1,
        place=0,
        training=True,
        epochs_per_second=1.0,
        learning_rate=0.1,
        first=0,
        history=History(),
        boundary=Array.of(boundary.astype(np.float32)),
        columns=tuple(range(len(low))),
        low=low,
        high=high,
    )


def points(train_x, train_y, test_x=None, test_y=()) -> Points:
    test_x = np.zeros((0, 2)) if test_x is None else test_x
    arrays = [np.ascontiguousarray(values, dtype=float) for values in (train_x, train_y, test_x, test_y)]
    x = arrays[0] if arrays[0].shape[1:] != arrays[2].shape[1:] else np.concatenate(arrays[::2])
    names = ("train_x", "train_y", "test_x", "test_y")
    return Points(**dict(zip(names, map(Array.of, arrays), strict=True)), means=tuple(x.mean(axis=0)))


def plot(qtbot, context: Context) -> BoundaryPlot:
    made = BoundaryPlot(context)
    # kept until it is closed: else the garbage collector might take it while it is painted
    qtbot.addWidget(made, before_close_func=lambda _widget, kept=made: None)
    made.resize(345, 345)
    made.show()
    qtbot.waitExposed(made)
    return made


def color_at(made: BoundaryPlot, x: float, y: float) -> QColor:
    """The colour drawn at a place of the data."""
    place = pixel(made, x, y)
    return made.place.grab().toImage().pixelColor(place)


def near(first: QColor, second: QColor, most: int = 40) -> bool:
    return all(abs(a - b) <= most for a, b in zip(first.getRgb(), second.getRgb(), strict=True))


def test_low_is_orange_high_is_blue_and_rows_go_upwards(qtbot):
    context = world()
    made = plot(qtbot, context)
    upper = np.zeros((1, 100, 100))
    upper[:, 50:] = 1.0  # the second half of the rows: large x2
    context.bridge.frame.emit(frame(upper))
    assert near(color_at(made, 0, 4), context.theme.colors.blue)
    assert near(color_at(made, 0, -4), context.theme.colors.orange)


def test_discrete_shows_only_who_wins(qtbot):
    context = world()
    made = plot(qtbot, context)
    context.bridge.frame.emit(frame(np.full((1, 10, 10), 0.52)))
    assert near(color_at(made, 1, 1), context.theme.colors.neutral)
    context.actions.get("view.discrete").trigger()
    assert near(color_at(made, 1, 1), context.theme.colors.blue)


def test_dots_stand_at_their_samples_in_their_class_colours(qtbot):
    context = world()
    made = plot(qtbot, context)
    context.bridge.frame.emit(frame(np.full((1, 10, 10), 0.5)))
    context.bridge.points.emit(points([[3.0, 3.0], [-3.0, 2.0]], [0, 1]))
    assert near(color_at(made, 3, 3), context.theme.colors.orange, 60)
    assert near(color_at(made, -3, 2), context.theme.colors.blue, 60)


def test_test_samples_show_only_when_asked_for_and_look_different(qtbot):
    context = world()
    made = plot(qtbot, context)
    context.bridge.frame.emit(frame(np.full((1, 10, 10), 0.5)))
    context.bridge.points.emit(points([[0.0, 5.0]], [1], [[2.0, -2.0]], [1]))
    hidden = color_at(made, 2, -2)
    context.actions.get("view.test_points").trigger()
    shown = color_at(made, 2, -2)
    assert shown != hidden
    assert near(shown, mixed(context.theme.colors.blue, QColor("white"), 0.72), 30)


def test_values_are_coloured_over_the_datas_range(qtbot):
    context = world()
    made = plot(qtbot, context)
    context.document.set_facts(data_facts(targets="values", classes=(), target_low=-2.0, target_high=1.0))
    context.bridge.frame.emit(frame(np.full((1, 10, 10), -2.0)))
    assert near(color_at(made, 1, 1), context.theme.colors.orange)
    context.bridge.frame.emit(frame(np.zeros((1, 10, 10))))
    assert near(color_at(made, 1, 1), context.theme.colors.neutral)


def test_the_view_is_asked_for_only_while_it_can_be_seen(qtbot):
    context = world()
    made = plot(qtbot, context)
    assert context.bridge._views.union() == (BoundaryView(100),)
    made.hide()
    assert context.bridge._views.union() == ()


def test_an_empty_plot_says_why(qtbot):
    context = world()
    made = plot(qtbot, context)
    assert made.plane.empty
    note = made.place.note
    assert note.text() == "The network is being built…"
    middle = made.plane.frame.toRect()
    assert note.autoFillBackground(), "so that samples do not run through it"
    assert middle.contains(note.geometry())
    assert note.width() >= note.fontMetrics().horizontalAdvance("network is")
    assert note.height() < middle.height() / 2


def test_an_empty_plot_says_what_it_waits_for_as_soon_as_something_is_wrong(qtbot):
    context = world()
    made = plot(qtbot, context)
    network = context.document.experiment.network
    broken = replace(network, layers=(replace(network.layers[0], inputs=()), *network.layers[1:]))
    context.document.edit(lambda: "break", replace(context.document.experiment, network=broken))
    qtbot.waitUntil(lambda: made.place.note.text() == "There is no output until the problems are solved.")


def test_the_axes_name_the_columns_unless_they_are_the_usual_ones(qtbot):
    context = world()
    made = plot(qtbot, context)
    across, upwards, side = made.plane._across, made.plane._upwards, made.plane.frame.width()
    assert not across.label.isVisible()
    context.document.set_facts(data_facts(columns=("weight", "height")))
    assert (across.labelText, upwards.labelText) == ("weight", "height")
    assert across.label.isVisible()
    assert upwards.label.isVisible()
    context.document.set_facts(data_facts(columns=("weight",)))
    assert made.plane._across.labelText == "weight"
    assert not made.plane._upwards.label.isVisible()
    context.document.set_facts(data_facts())
    assert not across.label.isVisible()
    assert made.plane.frame.width() == side


def test_a_frame_that_came_before_is_shown_at_once(qtbot):
    context = world()
    context.bridge.last_frame = frame(np.ones((1, 10, 10)))
    context.bridge.last_points = points([[3.0, 3.0]], [0])
    made = plot(qtbot, context)
    assert near(color_at(made, 0, 0), context.theme.colors.blue)


def test_the_theme_repaints_everything(qtbot):
    context = world()
    made = plot(qtbot, context)
    context.bridge.frame.emit(frame(np.ones((1, 10, 10))))
    before = made.grab().toImage()
    context.theme.set("dark")
    assert made.grab().toImage() != before


def test_words_and_names_follow_the_language(qtbot):
    context = world()
    made = plot(qtbot, context)
    assert made.title.text() == "Output"
    assert [chip.text() for chip in made.chips] == ["paint", "predict", "test points", "discrete"]
    assert all(chip.toolTip() and chip.accessibleName() for chip in made.chips)
    context.language.set("zh_CN")
    assert made.title.text() == context.language.tr("Output")


def pixel(made: BoundaryPlot, x: float, y: float) -> QPoint:
    """Where a place of the data is drawn."""
    square = made.plane.frame
    return QPoint(
        round(square.left() + (x + 6) / 12 * square.width()), round(square.bottom() - (y + 6) / 12 * square.height())
    )


def probed(made: BoundaryPlot) -> list[object]:
    """All probes from now on."""
    found: list[object] = []
    made.probed.connect(found.append)
    return found


def data(qtbot) -> BoundaryPlot:
    """A plot with three training samples and a test sample, on a plane from -6 to 6."""
    context = world()
    made = plot(qtbot, context)
    context.bridge.points.emit(points([[3.0, 3.0], [-3.0, 2.0], [0.0, -4.0]], [0, 1, 1], [[2.0, -2.0]], [1]))
    context.bridge.frame.emit(frame(np.full((1, 10, 10), 0.5)))
    return made


def hover(qtbot, made: BoundaryPlot, x: float, y: float) -> None:
    qtbot.mouseMove(made.plane.viewport(), pixel(made, x, y) + QPoint(3, 3))
    qtbot.mouseMove(made.plane.viewport(), pixel(made, x, y))


def click(qtbot, made: BoundaryPlot, x: float, y: float) -> None:
    qtbot.mouseClick(made.plane.viewport(), Qt.MouseButton.LeftButton, pos=pixel(made, x, y))


def test_the_point_under_the_mouse_is_the_probe_until_the_mouse_leaves(qtbot):
    made = data(qtbot)
    found = probed(made)
    hover(qtbot, made, 2.0, -1.0)
    assert found[-1] == pytest.approx((2.0, -1.0), abs=0.05)
    QApplication.sendEvent(made.plane, QEvent(QEvent.Type.Leave))
    assert found[-1] is None


def test_a_clicked_sample_stays_the_probe_while_the_mouse_moves(qtbot):
    made = data(qtbot)
    found = probed(made)
    click(qtbot, made, -3.0, 2.0)
    assert found[-1] == 1
    count = len(found)
    hover(qtbot, made, 5.0, 5.0)
    QApplication.sendEvent(made.plane, QEvent(QEvent.Type.Leave))
    assert len(found) == count


def test_a_click_a_few_pixels_beside_a_sample_still_means_it_and_hidden_test_samples_mean_nothing(qtbot):
    made = data(qtbot)
    found = probed(made)
    qtbot.mouseClick(made.plane.viewport(), Qt.MouseButton.LeftButton, pos=pixel(made, 0.0, -4.0) + QPoint(4, 3))
    assert found[-1] == 2
    click(qtbot, made, 2.0, -2.0)
    assert found[-1] == pytest.approx((2.0, -2.0), abs=0.05)


def test_a_test_sample_that_is_shown_is_clicked_like_any_other_and_ringed(qtbot):
    made = data(qtbot)
    made._context.actions.get("view.test_points").setChecked(True)
    click(qtbot, made, 3.0, 3.0)
    found, rows = probed(made), []
    made.probe.test_pinned.connect(rows.append)
    unringed = made.place.grab().toImage()
    click(qtbot, made, 2.0, -2.0)
    assert found[-1] == (2.0, -2.0)
    assert rows == [0]
    assert made.place.grab().toImage() != unringed
    hover(qtbot, made, 5.0, 5.0)
    assert found[-1] == (2.0, -2.0)
    QApplication.sendEvent(made.plane, QEvent(QEvent.Type.Leave))
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert found[-1] is None
    assert rows == [0, None]


def test_a_click_elsewhere_lets_the_sample_go(qtbot):
    made = data(qtbot)
    click(qtbot, made, 3.0, 3.0)
    found = probed(made)
    click(qtbot, made, -5.0, -5.0)
    assert found[-1] == pytest.approx((-5.0, -5.0), abs=0.05)


def test_escape_lets_the_sample_go(qtbot):
    made = data(qtbot)
    click(qtbot, made, 3.0, 3.0)
    QApplication.sendEvent(made.plane, QEvent(QEvent.Type.Leave))
    found = probed(made)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert found == [None]
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert found == [None]


def test_a_clicked_sample_is_ringed(qtbot):
    made = data(qtbot)
    before = made.place.grab().toImage()
    click(qtbot, made, 3.0, 3.0)
    assert made.place.grab().toImage() != before


def test_other_samples_let_the_clicked_one_go_and_the_same_ones_do_not(qtbot):
    made = data(qtbot)
    click(qtbot, made, 3.0, 3.0)
    found = probed(made)
    hover(qtbot, made, 3.0, 3.0)
    same = points([[3.0, 3.0], [-3.0, 2.0], [0.0, -4.0]], [0, 1, 1], [[2.0, -2.0]], [1])
    made._context.bridge.points.emit(same)
    assert found == []
    made._context.bridge.points.emit(points([[1.0, 1.0]], [0]))
    assert found == [None]


def test_a_probe_in_more_columns_has_the_others_at_their_mean(qtbot):
    context = world()
    made = plot(qtbot, context)
    context.bridge.points.emit(points([[3.0, 3.0, 1.0], [-3.0, 2.0, 2.0]], [0, 1], [[0.0, 0.0, 6.0]], [1]))
    context.bridge.frame.emit(frame(np.full((1, 10, 10), 0.5)))
    found = probed(made)
    hover(qtbot, made, 2.0, -1.0)
    assert found[-1] == pytest.approx((2.0, -1.0, 3.0), abs=0.05)


def test_the_plane_cannot_be_moved_or_zoomed(qtbot):
    made = data(qtbot)
    before = made.plane._view.viewRange()
    qtbot.mousePress(made.plane.viewport(), Qt.MouseButton.LeftButton, pos=pixel(made, 0, 0))
    qtbot.mouseMove(made.plane.viewport(), pixel(made, 3, 3))
    qtbot.mouseRelease(made.plane.viewport(), Qt.MouseButton.LeftButton, pos=pixel(made, 3, 3))
    assert made.plane._view.viewRange() == before


def test_the_plane_is_a_square_at_any_size(qtbot):
    made = data(qtbot)
    for size in ((345, 345), (500, 300), (300, 600)):
        made.resize(*size)
        frame = made.plane.frame
        assert frame.width() == frame.height() > 150
        assert made.plane.rect().contains(frame.toRect())


def test_the_drawing_library_comes_after_the_first_paint(qtbot):
    made = BoundaryPlot(world())
    qtbot.addWidget(made, before_close_func=lambda _widget, kept=made: None)
    assert made.place.drawing is None
    assert made.title.text() == "Output"
    made.show()
    qtbot.waitUntil(lambda: made.place.drawing is not None)


def test_no_part_hides_a_method_of_qt(qtbot):
    made = plot(qtbot, world())
    for widget in (made, made.plane, *made.chips):
        assert hidden_by(widget) == []


def test_a_frame_is_painted_in_a_few_milliseconds(qtbot):
    import time

    context = world()
    made = plot(qtbot, context)
    rng = np.random.default_rng(0)
    context.bridge.points.emit(points(rng.uniform(-6, 6, (5000, 2)), rng.integers(0, 2, 5000)))
    picture = QImage(made.plane.size(), QImage.Format.Format_ARGB32_Premultiplied)
    shown = frame(rng.uniform(0, 1, (1, 100, 100)))
    made.place.render(picture, QPoint())
    took = []  # the thread's own time: others may need the machine
    for _ in range(15):
        began = time.thread_time()
        context.bridge.frame.emit(shown)
        made.place.render(picture, QPoint())
        took.append(time.thread_time() - began)
    assert min(took) < 0.010


def color_of(heat: Heat, row: int, column: int) -> QColor:
    return QColor(*heat.table[heat.indices[row, column]].tolist())


def test_any_number_of_classes_becomes_a_picture(qapp):
    theme, rng = Theme("light"), np.random.default_rng(0)
    for count in range(2, 80):
        size = 1 + count % 12
        made = blended(rng.dirichlet(np.ones(count), size=(size, size)).transpose(2, 0, 1), theme, False)
        assert (made.shape, made.dtype) == ((size, size, 3), np.uint8)


def test_regions_of_classes_blend_into_each_other_as_light_does(qapp):
    theme = Theme("light")
    shares = np.zeros((3, 1, 4))
    shares[2, 0, 0] = 1.0
    shares[:2, 0, 1] = 0.5
    shares[:, 0, 2] = (0.34, 0.33, 0.33)
    shares[:, 0, 3] = np.nan
    made = [QColor(*pixel) for pixel in blended(shares, theme, False)[0].tolist()]
    orange, blue, green = (mixed(color, theme.colors.neutral, 0.22) for color in theme.colors.classes[:3])
    assert near(made[0], green, 1)
    assert made[1].lightness() > mixed(orange, blue, 0.5).lightness()
    assert min(orange.red(), blue.red()) < made[1].red() < max(orange.red(), blue.red())
    assert made[3] == theme.colors.neutral
    assert near(QColor(*blended(shares, theme, True)[0, 2].tolist()), orange, 1)


def test_numbers_that_are_none_become_grey(qapp):
    theme = Theme("light")
    values = np.array([[np.nan, np.inf, -np.inf]])
    heat = one_output(values, Range(0, 1), theme, False)
    assert near(color_of(heat, 0, 0), theme.colors.neutral, 4)
    assert color_of(heat, 0, 1) == theme.colors.blue
    assert color_of(heat, 0, 2) == theme.colors.orange


def test_the_range_follows_loss_and_targets():
    known = world().document.catalog
    shown, classes = experiment(), data_facts().data
    assert output_range(shown, known, classes) == Range(0, 1)
    assert output_range(shown, known, None) == Range(0, 1)
    values = replace(classes, targets="values", target_low=2.0, target_high=5.0)
    assert output_range(shown, known, values) == Range(2, 5)
    signed = replace(values, target_low=-1.0, target_high=0.5)
    assert output_range(shown, known, signed) == Range(-1, 1)
    flat = replace(values, target_low=3.0, target_high=3.0)
    assert output_range(shown, known, flat) == Range(2, 4)
    score = replace(shown.training, loss=Chosen(id="own_score"))
    hinge = replace(next(info for info in known if info.kind == "loss"), id="own_score", traits={"takes": "score"})
    last = replace(shown.network.layers[-1], activation=Chosen(id="identity"))
    bare = replace(shown, training=score, network=replace(shown.network, layers=(*shown.network.layers[:-1], last)))
    assert output_range(bare, (*known, hinge), classes) == Range(-4, 4)


def test_dots_shrink_where_there_are_many():
    assert dots.radius_for(5000, 280) < dots.radius_for(250, 280)


def test_axes_are_divided_evenly_from_end_to_end():
    assert even_ticks(-6.0, 6.0, 5) == [-6, -3, 0, 3, 6]
    assert even_ticks(0.0, 1.05, 4) == []  # pyqtgraph's ticks


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-3.0, "−3"), (1500.0, "1\u2009500"), (0.03, "0.03"), (1e-6, "1e−6"), (2.5e7, "2.5e7")],
)
def test_axis_numbers_are_written_shortly(value, text):
    assert written(value) == text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.0, 60_000.0, 120_000.0], ["0", "60k", "120k"]),
        ([-2e6, 0.0, 2.5e6], ["−2M", "0", "2.5M"]),
        ([1000.0, 9000.0], ["1\u2009000", "9\u2009000"]),
        ([0.0, 0.02], ["0", "0.02"]),
        ([1.00001, 1.00002], ["1.00001", "1.00002"]),
        ([2e-7, 4e-7], ["2e−7", "4e−7"]),
        ([1e15, 2e15], ["1e15", "2e15"]),
        ([], []),
    ],
)
def test_axes_write_numbers_of_any_size_in_few_letters(values, texts):
    assert units(values) == texts


def test_many_names_of_classes_stand_beside_the_square_or_below_it_and_none_is_cut(qtbot):
    context = world()
    made = plot(qtbot, context)
    classes = ("setosa", "versicolor", "virginica", "another one with a name")
    context.document.set_facts(data_facts(classes=classes, outputs=4))
    key = made.plane._key
    for size in ((345, 345), (345, 260), (700, 300), (300, 600)):
        made.resize(*size)
        room, square = key.geometry(), made.plane.frame
        assert square.width() > 130
        assert made.plane.viewport().rect().contains(room.toRect())
        assert room.top() > square.bottom() or room.left() > square.right()
        if room.top() > square.bottom():
            assert key.rows(room.width()) * key.line <= room.height() + 1
        else:
            assert key.wide <= room.width() + 1


def test_two_classes_are_named_below_the_square_where_their_names_say_more_than_numbers(qtbot):
    context = world()
    made = plot(qtbot, context)
    names, side = made.plane._both, made.plane.frame.width()
    assert not names.isVisible()
    context.document.set_facts(data_facts(classes=("malignant", "benign")))
    assert names.isVisible()
    assert names.geometry().top() > made.plane.frame.bottom()
    assert made.plane.viewport().rect().contains(names.geometry().toRect())
    context.document.set_facts(data_facts())
    assert not names.isVisible()
    assert made.plane.frame.width() == side
