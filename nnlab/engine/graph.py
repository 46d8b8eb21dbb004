"""The network as nodes with input lists: what is computed from what, and in which shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import msgspec

from nnlab.api import Activation, Layer
from nnlab.engine.border import Border
from nnlab.records import ProblemError, Shape, fail

source = "input"  # the id of the network's inputs


@dataclass(frozen=True)
class Node:
    """One layer: its component, the activation behind it, and the ids of the nodes that feed it."""

    id: str
    layer: Layer
    activation: Activation | None
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """Nodes in an order in which each comes after all that feed it; the last one is the output."""

    input_shape: Shape
    nodes: tuple[Node, ...]

    @property
    def output(self) -> Node:
        return self.nodes[-1]

    def node(self, ident: str) -> Node:
        """Returns the node of an id."""
        return next(node for node in self.nodes if node.id == ident)


def shape_of(node: Node, feeds: tuple[Shape, ...], border: Border) -> Shape:
    """Returns a node's output shape; raises ProblemError where the layer refuses its inputs or returns no shape."""
    method = border.method(node.layer, "shape", rest=True)
    try:
        came = method(*feeds)
        came = tuple(came) if isinstance(came, list) else came
        if not isinstance(came, tuple) or not all(isinstance(n, int) and not isinstance(n, bool) for n in came):
            raise method.returned(came, "a tuple of integers", "由整数组成的元组")
    except ProblemError as error:
        raise at_layer(error, node.id) from error
    if not came or min(came) < 1:
        raise fail("layer.empty", layer=node.id)
    return came


def shapes(graph: Graph, border: Border) -> dict[str, Shape]:
    """Returns the output shape of the inputs and of each node."""
    found = {source: graph.input_shape}
    for node in graph.nodes:
        for feed in node.inputs:
            if feed not in found:
                raise fail("layer.unknown_input", layer=node.id, input=feed)
        found[node.id] = shape_of(node, tuple(found[feed] for feed in node.inputs), border)
    return found


def size(shape: Shape) -> int:
    """Returns the number of values in a shape."""
    return math.prod(shape)


def at_layer(error: ProblemError, layer: str) -> ProblemError:
    """Returns an error of a layer's plugin with the layer's id."""
    problem = error.problem
    return ProblemError(msgspec.structs.replace(problem, values={**problem.values, "layer": layer}))
