"""Builds the worked examples' networks out of the bundled components."""

from __future__ import annotations

import csv
import gzip
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oracle_cases import cases

from nnlab.api import Activation, Layer, Loss
from nnlab.catalog import Catalog, load_catalog
from nnlab.engine import Border, Graph, Network, Node, Recipe, Samples, Trainer


class HalfMSE(Loss):
    def value(self, y, target):
        return ((y - target) ** 2).mean(axis=1) / 2

    def gradient(self, y, target):
        return (y - target) / y.shape[1]


@cache
def bundled() -> Catalog:
    return load_catalog()


def component(kind: str, ident: str, **values: Any) -> Any:
    """Makes a bundled component."""
    return bundled().cls(kind, ident)(**values)


def activation(name: str | None) -> Activation | None:
    return None if name in (None, "linear", "identity") else component("activation", name)


def trainer(
    x: Any,
    target: Any,
    layers: list[Any],
    loss: Loss,
    optimizer: Any,
    *,
    batch_size: int | None = None,
) -> Trainer:
    """Builds a chain of dense layers (W, b or None, activation) or given ones on samples x (N, n), target (N, k)."""
    x, target = np.array(x, float), np.array(target, float)
    nodes, feed = [], "input"
    for place, layer in enumerate(layers):
        if isinstance(layer, Layer):
            nodes.append(Node(f"l{place + 1}", layer, None, (feed,)))
        else:
            dense = component("layer", "dense", units=np.shape(layer[0])[1], bias=layer[1] is not None)
            nodes.append(Node(f"l{place + 1}", dense, activation(layer[2]), (feed,)))
        feed = f"l{place + 1}"
    network = Network(Graph((x.shape[1],), tuple(nodes)), Border(), loss=loss)
    network.begin(None, 0, 0)
    for place, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            views = network.store.named[f"l{place + 1}"]
            views["weights"][...] = layer[0]
            if layer[1] is not None:
                views["bias"][...] = layer[1]
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


def sgd(rate):
    return component("optimizer", "sgd", learning_rate=rate)


def loss(name):
    return component("loss", name)


def named(ident, *kinds):
    return [pytest.param(doc, case, id=case["name"]) for doc, case in cases(ident, *kinds)]


bundled_settings = {
    "sgd": {"lr", "weight_decay"},
    "momentum": {"lr", "momentum", "nesterov"},
    "adam": {"lr", "betas", "eps", "weight_decay"},
}


def optimizer(name, hyper):
    """Makes the bundled optimizer of a rule, or None where none has these settings."""
    name = "momentum" if name == "sgd" and "momentum" in hyper else name
    if not hyper.keys() <= bundled_settings.get(name, set()):
        return None
    chosen = {key: value for key, value in hyper.items() if key not in ("lr", "betas")}
    if "betas" in hyper:
        chosen["beta1"], chosen["beta2"] = hyper["betas"]
    return component("optimizer", name, learning_rate=hyper["lr"], **chosen)


def table(name):
    folder = os.environ.get("NNLAB_DATA_DIR")
    if not folder or not (Path(folder) / name).is_file():
        pytest.skip(f"NNLAB_DATA_DIR has no {name}")
    opened = gzip.open if name.endswith(".gz") else open
    with opened(Path(folder) / name, "rt", encoding="utf-8") as file:
        return list(csv.reader(line for line in file if not line.startswith("#")))


def scores(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)
