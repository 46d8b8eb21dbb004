"""Grades and pictures of real components, drawn."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QPushButton

from nnlab.catalog import load_catalog
from nnlab.experiment.presets import preset
from nnlab.gui.actions import Actions
from nnlab.gui.context import Context
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme
from nnlab.gui.workbench.drawing import Drawing
from nnlab.gui.workbench.grade_view import GradeView
from nnlab.gui.workbench.pictures import PictureView
from nnlab.records import Array, Problem, Text
from nnlab.records.grades import CurvePicture, Line
from nnlab.testing import grade


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture
def context(qtbot, catalog):
    """What views are given in a window, without one."""
    language, theme, document = Language("en"), Theme("light"), Document(preset("spiral"))
    document.set_catalog(catalog.infos)
    return Context(language, theme, Actions(language, theme), document, bridge=None)


@pytest.mark.parametrize(
    ("kind", "id", "words"),
    [
        ("activation", "relu", "a′(z)"),
        ("loss", "mse", "target 0"),
        ("optimizer", "momentum", "Adam"),
        ("schedule", "cosine", "η"),
        ("regularizer", "l2", "R(w)"),
        ("initializer", "xavier", "64 inputs"),
        ("dataset", "spiral", "samples"),
    ],
)
def test_each_kind_has_its_picture_and_a_legend(context, catalog, qtbot, kind, id, words):
    view = PictureView(context)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_picture(grade(catalog.cls(kind, id)).picture, kind)
    view.show()
    qtbot.waitUntil(lambda: view.place.drawing is not None, timeout=10_000)
    assert words in view.legend.text()
    empty = PictureView(context)
    qtbot.addWidget(empty)
    empty.resize(400, 300)
    empty.show()
    qtbot.waitUntil(lambda: empty.place.drawing is not None)
    assert view.place.drawing.grab().toImage() != empty.place.drawing.grab().toImage()
    context.theme.set("dark")
    context.theme.set("light")


def test_numbers_that_are_none_leave_gaps(context, qtbot):
    x = np.linspace(-3, 3, 61)
    y = np.where(np.abs(x) < 1, np.nan, 1 / np.where(x == 0, 1, x))
    y[0], y[-1] = np.inf, 1e300
    lines = (
        Line(role="value", x=Array.of(x), y=Array.of(y)),
        Line(role="slope", x=Array.of(x), y=Array.of(y * np.nan)),
    )
    drawing = Drawing(context.theme)
    qtbot.addWidget(drawing)
    drawing.resize(300, 200)
    drawing.show_picture(CurvePicture(lines=lines, across=Text("z", "z"), worst=(1.0,), kinks=(0.0,)), "z")
    drawing.grab()
    drawing.show_picture(CurvePicture(lines=(), across=Text("z", "z")), "z")
    drawing.grab()


def test_a_grade_says_verdict_findings_and_numbers(context, catalog, qtbot):
    view = GradeView(context)
    qtbot.addWidget(view)
    view.show_grade(grade(catalog.cls("activation", "relu")))
    words = " ".join(label.text() for label in view.findChildren(QLabel))
    assert "Good" in words
    assert "kink" in words
    assert "worst error of derivative" in words
    assert "× Tanh" in words.replace("tanh", "Tanh")
    context.language.set("zh_CN")
    context.language.set("en")
    view.show_grade(None, "Not yet")
    assert [label.text() for label in view._inside.findChildren(QLabel)] == ["Not yet"]


def test_a_finding_leads_to_its_line(context, catalog, qtbot):
    view = GradeView(context, picture=False)
    qtbot.addWidget(view)
    values = {"owner": "Mine", "error": "odd"}
    fault = Problem(code="testing.undrawn", values=values, file="/some/mine.py", line=7)
    good = grade(catalog.cls("activation", "tanh"))
    view.show_grade(replace(good, verdict="wrong", findings=(fault,)))
    button = next(button for button in view.findChildren(QPushButton, "finding_line"))
    with qtbot.waitSignal(view.place_asked) as told:
        button.click()
    assert told.args == ["/some/mine.py", 7]
