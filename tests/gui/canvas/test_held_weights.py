"""What training leaves alone looks so: frozen weights and biases are dashed, cut ones crossed out."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_world import frame_of, network, show_canvas
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter

from nnlab.experiment import edits
from nnlab.experiment.document import Place
from nnlab.gui.canvas.curves import Curves, palette
from nnlab.gui.canvas.marks import Marks
from nnlab.gui.document import Document
from nnlab.gui.pictures.drawing import Drawing, Wishes
from nnlab.records import Array

blue, orange = (8, 119, 189), (245, 147, 34)


def show(qtbot, experiment, weight=1.5, bias=0.0):
    """A canvas on which every weight of h1 is one number."""
    world = show_canvas(qtbot, experiment)
    frame = replace(frame_of(world.experiment), training=False)
    inside = replace(frame.layers[1], weights=Array.of(np.full((2, 1), weight)), bias=Array.of(np.full(1, bias)))
    world.context.bridge.frame.emit(replace(frame, layers=(frame.layers[0], inside, *frame.layers[2:])))
    return world


def ink(world) -> np.ndarray:
    """How much ink each pixel column between the inputs and the neuron has."""
    first, second = world.canvas.board.layout_now.columns[:2]
    image = world.canvas.board.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)
    rows = slice(round(world.canvas.board.layout_now.top), round(world.canvas.board.layout_now.bottom))
    columns = slice(round(first.centre + first.half) + 6, round(second.centre - second.half) - 20)
    ground = np.array(world.context.theme.colors.canvas.getRgb()[2::-1])
    return np.abs(pixels[rows, columns] - ground).sum(axis=(0, 2))


# ---- the numbers


def test_marks_are_looked_up_as_arrays_and_follow_the_document(qapp):
    document = Document(network(3))
    marks = Marks(document)
    assert marks.array("h1", "weights", (2, 3)) is None
    document.edit(lambda: "", edits.cut(document.experiment, "h1", (Place(name="weights", at=(0, 1)),)))
    document.edit(lambda: "", edits.freeze(document.experiment, "h1", (Place(name="weights", at=(1,)),)))
    found = marks.array("h1", "weights", (2, 3))
    assert found.held.tolist() == [[False, True, False], [True, True, True]]
    assert found.cut.tolist() == [[False, True, False], [False, False, False]]
    assert marks.array("h1", "bias", (3,)) is None
    document.edit(lambda: "", edits.freeze(document.experiment, "h1"))
    assert marks.array("h1", "bias", (3,)).held.all()
    assert marks.array("h1", "weights", (1, 1)).held.tolist() == [[True]]  # numbers of an older shape


def test_a_dashed_curve_has_gaps_and_its_neighbour_none():
    curves = Curves(0.0, 120.0, np.array([20.0, 80.0]), np.array([20.0, 80.0]))
    pixels = np.zeros((curves.height, curves.width), np.uint32)
    curves.draw(np.array([1.0, 1.0]), palette(blue, orange), pixels, np.array([True, False]))
    alpha = pixels >> 24
    middle = 50 - curves.top
    dashed, whole = alpha[:middle, 2:-2].sum(axis=0), alpha[middle:, 2:-2].sum(axis=0)
    assert (whole > 0).all()
    assert 0.25 < (dashed == 0).mean() < 0.45
    assert dashed.max() == whole.max()


# ---- on the canvas


def test_a_frozen_weight_is_dashed_and_freed_it_is_not(qtbot):
    world = show(qtbot, network(1))
    plain = ink(world)
    world.canvas.hands.freeze_layer("h1")
    dashed = ink(world)
    assert dashed.sum() < 0.8 * plain.sum()
    assert dashed.max() == pytest.approx(plain.max(), rel=0.25)
    world.canvas.hands.freeze_layer("h1")
    assert np.array_equal(ink(world), plain)


def test_a_cut_weight_is_crossed_out(qtbot):
    world = show(qtbot, network(1), weight=0.0)
    plain = ink(world)
    world.canvas.hands.do(lambda: "Cut", lambda now: edits.cut(now, "h1", (Place(name="weights", at=(0, 0)),)))
    crossed = ink(world)
    assert crossed.max() > plain.max() + 300


@pytest.mark.parametrize("edit", [edits.freeze, edits.cut])
def test_a_held_biass_square_looks_so(qtbot, edit):
    world = show(qtbot, network(1))
    box = world.canvas.board.layout_now.columns[1].bias(0)

    def square() -> bytes:
        board = world.canvas.board
        image = board.grab().toImage().copy(round(box.x), round(box.y), round(box.width), round(box.height))
        return bytes(image.constBits())

    plain = square()
    world.canvas.hands.do(lambda: "", lambda now: edit(now, "h1", (Place(name="bias", at=(0,)),)))
    assert square() != plain
    world.context.document.undo_stack.undo()
    assert square() == plain


def test_a_saved_picture_shows_it_too(qtbot):
    world = show(qtbot, network(1))

    def drawn() -> QImage:
        drawing = Drawing(world.canvas.board, Wishes(maps=False))
        image = QImage(drawing.size.toSize(), QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            drawing.paint(painter)
        return image

    plain = drawn()
    world.canvas.hands.freeze_layer("h1")
    assert drawn() != plain


def test_wide_layers_with_holds_are_painted(qtbot):
    experiment = edits.freeze(network(64, 64, 3), "h2", (Place(name="weights"),))
    world = show_canvas(qtbot, edits.cut(experiment, "h3", (Place(name="weights"),)))
    world.frame()
    assert not world.canvas.grab().isNull()
