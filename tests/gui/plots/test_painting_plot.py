"""Painting on the output plot by real mouse and key events; the kernel says nothing here."""

from __future__ import annotations

import numpy as np
import pytest
from gui.panels.panel_world import catalog, data_facts, experiment, world
from gui.plots.test_boundary_plot import frame, pixel, points
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from nnlab.experiment import edits
from nnlab.gui.context import Context
from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.painting_points import Ground, Spot, erased, moved, shaken, sprayed
from nnlab.records.painting import Painted, most_points, painted

left = Qt.MouseButton.LeftButton


def on(qtbot, context: Context) -> BoundaryPlot:
    """The plot with painting switched on."""
    made = BoundaryPlot(context)
    qtbot.addWidget(made, before_close_func=lambda _widget, kept=made: None)
    made.resize(345, 420)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    assert made.plane is not None
    if context.document.last_facts is None:
        context.document.set_facts(data_facts())
    context.bridge.frame.emit(frame(np.full((1, 10, 10), 0.5)))
    context.actions.get("paint.toggle").trigger()
    return made


def fresh(**values: object) -> Context:
    """A document of painted points."""
    return world(edits.set_painted(experiment(), painted(values), catalog().infos))


def over(made: BoundaryPlot):
    return made.plane.findChild(type(made._paints[1]))


def press(qtbot, made: BoundaryPlot, *places: tuple[float, float], let_go: bool = True) -> None:
    """Moves the pressed mouse along places of the data."""
    ways = [pixel(made, *place) for place in places]
    qtbot.mousePress(over(made), left, pos=ways[0])
    for way in ways[1:]:
        qtbot.mouseMove(over(made), way)
    if let_go:
        qtbot.mouseRelease(over(made), left, pos=ways[-1])


def drawn(context: Context) -> Painted:
    found = edits.painted_in(context.document.experiment)
    assert found is not None
    return found


def texts(context: Context) -> list[str]:
    return list(context.document.undo_texts)


