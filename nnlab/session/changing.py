"""`nnlab.change`: another experiment by the paths of its settings, as `--set` on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nnlab.experiment.document import Experiment
from nnlab.experiment.edits import set_value
from nnlab.experiment.enclosed import Enclosed
from nnlab.records import Value
from nnlab.session._plugins import catalog_with

if TYPE_CHECKING:
    from nnlab.api import Component


def change(
    experiment: Experiment,
    settings: Mapping[str, Value | None],
    plugins: Iterable[str | Path | type[Component] | Enclosed] = (),
) -> Experiment:
    """Returns the experiment with settings changed one after the other, each by its path.

        change(preset("spiral"), {"training.optimizer": "rmsprop", "network.layers.h1.activation": "swish"}, [Swish])

    A value is what the setting holds, or a text as `nnlab train --set` takes it; None leaves out what may be missing.
    `plugins` are files, folders and classes that bring components to choose. Raises ProblemError where a path or a
    value does not fit, naming what does.
    """
    infos = catalog_with(plugins)[0].infos
    for path, value in settings.items():
        experiment = set_value(experiment, path, value, infos)
    return experiment
