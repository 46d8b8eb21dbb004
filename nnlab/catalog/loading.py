"""Loads one plugin: imports it, calls each of its hooks by itself, and checks what they return."""

from __future__ import annotations

import difflib
import inspect
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec
import pluggy

from nnlab.api import Component, Hooks, hooks
from nnlab.api._declare import first_paragraph
from nnlab.api.blame import blame, interrupted
from nnlab.catalog.checking import check_class, info_of
from nnlab.catalog.importing import import_source
from nnlab.catalog.source import PluginSource
from nnlab.records import ComponentInfo, Kind, Problem, ProblemError, fail

most = 500  # components of one hook: more nobody could choose from


class Loaded(msgspec.Struct, frozen=True):
    """What came of loading one plugin: components with their classes, problems, and the seconds its import took."""

    source: PluginSource
    components: tuple[tuple[ComponentInfo, type[Component]], ...]
    problems: tuple[Problem, ...]
    seconds: float


class Loader:
    """Loads plugins one at a time, each in its own `try`."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("nnlab")
        self._manager.add_hookspecs(Hooks)

    def load(self, source: PluginSource, module_name: str) -> Loaded:
        """Imports a plugin and returns its components and problems; only KeyboardInterrupt gets out."""
        problems: list[Problem] = []
        found: list[tuple[Kind, type[Component]]] = []
        began = time.perf_counter()
        plugin = _try(problems, source, "import", "plugin.import", lambda: _imported(source, module_name, problems))
        seconds = time.perf_counter() - began
        if plugin is not None:
            _try(problems, source, "hook", "hook.invalid", lambda: self._hooks(plugin, source, problems, found))
        only_one = first_paragraph(getattr(plugin, "__doc__", None)) if len(found) == 1 else ""
        components = []
        for _, cls in found:
            info = _try(problems, source, "check", "component.info", partial(info_of, cls, source, only_one))
            if info is not None:
                components.append((info, cls))
        return Loaded(source, tuple(components), tuple(problems), seconds)

    def _hooks(
        self, plugin: Any, source: PluginSource, problems: list[Problem], found: list[tuple[Kind, type[Component]]]
    ) -> None:
        calls = self._implementations(plugin, source, problems)
        if not calls and not problems:
            problems.append(_no_hook(plugin, source))
        for hook, function in calls:
            before = len(problems)
            returned = _try(problems, source, "hook", "hook.raised", function, hook=hook)
            if len(problems) > before:
                continue
            if not isinstance(returned, (list, tuple)):
                shown = returned.__name__ if isinstance(returned, type) else type(returned).__name__
                problems.append(_problem("hook.list", source, "hook", function, hook=hook, shown=shown))
                continue
            if len(returned) > most:
                problems.append(_problem("plugin.many", source, "hook", function, hook=hook, count=str(len(returned))))
                continue
            for cls in returned:
                found += self._checked(cls, hook, function, source, problems)

    def _checked(
        self, cls: Any, hook: str, function: Any, source: PluginSource, problems: list[Problem]
    ) -> list[tuple[Kind, type[Component]]]:
        kind = hooks[hook]
        before = len(problems)
        line = cls.declared_at[1] if isinstance(cls, type) and issubclass(cls, Component) else _line(function)
        _try(problems, source, "check", "component.check", lambda: check_class(cls, kind, hook), line=line)
        return [(kind, cls)] if len(problems) == before else []

    def _implementations(
        self, plugin: Any, source: PluginSource, problems: list[Problem]
    ) -> list[tuple[str, Callable[[], Any]]]:
        """Returns the hooks a plugin implements, in the order of `hooks`; a wrong one is a problem of its own."""
        if inspect.isclass(plugin):
            plugin = plugin()
        made: dict[str, Callable[[], Any]] = {}
        for name in dir(plugin):
            if self._manager.parse_hookimpl_opts(plugin, name) is not None:
                function = getattr(plugin, name)
                register = partial(self._register, made, name, function)
                _try(problems, source, "hook", "hook.invalid", register, line=_line(function), hook=name)
        for name in [name for name in made if name not in hooks]:
            near = difflib.get_close_matches(name, hooks, 1)
            known = near[0] if near else ", ".join(hooks)
            problems.append(_problem("hook.unknown", source, "hook", made[name], hook=name, known=known))
        return [(hook, made[hook]) for hook in hooks if hook in made]

    def _register(self, made: dict[str, Callable[[], Any]], name: str, function: Callable[[], Any]) -> None:
        """Lets pluggy check one implementation, alone, so that a wrong one does not take the others with it."""
        if inspect.signature(function).parameters:
            raise fail("hook.arguments", hook=name)
        alone = SimpleNamespace(**{name: function})
        self._manager.register(alone)
        try:
            for caller in self._manager.get_hookcallers(alone) or []:
                made[caller.name] = next(impl.function for impl in caller.get_hookimpls() if impl.plugin is alone)
        finally:
            self._manager.unregister(alone)


def _imported(source: PluginSource, name: str, problems: list[Problem]) -> Any:
    if source.kind != "entry_point" and source.text is None and not Path(source.path).exists():
        raise ProblemError(msgspec.structs.replace(fail("plugin.missing", path=source.path).problem, stage="find"))
    return import_source(source, name, problems)


def _try(
    problems: list[Problem],
    source: PluginSource,
    stage: str,
    code: str,
    call: Callable[[], Any],
    line: int = 0,
    **values: str,
) -> Any:
    """Calls plugin code; whatever it raises, `SystemExit` too, becomes a problem, and the result is None."""
    try:
        return call()
    except BaseException as error:
        if interrupted(error):
            raise
        if isinstance(error, MemoryError):
            code = "plugin.memory_import"
        elif isinstance(error, SyntaxError) and stage == "import":
            code = "plugin.syntax"
        elif isinstance(error, SystemExit):
            code = "plugin.exit"
        problems.append(blame(error, code, plugin=source.name, stage=stage, file=source.path, line=line, **values))
        return None


def _problem(code: str, source: PluginSource, stage: str, function: Callable[..., Any], **values: str) -> Problem:
    return Problem(
        code=code,
        values=dict(values),
        plugin=source.name,
        stage=stage,
        file=function.__code__.co_filename if hasattr(function, "__code__") else source.path,
        line=_line(function),
    )


def _line(function: Any) -> int:
    return int(function.__code__.co_firstlineno) if hasattr(function, "__code__") else 0


def _no_hook(plugin: Any, source: PluginSource) -> Problem:
    """Words why a plugin brings nothing: a hook without `@hookimpl`, components without a hook, or neither."""
    names = vars(plugin) if isinstance(plugin, ModuleType) else {}
    for name, function in names.items():
        if name in hooks and callable(function):
            return _problem("hook.unmarked", source, "hook", function, hook=name)
    for value in names.values():
        if isinstance(value, type) and issubclass(value, Component) and value.__module__ == names.get("__name__"):
            hook = next(hook for hook, kind in hooks.items() if kind == value.kind)
            problem = _problem("hook.none", source, "hook", _no_hook, hook=hook, owner=value.__name__)
            return msgspec.structs.replace(problem, file=value.declared_at[0], line=value.declared_at[1])
    return Problem(code="hook.nothing", level="warning", plugin=source.name, stage="hook", file=source.path)
