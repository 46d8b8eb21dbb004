"""Every edit of an experiment: pure functions from one experiment to the next, raising ProblemError."""

from nnlab.experiment.edits.components import adopt, choose, set_activation, set_param
from nnlab.experiment.edits.connections import connect, disconnect
from nnlab.experiment.edits.dataset import set_dataset, set_table
from nnlab.experiment.edits.fragments import Fragment, copied, fragment_of, fragment_text, pasted
from nnlab.experiment.edits.joining import How, join, joins, separate, ways_to_join
from nnlab.experiment.edits.layers import (
    add_before,
    add_layer,
    add_neuron,
    remove_layer,
    remove_neuron,
    set_inputs,
    set_kind,
    set_units,
    units_of,
)
from nnlab.experiment.edits.masks import all_frozen, cut, freeze, set_mask, uncut, unfreeze
from nnlab.experiment.edits.moving import move_layers, remove_layers
from nnlab.experiment.edits.neurons import (
    kept_units,
    name_layer,
    name_neuron,
    name_neurons,
    remove_neurons,
)
from nnlab.experiment.edits.output import fix_output
from nnlab.experiment.edits.painting import painted_in, set_painted, set_painted_share
from nnlab.experiment.edits.settings import (
    new_weights,
    rename,
    set_batch_size,
    set_field,
    set_metrics,
    set_missing,
    set_target_scaling,
    set_test_share,
)
from nnlab.experiment.edits.values import parse, paths, set_value
from nnlab.experiment.labels import longest_name
from nnlab.experiment.shapes import same_shape, same_weights

__all__ = [
    "Fragment",
    "How",
    "add_before",
    "add_layer",
    "add_neuron",
    "adopt",
    "all_frozen",
    "choose",
    "connect",
    "copied",
    "cut",
    "disconnect",
    "fix_output",
    "fragment_of",
    "fragment_text",
    "freeze",
    "join",
    "joins",
    "kept_units",
    "longest_name",
    "move_layers",
    "name_layer",
    "name_neuron",
    "name_neurons",
    "new_weights",
    "painted_in",
    "parse",
    "pasted",
    "paths",
    "remove_layer",
    "remove_layers",
    "remove_neuron",
    "remove_neurons",
    "rename",
    "same_shape",
    "same_weights",
    "separate",
    "set_activation",
    "set_batch_size",
    "set_dataset",
    "set_field",
    "set_inputs",
    "set_kind",
    "set_mask",
    "set_metrics",
    "set_missing",
    "set_painted",
    "set_painted_share",
    "set_param",
    "set_table",
    "set_target_scaling",
    "set_test_share",
    "set_units",
    "set_value",
    "uncut",
    "unfreeze",
    "units_of",
    "ways_to_join",
]
