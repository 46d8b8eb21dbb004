"""Every bundled dataset that is drawn: deterministic in its stream, of the asked size, points within about [-6, 6]."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import bundled_catalog, made
from hypothesis import given, settings
from hypothesis import strategies as st

halves = ("circle", "xor", "gauss", "spiral", "moons", "plane", "hills")
in_the_plane = (*halves, "bumps", "rings", "checkerboard", "blobs")
drawn = (*in_the_plane, "curve", "rule", "bars", "echo", "next_value", "parity")
every_one = pytest.mark.parametrize("ident", drawn)
of_the_plane = pytest.mark.parametrize("ident", in_the_plane)
of_two_halves = pytest.mark.parametrize("ident", halves)


def test_each_data_set_tells_its_source_and_its_terms() -> None:
    for info in bundled_catalog().infos:
        if info.kind == "dataset":
            assert all((info.source.en, info.source.zh_CN, info.license.en, info.license.zh_CN)), info.id


@every_one
def test_the_same_stream_gives_the_same_points_and_another_others(ident: str) -> None:
    dataset = made("dataset", ident)
    first, second, other = (dataset.sample(np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.y, second.y)
    assert (first.x != other.x).mean() > 0.9


@every_one
def test_defaults_are_500_points_with_noise_a_tenth(ident: str) -> None:
    dataset = made("dataset", ident)
    assert (dataset.samples, dataset.noise) == (200 if ident == "curve" else 500, 0.1)


@of_the_plane
@settings(max_examples=15)
@given(samples=st.integers(50, 5000), noise=st.floats(0, 0.5), seed=st.integers(0, 2**32))
def test_every_setting_gives_a_fitting_table(ident: str, samples: int, noise: float, seed: int) -> None:
    dataset = made("dataset", ident, samples=samples, noise=noise)
    table = dataset.sample(np.random.default_rng(seed))
    assert table.x.shape == (samples, 2)
    assert table.names == ("x1", "x2")
    assert np.abs(table.x).max() < (18 if ident == "gauss" else 10)
    if ident in ("rings", "blobs"):
        assert len(set(table.y)) == len(table.classes) == (2 if ident == "rings" else 4)
    elif dataset.gives == "classes":
        assert table.classes == ("0", "1")
        assert abs(np.count_nonzero(table.y == 0) - samples / 2) <= 0.5
    else:
        assert table.y.shape == (samples, 1)
        assert np.abs(table.y).max() <= 1


@of_the_plane
def test_without_noise_the_points_span_about_6_to_either_side(ident: str) -> None:
    table = made("dataset", ident, noise=0.0).sample(np.random.default_rng(0))
    assert 4 < np.abs(table.x).max() <= 6


@of_two_halves
def test_any_part_of_the_rows_holds_both_halves_of_the_answers(ident: str) -> None:
    table = made("dataset", ident).sample(np.random.default_rng(0))
    middle = 0.5 if table.classes else 0.0
    for part in np.split(table.y.ravel() > middle, 5):
        assert 0.2 < part.mean() < 0.8


def test_without_noise_the_classes_are_apart() -> None:
    for ident in ("circle", "xor", "spiral", "moons"):
        table = made("dataset", ident, noise=0.0).sample(np.random.default_rng(0))
        one, other = table.x[table.y == 0], table.x[table.y == 1]
        distance = np.sqrt(((one[:, np.newaxis] - other) ** 2).sum(axis=2)).min()
        assert distance > 0.3, ident


@settings(max_examples=20)
@given(samples=st.integers(50, 5000), noise=st.floats(0, 0.5), seed=st.integers(0, 2**32))
def test_bars_are_pictures_of_three_classes_of_one_size(samples: int, noise: float, seed: int) -> None:
    table = made("dataset", "bars", samples=samples, noise=noise).sample(np.random.default_rng(seed))
    assert table.x.shape == (samples, 1, 8, 8)
    assert len(table.names) == 64
    assert len(table.classes) == 3
    assert np.ptp(np.bincount(table.y)) <= 1


def test_a_bar_lies_stands_or_slants() -> None:
    table = made("dataset", "bars", noise=0.0).sample(np.random.default_rng(0))
    for picture, label in zip(table.x[:, 0], table.y, strict=True):
        assert set(np.unique(picture)) == {0, 1}
        rows, columns = np.nonzero(picture)
        if label == 2:
            assert len(rows) >= 4
            assert len(set(rows + columns)) == 1 or len(set(rows - columns)) == 1
        else:
            assert len(set((rows, columns)[label])) == 1
            assert len(set((columns, rows)[label])) == 8


def test_an_echo_is_the_first_of_five_numbers_as_it_was_before_the_noise() -> None:
    for noise in (0.0, 0.2):
        table = made("dataset", "echo", noise=noise).sample(np.random.default_rng(0))
        assert table.x.shape == (500, 5, 1)
        assert table.y.shape == (500, 1)
        assert np.abs(table.y).max() <= 1
        assert np.std(table.x[:, 0] - table.y) == pytest.approx(noise, rel=0.1, abs=1e-15)
