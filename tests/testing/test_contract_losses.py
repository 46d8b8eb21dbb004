"""A wrong loss is caught in any coding; a right one is not."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.api import Loss
from nnlab.testing import Report, check


def codes(report: Report, severity: str = "error") -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == severity}


class Squares(Loss):
    def value(self, y, target):
        return np.sum((y - target) ** 2, axis=1)

    def gradient(self, y, target):
        return 2 * (y - target)


def test_a_right_loss_passes_and_its_greatest_error_is_kept() -> None:
    report = check(Squares)
    assert report.severe(strict=True) == ()
    measure = report.measure("gradient")
    assert measure is not None
    assert measure.worst < 1e-9


@pytest.mark.parametrize("factor", [2.0, 0.5, -1.0, 1.00001])
def test_a_gradient_off_by_a_factor_is_caught(factor: float) -> None:
    class Off(Squares):
        def gradient(self, y, target):
            return 2 * factor * (y - target)

    (found,) = check(Off).severe()
    assert found.code == "testing.loss_gradient"
    assert found.values["given"] == pytest.approx(factor * found.values["measured"], rel=1e-4)


def test_a_gradient_wrong_below_the_target_alone_is_caught_there() -> None:
    class Low(Squares):
        def gradient(self, y, target):
            return np.where(y < target, 1, 2).astype(y.dtype) * (y - target)

    (found,) = check(Low).severe()
    assert min(y - t for y, t in zip(found.values["worst_y"], found.values["target"], strict=True)) < 0


def test_a_loss_that_mixes_samples_is_caught() -> None:
    class Reduced(Loss):
        def value(self, y, target):
            return np.sum((y - target) ** 2, axis=1) / len(y)

    class Centred(Loss):
        def value(self, y, target):
            return np.sum((y - y.mean(axis=0) - target) ** 2, axis=1)

    assert codes(check(Reduced)) == codes(check(Centred)) == {"testing.mixes_samples"}


def test_a_loss_that_is_reduced_to_one_number_is_caught() -> None:
    class Total(Loss):
        def value(self, y, target):
            return np.mean((y - target) ** 2)

    assert codes(check(Total)) == {"plugin.returned"}


def test_kinks_are_no_errors() -> None:
    class Absolute(Loss):
        def value(self, y, target):
            return np.abs(y - target).sum(axis=1)

        def gradient(self, y, target):
            return np.sign(y - target)

    class Hinge(Loss):
        targets = "plus_minus_one"
        takes = "score"

        def value(self, y, target):
            return np.maximum(0, 1 - y * target).sum(axis=1)

        def gradient(self, y, target):
            return np.where(y * target < 1, -target, 0).astype(y.dtype)

    assert check(Absolute).severe(strict=True) == check(Hinge).severe(strict=True) == ()


def test_every_coding_and_kind_of_output_is_drawn_as_the_loss_asks() -> None:
    seen: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {"classes": [], "one_hot": [], "zero_one": []}

    class Classes(Loss):
        targets = "classes"

        def value(self, y, target):
            seen["classes"].append((y, target))
            top = y.max(axis=1)
            return np.log(np.exp(y - top[:, None]).sum(axis=1)) + top - y[np.arange(len(y)), target]

        def gradient(self, y, target):
            e = np.exp(y - y.max(axis=1, keepdims=True))
            e /= e.sum(axis=1, keepdims=True)
            e[np.arange(len(y)), target] -= 1
            return e

    class OneHot(Loss):
        targets = "one_hot"
        takes = "distribution"

        def value(self, y, target):
            seen["one_hot"].append((y, target))
            return -np.sum(target * np.log(np.maximum(y, np.finfo(y.dtype).tiny)), axis=1)

        def gradient(self, y, target):
            return -target / np.maximum(y, np.finfo(y.dtype).tiny)

    class ZeroOne(Loss):
        targets = "zero_one"
        takes = "probability"

        def value(self, y, target):
            seen["zero_one"].append((y, target))
            return np.sum((y - target) ** 2, axis=1)

    for loss in (Classes, OneHot, ZeroOne):
        assert check(loss).severe(strict=True) == ()
    assert all(target.dtype.kind == "i" and target.max() < y.shape[1] for y, target in seen["classes"])
    first = seen["one_hot"][0]
    assert np.allclose(first[0].sum(axis=1), 1)
    assert (first[1].sum(axis=1) == 1).all()
    assert all(((y > -1) & (y < 2)).all() and set(np.unique(t)) <= {0, 1} for y, t in seen["zero_one"])


def test_log_of_a_sure_wrong_probability_is_told() -> None:
    class Careless(Loss):
        targets = "zero_one"
        takes = "probability"

        def value(self, y, target):
            return -np.sum(target * np.log(y) + (1 - target) * np.log(1 - y), axis=1)

    report = check(Careless)
    assert codes(report) == {"testing.nan"}
    assert "exactly 0 and 1" in str(report.severe()[0])


def test_dtype_purity_and_inputs_are_looked_at() -> None:
    count: list[int] = []

    class Widened(Squares):
        def value(self, y, target):
            return np.sum((y - target) ** 2, axis=1, dtype=np.float64)

    class Counts(Squares):
        def value(self, y, target):
            count.append(1)
            return np.sum((y - target) ** 2, axis=1) + len(count)

    class Writes(Squares):
        def gradient(self, y, target):
            y -= target
            return y

    assert codes(check(Widened)) == {"testing.dtype"}
    assert "testing.impure" in codes(check(Counts))
    assert codes(check(Writes)) == {"plugin.wrote_input"}
