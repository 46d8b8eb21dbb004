"""However a derivative is wrong, and wherever, the grader says so and names a place where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from nnlab.api import Activation, Loss
from nnlab.api.calls import bind
from nnlab.catalog import load_catalog
from nnlab.records.grades import CurvePicture
from nnlab.testing import check, grade, plot
from nnlab.testing._activation import grid

catalog = load_catalog()
classes = [(info.kind, catalog.cls(info.kind, info.id)) for info in catalog.infos]
activations = [cls for kind, cls in classes if kind == "activation" and hasattr(cls, "derivative")]
losses = [cls for kind, cls in classes if kind == "loss" and hasattr(cls, "gradient")]


@dataclass(frozen=True)
class Region:
    """Where a derivative is wrong: between two numbers, or outside of them."""

    low: float
    high: float
    outside: bool = False

    def holds(self, x: Any) -> Any:
        inside = (x > self.low) & (x < self.high)
        return ~inside if self.outside else inside


everywhere, negative, far, narrow = Region(-1e9, 1e9), Region(-1e9, 0), Region(-5, 5, outside=True), Region(0.4, 0.6)
windows = some.builds(lambda low, width: Region(low, low + width), some.floats(-7.5, 7), some.floats(0.02, 3))
regions = some.one_of(some.sampled_from([everywhere, negative, far, narrow]), windows)
factors = some.one_of(some.sampled_from([2.0, -1.0, 0.5, 0.0]), some.floats(1.001, 5), some.floats(-5, -0.1))


def wrong_activation(base: type[Activation], region: Region, factor: float) -> type[Activation]:
    """An activation whose derivative is `factor` times too large in a region."""

    class Wrong(base):  # type: ignore[misc, valid-type]
        native = ""

        def derivative(self, z: Any, a: Any) -> Any:
            right = bind(base(), "derivative")(z, a)
            return np.where(region.holds(z), right * factor, right).astype(z.dtype)

    return Wrong


def wrong_loss(base: type[Loss], region: Region, factor: float) -> type[Loss]:
    """A loss whose gradient is `factor` times too large where the prediction is in a region."""

    class Wrong(base):  # type: ignore[misc, valid-type]
        native = ""

        def gradient(self, y: Any, target: Any) -> Any:
            right = bind(base(), "gradient")(y, target)
            return np.where(region.holds(y), right * factor, right).astype(y.dtype)

    return Wrong


def matters(base: type[Activation], region: Region, factor: float) -> bool:
    """Whether the change is one that 1e-6 can tell: a factor 2 of a slope of 1e-12 is none."""
    x = grid()
    z = x[region.holds(x)][:, np.newaxis]
    right = bind(base(), "derivative")(z, base().forward(z))
    return bool(np.abs((factor - 1) * right).max(initial=0) > 1e-7)


named = {"everywhere": everywhere, "below 0": negative, "beyond 5": far, "narrow": narrow}
changes = {"factor 2": 2.0, "sign": -1.0}


@pytest.mark.parametrize(
    ("base", "change", "place"),
    [
        pytest.param(base, change, place, id=f"{base.id}-{change}-{place}")
        for base in activations
        for change, factor in changes.items()
        for place, region in named.items()
        if (change == "factor 2" or place == "everywhere") and matters(base, region, factor)
    ],
)
def test_a_wrong_derivative_is_caught_and_the_worst_x_named(base: type[Activation], change: str, place: str) -> None:
    region, factor = named[place], changes[change]
    report = check(wrong_activation(base, region, factor), settings=0)
    (found,) = [one for one in report.severe() if one.code == "testing.derivative"]
    assert region.holds(np.asarray(found.values["worst_x"]))
    assert str(found.values["worst_x"]) in found.sentence()


@settings(max_examples=40, deadline=None)
@given(base=some.sampled_from(activations), region=regions, factor=factors)
def test_any_wrong_derivative_is_caught(base: type[Activation], region: Region, factor: float) -> None:
    assume(matters(base, region, factor))
    report = check(wrong_activation(base, region, factor), settings=0)
    (found,) = [one for one in report.severe() if one.code == "testing.derivative"]
    assert region.holds(np.asarray(found.values["worst_x"]))


@pytest.mark.parametrize(
    ("base", "change", "place"),
    [
        pytest.param(base, change, place, id=f"{base.id}-{change}-{place}")
        for base in losses
        for change in changes
        for place in (named if change == "factor 2" else ["everywhere"])
        if base.takes not in ("probability", "distribution") or place in ("everywhere", "narrow")
    ],
)
def test_a_wrong_gradient_is_caught_and_the_worst_y_named(base: type[Loss], change: str, place: str) -> None:
    region, factor = named[place], changes[change]
    report = check(wrong_loss(base, region, factor), settings=0)
    (found,) = [one for one in report.severe() if one.code == "testing.loss_gradient"]
    assert any(region.holds(np.asarray(found.values["worst_y"])))


@settings(max_examples=25, deadline=None)
@given(base=some.sampled_from(losses), low=some.floats(0.02, 0.9), width=some.floats(0.03, 0.5), factor=factors)
def test_any_wrong_gradient_is_caught(base: type[Loss], low: float, width: float, factor: float) -> None:
    assume(abs(factor - 1) > 1e-3)
    region = Region(low, low + width)
    assert "testing.loss_gradient" in {one.code for one in check(wrong_loss(base, region, factor), settings=0).severe()}


@pytest.mark.parametrize("region", [negative, narrow, Region(20, 40)], ids=["x<0", "narrow", "far"])
def test_grade_and_picture_point_at_the_place(region: Region) -> None:
    wrong = wrong_activation(catalog.cls("activation", "softplus"), region, 2.0)  # type: ignore[arg-type]
    graded = grade(wrong, catalog=catalog)
    assert graded.verdict == "wrong"
    assert graded.findings[0].code == "testing.derivative"
    assert isinstance(graded.picture, CurvePicture)
    (worst,) = graded.picture.worst
    assert region.holds(np.asarray(worst))
    x = graded.picture.lines[0].x.numpy()
    assert x[0] <= worst <= x[-1]
    assert graded.cost is not None
    alone = plot(wrong)
    assert isinstance(alone, CurvePicture)
    assert all(region.holds(np.asarray(x)) for x in alone.worst)
    assert alone.worst or region.low > 6


def test_a_derivative_of_another_type_hides_no_wrong_one() -> None:
    class Mixed(Activation):
        def forward(self, z: Any) -> Any:
            return np.tanh(z)

        def derivative(self, a: Any) -> Any:
            return np.where(a < 0, 2, 1) * (1 - a * a)

    assert {one.code for one in check(Mixed).severe()} == {"testing.dtype", "testing.derivative"}
