"""The base classes of all component kinds: what a plugin author subclasses."""

from __future__ import annotations

import sys
from typing import Any, ClassVar, NoReturn, dataclass_transform

import numpy as np
import numpy.typing as npt

from nnlab.api._declare import declare
from nnlab.api.params import Words, param
from nnlab.api.specs import checked
from nnlab.records import Kind, ParamSpec, Shape, Text, fail
from nnlab.records.formulas import read_rule

# the codes of those kinds that have a place of their own for what they need again
_frozen: dict[str, str] = {"optimizer": "component.frozen_optimizer", "layer": "component.frozen_layer"}
Floats = npt.NDArray[np.floating[Any]]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(param,))
class Component:
    """A part of an experiment that a plugin brings.

    Subclasses become frozen, keyword-only dataclasses by themselves; their fields are the parameters. `id` is given, or
    lower_snake of the class name. `name` and `help` are a text or {"en": ..., "zh_CN": ...}; without them stand the
    class name and the docstring's first paragraph. `tex` is an optional formula. `native` names a hand-made twin in the
    engine and is for bundled plugins.

    Raises ProblemError where a value is unknown or outside its bounds, or something is written to a made component.
    """

    kind: ClassVar[Kind]
    traits: ClassVar[tuple[str, ...]] = ()
    allowed: ClassVar[dict[str, tuple[str, ...]]] = {}  # the values each trait may have
    id: ClassVar[str] = ""
    name: ClassVar[Words] = ""
    help: ClassVar[Words] = ""
    tex: ClassVar[str] = ""
    native: ClassVar[str] = ""
    params: ClassVar[tuple[ParamSpec, ...]] = ()
    declared_at: ClassVar[tuple[str, int]] = ("", 0)  # file and line of the class statement

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        caller = sys._getframe(1)
        cls.declared_at = (caller.f_code.co_filename, caller.f_lineno)
        declare(cls, Component)

    def __init__(self, **values: Any) -> None:
        owner = type(self).__name__
        for name in values:
            if all(spec.name != name for spec in self.params):
                known = ", ".join(spec.name for spec in self.params) or "-"
                raise fail("param.unknown", owner=owner, name=name, known=known)
        for spec in self.params:
            value = checked(spec, values.get(spec.name, spec.default), owner=owner)
            object.__setattr__(self, spec.name, read_rule(str(value)) if spec.kind == "formula" else value)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise fail(_frozen.get(self.kind, "component.frozen"), owner=type(self).__name__, name=name)

    def __delattr__(self, name: str) -> NoReturn:
        raise fail(_frozen.get(self.kind, "component.frozen"), owner=type(self).__name__, name=name)


class Activation(Component):
    """f: z -> a, elementwise or (softmax) along the last axis. Arrays are (batch, units).

    `forward(z)` returns a. `derivative(z, a)` is optional: the elementwise df/dz; a method takes the arguments it
    names. `backward(z, a, grad)` is the escape hatch for functions that are not elementwise: given dL/da it returns
    dL/dz. `gives` is what a loss may rely on: "any", "probability" (each in [0, 1]) or "distribution" (rows sum to 1).
    """

    kind: ClassVar[Kind] = "activation"
    traits: ClassVar[tuple[str, ...]] = ("gives",)
    gives: ClassVar[str] = "any"
    allowed: ClassVar[dict[str, tuple[str, ...]]] = {"gives": ("any", "probability", "distribution")}


class Loss(Component):
    """L(y, target): `value(y, target) -> (B,)`, one number a sample; `gradient(y, target)`, of y's shape, optional.

    Both are without the reduction: `reduction` ("mean" or "sum") over the samples is applied by the engine alone.
    `targets` names the coding of the targets it wants: "values", "zero_one", "plus_minus_one", "classes" (integers) or
    "one_hot"; `takes` what the output must be: "any", "probability", "distribution" or "score" (any real number, from
    an activation without bounds).
    """

    kind: ClassVar[Kind] = "loss"
    traits: ClassVar[tuple[str, ...]] = ("reduction", "targets", "takes")
    reduction: ClassVar[str] = "mean"
    targets: ClassVar[str] = "values"
    takes: ClassVar[str] = "any"
    allowed: ClassVar[dict[str, tuple[str, ...]]] = {
        "reduction": ("mean", "sum"),
        "targets": ("values", "zero_one", "plus_minus_one", "classes", "one_hot"),
        "takes": ("any", "probability", "distribution", "score"),
    }


