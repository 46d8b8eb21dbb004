"""A wrong activation is caught, with the worst place named; a right one is not, kinks and jumps included."""

from __future__ import annotations

import os
import random
import sys

import numpy as np
import pytest

from nnlab.api import Activation, param
from nnlab.testing import Report, assert_contract, check
from nnlab.testing._activation import grid


def codes(report: Report, severity: str = "error") -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == severity}


class Swish(Activation):
    beta: float = param(1.0, low=0.1, high=10.0, log=True)

    def forward(self, z):
        return z / (1 + np.exp(-self.beta * z))

    def derivative(self, z, a):
        s = 1 / (1 + np.exp(-self.beta * z))
        return s + self.beta * a * (1 - s)


def test_the_swish_of_ten_lines_passes_and_is_told_of_overflow_by_a_warning() -> None:
    report = assert_contract(Swish)
    assert report.ok
    assert report.tried[0] == "Swish(beta=1.0)"
    assert len(set(report.tried)) == 4
    assert codes(report, "warning") == {"testing.warned"}
    measure = report.measure("derivative")
    assert measure is not None
    assert 0 < measure.worst < 1e-8
    with pytest.raises(AssertionError, match="overflow"):
        assert_contract(Swish, strict=True)


def test_an_instance_is_tried_with_its_own_values_alone() -> None:
    assert assert_contract(Swish(beta=2)).tried == ("Swish(beta=2.0)",)


def test_a_derivative_twice_too_large_is_caught() -> None:
    class Double(Activation):
        def forward(self, z):
            return np.tanh(z)

        def derivative(self, a):
            return 2 * (1 - a * a)

    report = check(Double)
    assert codes(report) == {"testing.derivative"}
    (found,) = report.severe()
    assert found.values["given"] == pytest.approx(2 * found.values["measured"], rel=1e-5)
    assert found.values["relative_error"] == pytest.approx(0.5, abs=1e-5)
    with pytest.raises(AssertionError, match=r"Double\.derivative is wrong between x = .* at x = .* it gives"):
        assert_contract(Double)


def test_a_derivative_of_the_wrong_sign_is_caught() -> None:
    class Sign(Activation):
        def forward(self, z):
            return np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0)

        def derivative(self, z):
            e = np.exp(-np.abs(z))
            return -np.where(z >= 0, 1, e) / (1 + e)

    (found,) = check(Sign).severe()
    assert found.code == "testing.derivative"
    assert found.values["relative_error"] == pytest.approx(2, abs=1e-3)


@pytest.mark.parametrize("size", [1.0, 0.01, 1e-4])
def test_a_derivative_wrong_for_negative_x_alone_is_caught_there(size: float) -> None:
    class Leak(Activation):
        leak: float = size

        def forward(self, z):
            return np.where(z > 0, z, self.leak * z)

        def derivative(self, z):
            return np.where(z > 0, 1.0, 2 * self.leak).astype(z.dtype)

    (found,) = check(Leak()).severe()
    assert found.code == "testing.derivative"
    assert found.values["worst_x"] < 0
    assert found.values["last_x"] < 0
    assert found.values["first_x"] < -60


def test_a_derivative_wrong_in_one_narrow_place_is_caught_there() -> None:
    class Dent(Activation):
        def forward(self, z):
            return np.sin(z)

        def derivative(self, z):
            return np.where(np.abs(z - 2) < 0.05, np.cos(z) + 1e-3, np.cos(z)).astype(z.dtype)

    (found,) = check(Dent).severe()
    assert found.values["worst_x"] == pytest.approx(2, abs=0.05)


def test_kinks_and_jumps_are_notes_and_named_where_they_are() -> None:
    class Corners(Activation):
        def forward(self, z):
            return np.where(z > 4, 7, np.clip(z, -1.23, 2) + np.minimum(np.abs(z), 3)).astype(z.dtype)

        def derivative(self, z):
            inner = np.where((z > -1.23) & (z < 2), 1, 0) + np.where(np.abs(z) < 3, np.sign(z), 0)
            return np.where(z > 4, 0, inner).astype(z.dtype)

    report = check(Corners)
    assert report.ok
    notes = {(finding.code, finding.values["x"]) for finding in report.findings if finding.severity == "note"}
    kinks = {("testing.kink", x) for x in (-3.0, -1.23, 0.0, 2.0, 3.0)}
    assert notes == kinks | {("testing.jump", 4.0)}
    measure = report.measure("derivative")
    assert measure is not None
    assert measure.values["kinks"] == (-3.0, -1.23, 0.0, 2.0, 3.0, 4.0)


