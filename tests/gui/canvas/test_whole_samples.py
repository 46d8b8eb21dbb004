"""Pictures and sequences on the canvas: one block for all inputs, plain lines and cards where no weights are sent."""

from __future__ import annotations

import numpy as np
import pytest
from gui.canvas.canvas_world import World, frame_of, network, show_canvas
from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Experiment, LayerSpec
from nnlab.experiment.facts import DataFacts, Facts, LayerFacts
from nnlab.gui.canvas.selection import Place
from nnlab.kernel.messages import LayerFrame
from nnlab.records import Array


def layers(*kinds: tuple[str, str]) -> Experiment:
    """Layers of these ids and kinds, and an output of 1."""
    made, before = [], "input"
    for id, kind in kinds:
        after = Chosen(id="relu") if kind in ("conv2d", "batch_norm") else None
        made.append(LayerSpec(id=id, kind=Chosen(id=kind), activation=after, inputs=(before,)))
        before = id
    plain = network()
    output = replace(plain.network.layers[-1], inputs=(before,))
    return replace(plain, network=replace(plain.network, layers=(*made, output)))


def facts(shape: tuple[int, ...], *known: LayerFacts) -> Facts:
    data = DataFacts(
        columns=("t1", "t2", "t3"), low=(-1, -1, -1), high=(1, 1, 1), targets="values", classes=(), outputs=1,
        target_low=-1, target_high=1, train_rows=250, test_rows=250, shape=shape,
    )  # fmt: skip
    return Facts(data=data, layers=known, parameters=sum(layer.parameters for layer in known))


def with_lstm(qtbot) -> World:
    world = show_canvas(qtbot, layers(("memory", "lstm")))
    memory = LayerFacts(id="memory", shape=(8,), arrays={"weights": (1, 32)}, parameters=352)
    output = LayerFacts(id="output", shape=(1,), matrix=(8, 1), arrays={"weights": (8, 1)}, parameters=9)
    world.context.document.set_facts(facts((5, 1), memory, output))
    return world


def with_convolution(qtbot) -> World:
    world = show_canvas(qtbot, layers(("conv", "conv2d"), ("flat", "flatten")))
    conv = LayerFacts(id="conv", shape=(8, 6, 6), arrays={"weights": (1, 3, 3, 8)}, parameters=80)
    flat = LayerFacts(id="flat", shape=(288,), arrays={})
    output = LayerFacts(id="output", shape=(1,), matrix=(288, 1), arrays={"weights": (288, 1)}, parameters=289)
    world.context.document.set_facts(facts((1, 8, 8), conv, flat, output))
    return world


@pytest.mark.parametrize(
    ("make", "words"), [(with_lstm, "5 steps of 1 number"), (with_convolution, "1 × 8 × 8 picture")]
)
def test_the_inputs_are_one_block_that_says_what_a_sample_is(qtbot, make, words):
    world = make(qtbot)
    board = world.canvas.board
    assert board.specs[0].block
    assert len(board.layout_now.columns[0].rows) == 1
    assert board.labels == ()
    middle = board.layout_now.columns[0].tile(0)
    place = board.at(middle.x + 5, middle.y + 5)
    assert place == Place("bar", 0, -1)
    assert world.canvas.hovering.readout.words(place, board.specs, world.canvas.hovering.probe).lines == (words,)
    assert words in world.canvas.accessibleDescription()
    assert not world.canvas.grab().isNull()


def test_the_block_keeps_clear_of_its_neighbours(qtbot):
    columns = with_convolution(qtbot).canvas.board.layout_now.columns
    assert columns[0].tile(0).x >= 0
    assert columns[0].tile(0).right < columns[1].centre - columns[1].half


def test_a_convolution_has_a_row_for_each_kernel_and_flatten_one_for_each_number(qtbot):
    conv, flat = with_convolution(qtbot).canvas.board.layout_now.columns[1:3]
    assert (len(conv.rows), conv.folded) == (8, 0)
    assert flat.shown + flat.folded == 288


def test_a_tall_bar_stays_between_heads_and_footer(qtbot):
    layout = with_convolution(qtbot).canvas.board.layout_now
    for column in layout.columns[1:]:
        assert layout.top <= column.rows[0] - layout.tile / 2
        assert column.rows[-1] + layout.tile / 2 <= layout.bottom


def test_bars_stay_as_they_are_while_an_edit_is_checked(qtbot):
    world = with_convolution(qtbot)
    before = world.canvas.board.specs
    world.canvas.hands.choose_activation("output", "tanh")
    assert world.context.document.facts is None
    assert world.canvas.board.specs == before


def test_the_card_of_a_gated_neuron_shows_its_number_and_its_gradient_only(qtbot):
    world = with_lstm(qtbot)
    values = Array.of(np.full(8, 0.25))
    frame = replace(frame_of(network()), layers=(LayerFrame(id="memory", z=values, a=values, gradient=values),))
    world.canvas.numbers.take(frame)
    hovering = world.canvas.hovering
    card = hovering.readout.words(Place("neuron", 1, 2), world.canvas.board.specs, hovering.probe)
    assert [str(line) for line in card.lines] == ["a = 0.250", "∂L/∂a = 0.250"]


def test_a_layer_without_a_table_of_weights_has_neither_biases_nor_weights_to_point_at(qtbot):
    board = with_lstm(qtbot).canvas.board
    bias = board.layout_now.columns[1].bias(0)
    assert board.at(bias.x + 1, bias.bottom - 1) is None
    source, target = board.layout_now.columns[:2]
    assert board.at((source.centre + target.centre) / 2, source.rows[0]) is None


def test_heads_show_one_telling_number_beside_the_activation_and_none_for_norms(qtbot):
    world = show_canvas(qtbot, layers(("norm", "batch_norm"), ("conv", "conv2d"), ("pool", "max_pool")))
    heads = world.canvas.board.heads.headers
    assert not heads["norm"].number.isVisible()
    assert heads["norm"].activation.isVisible()
    assert heads["conv"].number.isVisible()
    assert not heads["conv"].number.geometry().intersects(heads["conv"].activation.geometry())
    assert heads["conv"].rect().contains(heads["conv"].number.geometry())
    assert heads["pool"].number.text() == "2"
    heads["conv"].number.stepped.emit(1)
    assert world.experiment.network.layers[1].kind.values["filters"] == 9
