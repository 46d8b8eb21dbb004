"""A grade says how a component runs, what it costs, what is wrong with it, and survives whatever it does."""

from __future__ import annotations

import math
import time
from typing import Any

import msgspec
import numpy as np
import pytest

from nnlab.api import Activation, Component, Layer, Loss, Optimizer, param
from nnlab.catalog import load_catalog
from nnlab.records import Problem, ProblemError
from nnlab.records.grades import BarsPicture, CurvePicture, Grade, PathsPicture, Picture, PointsPicture
from nnlab.records.words import Words
from nnlab.testing import grade, plot
from nnlab.testing._cost import timed
from nnlab.testing._paths import landscapes, rates, steps
from nnlab.testing._seat import Seat

catalog = load_catalog()


def made(kind: str, ident: str) -> type[Component]:
    return catalog.cls(kind, ident)


def curve(picture: Picture | None) -> dict[str, tuple[Any, Any]]:
    """The lines of a curve by role."""
    assert isinstance(picture, CurvePicture)
    return {line.role: (line.x.numpy(), line.y.numpy()) for line in picture.lines}


# ---- how it runs


class Plain(Activation):
    def forward(self, z: Any) -> Any:
        return z / (1 + np.abs(z))


class Branches(Activation):
    def forward(self, z: Any) -> Any:
        a = np.tanh(z)
        a[z > 2] = 1
        return a


class Draws(Activation):
    def forward(self, z: Any) -> Any:
        return z + np.random.rand()


class Unknown(Activation):
    def forward(self, z: Any) -> Any:
        return np.interp(z, [-1.0, 1.0], [-1.0, 1.0]).astype(z.dtype)


class Numbers(Optimizer):
    def update(self, w: Any, g: Any, state: Any, lr: Any, t: Any) -> Any:
        return w - lr * (1 + math.cos(t)) / 2 * g, state


class Own(Activation):
    def forward(self, z: Any) -> Any:
        return np.tanh(z)

    def backward(self, a: Any, grad: Any) -> Any:
        return grad * (1 - a * a)


