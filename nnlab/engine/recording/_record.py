"""Records what plugins compute: activations, gradients of losses and penalties, updates of optimizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.engine.border import AnyArray, Method
from nnlab.engine.recording import _verify as verify
from nnlab.engine.recording._bind import Bound, Pool
from nnlab.engine.recording._chain import Chain
from nnlab.engine.recording._compile import Compiler, Stage
from nnlab.engine.recording._graph import Graph, Node, Stages, full, reached
from nnlab.engine.recording._lower import lowered
from nnlab.engine.recording._simplify import Simplifier
from nnlab.engine.recording._surroundings import Surroundings
from nnlab.engine.recording._symbol import Symbol, Tracer
from nnlab.engine.recording._trouble import NotRecordable
from nnlab.records import ProblemError, Shape

_few = 1000  # weights on which an optimizer is verified


@dataclass(frozen=True)
class Recorded:
    """A plugin's code as a program; `bind` gives it buffers.

    Two arrays may be stacked on top of each other and run as one: all that is done to a row is done to it alone.
    """

    stages: tuple[str, ...]
    dtype: np.dtype[Any]
    _compiled: Mapping[str, Stage] = field(repr=False)
    _roots: Stages = field(repr=False)

    @property
    def inputs(self) -> frozenset[str]:
        """The inputs that any stage reads."""
        nodes = [root for roots in self._roots.values() for root in roots.values()]
        return frozenset(node.name for node in reached(nodes) if node.op == "input")

    def needs(self, stage: str) -> frozenset[str]:
        """Returns the inputs, and the outputs of earlier stages, that a stage reads."""
        return self._compiled[stage].reads

    def calls(self, stage: str) -> int:
        """Returns the number of a stage's entries."""
        return sum(step.calls for step in self._compiled[stage].steps)

    def constant(self, stage: str, output: str) -> float | None:
        """Returns the number that fills an output whatever the inputs are, None where there is none."""
        root = self._roots[stage][output]
        return root.value if root.constant else None

    def bind(self, inputs: Mapping[str, AnyArray], outputs: Mapping[str, AnyArray], pool: Pool) -> Bound:
        """Gives buffers to the program, feature-major: (units, batch) for what the plugin sees as (batch, units).

        Stages without their outputs are left out, and nothing is kept for them; temporaries are the pool's.
        """
        stages, wanted = (
            self._compiled,
            {name: one for name, one in self._roots.items() if one.keys() <= outputs.keys()},
        )
        if len(wanted) < len(stages):
            stages = Compiler(wanted, self.dtype, aliased=False).stages
        return Bound(stages, self.dtype, inputs, outputs, pool)

    def exactly(self, inputs: Mapping[str, AnyArray], outputs: Mapping[str, AnyArray]) -> Bound:
        """Binds the program in float64, whatever its type is."""
        return Bound(self._compiled, np.dtype(float), inputs, outputs, Pool())