def test_a_stroke_of_the_brush_is_one_step_with_its_points_near_the_mouse(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    context.actions.get("paint.next_class").trigger()
    press(qtbot, made, (-3, -3), (0, -3), (3, -3))
    now = drawn(context)
    assert texts(context) == [f"Paint {len(now) - 1} points of class 1"]
    assert len(now) > 10
    assert np.abs(now.points[1:, 1] + 3).max() < 1
    assert (now.points[1:, 0].min() < -2.5, now.points[1:, 0].max() > 2.5) == (True, True)
    assert set(now.points[1:, 2]) == {1.0}
    assert abs(int(now.test.sum()) - len(now) // 2) <= 1, "half of them are for testing, as the test share says"
    context.document.undo_stack.undo()
    assert len(drawn(context)) == 1
    context.document.undo_stack.redo()
    assert drawn(context).values() == now.values()


def test_points_are_seen_before_the_kernel_has_heard_of_them(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    press(qtbot, made, (-3, -3), let_go=False)
    shown = made.plane
    qtbot.waitUntil(lambda: len(shown._samples.train_x) + len(shown._samples.test_x) > 1)
    assert texts(context), "and the edit is on its way while the mouse is still down"
    before = len(shown._samples.train_x)
    context.bridge.points.emit(points([[1.0, 1.0]], [0]))
    assert len(shown._samples.train_x) == before, "what the kernel has is older"
    qtbot.mouseRelease(over(made), left, pos=pixel(made, -3, -3))
    context.actions.get("paint.toggle").trigger()
    assert len(shown._samples.train_x) == 1, "without painting the kernel's samples are shown"


def test_painted_points_stay_where_the_plot_draws_its_samples_anew(qtbot):
    context = world()
    made = on(qtbot, context)
    context.bridge.points.emit(points(np.zeros((40, 2)), np.zeros(40)))
    context.document.edit(lambda: "", edits.set_dataset(experiment(), "painted", catalog().infos))
    shown = made.plane
    qtbot.waitUntil(lambda: len(shown._samples.train_x) == 6)
    kernels = drawn(context)
    train, test = kernels.points[~kernels.test], kernels.points[kernels.test]
    context.bridge.points.emit(points(train[:, :2], train[:, 2], test[:, :2], test[:, 2]))
    context.slicing.changed.emit()
    assert len(shown._samples.train_x) == 6


def test_single_points_are_where_the_mouse_was_pressed(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    made._paints[0].buttons[1].click()
    press(qtbot, made, (2, 3), (3, 3))
    assert texts(context) == ["Paint 1 point of class 0"]
    assert drawn(context).points[1, :2] == pytest.approx((2, 3), abs=0.05)


def test_every_point_is_seen_while_one_paints_those_for_testing_too(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    made._paints[0].buttons[1].click()
    press(qtbot, made, (2, 3))
    made.painting.redraw()
    plane = made.plane
    assert [len(plane._train_dots.data), len(plane._test_dots.data)] == [1, 1]
    shown = context.actions.get("view.test_points")
    assert (shown.isChecked(), plane._test_dots.isVisible()) == (True, True)
    context.actions.get("paint.toggle").trigger()
    assert not shown.isChecked(), "as it was before"
    shown.setChecked(True)
    context.actions.get("paint.toggle").trigger()
    context.actions.get("paint.toggle").trigger()
    assert shown.isChecked(), "who wanted to see them keeps them"


def test_the_eraser_takes_what_it_touches(qtbot):
    context = fresh(points="0 0 0;2 0 1;-4 4 1*")
    made = on(qtbot, context)
    context.actions.get("paint.eraser").trigger()
    press(qtbot, made, (-1, 0), (1, 0), (3, 0))
    assert drawn(context).points.tolist() == [[-4, 4, 1]]
    assert drawn(context).test.tolist() == [False], "one point stays for training"
    assert texts(context) == ["Erase 2 points"]


def test_points_are_moved_and_keep_class_and_role(qtbot):
    context = fresh(points="0 0 0;2 2 1*")
    made = on(qtbot, context)
    context.actions.get("paint.move").trigger()
    press(qtbot, made, (2, 2), (0, 3), (-3, -3))
    assert drawn(context).points[1] == pytest.approx((-3, -3, 1), abs=0.1)
    assert drawn(context).test.tolist() == [False, True]
    assert texts(context) == ["Move 1 point"]
    press(qtbot, made, (4, 4), (5, 5))
    assert texts(context) == ["Move 1 point"], "where there is none, nothing happens"
    made.painting.choose_size(2)
    press(qtbot, made, (-2.7, -3), (-2.7, 0))
    assert drawn(context).points[1] == pytest.approx((-3, 0, 1), abs=0.15), "the nearest one is meant"


def test_jitter_moves_points_a_little(qtbot):
    context = fresh(points="1 1 0;1.1 1 0;-4 -4 1")
    made = on(qtbot, context)
    context.actions.get("paint.jitter").trigger()
    press(qtbot, made, (1, 1))
    away = np.abs(drawn(context).points[:, :2] - [[1, 1], [1.1, 1], [-4, -4]])
    assert 0 < away[:2].max() < 0.5
    assert away[2].max() == 0
    assert texts(context) == ["Jitter 2 points"]


def test_esc_gives_a_stroke_up_and_then_ends_painting(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    press(qtbot, made, (-3, -3), (3, 3), let_go=False)
    qtbot.waitUntil(lambda: bool(texts(context)))
    qtbot.keyClick(over(made), Qt.Key.Key_Escape)
    assert (texts(context), len(drawn(context))) == ([], 1)
    assert not context.document.undo_stack.canRedo()
    qtbot.keyClick(over(made), Qt.Key.Key_Escape)
    assert not context.actions.get("paint.toggle").isChecked()


def test_the_keys_move_a_cursor_and_put_points(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    paper = over(made)
    assert paper.hasFocus()
    context.actions.get("paint.point").trigger()
    qtbot.keyClick(paper, Qt.Key.Key_2)
    for _ in range(5):
        qtbot.keyClick(paper, Qt.Key.Key_Right)
    qtbot.keyClick(paper, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(paper, Qt.Key.Key_Return)
    assert drawn(context).points[1] == pytest.approx((1.2, 1.2, 1), abs=0.1)
    qtbot.keyClick(paper, Qt.Key.Key_Left)
    qtbot.keyClick(paper, Qt.Key.Key_Space)
    assert len(drawn(context)) == 3


def test_letters_choose_tools_only_on_the_plot(qtbot):
    context = fresh()
    made = on(qtbot, context)
    chosen = context.actions.get("paint.eraser")
    assert chosen in over(made).actions()
    assert chosen.shortcutContext() == Qt.ShortcutContext.WidgetShortcut
    qtbot.keyClick(over(made), Qt.Key.Key_E)
    assert chosen.isChecked()
    qtbot.keyClick(over(made), Qt.Key.Key_P)
    assert over(made).isHidden()


def test_classes_are_added_named_and_taken_away(qtbot):
    context = fresh(points="0 0 0;1 1 1")
    made = on(qtbot, context)
    strip = made._paints[0]
    strip.chips.findChild(type(strip.buttons[0])).click()
    assert drawn(context).classes == ("0", "1", "2")
    assert context.document.experiment.network.layers[-1].kind.values["units"] == 3
    assert strip.classes[2].isChecked(), "the new one is painted next"
    qtbot.mouseDClick(strip.classes[2], left)
    qtbot.keyClicks(strip.line, "rain; snow")
    qtbot.keyClick(strip.line, Qt.Key.Key_Return)
    assert over(made).hasFocus(), "the plot has the keys again"
    assert drawn(context).classes == ("0", "1", "rain, snow")
    press(qtbot, made, (3, 3))
    assert texts(context)[-1].endswith("points of class rain, snow")
    strip.classes[0].setFocus()
    qtbot.keyClick(strip.classes[0], Qt.Key.Key_Delete)
    assert drawn(context).classes == ("1", "rain, snow")
    assert set(drawn(context).points[:, 2]) == {0.0, 1.0}
    qtbot.keyClick(strip.classes[0], Qt.Key.Key_Delete)
    assert "Two classes stay" in strip.note.text()
    for _ in range(4):
        context.document.undo_stack.undo()
    assert drawn(context).classes == ("0", "1")


def test_values_are_painted_by_wheel_or_colour(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    made.painting.changes.choose_kind("values")
    context.document.set_facts(data_facts(targets="values", classes=(), target_low=-1.0))
    strip = made._paints[0]
    assert (strip.value.isHidden(), strip.chips.isHidden()) == (False, True)
    strip.value.slider.setValue(100)
    press(qtbot, made, (3, 3))
    assert drawn(context).points[-1, 2] == 1.0
    at = QPointF(pixel(made, 0, 0))
    for _ in range(4):
        QApplication.sendEvent(
            over(made),
            QWheelEvent(at, over(made).mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
        )  # fmt: skip
    press(qtbot, made, (-3, 3))
    assert drawn(context).points[-1, 2] == pytest.approx(0.6)
    assert texts(context)[-1].startswith("Paint ")


def test_values_that_were_classes_can_be_painted_too(qtbot):
    context = fresh(points="0 0 0;1 1 3", classes="a;b;c;d")
    made = on(qtbot, context)
    made.painting.changes.choose_kind("values")
    assert made.painting.span == (-1.0, 3.0), "as wide as the colours of the plot are"
    made.painting.changes.choose_kind("classes")
    assert drawn(context).y.tolist() == [0, 3]


@pytest.mark.parametrize(
    ("ends", "value", "text"), [((66526.0, 410959.0), 255400.0, "255400"), ((0.0, 2e-5), 1.1e-5, "1.1e-05")]
)
def test_a_value_has_the_digits_that_its_range_asks_for(qtbot, ends, value, text):
    made = on(qtbot, fresh(what="values", points="0 0 0", shown=(-6.0, 6.0, -6.0, 6.0, *ends)))
    made.painting.choose_value((value - ends[0]) / (ends[1] - ends[0]) + 1e-5)
    assert made.painting.third == pytest.approx(value, rel=1e-3)
    assert len(made._paints[0].value.number.text()) <= len(text) + 1


def test_the_first_stroke_on_other_data_takes_its_samples_along(qtbot):
    context = world()
    made = on(qtbot, context)
    context.document.set_facts(
        data_facts(columns=("length", "width"), classes=("elm", "oak"), train_rows=2, test_rows=1)
    )
    context.bridge.last_points = points([[1.0, 2.0], [3.0, 4.0]], [0, 1], [[5.0, 5.0]], [1])
    context.actions.get("paint.point").trigger()
    press(qtbot, made, (-3, -3))
    now = drawn(context)
    assert now.points[:3].tolist() == [[1, 2, 0], [3, 4, 1], [5, 5, 1]]
    assert (now.names, now.classes, now.shown[:4]) == (("length", "width"), ("elm", "oak"), (-6, 6, -6, 6))
    assert now.test.tolist()[:3] == [False, False, True]
    assert texts(context) == ["Paint 1 point of class elm"]
    context.document.undo_stack.undo()
    assert context.document.experiment == experiment()


@pytest.mark.parametrize(
    "facts",
    [
        {"columns": ("a", "b", "c"), "low": (0.0,) * 3, "high": (1.0,) * 3},
        {"shape": (1, 8, 8)},
        {"train_rows": most_points, "test_rows": 1},
    ],
)
def test_data_that_has_no_plane_says_so_and_stays(qtbot, facts):
    context = world()
    made = on(qtbot, context)
    context.document.set_facts(data_facts(**facts))
    press(qtbot, made, (1, 1))
    assert texts(context) == []
    assert made._paints[0].note.text()


def test_a_curve_that_is_a_plane_again_is_painted_on_as_before(qtbot):
    context = fresh(points="0 0 0")
    made = on(qtbot, context)
    made.painting.changes.choose_kind("curve")
    line = {"columns": ("x1",), "low": (-6.0,), "high": (6.0,), "targets": "values", "classes": ()}
    context.document.set_facts(data_facts(**line))
    assert made.scene.column == 0
    assert over(made), "it lies over the line"
    context.document.undo_stack.undo()
    context.document.set_facts(data_facts())
    assert made._paints[0].note.isHidden()
    before = len(drawn(context))
    press(qtbot, made, (1, 1))
    assert len(drawn(context)) > before


def test_clearing_says_what_to_do_next(qtbot):
    context = fresh()
    made = on(qtbot, context)
    context.actions.get("paint.clear").trigger()
    assert len(drawn(context)) == 0
    assert "Paint some points" in made._paints[0].note.text()
    assert f"{most_points}" in made._paints[0].note.text()
    press(qtbot, made, (1, 1))
    assert made._paints[0].note.isHidden()


def test_a_full_plane_takes_no_more_and_says_so(qtbot):
    context = fresh(points="0 0 0;" * (most_points - 1))
    made = on(qtbot, context)
    press(qtbot, made, (1, 1), (3, 3))
    assert len(drawn(context)) == most_points
    assert f"There are {most_points} points" in made._paints[0].note.text()


def test_with_painting_off_a_click_probes_as_before(qtbot):
    context = fresh()
    made = on(qtbot, context)
    context.actions.get("paint.toggle").trigger()
    context.bridge.points.emit(points([[3.0, 3.0], [-3.0, 2.0]], [0, 1]))
    probed: list[object] = []
    made.probed.connect(probed.append)
    qtbot.mouseClick(made.plane.viewport(), left, pos=pixel(made, -3, 2))
    assert probed[-1] == 1
    assert texts(context) == []


def test_choosing_the_data_set_switches_painting_on(qtbot):
    context = world()
    made = BoundaryPlot(context)
    qtbot.addWidget(made, before_close_func=lambda _widget, kept=made: None)
    context.document.replace(edits.set_dataset(experiment(), "painted", catalog().infos))
    assert not made.painting.on, "opening a file paints nothing"
    context.document.replace(experiment())
    context.document.edit(lambda: "", edits.set_dataset(experiment(), "painted", catalog().infos))
    assert made.painting.on


spots = st.builds(Spot, st.floats(-6, 6), st.floats(-6, 6), st.floats(0.01, 5), st.floats(0.01, 5))
ground = Ground((-6.0, -6.0), (6.0, 6.0))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(spots, st.sampled_from(["spray", "erase", "move", "shake"]), st.integers(0, 2)), max_size=12))
def test_whatever_is_done_points_stay_on_the_plane_and_can_be_written(strokes):
    rng, now = np.random.default_rng(0), painted({"classes": "0;1;2"})
    for spot, what, label in strokes:
        before, rows = now, spot.inside(now.points)
        if what == "spray":
            now = sprayed(now, spot, ground, float(label), 5, 0.5, rng)
            assert now.test[: len(before)].tolist() == before.test.tolist(), "roles are kept"
        elif what == "erase":
            now = erased(now, rows)
            assert len(now) == len(before) - len(rows)
        elif what == "move":
            now = moved(now, rows, 2.0, -3.0, ground)
        else:
            now = shaken(now, rows, spot, ground, rng)
        assert len(now.points) == len(now.test)
        assert not len(now) or np.abs(now.points[:, :2]).max() <= 6
    again = painted(now.values())
    np.testing.assert_array_equal(again.points, now.points)
