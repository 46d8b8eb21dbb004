"""Pictures and sequences: the samples themselves stand where the plane does, with what is answered for them."""

from __future__ import annotations

import numpy as np
import pytest
from gui.panels.panel_world import data_facts, hidden_by, world
from gui.plots.test_boundary_plot import frame, plot, points
from msgspec.structs import replace
from PySide6.QtCore import Qt

from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.gallery import Gallery
from nnlab.kernel.messages import BoundaryView, PageView
from nnlab.records.pages import Page
from nnlab.records.predictions import Prediction

classes = tuple("abc")


def gallery(qtbot, shape: tuple[int, ...] = (1, 4, 4), count: int = 100, **facts) -> tuple[BoundaryPlot, Gallery]:
    """A plot of so many training samples of a shape, of class 0, 1, 2, 0 ..., and three for testing."""
    made = plot(qtbot, world())
    columns = tuple(f"r{place}" for place in range(int(np.prod(shape))))
    low, high = (0.0,) * len(columns), (1.0,) * len(columns)
    x = np.random.default_rng(0).uniform(size=(count + 3, len(columns)))
    known = {"classes": classes, "outputs": 3, "test_rows": 3, "shape": shape} | facts
    made._context.document.set_facts(data_facts(columns=columns, low=low, high=high, **known))
    made._context.bridge.points.emit(points(x[:count], np.arange(count) % 3, x[count:], [0, 1, 2]))
    assert made.gallery is not None
    return made, made.gallery


def page(first: int, labels: list[int], *, total: int = 100, **values) -> Page:
    shares = [tuple(0.8 if k == label else 0.1 for k in range(3)) for label in labels]
    answers = [Prediction(means="probabilities", shares=s, label=k) for s, k in zip(shares, labels, strict=True)]
    rows = values.pop("rows", tuple(range(first, first + len(labels))))
    return Page(
        **{"part": "train", "first": first, "asked": first, "total": total, "rows": rows, "answers": tuple(answers)}
        | values
    )


def show(made: BoundaryPlot, told: Page) -> None:
    made._context.bridge.frame.emit(replace(frame(np.zeros((1, 2, 2))), boundary=None, page=told))


def asked(made: BoundaryPlot) -> PageView:
    views = made._context.bridge._views.union()
    assert not any(isinstance(view, BoundaryView) for view in views)
    return next(view for view in views if isinstance(view, PageView))


def test_pictures_stand_where_the_plane_does_and_only_those_that_are_seen_are_asked_for(qtbot):
    made, shown = gallery(qtbot)
    assert shown.isVisible()
    assert not made.scene.isVisible()
    assert made.ready
    assert [chip.text() for chip in (*made.chips, *made._more_chips) if chip.isVisible()] == [
        "predict",
        "test samples",
        "mistakes",
    ]
    assert asked(made) == PageView("train", 0, shown.sheet.count, False)
    assert len(shown.sheet.cells) == shown.sheet.count, "before the network has answered"
    assert shown.count.text() == f"1–{shown.sheet.count} of 100"
    made._context.document.set_facts(data_facts())
    assert made.scene.isVisible()
    assert not shown.isVisible()
    assert not any(isinstance(view, PageView) for view in made._context.bridge._views.union())
    assert [hidden_by(widget) for widget in (shown, shown.sheet)] == [[], []]


def test_a_wrong_answer_stands_in_red_below_its_picture(qtbot):
    made, shown = gallery(qtbot)
    show(made, page(0, [0, 2, 2]))
    assert [(cell.text, cell.wrong) for cell in shown.sheet.cells] == [("a", False), ("b → c", True), ("c", False)]
    image, red = shown.sheet.grab().toImage(), made._context.theme.colors.error
    for place, framed in ((0, False), (1, True), (2, False)):
        box = shown.sheet.box(place)
        found = [image.pixelColor(x, box.center().y()) for x in range(box.left(), box.right())]
        assert any(color == red for color in found) == framed


def test_pages_are_turned_by_buttons_the_wheel_and_keys(qtbot):
    made, shown = gallery(qtbot)
    count, actions = shown.sheet.count, made._context.actions
    assert not actions.get("view.page_back").isEnabled()
    actions.get("view.page_on").trigger()
    assert asked(made).first == count
    show(made, page(0, [0] * count))
    assert shown.sheet.cells[0].key == ("train", count), "the page before comes late"
    qtbot.keyClick(shown.sheet, Qt.Key.Key_PageUp)
    assert asked(made).first == 0
    for _ in range(20):
        qtbot.keyClick(shown.sheet, Qt.Key.Key_PageDown)
    assert asked(made).first == 99 // count * count
    assert not actions.get("view.page_on").isEnabled()


