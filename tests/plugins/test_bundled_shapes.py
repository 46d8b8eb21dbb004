"""TensorFlow Playground's rules, shapes of many classes, curves, and the longer sequences."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import made

played = {
    "circle": lambda x1, x2: np.hypot(x1, x2) < 2.5,
    "xor": lambda x1, x2: x1 * x2 >= 0,
    "plane": lambda x1, x2: (x1 + x2) / 10,
}


def drawn(ident: str, seed: int = 0, **values: object):
    return made("dataset", ident, **values).sample(np.random.default_rng(seed))


@pytest.mark.parametrize("ident", played)
def test_the_playgrounds_points_stay_and_noise_turns_the_answers_of_some(ident: str) -> None:
    for noise in (0.0, 0.2):
        table = drawn(ident, rules="playground", noise=noise, samples=2000)
        right = np.isclose(table.y.ravel(), played[ident](*table.x.T))
        assert right.all() if noise == 0 else (~right).mean() > 0.0
        assert np.abs(table.x).max() <= {"circle": 5, "xor": 5.3, "plane": 6}[ident]
    if ident == "xor":
        assert np.abs(table.x).min() >= 0.3
    if ident == "circle":
        radius = np.hypot(*table.x.T)
        assert not ((radius > 2.5) & (radius < 3.5)).any()


def test_the_playgrounds_clouds_have_a_variance_of_a_half_to_four() -> None:
    for noise, variance in ((0.0, 0.5), (0.5, 4.0)):
        table = drawn("gauss", rules="playground", noise=noise, samples=5000)
        for label, middle in ((0, -2), (1, 2)):
            cloud = table.x[table.y == label]
            assert cloud.mean(axis=0) == pytest.approx([middle] * 2, abs=0.2)
            assert cloud.var(axis=0) == pytest.approx([variance] * 2, rel=0.1)


def test_the_playgrounds_spiral_turns_clockwise_from_the_top() -> None:
    table = drawn("spiral", rules="playground", noise=0.0, samples=200)
    arm = table.x[table.y == 0]
    along = np.sort(np.hypot(*arm.T)) / 5
    assert along == pytest.approx(np.arange(100) / 100)
    turn = 1.75 * 2 * np.pi * np.hypot(*arm.T) / 5
    assert arm == pytest.approx(5 * np.hypot(*arm.T)[:, None] / 5 * np.stack([np.sin(turn), np.cos(turn)], axis=1))


def test_the_playgrounds_bumps_are_cones_of_height_1_and_radius_2() -> None:
    table = drawn("bumps", noise=0.0, samples=5000)
    middles = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    wanted = np.zeros(len(table.x))
    for middle, sign in middles.items():
        far = np.hypot(*(table.x - middle).T)
        wanted += np.where(far < 2, sign * (1 - far / 2), 0)
    assert table.y.ravel() == pytest.approx(wanted)


def test_a_spiral_has_an_arm_for_each_class() -> None:
    table = drawn("spiral", arms=5, noise=0.0, samples=503)
    assert table.classes == ("0", "1", "2", "3", "4")
    assert np.ptp(np.bincount(table.y)) == 1
    starts = [table.x[table.y == arm][np.argmin(np.hypot(*table.x[table.y == arm].T))] for arm in range(5)]
    angles = np.sort(np.arctan2(*np.transpose(starts)[::-1]) % (2 * np.pi))
    assert np.diff(angles) == pytest.approx([2 * np.pi / 5] * 4)


@pytest.mark.parametrize("squares", [2, 3, 8])
def test_neighbouring_squares_of_a_checkerboard_differ(squares: int) -> None:
    table = drawn("checkerboard", squares=squares, noise=0.0, samples=2000)
    column, row = np.floor((table.x + 6) / 12 * squares).astype(int).T
    assert ((column + row) % 2 == table.y).all()
    assert len(set(zip(column, row, strict=True))) == squares**2


@pytest.mark.parametrize("rings", [2, 5])
def test_rings_lie_apart_and_alternate(rings: int) -> None:
    table = drawn("rings", rings=rings, noise=0.0)
    number = np.floor(np.hypot(*table.x.T) / 5.5 * rings)
    assert (number % 2 == table.y).all()
    assert set(number) == set(range(rings))


@pytest.mark.parametrize("blobs", [2, 10])
def test_a_blob_is_nearest_to_its_own_middle(blobs: int) -> None:
    table = drawn("blobs", blobs=blobs, noise=0.0)
    middles = np.array([table.x[table.y == label].mean(axis=0) for label in range(blobs)])
    nearest = np.hypot(*(table.x[:, None] - middles).transpose(2, 0, 1)).argmin(axis=1)
    assert (nearest == table.y).mean() > 0.99


@pytest.mark.parametrize("curve", ["line", "square", "cubic", "step", "corner", "sine", "chirp", "bell", "saw"])
def test_a_curve_is_one_input_and_noise_moves_its_values_only(curve: str) -> None:
    table, noisy = (drawn("curve", curve=curve, noise=noise, samples=1000) for noise in (0.0, 0.3))
    assert table.x.shape == table.y.shape == (1000, 1)
    assert np.abs(table.y).max() <= 1.01
    assert np.ptp(table.y) > 1.3
    np.testing.assert_array_equal(table.x, noisy.x)
    assert np.std(noisy.y - table.y) == pytest.approx(0.3, rel=0.1)


def test_a_wave_goes_on_as_it_began() -> None:
    table = drawn("next_value", noise=0.0)
    x, y = table.x[:, :, 0], table.y[:, 0]
    twice_cosine = (x[:, 0] + x[:, 2]) / x[:, 1]
    steady = np.abs(x[:, 1]) > 0.1
    assert y[steady] == pytest.approx((twice_cosine * x[:, 7] - x[:, 6])[steady], abs=1e-6)


def test_parity_counts_the_ones() -> None:
    table = drawn("parity", steps=6, noise=0.0)
    assert (table.x.sum(axis=(1, 2)) % 2 == table.y).all()
    assert table.classes == ("even", "odd")