@pytest.mark.parametrize(
    ("cls", "code"),
    [
        (Plain, ""),
        (Branches, "testing.why_branches"),
        (Numbers, "testing.why_numbers"),
        (Draws, "testing.why_draws"),
        (Unknown, "testing.why_unknown"),
        (Own, "testing.why_backward"),
        (made("schedule", "cosine"), "testing.why_kind"),
        (made("loss", "sparse_cross_entropy_with_logits"), "testing.why_unknown"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_grade_says_whether_it_is_recorded_and_why_not(cls: type[Component], code: str) -> None:
    graded = grade(cls, catalog=catalog)
    assert graded.how == ("called" if code else "recorded")
    assert (graded.why.code if graded.why is not None else "") == code
    if graded.why is not None:
        assert graded.why.level == "note"
        assert cls.__name__ in Words("en").problem(graded.why)


@pytest.mark.parametrize(
    ("kind", "ident"),
    [("activation", "sigmoid"), ("optimizer", "adam"), ("loss", "cross_entropy"), ("layer", "dense")],
)
def test_what_the_engine_does_itself_is_told_so(kind: str, ident: str) -> None:
    assert (grade(made(kind, ident), catalog=catalog).how) == "native"


# ---- cost


def test_the_cost_is_measured_in_turns_beside_another_call() -> None:
    calls: list[str] = []
    own, other = timed(lambda: calls.append("own"), lambda: calls.append("other"))
    assert own > 0
    assert other > 0
    assert {"own", "other"} == set(calls)
    assert calls.index("other") < len(calls) - 1 - calls[::-1].index("own")
    assert timed(lambda: None, None)[1] == 0


def test_without_a_catalogue_it_compares_with_what_came_with_nnlab() -> None:
    graded = grade(Plain)
    assert graded.cost is not None
    assert graded.cost.beside == "tanh"


# ---- verdict and findings


def test_the_worst_comes_first_and_says_with_which_settings() -> None:
    class Mixed(Activation):
        scale: float = param(1.0, low=0.5, high=2.0)

        def forward(self, z: Any) -> Any:
            return np.maximum(z, 0) * self.scale

        def derivative(self, z: Any) -> Any:
            return (z > 0) * 2.0 * self.scale

    graded = grade(Mixed, catalog=catalog)
    levels = [one.level for one in graded.findings]
    assert graded.verdict == "wrong"
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    assert all(str(one.values["settings"]).startswith("Mixed(scale=") for one in graded.findings)
    derivative = next(one for one in graded.findings if one.code == "testing.derivative")
    assert (derivative.file, derivative.stage) == (__file__, "derivative")
    assert derivative.line > Mixed.declared_at[1]
    assert {measure.name for measure in graded.measures} >= {"derivative", "smoothness"}


def test_overflow_is_a_warning_and_a_kink_is_worth_no_word() -> None:
    class Naive(Activation):
        def forward(self, z: Any) -> Any:
            return z / (1 + np.exp(-z))

    assert grade(Naive, catalog=catalog).verdict == "warning"
    relu = grade(made("activation", "relu"), catalog=catalog)
    assert (relu.verdict, [one.code for one in relu.findings]) == ("good", ["testing.kink"])


def test_kinks_and_jumps_are_named_without_a_derivative_too() -> None:
    class Bent(Activation):
        def forward(self, z: Any) -> Any:
            return np.where(z > 1, z + 1, np.abs(z)).astype(z.dtype)

    graded = grade(Bent, catalog=catalog)
    said = {one.code: Words("en").problem(one) for one in graded.findings}
    assert set(said) == {"testing.kink_there", "testing.jump_there"}
    assert "at x = 0.0" in said["testing.kink_there"]
    assert "at x = 1.0" in said["testing.jump_there"]
    assert isinstance(graded.picture, CurvePicture)
    assert graded.picture.kinks == pytest.approx((0.0, 1.0), abs=1e-4)


def test_an_instance_is_graded_with_its_own_values_alone() -> None:
    graded = grade(made("activation", "leaky_relu")(slope=0.5), catalog=catalog)
    assert graded.tried == ("LeakyRelu(slope=0.5)",)
    x, y = curve(graded.picture)["value"]
    assert y[x < 0] == pytest.approx(0.5 * x[x < 0])


def test_what_is_no_component_is_refused() -> None:
    with pytest.raises(ProblemError) as caught:
        grade(int)  # type: ignore[arg-type]
    assert caught.value.problem.code == "component.class"


# ---- hostile components


def leave(what: Any) -> type[Activation]:
    class Hostile(Activation):
        def forward(self, z: Any) -> Any:
            if isinstance(what, type) and issubclass(what, BaseException):
                raise what
            return what

    return Hostile


class Evil(np.ndarray[Any, Any]):
    def __array_ufunc__(self, *_: Any, **__: Any) -> Any:
        raise SystemExit

    def __eq__(self, other: object) -> Any:
        raise SystemExit

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "what",
    [
        SystemExit,
        GeneratorExit,
        KeyboardInterrupt,
        RecursionError,
        MemoryError,
        None,
        np.ones((2, 2), object),
        np.ones(3, complex),
        np.ma.masked_array([1.0]),
        np.ones((4, 4)).view(Evil),
        "text",
        object(),
    ],
    ids=lambda what: getattr(what, "__name__", type(what).__name__),
)
def test_whatever_a_method_does_becomes_a_finding(what: Any) -> None:
    graded = grade(leave(what), catalog=catalog)
    assert graded.verdict == "wrong"
    assert graded.findings[0].level == "error"
    assert all("{" not in Words("en").problem(one) for one in graded.findings)
    with pytest.raises(ProblemError):
        plot(leave(what))


def test_a_component_that_fails_later_than_the_check_still_gets_its_grade() -> None:
    calls = [0]

    class Tires(Activation):
        def forward(self, z: Any) -> Any:
            calls[0] += 1
            if calls[0] > 150:
                raise SystemExit
            return np.tanh(z)

    graded = grade(Tires, catalog=catalog)
    assert graded.verdict == "wrong"
    assert isinstance(graded, Grade)


def test_a_thread_that_goes_on_is_found() -> None:
    import threading

    stop = threading.Event()

    class Threaded(Activation):
        def forward(self, z: Any) -> Any:
            threading.Thread(target=stop.wait, daemon=True).start()
            return np.tanh(z)

    try:
        assert "testing.threads" in {one.code for one in grade(Threaded, catalog=catalog).findings}
    finally:
        stop.set()


# ---- pictures


def test_an_activation_is_drawn_with_both_slopes_and_gaps() -> None:
    lines = curve(plot(made("activation", "tanh")))
    x, y = lines["value"]
    assert y == pytest.approx(np.tanh(x))
    for role in ("slope", "numeric"):
        assert lines[role][1] == pytest.approx(1 - np.tanh(x) ** 2, abs=1e-8)

    class Root(Activation):
        def forward(self, z: Any) -> Any:
            return np.sqrt(z)

    x, y = curve(plot(Root))["value"]
    assert np.isnan(y[x < 0]).all()
    assert np.isfinite(y[x >= 0]).all()


def test_a_half_written_derivative_leaves_the_curve() -> None:
    class Half(Activation):
        def forward(self, z: Any) -> Any:
            return np.tanh(z)

        def derivative(self, z: Any) -> Any:
            return undefined  # type: ignore[name-defined]  # noqa: F821

    assert set(curve(plot(Half))) == {"value", "numeric"}
    graded = grade(Half, catalog=catalog)
    assert (graded.verdict, set(curve(graded.picture))) == ("wrong", {"value", "numeric"})


def test_softmax_is_drawn_as_one_of_two_units() -> None:
    x, y = curve(plot(made("activation", "softmax")))["value"]
    assert y == pytest.approx(1 / (1 + np.exp(-x)))


@pytest.mark.parametrize("ident", [info.id for info in catalog.infos if info.kind == "loss"])
def test_a_loss_is_drawn_along_the_prediction_with_its_gradient(ident: str) -> None:
    picture = plot(made("loss", ident))
    assert isinstance(picture, CurvePicture)
    lines = curve(picture)
    assert picture.target is not None
    smooth = np.isfinite(lines["numeric"][1])
    assert smooth.mean() > 0.9
    assert lines["slope"][1][smooth] == pytest.approx(lines["numeric"][1][smooth], rel=1e-5, abs=1e-6)


def test_a_loss_without_a_gradient_is_drawn_too() -> None:
    class Quartic(Loss):
        def value(self, y: Any, target: Any) -> Any:
            return ((y - target) ** 4).sum(axis=1)

    assert set(curve(plot(Quartic))) == {"value", "numeric"}


def test_an_optimizer_is_drawn_beside_sgd_and_adam_each_at_its_best_rate() -> None:
    picture = plot(made("optimizer", "momentum"))
    assert isinstance(picture, PathsPicture)
    assert [surface.id for surface in picture.surfaces] == ["bowl", "valley", "rosenbrock", "saddle"]
    for surface, land in zip(picture.surfaces, landscapes, strict=True):
        assert [(path.id, path.own) for path in surface.paths] == [("momentum", True), ("sgd", False), ("adam", False)]
        assert surface.z.numpy().min() >= 0
        for path in surface.paths:
            points, losses = path.points.numpy(), path.losses.numpy()
            assert tuple(points[0]) == surface.start
            assert len(points) == len(losses) <= steps + 1
            assert losses == pytest.approx([land.value(x, y) for x, y in points])
            assert path.learning_rate in (*rates, 0.01, 0.001)
            assert losses[-1] < losses[0]
    own = plot(made("optimizer", "sgd"))
    assert isinstance(own, PathsPicture)
    assert [path.id for path in own.surfaces[0].paths] == ["sgd", "adam"]


def test_an_optimizer_that_climbs_leaves_sight_and_one_that_fails_is_left_out() -> None:
    class Climbs(Optimizer):
        def update(self, w: Any, g: Any, lr: float) -> Any:
            return w + 10 * lr * g, {}

    picture = plot(Climbs)
    assert isinstance(picture, PathsPicture)
    assert picture.surfaces[0].paths[0].own

    class Fails(Optimizer):
        def update(self, w: Any, g: Any) -> Any:
            return w

    picture = plot(Fails)
    assert isinstance(picture, PathsPicture)
    assert not any(path.own for path in picture.surfaces[0].paths)
    assert grade(Fails, catalog=catalog).verdict == "wrong"


def test_slow_components_are_drawn_with_what_there_is_time_for() -> None:
    class Slow(Optimizer):
        def update(self, w: Any, g: Any, lr: float) -> Any:
            time.sleep(0.005)
            return w - lr * g, {}

    picture = plot(Slow)
    assert isinstance(picture, PathsPicture)
    for surface in picture.surfaces:
        assert 8 <= len(surface.paths[0].points.numpy()) <= steps + 1

    class Loops(Activation):
        def forward(self, z: Any) -> Any:
            time.sleep(0.05)
            return np.tanh(z)

    assert set(curve(plot(Loops))) == {"value"}


@pytest.mark.parametrize("land", landscapes, ids=lambda land: land.id)
def test_a_landscape_has_its_bottom_and_its_gradient(land: Any) -> None:
    assert land.value(*land.bottom) == 0
    for x, y in ((0.3, -0.7), land.start):
        h = 1e-6
        numeric = (
            (land.value(x + h, y) - land.value(x - h, y)) / (2 * h),
            (land.value(x, y + h) - land.value(x, y - h)) / (2 * h),
        )
        assert land.gradient(x, y) == pytest.approx(numeric, rel=1e-5, abs=1e-5)


def test_schedules_penalties_samples_and_start_weights_have_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnlab.testing._curves._most_s", math.inf)  # a busy machine has time for a slope too
    cosine = curve(plot(made("schedule", "cosine")))["value"]
    assert cosine[1][0] == pytest.approx(0.1)
    assert cosine[1][-1] < 0.01
    square = curve(plot(made("regularizer", "l2")))
    assert square["slope"][1] == pytest.approx(square["numeric"][1], abs=1e-6)
    points = plot(made("dataset", "spiral"))
    assert isinstance(points, PointsPicture)
    assert (points.x.numpy().shape[1], points.targets) == (2, "classes")
    bars = plot(made("initializer", "xavier"))
    assert isinstance(bars, BarsPicture)
    assert bars.counts.numpy().sum() == bars.fan_in * bars.fan_out
    zeros = plot(made("initializer", "zeros"))
    assert isinstance(zeros, BarsPicture)
    assert plot(made("metric", "accuracy")) is None
    assert plot(made("layer", "dense")) is None


def test_a_layer_without_any_fitting_shape_costs_nothing() -> None:
    class Nowhere(Layer):
        def shape(self, *inputs: Any) -> Any:
            from nnlab.api import ShapeError

            raise ShapeError("never")

        def forward(self, x: Any) -> Any:
            return x

        def backward(self, grad: Any) -> Any:
            return grad

    graded = grade(Nowhere, catalog=catalog)
    assert (graded.verdict, graded.cost) == ("wrong", None)


def test_a_watch_is_told_of_every_call() -> None:
    class Listens:
        def __init__(self) -> None:
            self.inside: list[str] = []
            self.heard: set[str] = set()

        def enter(self, name: str) -> None:
            self.inside.append(name)
            self.heard.add(name)

        def leave(self) -> None:
            self.inside.pop()

    watch = Listens()
    grade(made("activation", "tanh"), catalog=catalog, watch=watch)
    assert watch.heard == {"Tanh.forward", "Tanh.derivative"}
    assert watch.inside == []
    assert Seat(made("activation", "tanh")(), watch).array("forward", (1, 1), np.zeros((1, 1))).shape == (1, 1)


def test_a_grade_crosses_processes_as_a_record() -> None:
    graded = grade(made("optimizer", "lion"), catalog=catalog)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(graded), type=Grade) == graded
    assert isinstance(Problem(code="testing.kink"), Problem)