def test_a_slope_outside_both_sides_of_a_kink_is_a_warning_and_nan_an_error() -> None:
    class Odd(Activation):
        at_zero: float = param(5.0)

        def forward(self, z):
            return np.abs(z)

        def derivative(self, z):
            value = self.at_zero if self.at_zero < 100 else np.nan
            return np.where(z == 0, value, np.sign(z)).astype(z.dtype)

    assert codes(check(Odd()), "warning") == {"testing.slope_at_kink"}
    assert "testing.slope_at_kink" in codes(check(Odd(at_zero=1000)))


def test_a_sharp_function_with_a_right_derivative_is_not_blamed() -> None:
    class Sharp(Activation):
        def forward(self, z):
            return np.tanh(300 * z)

        def derivative(self, a):
            return 300 * (1 - a * a)

    assert codes(check(Sharp)) == set()


def test_an_activation_without_derivative_passes() -> None:
    class Bent(Activation):
        def forward(self, z):
            return (np.sqrt(z * z + 1) - 1) / 2 + z

    report = check(Bent)
    assert report.ok
    assert report.measure("derivative") is None


class Softmax(Activation):
    gives = "distribution"

    def forward(self, z):
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def backward(self, a, grad):
        return a * (grad - (grad * a).sum(axis=-1, keepdims=True))


def test_backward_of_a_function_of_rows_is_compared_along_random_directions() -> None:
    report = assert_contract(Softmax, strict=True)
    measure = report.measure("backward")
    assert measure is not None
    assert measure.worst < 1e-8

    class Wrong(Softmax):
        def backward(self, a, grad):
            return a * (grad - grad.sum(axis=-1, keepdims=True))

    assert codes(check(Wrong)) == {"testing.backward"}

    class Slope(Softmax):
        backward = None

        def derivative(self, a):
            return a * (1 - a)

    assert codes(check(Slope)) == {"testing.not_elementwise"}


def test_a_softmax_over_the_batch_is_caught() -> None:
    class Mixed(Activation):
        def forward(self, z):
            e = np.exp(z - z.max(axis=0))
            return e / e.sum(axis=0)

    assert codes(check(Mixed)) == {"testing.mixes_samples"}


def test_what_it_gives_has_to_be_true() -> None:
    class Tanh(Activation):
        gives = "probability"

        def forward(self, z):
            return np.tanh(z)

    class Halves(Activation):
        gives = "distribution"

        def forward(self, z):
            return np.full_like(z, 0.5)

    assert codes(check(Tanh)) == {"testing.gives"}
    (found,) = check(Halves).severe()
    assert (found.code, found.values["came"]) == ("testing.gives", 2.0)


RETURNED = [None, 3.0, "a", np.ones((9, 9)), np.ones((1, 4)) * 1j, np.array([[None] * 4])]


@pytest.mark.parametrize("came", RETURNED, ids=lambda came: type(came).__name__)
def test_what_is_no_array_of_the_right_shape_is_caught(came: object) -> None:
    class Wrong(Activation):
        def forward(self, z):
            return came

    report = check(Wrong)
    assert codes(report) == {"plugin.returned"}
    assert "Wrong.forward returned" in str(report.severe()[0])


def test_another_dtype_is_caught() -> None:
    class Widened(Activation):
        def forward(self, z):
            return np.tanh(np.asarray(z, np.float64))

    class Narrow(Activation):
        def forward(self, z):
            return np.tanh(z).astype(np.float32)

    assert codes(check(Widened)) == {"testing.dtype"}
    assert "testing.dtype" in codes(check(Narrow))


