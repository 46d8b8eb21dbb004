"""Losses and metrics over a whole set, in the plan's own forward, as the network stands now."""

from __future__ import annotations

import numpy as np

from nnlab.engine import AnyArray, Border, Network, Samples, moderate, readonly
from nnlab.records import ProblemError
from nnlab.session._build import Whole

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


def measure(whole: Whole, border: Border) -> tuple[float, float | None, dict[str, float]]:
    """Returns the data's loss on training and test samples (None where there are none) and the metrics by name."""
    train_loss, metrics = _measured(whole, border, whole.train, "train")
    if not whole.test.rows:
        return train_loss, None, metrics
    test_loss, more = _measured(whole, border, whole.test, "test")
    return train_loss, test_loss, {**metrics, **more}


def runaway(whole: Whole, border: Border) -> ProblemError | None:
    """Returns an error that names the loss or metric that made a non-finite number of moderate outputs, if one did."""
    for samples in (whole.train, whole.test):
        if not samples.rows:
            continue
        losses, outputs = evaluate(whole.network, samples)
        if not (np.abs(outputs) <= moderate).all():
            return None
        if not np.isfinite(losses).all():
            return border.method(whole.loss, "value", "y", "target").problem("plugin.not_finite")
    metric = whole.metrics[0] if whole.metrics else None
    return border.method(metric, "value", "y", "target").problem("plugin.not_finite") if metric is not None else None


def _measured(whole: Whole, border: Border, samples: Samples, part: str) -> tuple[float, dict[str, float]]:
    losses, outputs = evaluate(whole.network, samples)
    loss, data = whole.loss, whole.data
    with np.errstate(all="ignore"):  # a diverged run is worded, not warned of
        total = float(losses.mean() if loss.reduction == "mean" else losses.sum())
    target = data.table.y[data.train if part == "train" else data.test]
    metrics: dict[str, float] = {}
    for metric in whole.metrics:
        y = data.labels(loss, outputs) if metric.takes == "labels" else outputs
        method = border.method(metric, "value", "y", "target")
        with np.errstate(all="ignore"):
            metrics[f"{part}_{metric.id}"] = method.number(method.of(readonly(y), readonly(target)))
    return total, metrics
