"""nnlab: a desktop lab in which people see neural networks learn.

`preset(id)` and `load(path)` give an Experiment, `read_table(path, target="species")` one on a table of your own, and
`change(experiment, settings)` another one. `Run(experiment)` trains it in this process and `History` is what it
measured; `resume(path)` goes on with the run a file holds, and `enclosed(path)` gives the plugins in it. Each is loaded
on first use, so that `import nnlab` stays light.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnlab.api import Component
    from nnlab.experiment.document import Experiment
    from nnlab.experiment.enclosed import Enclosed
    from nnlab.experiment.file import ExperimentFile
    from nnlab.experiment.presets import preset, presets
    from nnlab.records import History, ProblemError
    from nnlab.session import Run
    from nnlab.session.changing import change
    from nnlab.session.opening import read_table

__version__ = "0.1.0"

_doors = {
    "Experiment": "nnlab.experiment.document",
    "History": "nnlab.records",
    "ProblemError": "nnlab.records",
    "Run": "nnlab.session",
    "change": "nnlab.session.changing",
    "preset": "nnlab.experiment.presets",
    "presets": "nnlab.experiment.presets",
    "read_table": "nnlab.session.opening",
}

__all__ = [
    "Experiment",
    "History",
    "ProblemError",
    "Run",
    "__version__",
    "change",
    "enclosed",
    "load",
    "preset",
    "presets",
    "read_table",
    "resume",
]


def __getattr__(name: str) -> Any:
    if name in _doors:
        return getattr(importlib.import_module(_doors[name]), name)
    raise AttributeError(f"module 'nnlab' has no attribute {name!r}")


def load(path: str | Path) -> Experiment:
    """Returns the experiment of a `.nnlab` file; raises ProblemError where it cannot be read.

    Plugins that it encloses are warned of, and run only where they are given: `Run(experiment, enclosed(path))`.
    """
    return _read(path).experiment


def enclosed(path: str | Path) -> tuple[Enclosed, ...]:
    """Returns the plugins that a `.nnlab` file encloses, as texts to be read; raises ProblemError.

    Given to `Run` or `resume` as `plugins`, they run in this process, with your rights.
    """
    return _read(path, warn=False).plugins


def resume(path: str | Path, plugins: Sequence[str | Path | type[Component] | Enclosed] = ()) -> Run:
    """Returns the run of a `.nnlab` file where it was left, to the last bit; at its start where it never trained.

    Raises ProblemError where the file cannot be read or its checkpoint does not fit.
    """
    from nnlab.session import Run as Made

    kept = _read(path, warn=not plugins)
    return Made(
        kept.experiment,
        plugins,
        began=kept.began,
        events=kept.events,
        checkpoint=kept.checkpoint,
        history=kept.history,
        start=kept.start,
    )


def _read(path: str | Path, *, warn: bool = True) -> ExperimentFile:
    from nnlab.experiment.file import load as read

    kept = read(path)
    if warn and kept.plugins:
        import warnings

        from nnlab.records import fail

        names = ", ".join(plugin.file_name for plugin in kept.plugins)
        warnings.warn(str(fail("enclosed.python", file=str(path), names=names)), stacklevel=3)
    return kept