def test_what_float32_gets_wrong_and_what_cannot_be_measured_is_told() -> None:
    class Tiny(Activation):
        def forward(self, z):
            return np.log(np.exp(-np.abs(z)) * z.dtype.type(1e-8) + 1) * z.dtype.type(1e8)

    class Trembles(Activation):
        def forward(self, z):
            return z + np.sin(z * z.dtype.type(1e8)) * z.dtype.type(1e-3)

        def derivative(self, z):
            return np.ones_like(z)

    assert "testing.float32" in codes(check(Tiny), "warning")
    assert "testing.rough" in codes(check(Trembles), "warning")


def test_writing_into_the_input_is_caught_even_by_force() -> None:
    class Writes(Activation):
        def forward(self, z):
            z *= 2
            return z

    class Forces(Activation):
        def forward(self, z):
            z.flags.writeable = True
            z *= 2
            return z

    assert codes(check(Writes)) == {"plugin.wrote_input"}
    assert "testing.wrote_input" in codes(check(Forces))


def test_a_result_that_depends_on_earlier_calls_is_caught() -> None:
    calls: list[int] = []
    memory: dict[tuple[int, ...], np.ndarray] = {}

    class Counts(Activation):
        def forward(self, z):
            calls.append(1)
            return z + len(calls)

    class Reuses(Activation):
        def forward(self, z):
            out = memory.setdefault((*z.shape, z.itemsize), np.empty_like(z))
            out[...] = 2 * z
            return out

    class Draws(Activation):
        def forward(self, z):
            return z + np.random.default_rng().random(z.shape).astype(z.dtype)

    for wrong in (Counts, Reuses, Draws):
        assert "testing.impure" in codes(check(wrong)), wrong


def test_what_the_program_shares_is_left_alone_and_put_back() -> None:
    folder, path, errors = os.getcwd(), list(sys.path), np.geterr()
    numpy_before, python_before = np.random.get_state(legacy=False), random.getstate()

    class NumpyRandom(Activation):
        def forward(self, z):
            np.random.seed(0)
            return z + 0 * np.random.random()

    class PythonRandom(Activation):
        def forward(self, z):
            return z + 0 * random.random()

    class ErrorState(Activation):
        def forward(self, z):
            np.seterr(all="raise")
            return z

    class Folder(Activation):
        def forward(self, z):
            os.chdir("/")
            return z

    class Path(Activation):
        def forward(self, z):
            sys.path.append("here")
            return z

    for wrong, what in (
        (NumpyRandom, "np.random"),
        (PythonRandom, "(random)"),
        (ErrorState, "np.seterr"),
        (Folder, "working directory"),
        (Path, "sys.path"),
    ):
        report = check(wrong)
        assert codes(report) == {"testing.surroundings"}, wrong
        assert what in str(report.severe()[0])
    assert (os.getcwd(), sys.path, np.geterr()) == (folder, path, errors)
    assert random.getstate() == python_before
    assert np.array_equal(np.random.get_state(legacy=False)["state"]["key"], numpy_before["state"]["key"])


def test_nan_for_extreme_inputs_is_an_error_and_infinity_a_warning() -> None:
    class Lost(Activation):
        def forward(self, z):
            return np.exp(z) / (1 + np.exp(z))

    class Grows(Activation):
        def forward(self, z):
            return z * z

    lost = check(Lost)
    assert codes(lost) == {"testing.nan"}
    assert lost.severe()[0].values["input"] == "z = 1000 (float64)"
    grows = check(Grows)
    assert grows.ok
    assert codes(grows, "warning") == {"testing.warned", "testing.infinite"}


def test_an_exception_names_the_line() -> None:
    class Fails(Activation):
        def forward(self, z):
            return z + undefined  # noqa: F821

    class Leaves(Activation):
        def forward(self, z):
            raise SystemExit

    (found,) = check(Fails).severe()
    assert (found.code, found.problem.file) == ("plugin.raised", __file__)
    assert found.problem.line > 0
    assert "undefined" in found.problem.traceback
    assert codes(check(Leaves)) == {"plugin.raised"}


def test_a_result_that_is_odd_now_and_then_ends_the_check_with_a_sentence() -> None:
    class Moody(Activation):
        def forward(self, z):
            return None if z.shape == (len(grid()), 1) else np.tanh(z)

        def derivative(self, a):
            return 1 - a * a

    assert codes(check(Moody)) & {"testing.unchecked", "plugin.returned"}
