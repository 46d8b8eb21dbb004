"""The curves as arrays: as wide, as opaque and as smooth as QPainter's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from nnlab.gui.canvas.curves import Curves, palette
from nnlab.gui.canvas.scale import look, widest

blue, orange = (8, 119, 189), (245, 147, 34)


def drawn(curves: Curves, weights: np.ndarray) -> np.ndarray:
    """Returns premultiplied (rows, columns, alpha red green blue), in [0, 1]."""
    pixels = np.zeros((curves.height, curves.width), np.uint32)
    curves.draw(weights, palette(blue, orange), pixels)
    return np.stack([(pixels >> shift) & 255 for shift in (24, 16, 8, 0)], axis=-1) / 255


def one(y0: float, y1: float, dx: float = 120.0, x0: float = 10.0) -> Curves:
    return Curves(x0, x0 + dx, np.array([y0]), np.array([y1]))


def painted(curves: Curves, y0: float, y1: float, weight: float) -> np.ndarray:
    """Returns the alpha of the same curve as QPainter draws it."""
    image = QImage(curves.width, curves.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-curves.left, -curves.top)
    width, opacity = look(np.array([weight]))
    colour = QColor(*(blue if weight >= 0 else orange))
    colour.setAlphaF(float(opacity[0]))
    painter.setPen(QPen(colour, float(width[0])))
    middle = (curves.x0 + curves.x1) / 2
    path = QPainterPath(QPointF(curves.x0, y0))
    path.cubicTo(QPointF(middle, y0), QPointF(middle, y1), QPointF(curves.x1, y1))
    painter.drawPath(path)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(curves.height, curves.width, 4)[..., 3] / 255


@pytest.mark.parametrize("rise", [0.0, 13.0, 80.0, -200.0, 400.0])
@pytest.mark.parametrize("weight", [0.2, -0.5, 1.0])
def test_a_curve_looks_as_qpainter_draws_it(qapp, rise, weight):
    curves = one(220.0, 220.0 + rise)
    ours = drawn(curves, np.array([weight]))[..., 0]
    theirs = painted(curves, 220.0, 220.0 + rise, weight)
    inside = slice(2, -2)  # the ends lie under tiles
    assert abs(ours - theirs)[:, inside].mean() < 0.02
    assert ours[:, inside].max() == pytest.approx(theirs[:, inside].max(), abs=0.06)


def test_a_level_curve_is_as_wide_as_its_weight_says(qapp):
    curves = one(50.5, 50.5)
    weights = np.array([0.7])
    width, opacity = look(weights)
    alpha = drawn(curves, weights)[:, 60, 0]
    density = -np.log1p(-np.minimum(alpha, 0.999)) / -np.log1p(-opacity)
    assert density.sum() == pytest.approx(width[0], abs=0.1)


def test_sign_is_blue_or_orange():
    curves = one(50.0, 50.0)
    for weight, colour in ((1.0, blue), (-1.0, orange)):
        row = drawn(curves, np.array([weight]))[:, 60]
        alpha, *channels = row[row[:, 0].argmax()]
        assert np.allclose(np.array(channels) / alpha * 255, colour, atol=3)


def test_where_two_curves_cross_the_stronger_one_shows():
    curves = Curves(0.0, 100.0, np.array([20.0, 80.0]), np.array([80.0, 20.0]))
    crossing = drawn(curves, np.array([1.0, -0.03]))[50 - curves.top, 50]
    assert crossing[3] > crossing[1]


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4), st.floats(8, 300), st.floats(-900, 900))
def test_any_weights_and_slopes_give_a_picture_that_is_empty_away_from_the_curves(weights, dx, rise):
    curves = Curves(0.0, dx, np.zeros(4), np.array([0.0, rise, rise, rise]))
    picture = drawn(curves, np.array(weights))
    assert picture.min() >= 0
    assert (picture[..., 1:] <= picture[..., :1] + 0.01).all()
    middle = round(dx / 2) if dx >= 40 else 0
    far = abs(rise) > 60 * widest and dx >= 40
    if far:  # between the level curve and the rising ones
        lines = picture[:, min(middle // 2, picture.shape[1] - 1), 0]
        assert lines.min() == 0


def test_the_nearest_curve_is_found_with_its_distance():
    curves = Curves(0.0, 100.0, np.array([10.0, 60.0]), np.array([10.0, 60.0]))
    assert curves.nearest(50, 13) == (0, 3.0)
    assert curves.nearest(50, 55) == (1, 5.0)
    assert curves.nearest(-5, 10)[0] == -1


def test_on_a_fine_screen_curves_are_drawn_in_its_own_pixels():
    coarse, fine = one(50, 90), Curves(10.0, 130.0, np.array([50.0]), np.array([90.0]), scale=2.0)
    assert fine.width == 2 * coarse.width
    assert drawn(fine, np.array([0.8]))[..., 0].sum() == pytest.approx(
        4 * drawn(coarse, np.array([0.8]))[..., 0].sum(), rel=0.03
    )
