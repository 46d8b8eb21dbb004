"""A wrong layer is caught: shapes, gradients of inputs and of every parameter, buffers, noise, mixed samples."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.api import Layer, ShapeError, param
from nnlab.testing import Report, assert_contract, check


def codes(report: Report, severity: str = "error") -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == severity}


class Dense(Layer):
    weights = ("w",)
    units: int = param(3, low=1)

    def shape(self, *inputs):
        if len(inputs) != 1 or len(inputs[0]) != 1:
            raise ShapeError("one row of numbers, please")
        return (self.units,)

    def parameters(self, rng, *inputs):
        return {"w": np.zeros((inputs[0][0], self.units)), "b": np.zeros(self.units)}

    def forward(self, x, p):
        return x @ p["w"] + p["b"], x, {}

    def backward(self, grad, saved, p):
        return grad @ p["w"].T, {"w": saved.T @ grad, "b": grad.sum(axis=0)}


def test_a_right_layer_passes() -> None:
    report = assert_contract(Dense, strict=True)
    measure = report.measure("gradient")
    assert measure is not None
    assert measure.worst < 1e-9


@pytest.mark.parametrize("wrong", ["x", "w", "b"])
@pytest.mark.parametrize("factor", [2.0, -1.0, 0.0])
def test_a_wrong_gradient_is_caught_and_named(wrong: str, factor: float) -> None:
    class Off(Dense):
        def backward(self, grad, saved, p):
            made = {"x": grad @ p["w"].T, "w": saved.T @ grad, "b": grad.sum(axis=0)}
            made[wrong] = factor * made[wrong]
            return made.pop("x"), made

    found = check(Off).severe()
    assert {finding.code for finding in found} == {"testing.layer_gradient"}
    assert {finding.values["part"] for finding in found} == {"input 1" if wrong == "x" else f"parameter '{wrong}'"}


def test_a_mean_in_place_of_the_sum_over_the_batch_is_caught() -> None:
    class Mean(Dense):
        def backward(self, grad, saved, p):
            return grad @ p["w"].T, {"w": saved.T @ grad / len(grad), "b": grad.sum(axis=0)}

    (found,) = check(Mean).severe()
    assert found.values["part"] == "parameter 'w'"
    assert found.values["given"] == pytest.approx(found.values["measured"] / 3, rel=1e-4)


def test_a_gradient_that_is_wrong_while_training_alone_is_caught() -> None:
    class Training(Layer):
        def forward(self, x, training):
            return x * 3, training, {}

        def backward(self, grad, saved):
            return grad * (2 if saved else 3), {}

    (found,) = check(Training).severe()
    assert found.values["training"] is True


def test_only_as_many_inputs_are_tried_as_shape_can_take() -> None:
    class Single(Layer):
        def shape(self, inputs):
            return inputs

        def forward(self, x):
            return 3 * x, None, {}

        def backward(self, grad):
            return 3 * grad, {}

    class Inherits(Layer):
        def forward(self, x):
            return np.tanh(x), x, {}

        def backward(self, grad, saved):
            return grad * (1 - np.tanh(saved) ** 2), {}

    assert_contract(Single, strict=True)
    assert_contract(Inherits, strict=True)


def test_several_inputs_each_have_their_gradient() -> None:
    class Times(Layer):
        def shape(self, *inputs):
            if len(inputs) != 2 or inputs[0] != inputs[1]:
                raise ShapeError("two of one shape")
            return inputs[0]

        def forward(self, x):
            return x[0] * x[1], x, {}

        def backward(self, grad, saved):
            return (grad * saved[1], grad * saved[0]), {}

    class Swapped(Times):
        def backward(self, grad, saved):
            return (grad * saved[0], grad * saved[1]), {}

    class One(Times):
        def backward(self, grad, saved):
            return grad * saved[1], {}

    assert_contract(Times, strict=True)
    assert {finding.values["part"] for finding in check(Swapped).severe()} == {"input 1", "input 2"}
    assert codes(check(One)) == {"plugin.returned"}


def test_a_shape_that_forward_does_not_keep_is_caught() -> None:
    class Lies(Layer):
        def shape(self, *inputs):
            return (2, *inputs[0])

        def forward(self, x):
            return x, None, {}

        def backward(self, grad):
            return grad, {}

    class Nothing(Dense):
        def shape(self, *inputs):
            return None

    class Picky(Dense):
        def shape(self, *inputs):
            raise ShapeError("never")

    class Breaks(Dense):
        def shape(self, *inputs):
            return inputs[7]

    assert codes(check(Lies)) == codes(check(Nothing)) == {"plugin.returned"}
    assert codes(check(Picky)) == {"testing.no_shape"}
    assert codes(check(Breaks)) == {"plugin.raised"}


def test_a_missing_gradient_or_unknown_weights_are_caught() -> None:
    class Forgets(Dense):
        def backward(self, grad, saved, p):
            return grad @ p["w"].T, {"w": saved.T @ grad}

    class Unknown(Dense):
        weights = ("kernel",)

    (found,) = check(Forgets).severe()
    assert "a gradient for 'b'" in str(found)
    assert codes(check(Unknown)) == {"testing.no_weights"}


class Scale(Layer):
    """Divides by a running size: has a buffer."""

    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError("one input")
        return inputs[0]

    def buffers(self, *inputs):
        return {"size": np.ones(())}

    def forward(self, x, buffers, training):
        size = np.asarray(0.9 * buffers["size"] + 0.1 * np.abs(x).mean(), x.dtype) if training else buffers["size"]
        return x / buffers["size"], buffers["size"], {"size": size}

    def backward(self, grad, saved):
        return grad / saved, {}


def test_buffers_keep_names_shapes_and_rest_without_training() -> None:
    class Renames(Scale):
        def forward(self, x, buffers):
            return x / buffers["size"], buffers["size"], {"scale": buffers["size"]}

    class Reshapes(Scale):
        def forward(self, x, buffers):
            return x / buffers["size"], buffers["size"], {"size": x.mean(axis=0)}

    class Always(Scale):
        def forward(self, x, buffers):
            return x / buffers["size"], buffers["size"], {"size": np.asarray(np.abs(x).mean(), x.dtype)}

    class Writes(Scale):
        def forward(self, x, buffers):
            buffers["size"][...] = 2
            return x / buffers["size"], buffers["size"], buffers

    assert_contract(Scale, strict=True)
    assert codes(check(Renames)) == codes(check(Reshapes)) == {"plugin.returned"}
    assert codes(check(Always)) == {"testing.buffers_without_training"}
    assert codes(check(Writes)) == {"plugin.wrote_input"}


def test_noise_comes_from_the_stream_and_in_training_alone() -> None:
    class Noise(Layer):
        def forward(self, x, training, rng):
            return (x + rng.standard_normal(x.shape).astype(x.dtype) if training else x), None, {}

        def backward(self, grad):
            return grad, {}

        def shape(self, *inputs):
            if len(inputs) != 1:
                raise ShapeError("one input")
            return inputs[0]

    class Trembles(Noise):
        def forward(self, x, rng):
            return x + rng.standard_normal(x.shape).astype(x.dtype), None, {}

    class Global(Noise):
        def forward(self, x, training):
            return (x + np.random.standard_normal(x.shape).astype(x.dtype) if training else x), None, {}

    assert_contract(Noise, strict=True)
    assert "testing.draws" in codes(check(Trembles))
    assert codes(check(Global)) == {"testing.surroundings"}


def test_samples_that_mix_without_training_are_caught() -> None:
    class Centres(Layer):
        def shape(self, *inputs):
            if len(inputs) != 1:
                raise ShapeError("one input")
            return inputs[0]

        def forward(self, x):
            return x - x.mean(axis=0), None, {}

        def backward(self, grad):
            return grad - grad.mean(axis=0), {}

    assert codes(check(Centres)) == {"testing.mixes_samples"}


def test_dtype_saved_state_and_inputs_are_looked_at() -> None:
    class Widened(Dense):
        def forward(self, x, p):
            return (x @ p["w"] + p["b"]).astype(np.float64), x, {}

    class Writes(Dense):
        def forward(self, x, p):
            x *= 2
            return x @ p["w"] + p["b"], x, {}

    class Spends(Dense):
        def forward(self, x, p):
            return x @ p["w"] + p["b"], [x], {}

        def backward(self, grad, saved, p):
            x = saved.pop()
            return grad @ p["w"].T, {"w": x.T @ grad, "b": grad.sum(axis=0)}

    assert codes(check(Widened)) == {"testing.dtype"}
    assert codes(check(Writes)) == {"plugin.wrote_input"}
    assert "testing.wrote_input" in codes(check(Spends))


def test_a_division_by_a_variance_of_zero_is_caught() -> None:
    class Normal(Layer):
        def shape(self, *inputs):
            if len(inputs) != 1 or inputs[0] == (1,):
                raise ShapeError("one input of several numbers")
            return inputs[0]

        def forward(self, x):
            axes = tuple(range(1, x.ndim))
            centred = x - x.mean(axis=axes, keepdims=True)
            size = np.sqrt((centred**2).mean(axis=axes, keepdims=True))
            return centred / size, (centred / size, size, axes), {}

        def backward(self, grad, saved):
            y, size, axes = saved
            level = grad.mean(axis=axes, keepdims=True)
            return (grad - level - y * (grad * y).mean(axis=axes, keepdims=True)) / size, {}

    report = check(Normal)
    assert codes(report) == {"testing.nan"}
    assert "inputs all" in str(report.severe()[0])