class _Recorder:
    """Traces methods into one graph, each call several times: what differs between equal calls is not recorded."""

    def __init__(self, dtype: npt.DTypeLike, *methods: Method | None) -> None:
        self.dtype = np.dtype(dtype)
        self.simplifier = Simplifier(Graph())
        self._methods = [one for one in methods if one is not None]
        self._around = Surroundings(self._methods)

    def traced(self, trace: Callable[[Tracer, Shape], Stages], *shapes: Shape) -> Stages:
        """Returns what a trace gives, the same twice at the first shape and once at every other."""
        first = self._once(trace, shapes[0])
        again = self._once(trace, shapes[0])
        self._around.check()
        if _differ(first, again):
            raise self._told(NotRecordable("state", "two equal calls differ"))
        for shape in shapes[1:]:
            if _differ(first, self._once(trace, shape)):
                raise NotRecordable("shape", "the batch's size enters the numbers")
        return first

    def _once(self, trace: Callable[[Tracer, Shape], Stages], shape: Shape) -> Stages:
        tracer = Tracer(self.simplifier, self.dtype)
        try:
            with np.errstate(all="ignore"):
                made = trace(tracer, shape)
        except NotRecordable as reason:
            raise self._told(tracer.trouble or reason) from None
        except ProblemError as error:
            raised = NotRecordable("raises", str(error.problem.values.get("error", "")))
            raise self._told(tracer.trouble or raised) from error
        if tracer.trouble is not None:
            raise self._told(tracer.trouble)
        return made

    def _told(self, reason: NotRecordable) -> NotRecordable:
        return NotRecordable("draws", reason.detail) if self._around.drew() or self._around.mentions_random else reason

    def finished(self, roots: Stages, *, aliased: bool = False) -> Recorded:
        """Compiles the traced."""
        roots = lowered(roots, self.simplifier)
        orders = [roots]
        if aliased:  # what is written first costs a copy where its old value is still read
            orders.append({name: dict(reversed(made.items())) for name, made in roots.items()})
        tried = [
            Recorded(tuple(roots), self.dtype, Compiler(one, self.dtype, aliased=aliased).stages, one) for one in orders
        ]
        return min(tried, key=lambda one: sum(one.calls(stage) for stage in one.stages))

    def checked(self, recorded: Recorded, check: Callable[[], None]) -> Recorded:
        """Returns the recording if it agrees with the plugin's own code."""
        try:
            with np.errstate(all="ignore"):
                check()
        except ProblemError as error:
            raise NotRecordable("raises", str(error.problem.values.get("error", ""))) from error
        except (ArithmeticError, TypeError, ValueError) as error:  # types that a replay cannot write
            raise NotRecordable("differs", str(error)) from error
        self._around.check()
        return recorded


def record_activation(forward: Method, derivative: Method | None, dtype: npt.DTypeLike) -> Recorded:
    """Records a = f(z), stage "forward", and da/dz, stage "slope": by the plugin's own derivative or the chain rule.

    Both are elementwise, so that rows of any layers may stand in one buffer. Raises NotRecordable.
    """
    recorder = _Recorder(dtype, forward, derivative)

    def trace(tracer: Tracer, shape: Shape) -> Stages:
        z = tracer.input("z", shape)
        a = _array(tracer, forward.of(z), shape, forward)
        _elementwise(a)
        if derivative is None:
            slope = Chain(tracer.simplifier, z.node).gradient(a, 1.0)
        else:
            slope = _array(tracer, derivative.of(z, Symbol(tracer, a, shape, given=True)), shape, derivative)
        _elementwise(slope)
        return {"forward": {"a": a}, "slope": {"slope": slope}}

    recorded = recorder.finished(recorder.traced(trace, (5, 3), (7, 4)))
    return recorder.checked(recorded, lambda: verify.activation(recorded, forward, derivative))


def record_loss_gradient(
    gradient: Method | None,
    value: Method,
    *,
    outputs: int,
    dtype: npt.DTypeLike,
    target_dtype: npt.DTypeLike,
    scale: float,
) -> Recorded:
    """Records grad = scale * dL/dy from y and target (outputs, batch), by its own gradient or the chain rule.

    Raises NotRecordable, also for targets that are class numbers: picking one output of each sample is no ufunc.
    """
    recorder = _Recorder(dtype, gradient, value if gradient is None else None)
    if np.dtype(target_dtype).kind != "f":
        raise NotRecordable("unknown", "class numbers")

    def trace(tracer: Tracer, shape: Shape) -> Stages:
        y, target = tracer.input("y", shape), tracer.input("target", shape)
        if gradient is not None:
            came = _array(tracer, gradient.of(y, target), shape, gradient)
            return {"gradient": {"grad": tracer.simplifier.make("multiply", tracer.simplifier.const(scale), came)}}
        loss = _array(tracer, value.of(y, target), shape[:1], value)
        chain = Chain(tracer.simplifier, y.node, shape[1])
        return {"gradient": {"grad": chain.gradient(loss, scale)}}

    recorded = recorder.finished(recorder.traced(trace, (5, outputs), (7, outputs)))
    return recorder.checked(recorded, lambda: verify.loss(recorded, gradient, value, outputs, scale))


