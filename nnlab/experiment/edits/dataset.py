"""Another data set, and what of the network has to follow what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from msgspec.structs import replace

from nnlab.experiment.document import Data, Experiment
from nnlab.experiment.edits.components import choose_dataset
from nnlab.experiment.edits.layers import set_inputs
from nnlab.experiment.edits.painting import set_painted
from nnlab.experiment.edits.settings import set_batch_size
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.experiment.inputs import readable
from nnlab.experiment.presets import is_titled
from nnlab.experiment.rules import targets_of
from nnlab.experiment.slots import info_of
from nnlab.experiment.tables import table_id
from nnlab.records import ComponentInfo, Value
from nnlab.records.painting import painted, painted_id


def set_dataset(
    experiment: Experiment, component: str, infos: Sequence[ComponentInfo], facts: Facts | None = None
) -> Experiment:
    """Returns the experiment with another data set, in one edit with what its targets ask for.

    As `choose_dataset`; where the facts of the new data are known, its columns take the place of inputs that cannot be
    read over them, and a batch is no larger than the training rows. Painted points begin with a few of two classes.
    """
    if component == painted_id != experiment.data.source.id and (not infos or info_of(infos, "dataset", painted_id)):
        return set_painted(experiment, painted({}), infos)
    return _fitting(choose_dataset(experiment, component, infos, facts), infos, facts)


def set_table(
    experiment: Experiment,
    values: Mapping[str, Value],
    infos: Sequence[ComponentInfo],
    facts: Facts | None = None,
) -> Experiment:
    """Returns the experiment with an opened table as its data, in one edit with inputs, output, loss and batches.

    `values` are those of the data set `table`: the kept table's sha256, its shown name, and the numbers of the columns;
    what is not given has its default. As `set_dataset` otherwise: `facts` are those of the new data, from a preview. An
    experiment with a preset's name gets that of the table's file.
    """
    made = _fitting(choose_dataset(experiment, table_id, infos, facts, values), infos, facts)
    name = PurePath(str(values.get("file", ""))).stem
    return replace(made, name=name) if name and is_titled(made) else made


def _fitting(made: Experiment, infos: Sequence[ComponentInfo], facts: Facts | None) -> Experiment:
    source = made.data.source
    gives = targets_of(info_of(infos, "dataset", source.id), source.values)
    data = facts.data if facts else None
    if data is None or gives not in (None, data.targets):
        return made
    return _within(_read(made, data), data)


def _read(experiment: Experiment, data: DataFacts) -> Experiment:
    """Returns the experiment with inputs that the data has: all columns where a present input is not there."""
    if readable(experiment.network.inputs, data.columns) != experiment.network.inputs:
        return set_inputs(experiment, data.columns)
    return experiment


def _within(experiment: Experiment, data: DataFacts) -> Experiment:
    rows = _train_rows(experiment.data, data)
    return set_batch_size(experiment, rows) if 1 <= rows < experiment.training.batch_size else experiment


def _train_rows(chosen: Data, data: DataFacts) -> int:
    rows = data.train_rows + data.test_rows
    if chosen.split == "auto" and data.own_split:
        return data.train_rows
    return rows - round(chosen.test_share * rows)
