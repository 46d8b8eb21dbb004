"""How fine frames are while training wants all the time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlab.kernel._frames import Detail

budget = 0.001


def test_is_as_fine_as_wished_while_frames_are_cheap():
    detail = Detail(budget)
    for _ in range(5):
        detail.took(budget / 2)
    assert detail.sizes(56, 100) == (56, 100)


def test_draws_the_boundary_with_the_maps_when_frames_cost_too_much():
    detail = Detail(budget)
    detail.took(2 * budget)
    assert detail.sizes(56, 100) == (56, 56)


@pytest.mark.parametrize(("wished", "drawn"), [((56, 0), (28, 0)), ((0, 100), (0, 50)), ((48, 20), (16, 16))])
def test_halves_what_still_costs_too_much(wished: tuple[int, int], drawn: tuple[int, int]):
    detail = Detail(budget)
    detail.took(2 * budget)
    detail.took(2 * budget)
    assert detail.sizes(*wished) == drawn


def test_gets_finer_again_when_frames_are_cheap():
    detail = Detail(budget)
    detail.took(2 * budget)
    detail.took(budget / 2)  # the finer one might cost four times as much
    assert detail.sizes(56, 100) == (56, 56)
    detail.took(budget / 10)
    assert detail.sizes(56, 100) == (56, 100)


@given(st.lists(st.floats(0, 0.1), max_size=30), st.integers(0, 120), st.integers(0, 200))
def test_never_draws_what_nobody_wished_nor_more_than_wished(costs: list[float], maps: int, boundary: int):
    detail = Detail(budget)
    for cost in costs:
        detail.took(cost)
    drawn = detail.sizes(maps, boundary)
    for size, wish in zip(drawn, (maps, boundary), strict=True):
        assert 0 <= size <= wish
        assert (size > 0) == (wish > 0)
