"""nnlab: a desktop lab in which people see neural networks learn.

`preset(id)` and `load(path)` give an Experiment, `change(experiment, settings)` another one, `Run(experiment)` trains
it in this process and `History` is what it measured; `resume(path)` goes on with the run a file holds. Each is loaded
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
    from nnlab.experiment.presets import preset, presets
    from nnlab.records import History, ProblemError
    from nnlab.session import Run
    from nnlab.session.changing import change

__version__ = "0.1.0"

_doors = {
    "Experiment": "nnlab.experiment.document",
    "History": "nnlab.records",
    "ProblemError": "nnlab.records",
    "Run": "nnlab.session",
    "change": "nnlab.session.changing",
    "preset": "nnlab.experiment.presets",
    "presets": "nnlab.experiment.presets",
}

__all__ = [
    "Experiment",
    "History",
    "ProblemError",
    "Run",
    "__version__",
    "change",
    "load",
    "preset",
    "presets",
    "resume",
]


def __getattr__(name: str) -> Any:
    if name in _doors:
        return getattr(importlib.import_module(_doors[name]), name)
    raise AttributeError(f"module 'nnlab' has no attribute {name!r}")


def load(path: str | Path) -> Experiment:
    """Returns the experiment of a `.nnlab` file; raises ProblemError where it cannot be read."""
    from nnlab.experiment.file import load as read

    return read(path).experiment


def resume(path: str | Path, plugins: Sequence[str | Path | type[Component]] = ()) -> Run:
    """Returns the run of a `.nnlab` file where it was left, to the last bit; at its start where it never trained.

    Raises ProblemError where the file cannot be read or its checkpoint does not fit.
    """
    from nnlab.experiment.file import load as read
    from nnlab.session import Run as Made

    kept = read(path)
    return Made(
        kept.experiment,
        plugins,
        began=kept.began,
        events=kept.events,
        checkpoint=kept.checkpoint,
        history=kept.history,
        start=kept.start,
    )