class Optimizer(Component):
    """Turns gradients into steps, on the flat vector of all parameters.

    `init(w) -> state`, a dict of arrays (none by default). `update(w, g, state, lr, t) -> (w, state)` is pure and runs
    once per step; `t` counts from 1 since its `init`; `lr` is what the schedule made of `learning_rate`.
    """

    kind: ClassVar[Kind] = "optimizer"
    learning_rate: float = param(
        0.01,
        low=1e-6,
        high=10,
        log=True,
        symbol="η",
        name={"en": "learning rate", "zh_CN": "学习率"},
        help={"en": "How far one step goes", "zh_CN": "每一步走多远"},
    )

    def init(self, w: Floats) -> dict[str, Floats]:
        """Returns the state before the first step."""
        return {}


class Schedule(Component):
    """`rate(lr, t, epoch) -> float`: the learning rate of step t (from 0) in an epoch (from 0).

    It holds its last value past its end.
    """

    kind: ClassVar[Kind] = "schedule"


class Regularizer(Component):
    """`penalty(w) -> float` and `gradient(w)`, of w's shape, for one layer's weights; never for biases."""

    kind: ClassVar[Kind] = "regularizer"


class Initializer(Component):
    """`weights(rng, fan_in, fan_out)` returns the start weights, shape (fan_in, fan_out)."""

    kind: ClassVar[Kind] = "initializer"


class Layer(Component):
    """A layer of the network. Arrays are (batch, *shape); several inputs come as a tuple.

    `shape(*inputs) -> shape` raises ShapeError with a sentence where the inputs do not fit.
    `parameters(rng, *inputs)` returns the trained arrays by name, `buffers(*inputs)` those that are kept but not
    trained. `weights` names the parameters that the initializer draws (as a matrix: all but the last axis are fan-in)
    and that regularizers see.
    `forward(x, p, buffers, training, rng) -> (y, saved, buffers)`; `backward(grad, saved, p) -> (grad_x, grads)`.
    A layer that reads a sequence may have a parameter `sequence: bool` with which it gives the state after every step:
    the canvas then shows them all.
    """

    kind: ClassVar[Kind] = "layer"
    traits: ClassVar[tuple[str, ...]] = ("activates",)
    activates: ClassVar[str] = ""  # "yes": the app offers an activation behind this layer
    weights: ClassVar[tuple[str, ...]] = ()
    allowed: ClassVar[dict[str, tuple[str, ...]]] = {"activates": ("", "yes")}

    def shape(self, *inputs: Shape) -> Shape:
        """Returns the output's shape, that of the first input unless the layer says otherwise."""
        return inputs[0]

    def parameters(self, rng: np.random.Generator, *inputs: Shape) -> dict[str, Floats]:
        """Returns the trained arrays at the start (none by default)."""
        return {}

    def buffers(self, *inputs: Shape) -> dict[str, Floats]:
        """Returns the arrays that are kept but not trained, at the start (none by default)."""
        return {}


class Metric(Component):
    """`value(y, target) -> float` over a whole set.

    `takes` is "labels" (both come as class numbers (N,)) or "values" ((N, k)).
    """

    kind: ClassVar[Kind] = "metric"
    traits: ClassVar[tuple[str, ...]] = ("takes",)
    takes: ClassVar[str] = "values"
    allowed: ClassVar[dict[str, tuple[str, ...]]] = {"takes": ("labels", "values")}


class Dataset(Component):
    """`sample(rng) -> Table` draws the data. `gives` is "classes", "values", or "any" where only the data tell.

    With a parameter of the kind `Formula` it may be "formula": classes where the formula compares, else values.
    `source` says where the data come from and `license` on which terms, as a text or {"en": ..., "zh_CN": ...}; the
    window shows both. A class derived from another has them from it.
    """

    kind: ClassVar[Kind] = "dataset"
    traits: ClassVar[tuple[str, ...]] = ("gives",)
    gives: ClassVar[str] = "classes"
    source: ClassVar[Words] = ""
    license: ClassVar[Words] = ""
    allowed: ClassVar[dict[str, tuple[str, ...]]] = {"gives": ("classes", "values", "formula", "any")}


bases: dict[str, type[Component]] = {
    base.kind: base
    for base in (Activation, Loss, Optimizer, Schedule, Regularizer, Initializer, Layer, Metric, Dataset)
}


class ShapeError(Exception):
    """Raised by `Layer.shape` with one sentence: what does not fit, and the way out.

    The sentence is a text or {"en": ..., "zh_CN": ...}; `text` holds it in both languages.
    """

    def __init__(self, sentence: Words) -> None:
        self.text = Text.of(sentence)
        super().__init__(self.text.en)
