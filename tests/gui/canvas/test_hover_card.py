"""The hover card: a neuron's whole sum, gradients, what is frozen, all with the numbers of one sample."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_world import catalogue, frame_of, network, show_canvas
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnlab.experiment import edits
from nnlab.experiment.document import Place as MaskPlace
from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.selection import Place
from nnlab.gui.canvas.sums import Sums
from nnlab.gui.canvas.wording import CardText, Row, number
from nnlab.gui.speeds import full
from nnlab.kernel.messages import LayerFrame
from nnlab.records import Array


def point_at(canvas, x: float, y: float) -> None:
    """Moves the mouse over a point of the board."""
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, at, canvas.board.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(canvas.board, event)


def point_at_neuron(canvas, column: int, row: int) -> None:
    tile = canvas.board.layout_now.columns[column].tile(row)
    point_at(canvas, tile.x + tile.width / 2, tile.y + tile.height / 2)


def words(world, place: Place, lines: int = 99) -> CardText:
    hovering = world.canvas.hovering
    return hovering.readout.words(place, world.canvas.board.specs, hovering.probe, lines)


def sums_of(weights, *inputs, bias=None, z=None) -> tuple[Sums, NetworkNumbers, list[ColumnSpec]]:
    """A layer fed by several others, with the numbers of a sample."""
    numbers = NetworkNumbers()
    specs = [ColumnSpec(f"in{place}", len(a)) for place, a in enumerate(inputs)]
    specs.append(ColumnSpec("layer", len(weights[0]), tuple(range(len(inputs)))))
    weights, fed = np.array(weights, float), np.concatenate([np.array(a, float) for a in inputs])
    made = weights.T @ fed + (0 if bias is None else np.array(bias, float))
    for spec, a in zip(specs, inputs, strict=False):
        numbers._take(LayerFrame(id=spec.id, a=Array.of(np.array(a, float))))
    seen = LayerFrame(id="layer", weights=Array.of(weights), z=Array.of(made if z is None else np.array(z, float)))
    numbers._take(seen if bias is None else replace(seen, bias=Array.of(np.array(bias, float))))
    return Sums(numbers), numbers, specs


# ---- sums


def test_a_sum_has_every_term_of_every_source():
    sums, _, specs = sums_of([[1.0], [2.0], [-3.0]], [10.0, 20.0], [30.0], bias=[0.5])
    found = sums.find(specs, 2, 0)
    assert [(term.column, term.unit, term.row, term.value) for term in found.terms] == [
        (0, 0, 0, 10.0), (0, 1, 1, 40.0), (1, 0, 2, -90.0),
    ]  # fmt: skip
    assert (found.hidden, found.bias, found.z) == (0, 0.5, -39.5)


def test_of_a_long_sum_the_largest_terms_are_shown_and_the_others_added_up():
    weights = [[0.1 * (place % 10)] for place in range(18)]
    sums, _, specs = sums_of(weights, [1.0] * 18)
    found = sums.find(specs, 1, 0)
    assert [term.row for term in found.terms] == [6, 7, 8, 9, 16, 17]
    assert found.hidden == 12
    assert found.bias is None
    assert sum(term.value for term in found.terms) + found.rest == pytest.approx(found.z)
    assert len(sums.find(specs, 1, 0, most=3).terms) == 3


def test_the_terms_of_a_long_sum_stay_until_others_are_much_larger():
    start = np.linspace(1.0, 2.0, 20)[:, None]
    sums, numbers, specs = sums_of(start, [1.0] * 20)
    shown = [term.row for term in sums.find(specs, 1, 0).terms]
    assert shown == [14, 15, 16, 17, 18, 19]

    def move(weights):
        numbers._take(LayerFrame(id="layer", weights=Array.of(weights), z=Array.of(weights.sum(0))))
        return [term.row for term in sums.find(specs, 1, 0).terms]

    little, much = start.copy(), start.copy()
    little[0], much[0] = 2.2, 9.0
    assert move(little) == shown
    assert 0 in move(much)


def test_a_layer_that_is_no_sum_of_what_feeds_it_is_not_worded_as_one():
    sums, _, specs = sums_of([[1.0], [1.0]], [2.0, 3.0], z=[5.5])
    assert sums.find(specs, 1, 0) is None


@pytest.mark.parametrize("missing", ["weights", "a", "z"])
def test_without_all_numbers_there_is_no_sum(missing):
    sums, numbers, specs = sums_of([[1.0], [1.0]], [2.0, 3.0])
    numbers._arrays = {key: array for key, array in numbers._arrays.items() if key[1] != missing}
    assert sums.find(specs, 1, 0) is None


def test_numbers_that_are_none_make_no_sum():
    sums, _, specs = sums_of([[float("nan")], [1.0]], [2.0, 3.0])
    assert sums.find(specs, 1, 0) is None


# ---- the card of a neuron, a bias, a weight


def test_a_neuron_reads_as_its_sum_with_the_samples_numbers(qtbot):
    world = show_canvas(qtbot, network(2))
    frame = frame_of(world.experiment, probe=True)
    world.context.bridge.frame.emit(frame)
    card = words(world, Place("neuron", 1, 1))
    w, b, x = frame.layers[1].weights.numpy()[:, 1], frame.layers[1].bias.numpy()[1], frame.layers[0].a.numpy()
    terms = [row for row in card.lines if row.is_term]
    assert [row.factors for row in terms] == [(number(w[0]), number(x[0])), (number(w[1]), number(x[1]))]
    assert [row.name for row in terms] == ["x₁", "x₂"]
    z = number(w @ x + b)
    sentence = card.sentence()
    assert sentence.startswith(f"Neuron h₁,₂ · Tanh; z = {number(w[0])}·")
    assert f"+ b ({number(b)}) = {z}; a = tanh(z) = " in sentence
    assert "∂L/∂z = " in sentence


def test_a_negative_input_is_read_in_brackets():
    assert str(Row("+", "−0.500", ("0.500", "−1.000"), "x₁")) == "+ 0.500·(−1.000)"


def test_a_neuron_fed_past_a_layer_shows_the_terms_of_both(qtbot):
    experiment = edits.join(network(2, 3), "h1", "output", "concatenate", catalogue())
    world = show_canvas(qtbot, experiment, facts=False)
    ids = [spec.id for spec in world.canvas.board.specs]
    joined = next(spec for spec in world.canvas.board.specs if spec.narrow)
    a = np.array([0.5, -0.5, 0.25, 1.0, -1.0])
    w = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])
    numbers = world.canvas.numbers
    numbers._take(LayerFrame(id=joined.id, a=Array.of(a)))
    numbers._take(LayerFrame(id="output", weights=Array.of(w), bias=Array.of(np.zeros(1)), z=Array.of(a @ w)))
    card = words(world, Place("neuron", ids.index("output"), 0))
    assert len([row for row in card.lines if isinstance(row, Row) and row.is_term]) == 5


def test_a_long_sum_says_how_many_more_there_are_and_fits_a_low_window(qtbot):
    world = show_canvas(qtbot, network(40, 3))
    world.frame(probe=True)
    card = words(world, Place("neuron", 2, 0))
    assert len([row for row in card.lines if row.is_term]) == 6
    assert any(row.label == "+ 34 more" for row in card.lines)
    low = words(world, Place("neuron", 2, 0), lines=8)
    assert len(low.lines) <= 8
    assert any(row.label == "+ 38 more" for row in low.lines)


def test_a_neurons_own_name_stands_on_cards(qtbot):
    world = show_canvas(qtbot, edits.name_neuron(network(3), "h1", 1, "edge left"))
    assert words(world, Place("neuron", 1, 1)).title == "Neuron edge left · Tanh"
    assert words(world, Place("edge", 2, 0, 1, 1, 1)).title == "Weight edge left → y"


def test_a_bias_has_its_gradient_and_at_a_point_there_is_none(qtbot):
    world = show_canvas(qtbot, network(3))
    frame = frame_of(world.experiment, probe=True)
    world.context.bridge.frame.emit(frame)
    place = Place("bias", 2, 0)
    slope = number(frame.layers[2].gradient.numpy()[0])
    assert str(words(world, place).lines[1]) == f"∂L/∂b = ∂L/∂z = {slope}"
    world.canvas.set_probe(row=None, point=(0.0, 0.0))
    card = words(world, place)
    assert len(card.lines) == 1
    assert "without a target" in card.note


def test_cards_say_what_is_frozen_and_cut(qtbot):
    experiment = edits.cut(network(3), "h1", (MaskPlace(name="weights", at=(0, 1)),))
    experiment = edits.freeze(experiment, "h1", (MaskPlace(name="bias", at=(1,)),))
    world = show_canvas(qtbot, experiment)
    world.frame(probe=True)
    card = words(world, Place("neuron", 1, 1))
    assert card.lines[0].name == "x₁ · cut"
    assert next(row for row in card.lines if row.label == "+ b").name == "frozen"
    assert words(world, Place("edge", 1, 1, 0, 0, 0)).lines[-1] == "Cut: it is 0 and stays 0"
    assert words(world, Place("bias", 1, 1)).lines[-1].startswith("Frozen")
    assert isinstance(words(world, Place("edge", 1, 0, 0, 0, 0)).lines[-1], Row)
    world.canvas.hands.freeze_layer("h1")
    whole = words(world, Place("neuron", 1, 0))
    assert whole.lines[-1] == "Frozen: training leaves the whole layer as it is"
    assert whole.lines[0].name == "x₁"


def test_a_picture_of_weights_shows_the_one_under_the_mouse(qtbot):
    world = show_canvas(qtbot, network(40, 30), size=(1150, 800))
    world.frame()
    world.canvas.grab()
    box = next(link.matrix for link in world.canvas.board.layout_now.links if link.matrix)
    point_at(world.canvas, box.x + box.width * 6.5 / 30, box.y + box.height * 20.5 / 40)
    card = world.canvas.card.text
    assert card.title == "Weight h₁,₂₁ → h₂,₇"
    assert str(card.lines[0]) == f"w = {number(world.canvas.numbers.number('h2', 'weights', 20, 6))}"
    assert "40 × 30 weights" in card.note


def test_the_card_says_what_the_colours_of_an_unbounded_map_mean(qtbot):
    world = show_canvas(qtbot, network(2, activation="relu"))
    frame = frame_of(world.experiment, probe=True)
    maps = np.zeros((2, 32, 32), np.float32)
    maps[0, 3, 3], maps[1, 4, 4] = 8.0, -4.0
    layers = (frame.layers[0], replace(frame.layers[1], maps=Array.of(maps)), *frame.layers[2:])
    world.context.bridge.frame.emit(replace(frame, layers=layers))
    world.canvas.grab()
    assert words(world, Place("neuron", 1, 0)).note.endswith("colours of its map: −8 to 8")
    assert words(world, Place("neuron", 1, 1)).note.endswith("colours of its map: −4 to 4")
    assert words(world, Place("neuron", 2, 0)).note.endswith("colours of its map: 0 to 1")


# ---- while it trains


def test_a_card_does_not_tremble_while_its_numbers_run(qtbot):
    world = show_canvas(qtbot, network(3))
    point_at_neuron(world.canvas, 1, 1)
    places, card = set(), world.canvas.card
    for seed in range(6):
        world.frame(seed=seed, probe=True)
        world.canvas.hovering.show()
        if seed:
            places.add(card.geometry().getRect())
    assert len(places) == 1


def test_the_newest_numbers_are_shown_when_frames_come_too_fast_to_read(qtbot):
    world = show_canvas(qtbot, network(3))
    point_at_neuron(world.canvas, 1, 1)
    for seed in range(5):
        frame = frame_of(world.experiment, seed=seed, probe=True)
        world.context.bridge.frame.emit(frame)
    newest = number(frame.layers[1].z.numpy()[1])
    qtbot.waitUntil(lambda: f"= {newest}" in [str(line) for line in world.canvas.card.text.lines])


@pytest.mark.parametrize("kind", ["neuron", "bias"])
def test_the_outputs_card_follows_real_training(qtbot, opened, kind):
    window = opened("xor")
    canvas = window.canvas
    last = len(canvas.board.specs) - 1
    tile = canvas.board.layout_now.columns[last].tile(0)
    bias = canvas.board.layout_now.columns[last].bias(0)
    window.bridge.set_speed(full)
    point_at(canvas, *((bias.x + 2, bias.y + 2) if kind == "bias" else (tile.x + 20, tile.y + 5)))
    seen = set()

    def moves() -> bool:
        seen.add(canvas.card.text)
        return len(seen) > 5

    assert window.bridge.train()
    qtbot.waitUntil(moves)
    window.bridge.pause()
    labels = {row.label for row in canvas.card.text.lines if isinstance(row, Row)}
    assert labels >= ({"b", "∂L/∂b = ∂L/∂z"} if kind == "bias" else {"z =", "+", "+ b", "=", "∂L/∂z"})
