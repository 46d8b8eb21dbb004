"""The border to plugin code: calls methods with the arguments they name, and turns what goes wrong into Problems."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import traceback
from collections.abc import Callable, Hashable
from typing import Any, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from nnlab.api import Component, ShapeError
from nnlab.api.blame import describe, interrupted, told
from nnlab.api.quiet import quiet_context
from nnlab.records import Problem, ProblemError, Shape, Value

AnyArray = npt.NDArray[Any]
_given = {"activation": "z", "loss": "y", "metric": "y", "regularizer": "w"}  # what a method mostly writes into
_numbers = frozenset("?bBhHiIlLqQnNpPfdg")  # the types of numbers that may come back; halves keep 3 digits only
_of_a_table = "table."  # codes of what is wrong with a table that the user opened: the plugin reads it well
Run = Callable[..., Any]


class Watch(Protocol):
    """Is told of every call of a plugin's method, so that a clock may run while it lasts.

    One with `around(cls, label) -> (enter, leave, run)` says for each method by what it wants to be told, and what
    runs it (None: nothing special), as `contextvars.Context.run` does.
    """

    def enter(self, name: str) -> None: ...

    def leave(self) -> None: ...


class Method:
    """A plugin's method, called with the arguments it names.

    `pick` chooses them by name, once; `of` takes all known ones in their order and chooses quickly. A call runs under
    the watch and raises ProblemError for whatever goes wrong. What it does to NumPy's error state stays its own.
    """

    __slots__ = ("_enter", "_function", "_label", "_leave", "_places", "_run", "component", "name", "names")

    def __init__(
        self,
        component: Component,
        name: str,
        names: tuple[str, ...],
        watch: Watch | None,
        known: tuple[str, ...] = (),
    ) -> None:
        self.component, self.name, self.names = component, name, names
        self._places = [known.index(one) for one in names if one in known]
        self._function: Callable[..., Any] = getattr(component, name)
        self._label = f"{type(component).__name__}.{name}"
        self._enter: Callable[[str], None] | None = None
        self._leave: Callable[[], None] | None = None
        run: Run | None = None
        if watch is not None:
            around = getattr(watch, "around", None)
            made = around(type(component), self._label) if around is not None else (watch.enter, watch.leave, None)
            self._enter, self._leave, run = made
        self._run = run if run is not None else quiet_context().run

    def pick(self, **known: Any) -> tuple[Any, ...]:
        """Returns the arguments the method names, in its order."""
        return tuple(known[name] for name in self.names)

    def of(self, *known: Any) -> Any:
        """Calls the method with those it names of all the known arguments, which come in their order."""
        return self(*[known[place] for place in self._places])

    def __call__(self, *args: Any) -> Any:
        if self._enter is None or self._leave is None:
            try:
                return self._run(self._function, *args)
            except BaseException as error:
                if interrupted(error):
                    raise
                raise self.raised(error) from error
        self._enter(self._label)
        try:
            return self._run(self._function, *args)
        except BaseException as error:
            if interrupted(error):
                raise
            raise self.raised(error) from error
        finally:
            self._leave()

    def array(self, came: Any, shape: Shape) -> AnyArray:
        """Returns what came if it is an array of real numbers of this shape; raises ProblemError where it is not."""
        if type(came) is np.ndarray and came.shape == shape and came.dtype.char in _numbers:
            return came
        same = plain(came)
        if same is not None and same.shape == shape and same.dtype.char in _numbers:
            return same
        if self.component.kind == "loss" and self.name == "value":
            raise self.returned(came, f"array {shape}, one number a sample,", f"数组 {shape}（每个样本一个数）")
        raise self.returned(came, f"array {shape}", f"数组 {shape}")

    def number(self, came: Any) -> float:
        """Returns what came as a float; raises ProblemError where it is no single real number."""
        if type(came) is float:
            return came
        same = plain(came)
        if same is None or same.ndim or same.dtype.kind not in "fiub":
            raise self.returned(came, "a number", "一个数")
        return float(same)

    def returned(self, came: Any, wanted: str, wanted_zh_cn: str = "") -> ProblemError:
        """Makes the error for a return value that is not what the method has to return, named in both languages."""
        said: dict[str, Value] = {"came": described(came), "came_zh_CN": described(came, "zh_CN"), "wanted": wanted}
        how, how_zh_cn = mended(came, wanted)
        return self.problem(
            "plugin.returned", **said, wanted_zh_CN=wanted_zh_cn or wanted, how=how, how_zh_CN=how_zh_cn
        )

    def raised(self, error: BaseException) -> ProblemError:
        """Makes the error for an exception that came out of the method."""
        if isinstance(error, ProblemError):
            return self._placed(error)
        said = describe(error)
        values: dict[str, Value] = {"error": said}
        code = "plugin.raised"
        if isinstance(error, MemoryError):
            code = "plugin.memory"
            traceback.clear_frames(error.__traceback__)  # what it had made so far would still be held by them
        elif isinstance(error, ShapeError):
            code, values = "layer.shape", {"reason": error.text.en, "reason_zh_CN": error.text.zh_CN}
        elif isinstance(error, ValueError) and _locked(said):
            code, name = "plugin.wrote_input", _given.get(self.component.kind, "x")
            values = {"good": f"{name} = {name} * 2", "bad": f"{name} *= 2"}
            if self.component.kind == "optimizer":
                values = {"good": "w = w - lr * g", "bad": "w -= lr * g"}
        return self.problem(code, error, **values)

    def _placed(self, error: ProblemError) -> ProblemError:
        if error.problem.traceback or error.problem.code.startswith(_of_a_table):
            return error
        file, line, text = _place(self.component, self.name, error)
        owner = type(self.component).__name__
        known = {"plugin": owner, "stage": self.name, "file": file, "line": line, "traceback": text}
        return ProblemError(msgspec.structs.replace(error.problem, **known))

    def problem(self, code: str, error: BaseException | None = None, /, **values: Value) -> ProblemError:
        """Makes an error that names the plugin's class, the method, and where it is written."""
        file, line, text = _place(self.component, self.name, error)
        owner = type(self.component).__name__
        return ProblemError(
            Problem(
                code=code,
                values={"owner": owner, "id": self.component.id, "method": self.name, **values},
                plugin=owner,
                stage=self.name,
                file=file,
                line=line,
                traceback=text,
            )
        )