def record_loss_value(value: Method, *, outputs: int, dtype: npt.DTypeLike) -> Recorded:
    """Records the loss of each sample, (1, batch), from y and target (outputs, batch). Raises NotRecordable."""
    recorder = _Recorder(dtype, value)

    def trace(tracer: Tracer, shape: Shape) -> Stages:
        y, target = tracer.input("y", shape), tracer.input("target", shape)
        return {"value": {"losses": _array(tracer, value.of(y, target), shape[:1], value)}}

    recorded = recorder.finished(recorder.traced(trace, (5, outputs), (7, outputs)))
    return recorder.checked(recorded, lambda: verify.loss_value(recorded, value, outputs))


def record_update(update: Method, w_size: int, state: Mapping[str, AnyArray], dtype: npt.DTypeLike) -> Recorded:
    """Records one step of an optimizer over w, g and the vectors and numbers of its state, written where they stand.

    `lr` and `t` are 0-d float64 arrays filled before each step. Raises NotRecordable.
    """
    recorder = _Recorder(dtype, update)
    for name, array in state.items():
        if array.shape not in ((), (w_size,)) or (array.ndim and array.dtype.kind != "f"):
            raise NotRecordable("state", f"{name}: {array.dtype} {array.shape}")

    def trace(tracer: Tracer, shape: Shape) -> Stages:
        w, g = tracer.input("w", shape), tracer.input("g", shape)
        shapes = {name: shape if array.ndim else () for name, array in state.items()}
        given = {name: tracer.input(f"state/{name}", shapes[name]) for name in state}
        came = update.of(w, g, dict(given), tracer.input("lr", ()), tracer.input("t", ()))
        if type(came) is not tuple or len(came) != 2 or not isinstance(came[1], dict):
            tracer.stop("raises", "no (w, state) returned")
        if came[1].keys() != given.keys():
            tracer.stop("state", "other names: " + ", ".join(sorted(map(str, came[1].keys() ^ given.keys()))))
        roots = {f"state/{name}": _array(tracer, one, shapes[name], update) for name, one in came[1].items()}
        return {"update": {**roots, "w": _array(tracer, came[0], shape, update)}}

    few = min(w_size, _few)
    try:
        roots = recorder.traced(trace, (w_size,), (few,))
    except NotRecordable as reason:
        if reason.code != "shape":
            raise
        few, roots = w_size, recorder.traced(trace, (w_size,))  # it uses the number of weights, which stays
    recorded = recorder.finished(roots, aliased=True)
    return recorder.checked(recorded, lambda: verify.update(recorded, update, few, state))


def record_gradient(gradient: Method, dtype: npt.DTypeLike) -> Recorded:
    """Records the gradient of a penalty, grad from w, element by element. Raises NotRecordable."""
    recorder = _Recorder(dtype, gradient)

    def trace(tracer: Tracer, shape: Shape) -> Stages:
        return {"gradient": {"grad": _array(tracer, gradient.of(tracer.input("w", shape)), shape, gradient)}}

    recorded = recorder.finished(recorder.traced(trace, (5,), (7,)))
    return recorder.checked(recorded, lambda: verify.gradient(recorded, gradient))


def _array(tracer: Tracer, came: Any, shape: Shape, method: Method) -> Node:
    """Returns the node of what a method returned."""
    if not isinstance(came, Symbol):
        same = np.asarray(came) if isinstance(came, (np.ndarray, np.generic, int, float)) else None
        if same is None or same.shape != shape or same.dtype.kind not in "fiub":
            tracer.stop("unknown", f"{method.name} returns {type(came).__name__}")
        if same.size and (same == same.flat[0]).all():  # np.zeros(z.shape)
            return tracer.simplifier.const(float(same.flat[0]))
        tracer.stop("unknown", f"{method.name} returns an array of its own")
    if came.shape != shape:
        tracer.stop("shape", f"{method.name} returns {came.shape} instead of {shape}")
    return tracer.number(came.node)


def _elementwise(root: Node) -> None:
    for node in reached([root]):
        if node.rank != full and node.op in ("sum", "max", "min"):
            raise NotRecordable("reduces", f"np.{node.op}")


def _differ(first: Stages, second: Stages) -> bool:
    return any(first[stage][name] is not second[stage][name] for stage in first for name in first[stage])
