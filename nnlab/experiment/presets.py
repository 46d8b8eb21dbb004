"""The experiments to begin with."""

from __future__ import annotations

import msgspec

from nnlab.experiment import _presets_drawn as drawn
from nnlab.experiment import _presets_tables as tables
from nnlab.experiment._preset import Preset
from nnlab.experiment.document import Experiment
from nnlab.records import fail

__all__ = ["Preset", "default_id", "preset", "presets", "renamed"]

default_id = "spiral"


def presets() -> tuple[Preset, ...]:
    """Returns every preset, the simple ones first."""
    to_classes = (drawn.gauss(), drawn.circle(), drawn.xor(), drawn.moons(), drawn.two_outputs(), drawn.blobs())
    harder = (drawn.rings(), drawn.spiral(), drawn.checkerboard())
    to_values = (drawn.plane(), drawn.curve(), drawn.hills(), drawn.echo())
    by_hand = (tables.gate(), drawn.xor_by_hand(), tables.people())
    real = (tables.iris(), tables.breast_cancer(), tables.digits(), tables.digits_in_file_order())
    return (*to_classes, *harder, *to_values, *by_hand, *real)


def preset(ident: str) -> Experiment:
    """Returns a preset's experiment; raises ProblemError `preset.unknown`, listing the known ones."""
    for one in presets():
        if one.id == ident:
            return one.experiment
    raise fail("preset.unknown", id=ident, known=", ".join(one.id for one in presets()))


def is_titled(experiment: Experiment) -> bool:
    """Tells whether an experiment has a preset's name still."""
    return experiment.name in [one.title.en for one in presets()]


def renamed(experiment: Experiment, dataset: str) -> Experiment:
    """Returns the experiment with the name of its data set's preset, where its name is still that of a preset."""
    titles = {one.id: one.title.en for one in presets()}
    if experiment.name not in titles.values() or dataset not in titles:
        return experiment
    return msgspec.structs.replace(experiment, name=titles[dataset])