@dataclasses.dataclass(frozen=True)
class Border:
    """Resolves methods of components, under one watch.

    `kept` holds what was made of components at a price, for as long as a run lives.
    """

    watch: Watch | None = None
    kept: dict[Hashable, Any] = dataclasses.field(default_factory=dict, repr=False, compare=False)
    _known: dict[tuple[int, str], Method] = dataclasses.field(default_factory=dict, repr=False, compare=False)

    def has(self, component: Component, name: str) -> bool:
        """Tells whether a component has an optional method."""
        return callable(getattr(component, name, None))

    def method(self, component: Component, name: str, *known: str, rest: bool = False) -> Method:
        """Returns a method that may name any of the `known` arguments; where there is one, it may have any name.

        With `rest`, input shapes follow those it names. Raises ProblemError `plugin.no_method` or
        `plugin.unknown_argument`.
        """
        made = self._known.get((id(component), name))
        if made is None:  # asking for a signature takes 0.1 ms
            made = self._known[id(component), name] = self._resolved(component, name, known, rest)
        return made

    def _resolved(self, component: Component, name: str, known: tuple[str, ...], rest: bool) -> Method:
        if not self.has(component, name):
            raise Method(component, "__init__", (), None).problem("plugin.no_method", missing=name)
        found = list(inspect.signature(getattr(component, name)).parameters.values())
        names = tuple(
            p.name for p in found if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        )
        if len(names) == 1 and len(known) == 1 and not rest:
            names = known
        unknown = [one for one in names if one not in known]
        if rest:
            return Method(component, name, tuple(one for one in names if one in known), self.watch, known)
        made = Method(component, name, names, self.watch, known)
        if unknown:
            raise made.problem("plugin.unknown_argument", name=unknown[0], known=", ".join(known))
        return made


