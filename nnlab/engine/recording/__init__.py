"""Turns plain NumPy code of plugins into lists of calls on kept buffers.

A plugin is called once on symbols, what it does to them becomes a graph, and the graph a program; a derivative that it
does not give comes from the graph by the chain rule. Nothing is recorded that does not come out like the plugin's own
code on random numbers: NotRecordable says why, and the method is called as it is.
"""

from nnlab.engine.recording._bind import Bound, Pool
from nnlab.engine.recording._record import (
    Recorded,
    record_activation,
    record_gradient,
    record_loss_gradient,
    record_loss_value,
    record_update,
)
from nnlab.engine.recording._trouble import NotRecordable

__all__ = [
    "Bound",
    "NotRecordable",
    "Pool",
    "Recorded",
    "record_activation",
    "record_gradient",
    "record_loss_gradient",
    "record_loss_value",
    "record_update",
]
