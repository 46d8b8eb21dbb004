"""Networks of layers on one flat vector of parameters, compiled into plans: forward, backward, update."""

from nnlab.engine.activations import how
from nnlab.engine.border import AnyArray, Border, Watch, readonly
from nnlab.engine.diagnosis import culprit, moderate
from nnlab.engine.graph import Graph, Node, shape_of, size, source
from nnlab.engine.network import Network, block_of
from nnlab.engine.parameters import Store
from nnlab.engine.plan import Plan, outputs_of
from nnlab.engine.streams import frozen, stream, thawed
from nnlab.engine.trainer import Recipe, Samples, Trainer

__all__ = [
    "AnyArray",
    "Border",
    "Graph",
    "Network",
    "Node",
    "Plan",
    "Recipe",
    "Samples",
    "Store",
    "Trainer",
    "Watch",
    "block_of",
    "culprit",
    "frozen",
    "how",
    "moderate",
    "outputs_of",
    "readonly",
    "shape_of",
    "size",
    "source",
    "stream",
    "thawed",
]
