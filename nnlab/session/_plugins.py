"""The plugins that whoever makes a run names: one named alone has to work, a folder's others go on without it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nnlab.catalog import Catalog, PluginSource, load_catalog
from nnlab.experiment.enclosed import Enclosed
from nnlab.records import Problem, ProblemError


def catalog_with(plugins: Iterable[Any]) -> tuple[Catalog, tuple[Problem, ...]]:
    """Returns the bundled plugins and those given (paths of files or folders, component classes, texts that
    an experiment file encloses), and what failed.

    Raises ProblemError where a file, a plugin folder or a class fails. Plugins that fail inside a folder of plugins
    are warned of.
    """
    catalog, failed = load_catalog(), []
    for item in [plugins] if isinstance(plugins, str | Path | type | Enclosed) else plugins:
        before = catalog.problems
        if isinstance(item, str | Path):
            catalog.load_file(item)
        elif isinstance(item, Enclosed):
            catalog.load(_source(item))
        else:
            catalog.add_class(item)
        new = [problem for problem in catalog.problems if problem not in before]
        errors = [problem for problem in new if problem.level == "error"]
        if errors and not _holds_plugins(item):
            raise ProblemError(errors[0])
        failed += new
    for problem in failed:
        warnings.warn(str(ProblemError(problem)), stacklevel=3)
    return catalog, tuple(failed)


def _source(plugin: Enclosed) -> PluginSource:
    name = plugin.file_name
    return PluginSource(name, "given", plugin.sha256, "file", name.removesuffix(".py"), plugin.version, plugin.text)


def _holds_plugins(item: Any) -> bool:
    return isinstance(item, str | Path) and Path(item).is_dir() and not (Path(item) / "__init__.py").is_file()
