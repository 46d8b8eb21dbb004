"""Painted points as the data, with what of the network has to follow them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from nnlab.experiment.document import Experiment
from nnlab.experiment.edits.layers import set_inputs
from nnlab.experiment.edits.output import fit
from nnlab.experiment.edits.settings import metrics_for, set_field
from nnlab.experiment.facts import DataFacts
from nnlab.experiment.inputs import readable
from nnlab.experiment.presets import is_titled
from nnlab.experiment.rules import Targets, targets_of
from nnlab.experiment.slots import info_of, pick
from nnlab.records import ComponentInfo
from nnlab.records.painting import Painted, painted, painted_id, shared, trainable


def painted_in(experiment: Experiment) -> Painted | None:
    """Returns the painted points that are the data of an experiment, None where they are other data.

    Raises ProblemError `painted...` where they cannot be read.
    """
    source = experiment.data.source
    return painted(source.values) if source.id == painted_id else None


def set_painted(experiment: Experiment, drawn: Painted, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with painted points as its data; all weights stay where they can.

    Where other data, classes instead of values, other columns or another number of classes come with them, inputs,
    output, loss and metrics follow in the same edit. Where all points are for testing, one is for training.
    """
    info = info_of(infos, "dataset", painted_id)
    chosen = pick(info) if info is not None else structs.replace(experiment.data.source, id=painted_id, made=None)
    source = structs.replace(chosen, values=trainable(drawn).values())
    made = structs.replace(experiment, data=structs.replace(experiment.data, source=source))
    before = _empty(experiment)
    if before is not None and _shape(before) == _shape(drawn):
        return made
    return _following(experiment, made, drawn, infos, before)


def set_painted_share(experiment: Experiment, share: float) -> Experiment:
    """Returns the experiment with another test share; of painted points as many are for testing as it says."""
    drawn, made = painted_in(experiment), set_field(experiment, "data.test_share", share)
    return set_painted(made, shared(drawn, made.data.test_share), ()) if drawn is not None else made


def _empty(experiment: Experiment) -> Painted | None:
    """Returns what is painted without the points, which take long to read."""
    source = experiment.data.source
    return painted({**source.values, "points": ""}) if source.id == painted_id else None


def _shape(drawn: Painted) -> tuple[object, ...]:
    """Returns what the network depends on."""
    return drawn.kind, drawn.columns, len(drawn.classes) if drawn.kind == "classes" else 0


def _following(
    experiment: Experiment,
    made: Experiment,
    drawn: Painted,
    infos: Sequence[ComponentInfo],
    before: Painted | None,
) -> Experiment:
    targets: Targets = "classes" if drawn.kind == "classes" else "values"
    if before is None:
        made = structs.replace(made, data=structs.replace(made.data, split="auto"))  # each point has its role
        made = structs.replace(made, name="") if is_titled(made) else made
        old = experiment.data.source
        was = targets_of(info_of(infos, "dataset", old.id), old.values)
    else:
        was = "classes" if before.kind == "classes" else "values"
    columns = drawn.columns
    if readable(made.network.inputs, columns) != made.network.inputs or (before and before.columns != columns):
        made = set_inputs(made, columns)
    fitted = fit(made, targets, _facts(drawn), infos, anew=was not in (None, targets))
    return metrics_for(fitted, "labels" if targets == "classes" else "values", infos)


def _facts(drawn: Painted) -> DataFacts:
    """Returns as much of what is known of the data as an output depends on."""
    edges = drawn.extent[: len(drawn.columns)]
    classes = drawn.classes if drawn.kind == "classes" else ()
    return DataFacts(
        columns=drawn.columns,
        low=tuple(low for low, _ in edges),
        high=tuple(high for _, high in edges),
        targets="classes" if classes else "values",
        classes=classes,
        outputs=len(classes) if len(classes) > 2 else 1,
        target_low=0.0,
        target_high=1.0,
        train_rows=len(drawn) - int(drawn.test.sum()),
        test_rows=int(drawn.test.sum()),
    )
