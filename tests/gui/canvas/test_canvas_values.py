"""The canvas's Qt-free parts: columns, names, numbers, colours, the selection's moves."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_world import catalogue, facts_of, frame_of, network

from nnlab.gui.canvas.colours import SteadyScale, levels, natural_range
from nnlab.gui.canvas.columns import columns_of, neuron_name
from nnlab.gui.canvas.layout import arrange
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.selection import Selection, kept, sideways, up_or_down
from nnlab.gui.canvas.wording import number
from nnlab.gui.formulas import formula_label
from nnlab.kernel.messages import LayerFrame
from nnlab.records import Array

infos = {(info.kind, info.id): info for info in catalogue()}


def known(kind, id):
    return infos.get((kind, id))


def unknown(kind, id):
    return None


@pytest.mark.parametrize(
    ("name", "label"),
    [("x1", "x₁"), ("x1^2", "x₁²"), ("x1*x2", "x₁x₂"), ("sin(x1)", "sin x₁"), ("x12", "x₁₂"), ("petal", "petal")],
)
def test_inputs_are_worded_as_mathematics(name, label):
    assert formula_label(name) == label


def test_columns_are_the_inputs_and_the_layers_in_order():
    specs = columns_of(network(8, "dropout", 4), known, None)
    assert [(spec.id, spec.units, spec.narrow) for spec in specs] == [
        ("input", 2, False), ("h1", 8, False), ("h2", 8, True), ("h3", 4, False), ("output", 1, False),
    ]  # fmt: skip


def test_columns_need_no_catalogue_for_layers_that_name_their_neurons():
    assert [spec.units for spec in columns_of(network(8, 3), unknown, None)] == [2, 8, 3, 1]


def test_a_layer_of_an_unknown_kind_takes_its_width_from_the_facts():
    experiment = network(8, "dropout", 4)
    specs = columns_of(experiment, unknown, facts_of(experiment))
    assert specs[2].narrow
    assert specs[2].units == 8


def test_neurons_are_named_by_layer_and_number():
    specs = columns_of(network(8, "dropout", 4), known, None)
    names = [neuron_name(specs, column, 1, ("x1", "x2")) for column in range(4)]
    assert names == ["x₂", "h₁,₂", "h₁,₂", "h₂,₂"]
    assert neuron_name(specs, 4, 0, ("x1", "x2")) == "y"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "…"), (-0.84444, "−0.844"), (0.0, "0.000"), (123.456, "123.5"), (1e-7, "1.00e−07"), (float("nan"), "NaN")],
)
def test_numbers_are_short_with_a_true_minus(value, text):
    assert number(value) == text


def test_numbers_keep_what_a_later_frame_does_not_bring():
    experiment, numbers = network(3), NetworkNumbers()
    frame = frame_of(experiment, probe=True)
    assert numbers.take(frame) == {"maps", "weights", "bias", "z", "a", "gradient"}
    numbers.take(frame_of(experiment))
    assert numbers.number("h1", "z", 2) == frame.layers[1].z.numpy()[2]
    numbers.forget_probe()
    assert numbers.number("h1", "z", 2) is None
    assert numbers.number("h1", "bias", 2) is not None


def test_numbers_out_of_reach_are_unknown():
    numbers = NetworkNumbers()
    numbers.take(frame_of(network(3)))
    assert numbers.number("h1", "bias", 3) is None
    assert numbers.number("h9", "bias", 0) is None


def test_weights_of_a_grown_layer_keep_what_is_known():
    numbers = NetworkNumbers()
    frame = frame_of(network(3))
    numbers.take(frame)
    grown = numbers.weights("h1", 2, 4)
    assert np.array_equal(grown[:, :3], frame.layers[1].weights.numpy())
    assert not grown[:, 3].any()


def test_levels_run_from_low_to_high_with_rows_turned_to_the_screen():
    maps = np.array([[[-1.0, 0.0], [1.0, 5.0]]], np.float32)
    assert levels(maps, -1, 1).tolist() == [[[255, 255], [0, 128]]]


def test_levels_of_what_is_not_a_number_lie_in_the_middle():
    maps = np.array([[[np.nan, np.inf, -np.inf]]], np.float32)
    assert levels(maps, -1, 1).tolist() == [[[127, 255, 0]]]


def test_a_scale_stays_while_the_largest_value_moves_a_little():
    scale = SteadyScale()
    maps = np.full((2, 1, 3), 2.0, np.float32)
    assert scale.follow(maps).tolist() == [2, 2]
    assert scale.follow(maps * 0.9).tolist() == [2, 2]
    assert scale.follow(maps * 0.5).tolist() == [1, 1]
    assert scale.follow(maps * 3).tolist() == [6, 6]


def test_where_an_input_has_no_value_its_scale_is_that_of_the_rest():
    maps = np.array([[[0.5, -2.0, np.nan]], [[3.0, 1.0, -np.inf]], [[np.nan] * 3]], np.float32)
    assert SteadyScale().follow(maps).tolist() == [2, 3, 1]


def test_a_silent_unit_is_not_blown_up_to_noise():
    maps = np.stack([np.full((2, 2), 10.0), np.full((2, 2), 1e-9)]).astype(np.float32)
    assert SteadyScale().follow(maps).tolist() == [10, 0.5]


def test_activations_with_bounds_have_a_natural_range():
    assert natural_range("tanh") == (-1, 1)
    assert natural_range("relu") is None
    assert natural_range("my_gate", "probability") == (0, 1)


def columns(*widths):
    return arrange(columns_of(network(*widths), known, None), 900, 600).columns


def test_arrows_walk_over_all_layers_and_stop_at_the_ends():
    there = columns(3, "dropout", 2)
    chosen, walk = None, []
    for _ in range(6):
        chosen = sideways(there, chosen, 1)
        walk.append((chosen.layer, chosen.unit is None))
    assert walk == [("h1", False), ("h2", True), ("h3", False), ("output", False), ("output", False), ("output", False)]
    assert sideways(there, Selection("input", 0), -1) == Selection("input", 0)


def test_arrows_take_the_nearest_neuron_of_the_next_layer():
    there = columns(8, 8)
    assert sideways(there, Selection("h1", 6), 1) == Selection("h2", 6)


def test_arrows_up_and_down_stay_inside_a_layer():
    there = columns(3)
    assert up_or_down(there, Selection("h1"), 1) == Selection("h1", 0)
    assert up_or_down(there, Selection("h1", 0), -1) == Selection("h1"), "the head stands above the first neuron"
    assert up_or_down(there, Selection("h1"), -1) == Selection("h1")
    assert up_or_down(there, Selection("h1", 2), 1) == Selection("h1", 2)
    assert up_or_down(there, None, 1).layer == "h1"


def test_a_selection_outlives_an_edit_as_far_as_it_can():
    assert kept(columns(3), Selection("h1", 7)) == Selection("h1", 2)
    assert kept(columns(3), Selection("h2", 0)) is None


def test_a_frame_without_any_view_changes_nothing():
    numbers = NetworkNumbers()
    numbers.take(frame_of(network(3)))
    empty = LayerFrame(id="h1")
    assert empty.maps is None
    assert numbers.array("h1", "maps") is not None
    assert Array.of(numbers.array("h1", "maps")).shape == (3, 32, 32)
