"""What layers say of inputs that do not fit, and what they make of those that do."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from bundled_components import locked, made

from nnlab.api import ShapeError
from nnlab.api.calls import bind

flat, image, sequence = (4,), (3, 8, 6), (5, 2)

misfits: list[tuple[str, dict[str, Any], tuple[tuple[int, ...], ...], str]] = [
    ("dense", {}, (image,), r"\(3, 8, 6\); put a flatten layer before it"),
    ("dense", {}, (flat, flat), "takes one input and gets 2"),
    ("dropout", {}, (flat, flat), "takes one input and gets 2"),
    ("batch_norm", {}, (flat, flat), "takes one input and gets 2"),
    ("layer_norm", {}, (flat, flat, flat), "takes one input and gets 3"),
    ("flatten", {}, (image, flat), "takes one input and gets 2"),
    ("add", {}, (flat,), "nothing to add to it"),
    ("add", {}, (flat, (5,)), "these have 4 and 5;"),
    ("add", {}, (image, flat, flat), "these have 3 × 8 × 6, 4 and 4;"),
    ("add", {}, (flat, (1,)), r"only inputs of one shape"),
    ("concatenate", {}, (flat,), "nothing to join it with"),
    ("concatenate", {}, (flat, image), "the shapes 4 and 3 × 8 × 6 cannot be put side by side"),
    ("concatenate", {}, (image, (3, 8, 5)), "cannot be put side by side"),
    ("concatenate", {}, (sequence, (4, 2)), "cannot be put side by side"),
    ("conv2d", {}, (flat,), r"takes images of \(channels, rows, columns\) and gets \(4,\)"),
    ("conv2d", {}, (image, image), "one image and gets 2"),
    ("conv2d", {"rows": 9}, (image,), "9 x 3 does not fit into an image of 8 x 6"),
    ("conv2d", {"columns": 9, "padding": 1}, (image,), "smaller kernel or more padding"),
    ("max_pool", {"window": 7}, (image,), "7 x 7 does not fit into an image of 8 x 6"),
    ("average_pool", {}, (sequence,), "takes images"),
    ("max_pool", {}, (image, image), "one image and gets 2"),
    ("rnn", {}, (flat,), r"takes a sequence of \(time, features\) and gets \(4,\)"),
    ("lstm", {}, (image,), "takes a sequence"),
    ("gru", {}, (sequence, sequence), "one sequence and gets 2"),
]


@pytest.mark.parametrize(("ident", "values", "shapes", "said"), misfits)
def test_a_misfit_is_said_in_both_languages_with_the_way_out(
    ident: str, values: dict[str, Any], shapes: tuple[tuple[int, ...], ...], said: str
) -> None:
    with pytest.raises(ShapeError, match=said) as caught:
        bind(made("layer", ident, **values), "shape")(*shapes)
    english, chinese = caught.value.text.en, caught.value.text.zh_CN
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert ";" in english  # what is wrong; the way out
    assert "请" in chinese
    assert set(re.findall(r"\d+", chinese)) <= set(re.findall(r"\d+", english))


@pytest.mark.parametrize(
    ("ident", "values", "shapes", "wanted"),
    [
        ("conv2d", {"filters": 5}, (image,), (5, 6, 4)),
        ("conv2d", {"filters": 5, "padding": 1}, (image,), (5, 8, 6)),
        ("conv2d", {"filters": 1, "stride": 2, "rows": 2, "columns": 1}, (image,), (1, 4, 3)),
        ("max_pool", {}, (image,), (3, 4, 3)),
        ("average_pool", {"window": 3, "stride": 3}, (image,), (3, 2, 2)),
        ("flatten", {}, (image,), (144,)),
        ("flatten", {}, (flat,), flat),
        ("add", {}, (image, image), image),
        ("concatenate", {}, (flat, (2,)), (6,)),
        ("concatenate", {}, (image, (1, 8, 6)), (4, 8, 6)),
        ("concatenate", {}, (sequence, (5, 7)), (5, 9)),
        ("lstm", {"units": 3}, (sequence,), (3,)),
        ("gru", {"units": 3, "sequence": True}, (sequence,), (5, 3)),
        ("batch_norm", {}, (image,), image),
    ],
)
def test_shapes_that_come_out(ident: str, values: dict[str, Any], shapes: Any, wanted: tuple[int, ...]) -> None:
    layer = made("layer", ident, **values)
    assert bind(layer, "shape")(*shapes) == wanted


def test_batch_normalisation_of_one_sample_is_refused_while_training_and_fine_afterwards() -> None:
    layer = made("layer", "batch_norm")
    p, buffers = {"gamma": np.ones(2), "beta": np.zeros(2)}, {"mean": np.zeros(2), "variance": np.ones(2)}
    forward = bind(layer, "forward")
    with pytest.raises(ShapeError, match="at least 2 samples in every batch") as caught:
        forward(locked([[1, 2]]), p, buffers, True, None)
    assert "批大小" in caught.value.text.zh_CN
    np.testing.assert_allclose(forward(locked([[1, 2]]), p, buffers, False, None)[0], [[1, 2]], rtol=1e-4)


def test_batch_normalisation_of_one_image_takes_its_pixels_together() -> None:
    layer = made("layer", "batch_norm")
    p, buffers = {"gamma": np.ones(1), "beta": np.zeros(1)}, {"mean": np.zeros(1), "variance": np.ones(1)}
    y, _, after = bind(layer, "forward")(locked(np.arange(4.0).reshape(1, 1, 2, 2)), p, buffers, True, None)
    assert y.mean() == pytest.approx(0, abs=1e-12)
    assert y.var() == pytest.approx(1, rel=1e-4)
    assert after["mean"] == pytest.approx([0.15])
    assert after["variance"] == pytest.approx([0.9 + 0.1 * 5 / 3])


def test_batch_normalisation_outside_training_keeps_its_buffers() -> None:
    layer = made("layer", "batch_norm")
    p, buffers = {"gamma": np.ones(2), "beta": np.zeros(2)}, {"mean": np.ones(2), "variance": np.full(2, 4.0)}
    y, _, after = bind(layer, "forward")(locked([[3, 5], [1, 1]]), p, buffers, False, None)
    np.testing.assert_allclose(y, [[1, 2], [0, 0]], rtol=1e-5)
    assert after is buffers


def test_max_pooling_gives_the_gradient_to_the_first_of_equal_numbers() -> None:
    layer = made("layer", "max_pool")
    _, saved, _ = bind(layer, "forward")(locked(np.ones((1, 1, 2, 2))), {}, {}, True, None)
    grad_x, _ = bind(layer, "backward")(locked(np.full((1, 1, 1, 1), 3.0)), saved, {})
    assert grad_x.tolist() == [[[[3, 0], [0, 0]]]]


def test_normalising_what_does_not_vary_divides_by_nothing() -> None:
    for ident in ("batch_norm", "layer_norm"):
        layer = made("layer", ident)
        p = {"gamma": np.ones(3), "beta": np.zeros(3)}
        buffers = {"mean": np.zeros(3), "variance": np.ones(3)}
        y, saved, _ = bind(layer, "forward")(locked(np.full((4, 3), 7.0)), p, buffers, True, None)
        assert not y.any()
        assert np.isfinite(bind(layer, "backward")(locked(np.ones((4, 3))), saved, p)[0]).all()


def test_gated_layers_bear_huge_inputs() -> None:
    for ident in ("rnn", "lstm", "gru"):
        layer = made("layer", ident, units=2)
        shapes = bind(layer, "parameters")(np.random.default_rng(0), (3, 1))
        p = {name: np.full(array.shape, 1e200) for name, array in shapes.items()}
        y, saved, _ = bind(layer, "forward")(locked(np.full((2, 3, 1), 1e100)), p, {}, True, None)
        assert np.isfinite(y).all()
        assert np.isfinite(bind(layer, "backward")(locked(np.ones((2, 2))), saved, p)[0]).all()
