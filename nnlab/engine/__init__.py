"""Networks of layers on one flat vector of parameters, compiled into plans: forward, backward, update."""

from nnlab.engine.activations import how
from nnlab.engine.border import AnyArray, Border, Watch, readonly
from nnlab.engine.diagnosis import culprit, moderate
from nnlab.engine.entries import Entry, run
from nnlab.engine.flows import Batch, Flow, plain_flow
from nnlab.engine.graph import Graph, Node, shape_of, size, source
from nnlab.engine.layers import LayerState, generic_forward
from nnlab.engine.listing import Line, listing
from nnlab.engine.memory import aligned, aligned_copy
from nnlab.engine.network import Network, block_of
from nnlab.engine.parameters import Store
from nnlab.engine.plan import Plan, outputs_of
from nnlab.engine.programs import Programs, Verdict
from nnlab.engine.streams import frozen, stream, thawed
from nnlab.engine.trainer import Recipe, Samples, Trainer

__all__ = [
    "AnyArray",
    "Batch",
    "Border",
    "Entry",
    "Flow",
    "Graph",
    "LayerState",
    "Line",
    "Network",
    "Node",
    "Plan",
    "Programs",
    "Recipe",
    "Samples",
    "Store",
    "Trainer",
    "Verdict",
    "Watch",
    "aligned",
    "aligned_copy",
    "block_of",
    "culprit",
    "frozen",
    "generic_forward",
    "how",
    "listing",
    "moderate",
    "outputs_of",
    "plain_flow",
    "readonly",
    "run",
    "shape_of",
    "size",
    "source",
    "stream",
    "thawed",
]
