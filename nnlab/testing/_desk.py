"""The desk at which a component is tried: calls its methods under watch, and gathers what is found."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from nnlab.api import Component
from nnlab.api.methods import methods
from nnlab.engine.border import AnyArray, Border, Method, Watch
from nnlab.records import Level, Problem, ProblemError, Text, Value
from nnlab.testing._differences import shown
from nnlab.testing._open import OpenWatch
from nnlab.testing._same import frozen, same
from nnlab.testing._surroundings import Surroundings, calm, upset
from nnlab.testing.report import Finding, Measure

# BLAS computes with lanes nobody sees and now and then warns of them; a NaN that anybody sees is found in the result
_blas = (" encountered in matmul", " encountered in dot", " encountered in vecdot", " encountered in einsum")
_result = {"update": "w", "forward": "a", "derivative": "slope", "backward": "gradient"}  # what a method makes
_aside = ("testing.dtype", "testing.wrote_input", "testing.surroundings")  # wrong, but a slope is a slope
ordinary = Text("ordinary numbers", "普通数值")


class Desk:
    """Calls one component's methods and keeps findings (each code once a method) and measures (the worst of a name).

    Notes are kept of the `first` settings alone: those of others say the same.
    """

    def __init__(
        self,
        component: Component,
        settings: str,
        seed: int,
        surroundings: Surroundings,
        *,
        first: bool,
        watch: Watch | None = None,
    ) -> None:
        self.component, self.settings, self.first = component, settings, first
        self.owner = type(component).__name__
        self.rng = np.random.Generator(np.random.PCG64(seed))
        self.findings: list[Finding] = []
        self.measures: dict[str, Measure] = {}
        self._border = Border(OpenWatch(watch))
        self._surroundings, self._last = surroundings, ""

    # ---- what is found

    def fault(self, code: str, method: str, severity: Level = "error", /, **values: Value) -> None:
        """Keeps a finding about a method."""
        file, line = _place(type(self.component), method)
        known: dict[str, Value] = {"owner": self.owner, "method": method}
        problem = Problem(code=code, values={**known, **values}, plugin=self.owner, stage=method, file=file, line=line)
        self.find(ProblemError(problem), severity)

    def find(self, error: ProblemError, severity: Level = "error") -> None:
        """Keeps a finding, unless its code was found for the same method before."""
        if severity == "note" and not self.first:
            return
        made = Finding.of(error, severity, self.settings)
        key = (made.code, made.values.get("method"), made.values.get("part"), made.values.get("what"))
        for known in self.findings:
            if (known.code, *(known.values.get(name) for name in ("method", "part", "what"))) == key:
                return
        self.findings.append(made)

    def measure(self, name: str, worst: float, **values: Value) -> None:
        """Keeps a measure, unless one of that name was worse."""
        known = self.measures.get(name)
        if known is None or not worst <= known.worst:
            self.measures[name] = Measure(name=name, worst=float(worst), values=values, settings=self.settings)

    def found_errors(self) -> bool:
        """Tells whether anything so far breaks the contract."""
        return any(finding.severity == "error" for finding in self.findings)

    def stuck(self) -> bool:
        """Tells whether something was found that makes slopes meaningless: another shape, an exception, mixed rows."""
        return any(one.severity == "error" and one.code not in _aside for one in self.findings)

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Keeps the ProblemError that ends the block as a finding, so that the next check goes on."""
        try:
            yield
        except ProblemError as error:
            self.find(error)

    # ---- calls

    def has(self, name: str) -> bool:
        return self._border.has(self.component, name)

    def method(self, name: str) -> Method:
        """Returns a method that takes all arguments of its kind in their order by `of`."""
        known = methods[self.component.kind][name]
        return self._border.method(self.component, name, *known.arguments, rest=known.many)

    def quick(self, name: str) -> Callable[..., Any]:
        """Returns a method for many calls with ordinary numbers: no look at warnings and surroundings."""
        self._last = name
        return self.method(name).of

    def look(self) -> None:
        """Says what the last method has changed in the program around it, and puts it back."""
        for what in self._surroundings.changed():
            self.fault("testing.surroundings", self._last, what=what.en, what_zh_CN=what.zh_CN)
        if self._surroundings.left_running():
            self.fault("testing.threads", self._last)

    def call(self, name: str, *args: Any, about: Text = ordinary, shapes: tuple[Any, ...] = ()) -> Any:
        """Calls a method; says what it warns of, and what it changes in the program around it.

        Arrays among the arguments become read-only copies; a `Seed` becomes a new generator. `about` says what the
        arguments are; `shapes` follow them (a layer's inputs).
        """
        method = self.method(name)
        given = [frozen(arg) for arg in args]
        before = frozen(tuple(given))
        self._last = name
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            with np.errstate(**calm):
                chosen = [given[methods[self.component.kind][name].arguments.index(one)] for one in method.names]
                came = method(*chosen, *shapes)
                for what in upset():
                    self.fault("testing.surroundings", name, what=what.en, what_zh_CN=what.zh_CN)
        self.look()
        messages = [message for message in (str(one.message) for one in warned) if not message.endswith(_blas)]
        if messages:
            message = messages[0]
            self.fault("testing.warned", name, "warning", warning=message, **_input(about))
        for known, now, argument in zip(before, given, methods[self.component.kind][name].arguments, strict=True):
            if not isinstance(now, np.random.Generator) and not same(known, now):
                self.fault("testing.wrote_input", name, argument=argument)
        return came

    def pure(self, name: str, *args: Any, other: tuple[Any, ...] = (), shapes: tuple[Any, ...] = ()) -> Any:
        """Calls a method twice with equal arguments, with `other` ones in between; results have to be equal bits."""
        first = self.call(name, *args, shapes=shapes)
        kept = frozen(first)
        if other:
            self.call(name, *other, shapes=shapes)
        untouched = same(kept, first)  # not so where the result is an array that the plugin uses again
        second = self.call(name, *args, shapes=shapes)
        if not (untouched and same(kept, second)):
            self.fault("testing.impure", name)
        return second

    def array(self, name: str, came: Any, shape: tuple[int, ...]) -> AnyArray:
        """Returns what came if it is an array of that shape; raises ProblemError where it is not."""
        return self.method(name).array(came, shape)

    def same_dtype(self, name: str, came: AnyArray, dtype: Any, part: str = "") -> None:
        """Finds fault where a result has another dtype than its input."""
        if came.dtype != dtype:
            self.fault(
                "testing.dtype",
                name,
                given=str(np.dtype(dtype)),
                came=str(came.dtype),
                part=part or _result.get(name, name),
            )

    def rough(self, name: str, compared: Any, part: str = "") -> None:
        """Says so where less than half of what was to be `compared` could be: silence would read as praise."""
        share = float(np.mean(compared))
        if share < 0.5:
            self.fault("testing.rough", name, "warning", share=f"{share:.0%}", part=part)

    def near_float64(self, name: str, came: AnyArray, *args: AnyArray) -> None:
        """Finds fault where a result of float32 arguments is far from what float64 makes of them."""
        wide = [arg.astype(np.float64) if arg.dtype == np.float32 else arg for arg in args]
        right = self.array(name, self.call(name, *wide), came.shape)
        error = np.abs(came - right) / np.maximum(np.abs(right), 1e-1)
        if error.size and not float(error.max()) < 1e-3:
            worst = int(np.argmax(error))
            said: dict[str, Value] = {"came": shown(came.flat[worst]), "right": shown(right.flat[worst])}
            self.fault("testing.float32", name, "warning", **said)

    def finite(self, name: str, came: AnyArray, about: Text = ordinary) -> bool:
        """Finds fault with NaN (an error) and infinity (a warning: some functions do grow beyond all bounds)."""
        if np.isnan(came).any():
            self.fault("testing.nan", name, **_input(about))
        elif not np.isfinite(came).all():
            self.fault("testing.infinite", name, "warning", **_input(about))
        return bool(np.isfinite(came).all())


def _place(cls: type[Component], method: str) -> tuple[str, int]:
    """Returns where a method is written; where the class is, if it is inherited or written elsewhere."""
    file, line = cls.declared_at
    code = getattr(getattr(cls, method, None), "__code__", None)
    return file, code.co_firstlineno if code is not None and code.co_filename == file else line


def _input(about: Text) -> dict[str, Value]:
    return {"input": about.en, "input_zh_CN": about.zh_CN}
