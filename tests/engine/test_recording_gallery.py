"""Functions as students write them: which are recorded, and why the others are called as they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnlab.api import Activation, Loss, Optimizer, Regularizer, param
from nnlab.engine.border import Border
from nnlab.engine.recording import (
    NotRecordable,
    record_activation,
    record_gradient,
    record_loss_gradient,
    record_update,
)

rng = np.random.default_rng(0)
calls = []
count = 0


class SigmoidWithoutDerivative(Activation):
    def forward(self, z):
        return 1 / (1 + np.exp(-z))


class SigmoidTwice(Activation):
    def forward(self, z):
        return 1 / (1 + np.exp(-z))

    def derivative(self, z):
        s = 1 / (1 + np.exp(-z))
        return s * (1 - s)


class TanhByHand(Activation):
    def forward(self, z):
        return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


class Swish(Activation):
    beta: float = param(1.5)

    def forward(self, z):
        return z / (1 + np.exp(-self.beta * z))


class SwishWithDerivative(Activation):
    beta: float = param(1.0)

    def forward(self, z):
        return z * (1 / (1 + np.exp(-self.beta * z)))

    def derivative(self, z, a):
        s = 1 / (1 + np.exp(-self.beta * z))
        return self.beta * a + s * (1 - self.beta * a)


class MishWithoutDerivative(Activation):
    def forward(self, z):
        return z * np.tanh(np.log1p(np.exp(z)))


class ReluByWhere(Activation):
    def forward(self, z):
        return np.where(z > 0, z, 0)

    def derivative(self, z):
        return np.where(z > 0, 1.0, 0.0)


class ReluByMask(Activation):
    def forward(self, z):
        return z * (z > 0)

    def derivative(self, z):
        return (z > 0).astype(float)


class ReluByAbsolute(Activation):
    def forward(self, z):
        return (z + np.abs(z)) / 2


class LeakyByWhere(Activation):
    slope: float = param(0.1)

    def forward(self, z):
        return np.where(z >= 0, z, self.slope * z)


class EluByWhere(Activation):
    alpha: float = param(1.0)

    def forward(self, z):
        return np.where(z > 0, z, self.alpha * (np.exp(z) - 1))


class HardSigmoidByClip(Activation):
    def forward(self, z):
        return np.clip(0.2 * z + 0.5, 0, 1)

    def derivative(self, z):
        return 0.2 * ((z > -2.5) & (z < 2.5))


class Softsign(Activation):
    def forward(self, z):
        return z / (1 + abs(z))

    def derivative(self, z):
        return 1 / (1 + np.abs(z)) ** 2


class Gaussian(Activation):
    def forward(self, z):
        return np.exp(-(z**2))


class GeluByTanh(Activation):
    def forward(self, z):
        return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


class Sine(Activation):
    def forward(self, z):
        return np.sin(z)


class Snake(Activation):
    a: float = param(2.0)

    def forward(self, z):
        return z + np.sin(self.a * z) ** 2 / self.a


class StepInPlace(Activation):
    def forward(self, z):
        e = np.exp(-z)
        e += 1
        out = np.empty_like(z)
        np.divide(1, e, out=out)
        return out


class Rounded(Activation):
    def forward(self, z):
        return np.floor(z) + np.zeros(z.shape).sum()


class ChosenByText(Activation):
    kind_: str = param("soft", choices={"soft": "soft", "hard": "hard"})
    power: int = param(3, low=1, high=5)

    def forward(self, z):
        made = np.tanh(z) if self.kind_ == "soft" else np.clip(z, -1, 1)
        for _ in range(self.power):
            made = made * z
        return made

    def derivative(self, z):
        return 3 * z**2 * np.tanh(z) + z**3 * (1 - np.tanh(z) ** 2)


class MaskedAssignment(Activation):
    def forward(self, z):
        a = z.copy()
        a[a < 0] = 0
        return a


class Piecewise(Activation):
    def forward(self, z):
        return np.piecewise(z, [z < 0, z >= 0], [lambda x: 0.1 * x, lambda x: x])


class Select(Activation):
    def forward(self, z):
        return np.select([z < -1, z > 1], [-1, 1], z)


class ErfByVectorize(Activation):
    def forward(self, z):
        return 0.5 * z * (1 + np.vectorize(math.erf)(z / np.sqrt(2)))


class LoopOverRows(Activation):
    def forward(self, z):
        return np.array([np.tanh(row) for row in z])


class IfOnData(Activation):
    def forward(self, z):
        if np.max(np.abs(z)) > 1:
            return np.tanh(z)
        return z


class IfOnDataByMethod(Activation):
    def forward(self, z):
        return np.tanh(z) if (z > 0).all() else z


class SoftmaxByHand(Activation):
    def forward(self, z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


class LayerNorm(Activation):
    def forward(self, z):
        return (z - z.mean()) / z.std()


class ScaledByBatch(Activation):
    def forward(self, z):
        return z / len(z)


class RandomLeak(Activation):
    def forward(self, z):
        return np.where(z > 0, z, rng.uniform(0.1, 0.3) * z)


class RandomNoise(Activation):
    def forward(self, z):
        return z + np.random.normal(size=z.shape)


class FreshRandom(Activation):
    def forward(self, z):
        return z * np.random.default_rng().random()


class CountsCalls(Activation):
    def forward(self, z):
        global count
        count += 1
        return np.tanh(z)


class KeepsInList(Activation):
    def forward(self, z):
        calls.append(1)
        return np.tanh(z)


class KeepsInSelf(Activation):
    def forward(self, z):
        self.kept = z
        return np.tanh(z)

    def derivative(self, z):
        return 1 - np.tanh(self.kept) ** 2


class KeepsInDefault(Activation):
    def forward(self, z, seen={}):  # noqa: B006
        seen["z"] = z
        return np.tanh(z)


class KeepsInClosure(Activation):
    def forward(self, z):
        return counted(z)


def counting():
    count = 0

    def counted(z):
        nonlocal count
        count += 1
        return np.tanh(z)

    return counted


counted = counting()


class Swallows(Activation):
    def forward(self, z):
        try:
            return z if z.sum() > 0 else -z
        except Exception:
            return z


class WritesItsInput(Activation):
    def forward(self, z):
        z += 1
        return z


class Interpolated(Activation):
    def forward(self, z):
        return np.interp(z, [-1, 0, 1], [0, 0, 1])


class Mistaken(Activation):
    def forward(self, z):
        return np.tanh(z, missing=3)


recorded_activations = [
    SigmoidWithoutDerivative,
    SigmoidTwice,
    TanhByHand,
    Swish,
    SwishWithDerivative,
    MishWithoutDerivative,
    ReluByWhere,
    ReluByMask,
    ReluByAbsolute,
    LeakyByWhere,
    EluByWhere,
    HardSigmoidByClip,
    Softsign,
    Gaussian,
    GeluByTanh,
    Sine,
    Snake,
    StepInPlace,
    Rounded,
    ChosenByText,
]
called_activations = [
    (MaskedAssignment, "branches", "masked assignment"),
    (Piecewise, "unknown", "np.piecewise"),
    (Select, "unknown", "np.select"),
    (ErfByVectorize, "unknown", "np.vectorize"),
    (LoopOverRows, "unknown", "for"),
    (IfOnData, "reduces", "np.max"),
    (IfOnDataByMethod, "reduces", "np.all"),
    (SoftmaxByHand, "reduces", "np.max"),
    (LayerNorm, "reduces", "np.mean"),
    (ScaledByBatch, "shape", "the batch's size enters the numbers"),
    (RandomLeak, "draws", "something changed between calls"),
    (RandomNoise, "draws", "array (5, 3)"),
    (FreshRandom, "draws", "two equal calls differ"),
    (CountsCalls, "state", "count"),
    (KeepsInList, "state", "something changed between calls"),
    (KeepsInSelf, "state", "kept"),
    (KeepsInDefault, "state", "something changed between calls"),
    (KeepsInClosure, "state", "count"),
    (Swallows, "reduces", "np.sum"),
    (WritesItsInput, "raises", "in-place write to an argument"),
    (Interpolated, "unknown", "np.interp"),
    (Mistaken, "raises", "TypeError: tanh() got an unexpected keyword argument 'missing'"),
]


def activation(cls, dtype=np.float64):
    border, made = Border(), cls()
    derivative = border.method(made, "derivative", "z", "a") if border.has(made, "derivative") else None
    return record_activation(border.method(made, "forward", "z"), derivative, dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("cls", recorded_activations, ids=lambda cls: cls.__name__)
def test_these_activations_are_recorded(cls, dtype):
    assert activation(cls, dtype).stages == ("forward", "slope")


@pytest.mark.parametrize(
    ("cls", "forward", "slope"),
    [
        (SigmoidWithoutDerivative, 4, 2),
        (SigmoidTwice, 4, 2),
        (SwishWithDerivative, 5, 3),
        (Swish, 4, 5),
        (ReluByWhere, 1, 1),
        (ReluByMask, 1, 1),
        (LeakyByWhere, 2, 3),
        (HardSigmoidByClip, 3, 5),
        (Gaussian, 3, 2),
    ],
)
def test_an_activation_takes_no_more_calls_than_by_hand(cls, forward, slope):
    program = activation(cls)
    assert program.calls("forward") <= forward
    assert program.calls("slope") <= slope


@pytest.mark.parametrize(("cls", "code", "detail"), called_activations, ids=lambda one: getattr(one, "__name__", ""))
def test_these_activations_are_called_as_they_are(cls, code, detail):
    with pytest.raises(NotRecordable) as reason:
        activation(cls)
    assert (reason.value.code, reason.value.detail) == (code, detail)
    assert reason.value.code in NotRecordable.codes
    assert reason.value.values == {"detail": detail}


class LogCoshWithoutGradient(Loss):
    def value(self, y, target):
        return np.log(np.cosh(y - target)).sum(axis=1)


class CrossEntropyWithoutGradient(Loss):
    def value(self, y, target):
        return -np.mean(target * np.log(y + 1e-12) + (1 - target) * np.log(1 - y + 1e-12), axis=-1)


class HuberByWhere(Loss):
    def value(self, y, target):
        e = y - target
        return np.sum(np.where(np.abs(e) <= 1, 0.5 * e**2, np.abs(e) - 0.5), axis=1)


class Distance(Loss):
    def value(self, y, target):
        return np.sqrt(np.sum((y - target) ** 2, axis=1) + 1e-6)


class Norm(Loss):
    def value(self, y, target):
        return np.linalg.norm(y - target, axis=1)


class SoftmaxInside(Loss):
    def value(self, y, target):
        e = np.exp(y - y.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        return -(target * np.log(p + 1e-9)).sum(axis=1)


class Quantile(Loss):
    q: float = param(0.9)

    def value(self, y, target):
        e = target - y
        return np.maximum(self.q * e, (self.q - 1) * e).mean(axis=1)


class MeanOverAll(Loss):
    def value(self, y, target):
        return np.mean((y - target) ** 2)


class PicksTheClass(Loss):
    targets = "classes"

    def value(self, y, target):
        return -np.log(y[np.arange(len(y)), target])


class WeightedOutputs(Loss):
    def value(self, y, target):
        return np.sum(np.arange(y.shape[1]) * (y - target) ** 2, axis=1)


def loss(cls, dtype=np.float64, outputs=3):
    border, made = Border(), cls()
    gradient = border.method(made, "gradient", "y", "target") if border.has(made, "gradient") else None
    value = border.method(made, "value", "y", "target")
    target = np.int64 if made.targets == "classes" else dtype
    return record_loss_gradient(gradient, value, outputs=outputs, dtype=dtype, target_dtype=target, scale=0.1)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(
    "cls", [LogCoshWithoutGradient, CrossEntropyWithoutGradient, HuberByWhere, Distance, Norm, SoftmaxInside, Quantile]
)
def test_the_gradient_of_these_losses_comes_from_their_value(cls, outputs):
    assert loss(cls, outputs=outputs).needs("gradient") == {"y", "target"}


@pytest.mark.parametrize(
    ("cls", "code", "detail"),
    [
        (MeanOverAll, "reduces", "np.mean"),
        (PicksTheClass, "unknown", "class numbers"),
        (WeightedOutputs, "unknown", "array (3,)"),
    ],
)
def test_these_losses_are_called_as_they_are(cls, code, detail):
    with pytest.raises(NotRecordable) as reason:
        loss(cls)
    assert (reason.value.code, reason.value.detail) == (code, detail)


class SignDescent(Optimizer):
    def update(self, w, g, state, lr):
        return w - lr * np.sign(g), state


class RmsPropInPlace(Optimizer):
    def init(self, w):
        return {"s": np.zeros_like(w)}

    def update(self, w, g, state, lr):
        s = 0.9 * state["s"]
        s += 0.1 * g**2
        state["s"] = s
        return w - lr * g / (np.sqrt(s) + 1e-8), state


class Decaying(Optimizer):
    def init(self, w):
        return {"steps": np.array(0.0), "rate": 1.0, "last": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        steps = state["steps"] + 1
        w = w - lr * state["rate"] / np.sqrt(steps) * (g + state["last"] / t)
        return w, {"steps": steps, "rate": 0.99 * state["rate"], "last": g}


class SwapsItsState(Optimizer):
    def init(self, w):
        return {"a": np.zeros_like(w), "b": np.ones_like(w)}

    def update(self, w, g, state, lr):
        return w - lr * (g * state["b"] + state["a"]), {"a": state["b"], "b": state["a"]}


class WarmsUp(Optimizer):
    def update(self, w, g, state, lr, t):
        return w - lr * np.minimum(t / 100, 1) * g, state


class WarmsUpByIf(Optimizer):
    def update(self, w, g, state, lr, t):
        if t < 100:
            lr = lr * t / 100
        return w - lr * g, state


class ClipsTheNorm(Optimizer):
    def update(self, w, g, state, lr):
        return w - lr * g / max(1, np.linalg.norm(g)), state


class AddsState(Optimizer):
    def update(self, w, g, state, lr):
        v = state.get("v", 0) + g
        return w - lr * v, {"v": v}


class NoisySteps(Optimizer):
    def update(self, w, g, state, lr):
        return w - lr * (g + 0.01 * np.random.standard_normal(w.shape)), state


class RootsByMath(Optimizer):
    def update(self, w, g, state, lr, t):
        return w - lr / math.sqrt(t) * g, state


def optimizer(cls, dtype=np.float64):
    border, made, w = Border(), cls(), np.linspace(-1, 1, 9).astype(dtype)
    state = {name: np.asarray(value) for name, value in (made.init(w) or {}).items()}
    return record_update(border.method(made, "update", "w", "g", "state", "lr", "t"), 9, state, dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("cls", [SignDescent, RmsPropInPlace, Decaying, SwapsItsState, WarmsUp])
def test_these_optimizers_are_recorded(cls, dtype):
    assert optimizer(cls, dtype).stages == ("update",)


def test_an_update_takes_no_more_calls_than_by_hand():
    assert optimizer(SignDescent).calls("update") == 3
    assert optimizer(RmsPropInPlace).calls("update") == 9


@pytest.mark.parametrize(
    ("cls", "code", "detail"),
    [
        (WarmsUpByIf, "branches", "if"),
        (ClipsTheNorm, "reduces", "np.linalg.norm"),
        (AddsState, "state", "other names: v"),
        (NoisySteps, "draws", "array (9,)"),
        (RootsByMath, "branches", "float()"),
    ],
)
def test_these_optimizers_are_called_as_they_are(cls, code, detail):
    with pytest.raises(NotRecordable) as reason:
        optimizer(cls)
    assert (reason.value.code, reason.value.detail) == (code, detail)


class ElasticNet(Regularizer):
    l1: float = param(0.1)

    def penalty(self, w):
        return np.sum(self.l1 * np.abs(w) + w**2)

    def gradient(self, w):
        return self.l1 * np.sign(w) + 2 * w


class Normalized(Regularizer):
    def penalty(self, w):
        return np.sqrt(np.sum(w**2))

    def gradient(self, w):
        return w / np.linalg.norm(w)


def test_a_penalty_is_recorded_if_its_gradient_is_elementwise():
    border = Border()
    assert record_gradient(border.method(ElasticNet(), "gradient", "w"), np.float32).calls("gradient") == 4
    with pytest.raises(NotRecordable, match=r"np\.linalg\.norm"):
        record_gradient(border.method(Normalized(), "gradient", "w"), np.float64)
