"""What a plugin author imports: the component kinds, `param()` and `hookimpl`.

A plugin is one file of plain NumPy; it subclasses a kind and returns its classes from the kind's hook.
"""

from nnlab.api.bundled_tables import bundled_table
from nnlab.api.components import (
    Activation,
    Component,
    Dataset,
    Initializer,
    Layer,
    Loss,
    Metric,
    Optimizer,
    Regularizer,
    Schedule,
    ShapeError,
    bases,
)
from nnlab.api.hooks import Hooks, hookimpl, hooks
from nnlab.api.opened_tables import opened_table
from nnlab.api.painted_points import painted_table
from nnlab.api.params import param
from nnlab.api.specs import checked
from nnlab.api.table import Table
from nnlab.records.formulas import Formula
from nnlab.records.tables import kept_table

__all__ = [
    "Activation",
    "Component",
    "Dataset",
    "Formula",
    "Hooks",
    "Initializer",
    "Layer",
    "Loss",
    "Metric",
    "Optimizer",
    "Regularizer",
    "Schedule",
    "ShapeError",
    "Table",
    "bases",
    "bundled_table",
    "checked",
    "hookimpl",
    "hooks",
    "kept_table",
    "opened_table",
    "painted_table",
    "param",
]
