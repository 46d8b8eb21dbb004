"""Losses and metrics over a whole set, in the plan's own forward, as the network stands now."""

from __future__ import annotations

import numpy as np

from nnlab.engine import AnyArray, Border, Network, Samples, moderate, readonly
from nnlab.records import ProblemError
from nnlab.session._build import Build

chunk = 2048


def evaluate(network: Network, samples: Samples) -> tuple[AnyArray, AnyArray]:
    """Returns the loss of each sample (N,) and the outputs (N, k)."""
    losses, outputs = [], []
    for first in range(0, samples.rows, chunk):
        order = np.arange(first, min(first + chunk, samples.rows))
        plan = network.plan(len(order), training=False)
        plan.load(samples.x, samples.t, samples.target, order)
        with np.errstate(all="ignore"):
            plan.forward()
            losses.append(plan.values())
            outputs.append(plan.output.a.T.copy())
    return np.concatenate(losses), np.concatenate(outputs)


def measure(build: Build, border: Border) -> tuple[float, float | None, dict[str, float]]:
    """Returns the data's loss on training and test samples (None where there are none) and the metrics by name."""
    network, train, test = build.network, build.train, build.test
    assert network is not None and train is not None and test is not None and build.data is not None
    train_loss, metrics = _measured(build, border, network, train, "train")
    if not test.rows:
        return train_loss, None, metrics
    test_loss, more = _measured(build, border, network, test, "test")
    return train_loss, test_loss, {**metrics, **more}


def runaway(build: Build, border: Border) -> ProblemError | None:
    """Returns an error that names the loss or metric that made a non-finite number of moderate outputs, if one did."""
    network = build.network
    assert network is not None and build.loss is not None
    for samples in (build.train, build.test):
        if samples is None or not samples.rows:
            continue
        losses, outputs = evaluate(network, samples)
        if not (np.abs(outputs) <= moderate).all():
            return None
        if not np.isfinite(losses).all():
            return border.method(build.loss, "value", "y", "target").problem("plugin.not_finite")
    metric = build.metrics[0] if build.metrics else None
    return border.method(metric, "value", "y", "target").problem("plugin.not_finite") if metric is not None else None


def _measured(build: Build, border: Border, network: Network, samples: Samples, part: str) -> tuple[float, dict[str, float]]:
    losses, outputs = evaluate(network, samples)
    loss, data = build.loss, build.data
    assert loss is not None and data is not None
    total = float(losses.mean() if loss.reduction == "mean" else losses.sum())
    target = data.table.y[data.train if part == "train" else data.test]
    metrics: dict[str, float] = {}
    for metric in build.metrics:
        y = data.labels(loss, outputs) if metric.takes == "labels" else outputs
        method = border.method(metric, "value", "y", "target")
        with np.errstate(all="ignore"):
            metrics[f"{part}_{metric.id}"] = method.number(method(*method.pick(y=readonly(y), target=readonly(target))))
    return total, metrics

