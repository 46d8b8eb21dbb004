"""Wrong schedules, regularizers, initializers, metrics and data sets are caught; right ones are not."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.api import Dataset, Initializer, Metric, Regularizer, Schedule, Table
from nnlab.testing import Report, assert_contract, check


def codes(report: Report, severity: str = "error") -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == severity}


# ---- schedules


def test_a_rate_that_falls_below_zero_past_its_end_is_caught() -> None:
    class Straight(Schedule):
        def rate(self, lr, epoch):
            return lr * (1 - epoch / 300)

    class Held(Schedule):
        def rate(self, lr, epoch):
            return lr * (1 - min(epoch, 299) / 300)

    assert_contract(Held, strict=True)
    (found,) = check(Straight).severe()
    assert found.code == "testing.rate"
    assert found.values["epoch"] > 300


def test_a_rate_that_grows_for_ever_or_is_no_number_is_caught() -> None:
    class Warms(Schedule):
        def rate(self, lr, epoch):
            return lr * (epoch + 1) / 10

    class Explodes(Schedule):
        def rate(self, lr, epoch):
            return lr * 1.1**epoch

    class Nothing(Schedule):
        def rate(self, lr):
            return None

    class Many(Schedule):
        def rate(self, lr):
            return np.array([lr])

    assert codes(check(Warms)) == {"testing.rate_grows"}
    assert codes(check(Explodes)) == {"plugin.raised"}
    assert codes(check(Nothing)) == codes(check(Many)) == {"plugin.returned"}


def test_a_rate_that_remembers_is_caught() -> None:
    calls: list[int] = []

    class Remembers(Schedule):
        def rate(self, lr, t):
            calls.append(t)
            return lr / len(calls)

    assert codes(check(Remembers)) == {"testing.impure"}


# ---- regularizers


class Ridge(Regularizer):
    def penalty(self, w):
        return 0.01 * np.sum(w * w)

    def gradient(self, w):
        return 0.02 * w


def test_a_penalty_and_its_slope_pass_with_a_kink_too() -> None:
    class Lasso(Regularizer):
        def penalty(self, w):
            return 0.01 * np.abs(w).sum()

        def gradient(self, w):
            return 0.01 * np.sign(w)

    assert_contract(Ridge, strict=True)
    assert_contract(Lasso, strict=True)


@pytest.mark.parametrize("factor", [2.0, -1.0, 0.0])
def test_a_penalty_with_another_slope_is_caught(factor: float) -> None:
    class Off(Ridge):
        def gradient(self, w):
            return factor * 0.02 * w

    assert codes(check(Off)) == {"testing.penalty_gradient"}


def test_a_penalty_of_many_numbers_or_with_an_offset_or_nan_is_told() -> None:
    class Many(Ridge):
        def penalty(self, w):
            return w * w

    class Offset(Ridge):
        def penalty(self, w):
            return 0.01 * np.sum(w * w) + 1

    class Length(Regularizer):
        def penalty(self, w):
            return np.sqrt(np.sum(w * w))

        def gradient(self, w):
            return w / np.sqrt(np.sum(w * w))

    assert codes(check(Many)) == {"plugin.returned"}
    assert codes(check(Offset), "warning") == {"testing.penalty_zero"}
    assert codes(check(Length)) == {"testing.nan"}


# ---- initializers


def test_start_weights_come_from_the_stream_alone() -> None:
    class Right(Initializer):
        def weights(self, rng, fan_in, fan_out):
            return rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan_in)

    class Global(Initializer):
        def weights(self, fan_in, fan_out):
            return np.random.standard_normal((fan_in, fan_out))

    class Own(Initializer):
        def weights(self, fan_in, fan_out):
            return np.random.default_rng().standard_normal((fan_in, fan_out))

    assert_contract(Right, strict=True)
    assert codes(check(Global)) == {"testing.surroundings"}
    assert codes(check(Own)) == {"testing.impure"}


def test_start_weights_of_another_shape_kind_or_size_are_told() -> None:
    class Turned(Initializer):
        def weights(self, rng, fan_in, fan_out):
            return rng.random((fan_out, fan_in))

    class Whole(Initializer):
        def weights(self, fan_in, fan_out):
            return np.ones((fan_in, fan_out), int)

    class Huge(Initializer):
        def weights(self, fan_in, fan_out):
            return np.full((fan_in, fan_out), 1e6)

    assert codes(check(Turned)) == {"plugin.returned"}
    assert codes(check(Whole)) == {"testing.dtype"}
    assert codes(check(Huge), "warning") == {"testing.large_weights"}


# ---- metrics


def test_a_score_is_one_number_whatever_the_order() -> None:
    class Right(Metric):
        takes = "labels"

        def value(self, y, target):
            return np.mean(y == target)

    class Ordered(Metric):
        def value(self, y, target):
            return float(np.abs(y - target)[0].sum())

    class Rows(Metric):
        def value(self, y, target):
            return (y - target)[:, 0]

    class Share(Metric):
        takes = "labels"

        def value(self, y, target):
            return np.sum((y == 1) & (target == 1)) / np.sum(y == 1)

    assert_contract(Right, strict=True)
    assert codes(check(Ordered)) == {"testing.order"}
    assert codes(check(Rows)) == {"plugin.returned"}
    assert "testing.nan" in codes(check(Share))


# ---- data sets


class Two(Dataset):
    def sample(self, rng):
        y = np.arange(20) % 2
        return Table(x=rng.standard_normal((20, 2)) + y[:, np.newaxis], y=y)


def test_a_table_is_of_the_kind_announced_and_drawn_from_the_stream() -> None:
    class Values(Two):
        gives = "values"

    class Global(Dataset):
        def sample(self):
            return Table(x=np.random.random((9, 2)), y=np.arange(9) % 2)

    class Absent(Dataset):
        def sample(self, rng):
            return Table(x=rng.random((9, 2)), y=np.zeros(9), classes=("a", "b"))

    class Bare(Dataset):
        def sample(self, rng):
            return rng.random((9, 2)), np.zeros(9)

    class Holes(Dataset):
        def sample(self, rng):
            return Table(x=np.full((9, 2), np.inf), y=np.zeros(9))

    report = assert_contract(Two, strict=True)
    measure = report.measure("rows")
    assert measure is not None
    assert (measure.worst, measure.values) == (20, {"columns": 2, "varies": True})
    assert codes(check(Values)) == {"testing.data_gives"}
    assert codes(check(Global)) == {"testing.surroundings"}
    assert codes(check(Absent), "warning") == {"testing.data_class"}
    assert codes(check(Bare)) == {"plugin.returned"}
    assert codes(check(Holes)) == {"data.numbers"}
