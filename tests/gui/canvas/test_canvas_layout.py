"""Where things stand on the canvas: nothing overlaps, nothing is clipped, at any size."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnlab.gui.canvas.edges import thinned
from nnlab.gui.canvas.layout import Box, ColumnSpec, Layout, Metrics, arrange, largest_tile, most_rows, smallest_tile


def specs(*widths: int, inputs: int = 2) -> list[ColumnSpec]:
    """Inputs, then layers of these widths (0: one without neurons), then an output of 1."""
    made = [ColumnSpec("input", inputs)]
    for number, width in enumerate((*widths, 1), 1):
        units = width or made[-1].units
        made.append(ColumnSpec(f"h{number}", units, (number - 1,), narrow=not width))
    return made


def boxes(layout: Layout) -> list:
    found = []
    for index, column in enumerate(layout.columns):
        if column.spec.narrow:
            continue
        for row in range(len(column.rows)):
            found.append(column.tile(row))
            if index and row < column.shown:
                found.append(column.bias(row))
    return found


def overlapping(found: list) -> list:
    return [(a, b) for place, a in enumerate(found) for b in found[place + 1 :] if a.meets(b)]


sizes = st.tuples(st.integers(200, 2600), st.integers(150, 1600))
widths = st.lists(st.integers(0, 70), max_size=9)


@given(widths, sizes, st.integers(1, 9), st.floats(8, 96))
def test_no_tile_or_bias_overlaps_another(hidden, size, inputs, label):
    layout = arrange(specs(*hidden, inputs=inputs), *size, Metrics(label=label))
    assert overlapping(boxes(layout)) == []


@given(widths, sizes)
def test_everything_lies_inside_and_below_the_heads(hidden, size):
    layout = arrange(specs(*hidden), *size)
    least_height = layout.least[1]
    for box in boxes(layout):
        assert box.x >= 0
        assert box.right <= max(size[0], layout.least[0])
        assert box.y >= layout.top - 1
        assert box.bottom <= max(size[1], least_height) - layout.metrics.footer


@given(widths, sizes)
def test_heads_do_not_overlap_each_other(hidden, size):
    layout = arrange(specs(*hidden), *size)
    heads = [layout.header(index, bare=column.spec.narrow) for index, column in enumerate(layout.columns)]
    for left, right in pairwise(heads):
        assert left.right <= right.x + 1


@given(widths, sizes)
def test_tiles_have_a_readable_size_that_fits(hidden, size):
    layout = arrange(specs(*hidden), *size)
    assert smallest_tile <= layout.tile <= largest_tile


def test_eight_hidden_layers_fit_the_small_screen_without_scrolling():
    layout = arrange(specs(*[6] * 8), 700, 450)
    assert layout.least[0] <= 700
    assert layout.columns[-1].tile(0).right <= 700


def test_ten_hidden_layers_ask_for_more_width_than_the_small_screen_has():
    assert arrange(specs(*[6] * 10), 700, 450).least[0] > 700


def test_eight_neurons_are_all_shown_on_the_small_screen():
    layout = arrange(specs(8, 8, 8), 700, 450)
    assert [column.shown for column in layout.columns] == [2, 8, 8, 8, 1]
    assert all(column.folded == 0 for column in layout.columns)


@given(st.integers(1, 300), sizes)
def test_a_layer_folds_beyond_twelve_and_counts_all_its_neurons(units, size):
    column = arrange(specs(units), *size).columns[1]
    assert column.shown + column.folded == units
    assert len(column.rows) <= most_rows
    assert column.folded == 0 or column.folded > 1
    if units > most_rows:
        assert column.folded


def test_wide_neighbours_are_linked_by_a_matrix_and_others_by_curves():
    layout = arrange(specs(40, 30, 4), 1150, 800)
    assert [link.matrix is not None for link in layout.links] == [False, True, False, False]


def test_the_matrix_stands_between_its_layers():
    layout = arrange(specs(40, 30), 1150, 800)
    box = next(link.matrix for link in layout.links if link.matrix is not None)
    assert layout.columns[1].tile(0).right < box.x
    assert box.right < layout.columns[2].bias(0).x


def test_a_layer_without_neurons_hands_the_rows_of_its_source_on():
    layout = arrange(specs(5, 0, 3), 1000, 600)
    assert layout.columns[2].rows == layout.columns[1].rows
    assert layout.columns[2].width < layout.columns[1].width


def test_a_layer_fed_by_two_others_counts_the_rows_of_its_matrix():
    made = [ColumnSpec("input", 2), ColumnSpec("a", 3, (0,)), ColumnSpec("b", 4, (0, 1))]
    links = arrange(made, 800, 600).links
    assert [(link.source, link.target, link.offset) for link in links] == [(0, 1, 0), (0, 2, 0), (1, 2, 2)]


@given(widths, sizes)
def test_insert_buttons_stand_between_columns(hidden, size):
    layout = arrange(specs(*hidden), *size)
    for index in range(len(layout.columns) - 1):
        middle = layout.insert(index).x + layout.insert(index).width / 2
        assert layout.columns[index].centre < middle < layout.columns[index + 1].centre


@given(st.integers(1, 300), st.integers(1, 300), st.floats(5, 120), st.floats(5, 120), st.sampled_from((1.0, 2.0)))
def test_a_picture_of_weights_has_no_more_squares_than_pixels(rows, columns, width, height, ratio):
    weights = np.arange(rows)[:, None] * 1000.0 + np.arange(columns)
    shown = thinned(weights, Box(0, 0, width, height), ratio)
    assert shown.shape == (min(rows, ceil(height * ratio)), min(columns, ceil(width * ratio)))
    assert (np.diff(shown, axis=0) > 0).all()
    assert (np.diff(shown, axis=1) > 0).all()
    assert np.isin(shown, weights).all()
