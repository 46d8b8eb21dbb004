"""The output of data with one column: lines instead of a plane, with the samples where their targets are."""

from __future__ import annotations

from itertools import repeat

import numpy as np
import pytest
from gui.panels.panel_world import data_facts, world
from gui.plots.test_boundary_plot import frame, near, plot, points
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from nnlab.gui.context import Context
from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.course import Course


def one_column(**changes) -> Context:
    context = world()
    context.document.set_facts(data_facts(columns=("t",), low=(-2.0,), high=(2.0,), **changes))
    return context


def tell(context: Context, heights: np.ndarray) -> None:
    context.bridge.frame.emit(frame(heights, (-2.0,), (2.0,)))


def pixel(made: BoundaryPlot, t: float, y: float) -> QPoint:
    place = made.plane._pixels(np.array([[t, y]]))[0]
    return QPoint(*np.round(place).astype(int).tolist())


def shows(made: BoundaryPlot, t: float, y: float, colour: QColor) -> bool:
    """Tells whether a colour is drawn at a place, or a pixel above or below it."""
    image, place = made.line.grab().toImage(), pixel(made, t, y)
    return any(near(image.pixelColor(place + QPoint(0, by)), colour, 60) for by in (-1, 0, 1))


@pytest.fixture
def values(qtbot) -> BoundaryPlot:
    context = one_column(targets="values", classes=(), target_low=-1.0, target_high=1.0)
    made = plot(qtbot, context)
    tell(context, np.linspace(-1, 1, 50)[None])
    return made


def test_the_line_goes_through_its_values_and_the_plane_is_gone(values):
    assert isinstance(values.plane, Course)
    assert values.place.isHidden()
    assert not values.plane.empty
    ink = values._context.theme.colors.text
    for t in (-1.5, 0.5, 1.5):
        assert shows(values, t, t / 2, ink)
        assert not shows(values, t, t / 2 - 0.4, ink)


def test_samples_stand_at_their_targets_and_can_be_clicked(qtbot, values):
    told: list[object] = []
    values.probed.connect(told.append)
    values._context.bridge.points.emit(points([[-1.0], [1.0]], [[0.6], [-0.6]]))
    qtbot.mouseClick(values.plane.viewport(), Qt.MouseButton.LeftButton, pos=pixel(values, 1.0, -0.6))
    assert told[-1] == 1
    assert values.plane._ring.getData()[0].tolist() == [1.0]


def test_the_mouse_names_a_point_of_one_column(qtbot, values):
    told: list[object] = []
    values.probed.connect(told.append)
    values._context.bridge.points.emit(points([[-1.0], [1.0]], [[0.6], [-0.6]]))
    qtbot.mouseMove(values.plane.viewport(), pixel(values, 0.5, 0.9))
    qtbot.waitUntil(lambda: bool(told) and told[-1] is not None)
    assert len(told[-1]) == 1
    assert told[-1][0] == pytest.approx(0.5, abs=0.05)


def test_classes_stand_at_the_ends_and_only_the_winner_is_a_step(qtbot):
    context = one_column(classes=("no", "yes"))
    made = plot(qtbot, context)
    tell(context, np.linspace(0.2, 0.8, 50)[None])
    context.bridge.points.emit(points([[-1.0], [1.0]], [0, 1]))
    colors = context.theme.colors
    assert shows(made, -1.0, 0.0, colors.orange)
    assert shows(made, 1.0, 1.0, colors.blue)
    assert shows(made, 0.5, 0.575, colors.text)
    context.actions.get("view.discrete").trigger()
    assert shows(made, 0.5, 1.0, colors.text)
    assert not shows(made, 0.5, 0.575, colors.text)


def test_several_classes_have_a_line_each_in_their_colours(qtbot):
    context = one_column(classes=("a", "b", "c"), outputs=3)
    made = plot(qtbot, context)
    tell(context, np.array([[0.1] * 9, [0.3] * 9, [0.6] * 9]))
    for place, height in enumerate((0.1, 0.3, 0.6)):
        assert shows(made, 1.0, height, context.theme.colors.classes[place])
    tell(context, np.array([[0.2] * 9, [0.8] * 9]))
    assert len(made.plane._lines) == 2
    assert made.plane._key.isVisible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_data_with_two_columns_brings_the_plane_back_and_one_the_line(qtbot, values, theme):
    context = values._context
    context.theme.set(theme)
    context.document.set_facts(data_facts())
    context.bridge.frame.emit(frame(np.full((1, 9, 9), 0.5)))
    assert values.line.isHidden()
    assert not values.plane.empty
    context.document.set_facts(data_facts(columns=("t",), low=(-2.0,), high=(2.0,)))
    tell(context, np.full((1, 9), np.nan))
    assert values.place.isHidden()
    assert not values.grab().isNull()


def test_a_plane_that_is_no_longer_wanted_is_not_made_behind_the_line(qtbot):
    context = world()
    context.document.set_facts(data_facts())
    made = BoundaryPlot(context)
    made.place._steps = repeat("a part that takes its time")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.place._turn.isActive())
    context.document.set_facts(data_facts(columns=("t",), low=(-2.0,), high=(2.0,)))
    qtbot.waitUntil(lambda: made.line.drawing is not None)
    assert not made.place._turn.isActive()