def test_mistakes_and_test_samples_are_asked_for_by_switches(qtbot):
    made, shown = gallery(qtbot)
    made._more_chips[1].click()
    assert asked(made).wrong
    assert shown.sheet.cells == []
    show(made, page(0, [1, 0], rows=(3, 40), total=2, wrong=True, searched=50))
    assert [cell.text for cell in shown.sheet.cells] == ["a → b", "b → a"]
    assert shown.count.text() == "1–2 of 2, among the first 50"
    show(made, page(0, [], total=0, wrong=True, searched=100))
    assert shown.count.text() == "No mistakes"
    made._more_chips[0].click()
    made._more_chips[1].click()
    assert asked(made) == PageView("test", 0, shown.sheet.count, False)
    assert [cell.key for cell in shown.sheet.cells] == [("test", 0), ("test", 1), ("test", 2)]


def test_a_click_makes_a_sample_the_probe_until_escape(qtbot):
    made, shown = gallery(qtbot)
    found: list[object] = []
    made.probed.connect(found.append)
    qtbot.mouseClick(shown.sheet, Qt.MouseButton.LeftButton, pos=shown.sheet.box(2).center())
    assert found == [2]
    assert shown.sheet.pin == ("train", 2)
    qtbot.keyClick(shown.sheet, Qt.Key.Key_Right)
    qtbot.keyClick(shown.sheet, Qt.Key.Key_Return)
    assert found[-1] == 3
    assert shown.sheet.accessibleDescription() == "sample 4: a"
    made._more_chips[0].click()
    qtbot.mouseClick(shown.sheet, Qt.MouseButton.LeftButton, pos=shown.sheet.box(1).center())
    assert found[-1] == pytest.approx(tuple(made._points.test_x.numpy()[1]))
    assert shown.sheet.pin == ("test", 1)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert found[-1] is None
    assert shown.sheet.pin is None


def test_under_the_mouse_stand_the_shares_of_a_sample(qtbot):
    made, shown = gallery(qtbot)
    show(made, page(0, [0, 2, 2]))
    qtbot.mouseMove(shown.sheet, shown.sheet.box(1).center())
    qtbot.waitUntil(made.answer.isVisible)
    assert made.answer.places == ["sample 2"]
    assert [line[:2] for line in made.answer.lines] == [("c", "80 %"), ("a", "10 %"), ("b", "10 %")]
    show(made, page(0, [0, 1, 2]))
    assert made.answer.lines[0][0] == "b", "it trains on"
    shown.turn(1)
    assert not made.answer.isVisible()
    show(made, page(shown.sheet.count, [0, 0, 0], asked=shown.sheet.count))
    assert made.answer.places == [f"sample {shown.sheet.count + 2}"]
    shown.sheet.pointed.emit(None)
    assert not made.answer.isVisible()


def test_pictures_are_drawn_between_the_ends_and_in_the_colours_of_now(qtbot):
    made, shown = gallery(qtbot)
    document, before = made._context.document, shown.sheet.grab().toImage()
    data = document.last_facts.data
    document.set_facts(
        replace(document.last_facts, data=replace(data, high=(4.0,) * 16))
    )  # they come after the samples
    darker = shown.sheet.grab().toImage()
    assert darker != before
    made._context.theme.set("dark")
    box = shown.sheet.box(0).center()
    assert shown.sheet.grab().toImage().pixel(box) != darker.pixel(box)


@pytest.mark.parametrize("shape", [(3, 4, 4), (5, 2), (2, 6, 3)])
def test_colours_sequences_and_many_channels_are_drawn(qtbot, shape):
    made, shown = gallery(qtbot, shape, targets="values", classes=(), outputs=1)
    answers = (Prediction(outputs=(0.25,)), Prediction(outputs=(float("nan"),)))
    show(made, Page(part="train", first=0, total=100, rows=(0, 1), answers=answers))
    assert [cell.text for cell in shown.sheet.cells] == ["0 → 0.25", "1 → —"]
    assert not made._more_chips[1].isVisible(), "values have no mistakes"
    image, box = shown.sheet.grab().toImage(), shown.sheet.box(0)
    inside = {image.pixel(box.center().x(), y) for y in range(box.top(), box.bottom())}
    assert len(inside) > 3
    if shape[0] == 3:
        x = np.zeros(48)
        x[:16] = 1.0
        assert shown.sheet.thumbs.image(x)[0, 0].tolist() == [255, 0, 0]
