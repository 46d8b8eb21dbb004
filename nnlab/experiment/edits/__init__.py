"""Every edit of an experiment: pure functions from one experiment to the next, raising ProblemError."""

from nnlab.experiment.edits.components import adopt, choose, set_activation, set_dataset, set_param
from nnlab.experiment.edits.connections import connect, disconnect
from nnlab.experiment.edits.layers import (
    add_before,
    add_layer,
    add_neuron,
    remove_layer,
    remove_neuron,
    same_shape,
    set_inputs,
    set_kind,
    set_units,
    units_of,
)
from nnlab.experiment.edits.masks import all_frozen, cut, freeze, set_mask, uncut, unfreeze
from nnlab.experiment.edits.settings import (
    new_weights,
    rename,
    set_batch_size,
    set_field,
    set_metrics,
    set_test_share,
)
from nnlab.experiment.edits.values import parse, paths, set_value
from nnlab.experiment.fitting import fix_output

__all__ = [
    "add_before",
    "add_layer",
    "add_neuron",
    "adopt",
    "all_frozen",
    "choose",
    "connect",
    "cut",
    "disconnect",
    "fix_output",
    "freeze",
    "new_weights",
    "parse",
    "paths",
    "remove_layer",
    "remove_neuron",
    "rename",
    "same_shape",
    "set_activation",
    "set_batch_size",
    "set_dataset",
    "set_field",
    "set_inputs",
    "set_kind",
    "set_mask",
    "set_metrics",
    "set_param",
    "set_test_share",
    "set_units",
    "set_value",
    "uncut",
    "unfreeze",
    "units_of",
]
