"""Builds the worked examples' networks out of the bundled components, as the engine knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from oracle_parts import activation, component

from nnlab.api import Layer, Loss
from nnlab.engine import Border, Graph, Network, Node, Recipe, Samples, Trainer


def trainer(
    x: Any,
    target: Any,
    layers: list[Any],
    loss: Loss,
    optimizer: Any,
    *,
    batch_size: int | None = None,
) -> Trainer:
    """Builds a chain of dense layers (W, b or None, activation) or made ones on samples x (N, n), target (N, k)."""
    nodes, start, feed = [], {}, "input"
    for place, layer in enumerate(layers, 1):
        ident = f"l{place}"
        if isinstance(layer, Layer):
            nodes.append(Node(ident, layer, None, (feed,)))
        else:
            nodes.append(dense(ident, layer, feed))
            start[ident] = numbers(layer)
        feed = ident
    return graph_trainer(x, target, nodes, start, loss, optimizer, batch_size=batch_size)


def dense(ident: str, layer: tuple[Any, Any, Any], feed: str) -> Node:
    """Makes the node of a dense layer (W, b or None, activation)."""
    made = component("layer", "dense", units=np.shape(layer[0])[1], bias=layer[1] is not None)
    return Node(ident, made, activation(layer[2]), (feed,))


def numbers(layer: tuple[Any, Any, Any]) -> dict[str, Any]:
    """Returns a dense layer's parameters by name."""
    return {"weights": layer[0]} | ({} if layer[1] is None else {"bias": layer[1]})


def graph_trainer(
    x: Any,
    target: Any,
    nodes: list[Node],
    start: Mapping[str, Mapping[str, Any]],
    loss: Loss,
    optimizer: Any,
    *,
    batch_size: int | None = None,
) -> Trainer:
    """Builds a network of nodes, whose parameters begin as `start` says, on samples x (N, n), target (N, k)."""
    x, target = np.array(x, float), np.array(target, float)
    network = Network(Graph((x.shape[1],), tuple(nodes)), Border(), loss=loss)
    network.begin(None, 0, 0)
    network.put({node: {name: np.array(a, float) for name, a in arrays.items()} for node, arrays in start.items()})
    made = Trainer(
        network,
        Samples.of(x, target, target.shape[1], "float64"),
        Recipe(optimizer, batch_size=batch_size or len(x), shuffle=False),
    )
    made.updater.begin()
    return made


def values(made: Trainer, layer: int) -> tuple[Any, Any]:
    """Returns a layer's weights and bias as seen from outside."""
    named = made.network.store.named[f"l{layer}"]
    return named["weights"].copy(), named["bias"].copy() if "bias" in named else None


def gradients(made: Trainer, layer: int) -> tuple[Any, Any]:
    """Returns the gradients of a layer's weights and bias in the last backward pass."""
    named = made.network.grads.named[f"l{layer}"]
    return named["weights"].copy(), named["bias"].copy() if "bias" in named else None


def slopes(made: Trainer, layer: int) -> Any:
    """Returns dL/dz (N, units) of a layer in the last backward pass."""
    assert made.last is not None
    return made.last.flows[f"l{layer}"].d.T.copy()


def loss_of(made: Trainer) -> float:
    """Returns the loss over all samples as the network stands."""
    plan = made.network.plan(made.samples.rows, training=False)
    plan.load(made.samples.x, made.samples.t, made.samples.target, np.arange(made.samples.rows))
    plan.forward()
    each = plan.values()
    goal = plan.goal
    return float(each.mean() if goal is not None and goal.loss.reduction == "mean" else each.sum())


def outputs(made: Trainer, rows: int | None = None) -> dict[str, tuple[Any, Any]]:
    """Returns (z, a) of every layer, (N, units), as the network stands."""
    rows = rows or made.samples.rows
    plan = made.network.plan(rows, training=False)
    plan.load(made.samples.x, made.samples.t, made.samples.target, np.arange(rows))
    plan.forward()
    return {ident: (flow.z.T.copy(), flow.a.T.copy()) for ident, flow in plan.flows.items()}


def steered(x: Any, layers: list[Any], upstream: Any) -> Trainer:
    """Builds a chain whose loss has the slopes `upstream` (N, k) at its outputs, and makes one step."""
    cost, rule = component("loss", "half_sse"), component("optimizer", "sgd")
    seen = trainer(x, np.zeros(np.shape(upstream)), layers, cost, rule)
    made = trainer(x, outputs(seen)[f"l{len(layers)}"][1] - np.array(upstream, float), layers, cost, rule)
    made.step()
    return made


def eye(n: int) -> tuple[Any, Any, Any]:
    """Returns a dense layer that changes nothing; put before another, its slopes are that one's input gradient."""
    return np.eye(n), None, None
