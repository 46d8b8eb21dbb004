"""Imports a plugin's text as a module: read anew each time, leaving nothing behind in its folder."""

from __future__ import annotations

import importlib
import importlib.util
import linecache
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

from nnlab.api.blame import describe
from nnlab.catalog.source import PluginSource
from nnlab.records import Problem


def import_source(source: PluginSource, name: str, problems: list[Problem]) -> Any:
    """Returns the plugin's module (or the object an entry point names), imported under a module name.

    What the compiler only warns about is added to `problems`. Raises whatever the plugin raises.
    """
    if source.kind == "entry_point":
        return metadata.EntryPoint(source.name, source.path, "nnlab").load()
    file = _file(source)
    code = _compiled(file, source, problems)
    module = ModuleType(name)
    module.__file__ = str(file)
    module.__package__ = name if source.kind == "folder" else name.rpartition(".")[0]
    if source.kind == "folder":
        module.__path__ = [source.path]
    forget(name)
    for parent in ("nnlab_plugins", name.rpartition(".")[0]):
        if parent not in sys.modules:
            package = ModuleType(parent)
            package.__path__ = []
            sys.modules[parent] = package
    sys.modules[name] = module
    importlib.invalidate_caches()
    with _no_bytecode():
        try:
            exec(code, module.__dict__)
        except BaseException:
            forget(name)
            raise
    return module


def forget(name: str) -> None:
    """Removes a plugin's module and the modules inside it, so that they are read anew."""
    for known in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
        del sys.modules[known]


def unload(source: PluginSource, name: str) -> None:
    """Forgets a plugin's modules and the lines that its tracebacks show."""
    forget(name)
    linecache.cache.pop(str(_file(source)), None)


def _file(source: PluginSource) -> Path:
    return Path(source.path) / "__init__.py" if source.kind == "folder" else Path(source.path)


def _show(file: Path, data: bytes | str) -> None:
    """Lets tracebacks show the lines that were loaded, whatever stands in the file later."""
    try:
        text = data if isinstance(data, str) else importlib.util.decode_source(data)
    except (SyntaxError, UnicodeDecodeError):
        linecache.cache.pop(str(file), None)
        return
    linecache.cache[str(file)] = len(text), None, text.splitlines(keepends=True), str(file)


def _compiled(file: Path, source: PluginSource, problems: list[Problem]) -> Any:
    data = source.text if source.text is not None else file.read_bytes()
    _show(file, data)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        code = compile(data, str(file), "exec", dont_inherit=True)
    for warning in caught:
        problems.append(
            Problem(
                code="plugin.warning",
                values={"error": describe(warning.message) if isinstance(warning.message, Warning) else ""},
                level="warning",
                plugin=source.name,
                stage="import",
                file=str(file),
                line=warning.lineno,
            )
        )
    return code


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """Keeps Python from writing `__pycache__` beside a student's files."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
