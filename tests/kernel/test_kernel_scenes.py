"""What frames hold where samples are pictures, sequences or one number, made in this process."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

import nnlab
from nnlab.api import Dataset, Table
from nnlab.experiment.document import Chosen, LayerSpec
from nnlab.kernel import _samples
from nnlab.kernel import messages as m
from nnlab.kernel._frames import Frames


class Wide(Dataset):
    """Pictures of 100 x 100."""

    def sample(self, rng: np.random.Generator) -> Table:
        return Table(x=rng.normal(size=(20, 1, 100, 100)), y=np.arange(20) % 2, names=(), classes=("a", "b"))


class Wave(Dataset):
    """One column."""

    def sample(self, rng: np.random.Generator) -> Table:
        x = rng.uniform(-2, 2, (40, 1))
        return Table(x=x, y=(x[:, 0] > 0).astype(int), names=("t",), classes=("a", "b"))


def layer(name: str, kind: str, source: str, activation: str = "", **values: Any) -> LayerSpec:
    chosen = Chosen(id=activation) if activation else None
    return LayerSpec(id=name, kind=Chosen(id=kind, values=values), activation=chosen, inputs=(source,))


def run_of(data: str, loss: str, *layers: LayerSpec, plugins: Any = (), inputs: tuple[str, ...] = ("t",)) -> nnlab.Run:
    begun = nnlab.preset("spiral")
    training = replace(begun.training, loss=Chosen(id=loss), batch_size=10, metrics=())
    network = replace(begun.network, inputs=inputs, layers=layers)
    data_set = replace(begun.data, source=Chosen(id=data))
    return nnlab.Run(replace(begun, data=data_set, network=network, training=training), plugins=plugins)


def frame_of(run: nnlab.Run, *views: m.View) -> m.Frame:
    frames = Frames()
    frames.views = views
    held: Any = SimpleNamespace(run=run, obstacle=None, waiting=None, number=0, rev=0, step=0, epoch=0)
    return frames.make(held, training=False, rate=0.0)


def brought(layer: m.LayerFrame) -> set[str]:
    return {name for name in layer.__struct_fields__ if name != "id" and getattr(layer, name) is not None}


everything = (m.MapsView(size=16), m.BoundaryView(size=40), m.WeightsView(), m.SampleView())
convolution = (
    layer("conv", "conv2d", "input", "relu", filters=20),
    layer("flat", "flatten", "conv"),
    layer("output", "dense", "flat", "softmax", units=3),
)


def test_pictures_bring_feature_maps_of_the_units_that_are_shown_and_no_maps_over_two_pixels() -> None:
    frame = frame_of(run_of("bars", "cross_entropy", *convolution), *everything)
    layers = {one.id: one for one in frame.layers}
    assert layers["input"].features.shape == (1, 8, 8)
    assert layers["conv"].features.shape == (12, 6, 6)
    assert layers["conv"].kernels.shape == (12, 1, 3, 3)
    assert brought(layers["conv"]) == {"features", "kernels"}
    assert brought(layers["output"]) == {"features", "kernels", "weights", "bias"}
    assert frame.boundary is None
    assert {array.dtype for array in (layers["conv"].features, layers["conv"].kernels)} == {"float32"}


def test_nothing_is_sent_of_a_sample_that_nobody_looks_at() -> None:
    frame = frame_of(run_of("bars", "cross_entropy", *convolution), m.MapsView(size=16))
    assert frame.layers == ()


def test_sequences_bring_states_over_time() -> None:
    memory, output = layer("memory", "lstm", "input", units=30), layer("output", "dense", "memory", units=1)
    layers = {one.id: one for one in frame_of(run_of("echo", "mse", memory, output), *everything).layers}
    assert layers["input"].states.shape == (5, 1)
    assert layers["memory"].states.shape == (5, 12)
    assert brought(layers["memory"]) == {"states"}


def test_one_column_brings_curves_and_a_boundary_that_is_a_line() -> None:
    layers = layer("first", "dense", "input", "tanh", units=3), layer("output", "dense", "first", "sigmoid", units=1)
    frame = frame_of(run_of("wave", "binary_cross_entropy", *layers, plugins=[Wave]), *everything)
    assert frame.line == m.Line(column="t", low=-2.0, high=2.0)
    assert (frame.low, frame.high) == ((-2.0,), (2.0,))
    assert frame.boundary.shape == (1, 40)
    assert [brought(one) for one in frame.layers] == [{"curves"}, *[{"curves", "weights", "bias"}] * 2]
    assert frame.layers[1].curves.shape == (3, 16)


def test_one_of_two_columns_brings_curves_and_the_whole_plane() -> None:
    layers = layer("first", "dense", "input", "tanh", units=3), layer("output", "dense", "first", "sigmoid", units=1)
    frame = frame_of(run_of("spiral", "binary_cross_entropy", *layers, inputs=("x1",)), *everything)
    assert frame.line is not None
    assert frame.line.column == "x1"
    assert frame.boundary.shape == (1, 40, 40)


def test_a_plane_of_any_pair_comes_with_its_columns_and_one_that_the_data_has_not_as_the_usual_one() -> None:
    run = nnlab.Run(nnlab.preset("iris"))
    at = (5.0, 3.0, 4.0, 0.5)
    frame = frame_of(run, m.MapsView(8, (3, 2), at), m.BoundaryView(16, (3, 2), at))
    assert (frame.columns, frame.boundary.shape) == ((3, 2), (3, 16, 16))
    assert frame.low + frame.high == tuple(end for ends in run.span((3, 2)) for end in ends)
    assert np.array_equal(frame.boundary.numpy(), run.boundary(16, (3, 2), at))
    for gone in (m.BoundaryView(16, (3, 9), at), m.BoundaryView(16, (1, 1))):
        assert frame_of(run, gone).columns == (0, 1)
    assert np.array_equal(frame_of(run, m.BoundaryView(16, (3, 2), (1.0,))).boundary.numpy(), run.boundary(16, (3, 2)))


def test_one_of_several_columns_brings_a_line_along_it() -> None:
    layers = layer("first", "dense", "input", "tanh", units=3), layer("output", "dense", "first", "softmax", units=3)
    run = run_of("iris", "cross_entropy", *layers, inputs=("petal_width", "petal_width^2"))
    frame = frame_of(run, *everything)
    assert frame.boundary.shape == (3, 40)
    assert frame.columns == (3,)
    assert (frame.low, frame.high) == ((frame.line.low,), (frame.line.high,))


def test_the_usual_plane_has_its_maps_and_nothing_of_a_sample() -> None:
    frame = frame_of(nnlab.Run(nnlab.preset("spiral")), *everything)
    assert [brought(one) for one in frame.layers] == [{"maps"}, *[{"maps", "weights", "bias"}] * 4]
    assert frame.line is None


def test_more_samples_than_a_message_holds_come_shorter_and_then_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = np.random.default_rng(0).normal(size=(100, 4)), np.arange(100)
    parts = x[:80], y[:80], x[80:], y[80:]
    whole, means = _samples.sent(parts)
    assert (whole["train_x"].dtype, whole["train_x"].shape, whole["test_y"].shape) == ("float64", (80, 4), (20,))
    assert means == pytest.approx(tuple(x.mean(0)))
    monkeypatch.setattr(_samples, "most_bytes", 4 * x.size)
    short = _samples.sent(parts)[0]
    assert (short["train_x"].dtype, short["train_x"].shape) == ("float32", (80, 4))
    monkeypatch.setattr(_samples, "most_bytes", 2 * x.size)
    few, same = _samples.sent(parts)
    assert [few[name].shape[0] for name in ("train_x", "train_y", "test_x", "test_y")] == [40, 40, 10, 10]
    assert same == means


def test_a_page_of_samples_and_those_of_a_neuron_come_with_a_frame() -> None:
    run = run_of("bars", "cross_entropy", *convolution)
    frame = frame_of(run, m.PageView("test", 2, 3), m.TopView("conv", 1, 2))
    assert frame.page == run.page("test", 2, 3)
    assert frame.top == run.top("conv", 1, 2)
    assert frame_of(run, m.TopView("gone", 0)).top is None


def test_large_pictures_come_no_larger_than_the_screen_shows_them() -> None:
    conv, flat = layer("conv", "conv2d", "input", "relu", filters=2, stride=2), layer("flat", "flatten", "conv")
    wide = layer("wide", "dense", "flat", "tanh", units=40), layer("output", "dense", "wide", "sigmoid", units=1)
    run = run_of("wide", "binary_cross_entropy", conv, flat, *wide, plugins=[Wide])
    layers = {one.id: one for one in frame_of(run, m.SampleView(side=40, units=8)).layers}
    assert layers["input"].features.shape == (1, 34, 34)
    assert layers["conv"].features.shape == (2, 25, 25)
    assert layers["wide"].features.shape == (8, 1, 1)
    assert sum(len(array.data) for array in (layers["wide"].kernels,)) <= 8 * 40 * 40 * 4


def test_a_sample_that_is_gone_is_passed_over() -> None:
    run = run_of("bars", "cross_entropy", *convolution)
    for view in (m.SampleView(row=99_999), m.SampleView(row=None, point=(1.0, 2.0)), m.ProbeView(point=(1.0,))):
        assert frame_of(run, view).layers == ()


def test_a_frame_brings_the_answer_for_the_point_that_was_asked() -> None:
    run = nnlab.Run(nnlab.preset("iris"))
    point = (5.1, 3.5, 1.4, 0.2)
    frame = frame_of(run, m.PredictView(point=point, asked=7))
    assert (frame.answer, frame.asked) == (run.answer(point), 7)
    other = frame_of(run, m.PredictView(point=(1.0, 2.0), asked=8))  # the data has changed since
    assert (other.answer, other.asked) == (None, 0)
