"""Losses and metrics over a whole set, in the plan's own forward, as the network stands now."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nnlab.engine import AnyArray, Border, Entry, Plan, Samples, aligned_copy, moderate, readonly, run
from nnlab.records import ProblemError
from nnlab.session._build import Whole

chunk = 512
small = 1 << 24  # bytes of a set's inputs that are kept twice
Set = Literal["train", "test"]


@dataclass(frozen=True)
class Chunk:
    """Some samples of a set with the entries that carry them through the network."""

    plan: Plan
    entries: list[Entry]
    losses: Callable[[], AnyArray]


class Scorer:
    """Measures a network in training on its training and test samples."""

    def __init__(self, whole: Whole, border: Border) -> None:
        self._whole, self._border = whole, border
        self._quiet = contextvars.copy_context()
        self._quiet.run(np.seterr, all="ignore")  # a diverged run is worded, not warned of
        self._chunks: dict[Set, list[Chunk]] = {"train": self._cut(whole.train), "test": self._cut(whole.test)}

    def measure(self) -> tuple[float, float | None, dict[str, float]]:
        """Returns the data's loss on training and test samples (None where there are none) and the metrics by name."""
        return self._quiet.run(self._measure)

    def _measure(self) -> tuple[float, float | None, dict[str, float]]:
        train_loss, metrics = self._measured("train")
        if not self._chunks["test"]:
            return train_loss, None, metrics
        test_loss, more = self._measured("test")
        return train_loss, test_loss, {**metrics, **more}

    def runaway(self) -> ProblemError | None:
        """Returns an error that names the loss or metric that made a non-finite number of moderate outputs."""
        whole, border = self._whole, self._border
        for part in self._chunks:
            if not self._chunks[part]:
                continue
            with np.errstate(all="ignore"):
                losses, outputs = self._through(part)
            if not (np.abs(outputs) <= moderate).all():
                return None
            if not np.isfinite(losses).all():
                return border.method(whole.loss, "value", "y", "target").problem("plugin.not_finite")
        metric = whole.metrics[0] if whole.metrics else None
        return (
            border.method(metric, "value", "y", "target").problem("plugin.not_finite") if metric is not None else None
        )

    def _cut(self, samples: Samples) -> list[Chunk]:
        made = []
        for first in range(0, samples.rows, chunk):
            batch = samples.part(first, min(first + chunk, samples.rows))
            if samples.inputs.nbytes <= small:  # looked at again and again: in the order that dot likes best
                batch = replace(batch, x=aligned_copy(batch.x))
            plan = self._whole.network.plan(batch.x.shape[1], training=False)
            made.append(Chunk(plan, plan.bind(batch)[0], plan.valued(batch)))
        return made

    def _through(self, part: Set) -> tuple[AnyArray, AnyArray]:
        """Returns the loss of each sample (N,) and the outputs (N, k)."""
        chunks = self._chunks[part]
        if len(chunks) == 1:
            run(chunks[0].entries)
            return chunks[0].losses(), chunks[0].plan.output.a.T
        losses, outputs = [], []
        for one in chunks:
            run(one.entries)
            losses.append(one.losses().copy())
            outputs.append(one.plan.output.a.T.copy())
        return np.concatenate(losses), np.concatenate(outputs)

    def _measured(self, part: Set) -> tuple[float, dict[str, float]]:
        losses, outputs = self._through(part)
        whole = self._whole
        loss, data = whole.loss, whole.data
        total = float(np.add.reduce(losses))
        if loss.reduction == "mean":
            total /= len(losses)
        metrics: dict[str, float] = {}
        if whole.metrics:
            target = data.table.y[data.train if part == "train" else data.test]
            for metric in whole.metrics:
                y = data.labels(loss, outputs) if metric.takes == "labels" else data.own(outputs)
                method = self._border.method(metric, "value", "y", "target")
                metrics[f"{part}_{metric.id}"] = method.number(method.of(readonly(y), readonly(target)))
        return total, metrics