def readonly(array: AnyArray) -> AnyArray:
    """Returns a view that plugin code cannot write through, nor unlock: its memory is lent for reading only."""
    return np.asarray(array.data.toreadonly())


def plain(came: Any) -> AnyArray | None:
    """Returns an array, or a number as one, without what a subclass makes of it; None for anything else.

    What an array masks or what its class redefines would be lost on the way, so masked ones are none.
    """
    known = type(came)
    if issubclass(known, np.ma.MaskedArray) or not issubclass(known, (np.ndarray, np.generic, int, float)):
        return None
    if issubclass(known, np.ndarray):
        return np.ndarray.view(came, np.ndarray)
    with contextlib.suppress(OverflowError, ValueError, TypeError):
        return np.asarray(came)
    return None


def described(value: Any, language: str = "en") -> str:
    """Says in a few words what a value is: `None`, `array (3, 4) of complex128`, `the number 0.5`, `str 'abc'`."""
    if value is None:
        return "None"
    chinese, known = language == "zh_CN", type(value)
    if issubclass(known, np.ndarray):
        same = np.ndarray.view(value, np.ndarray)
        odd = "" if same.dtype.char in _numbers else str(same.dtype)
        masked = issubclass(known, np.ma.MaskedArray)
        if chinese:
            return f"{'带掩码的' if masked else ''}{odd + ' ' if odd else ''}数组 {same.shape}"
        return f"{'masked ' if masked else ''}array {same.shape}" + (f" of {odd}" if odd else "")
    if issubclass(known, (tuple, list)):
        return f"含 {len(value)} 项的 {known.__name__}" if chinese else f"{known.__name__} of {len(value)}"
    try:
        if issubclass(known, (int, float, complex, np.number)) and not issubclass(known, bool):
            number = f"{value:.6g}" if issubclass(known, (int, np.integer)) else f"{value:.3g}"
            return f"数值 {number}" if chinese else f"the number {number}"
        return f"{known.__name__} {value!r:.60}"
    except Exception:  # a number beyond all bounds, or a plugin's own class that cannot show itself
        return known.__name__


def mended(came: Any, wanted: str = "array") -> tuple[str, str]:
    """Says how to write what comes back instead, in both languages."""
    known = type(came)
    if came is None:
        return "end the method with `return ...`", "请在方法末尾写上 `return ...`"
    if issubclass(known, np.ma.MaskedArray):
        return "return `a.filled(0)`, which says what stands in masked places", "请返回 `a.filled(0)`，说明被遮住处的值"
    if issubclass(known, (np.ndarray, np.generic)):
        kind, half = came.dtype.kind, came.dtype.char == "e"
        if kind == "c":
            return "return its `.real` part if that is meant", "如果本意如此，请返回其实部 `.real`"
        if half:
            return "float16 keeps 3 digits only: leave out the conversion", "float16 只保留 3 位数字：请去掉这一转换"
        if kind not in "fiub":
            return "make it with `np.array(..., dtype=float)`", "请用 `np.array(..., dtype=float)` 生成"
    elif wanted.startswith("array") and (issubclass(known, list) or hasattr(known, "__next__")):
        return "make an array of it: `np.array(...)`", "请转换成数组：`np.array(...)`"
    return "check what it returns", "请检查它的返回值"


def _locked(said: str) -> bool:
    """Tells whether an error's text is that of writing to what was lent for reading, or of unlocking it."""
    return "read-only" in said or "WRITEABLE flag" in said


def _place(component: Component, method: str, error: BaseException | None) -> tuple[str, int, str]:
    cls = type(component)
    try:
        file = inspect.getsourcefile(cls) or ""
    except (TypeError, OSError):
        file = ""
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        inside = [frame for frame in frames if frame.filename == file] or frames[-1:]
        text = told(error)
        if inside:
            return inside[-1].filename, inside[-1].lineno or 0, text
        return file, 0, text
    code = getattr(getattr(cls, method, None), "__code__", None)
    return file, (code.co_firstlineno if code is not None and code.co_filename == file else 0), ""
