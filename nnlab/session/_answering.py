"""What an output stands for: values in own units, or shares of classes and the class that wins."""

from __future__ import annotations

import numpy as np

from nnlab.api import Loss
from nnlab.engine import AnyArray
from nnlab.records.predictions import Meaning, Prediction
from nnlab.session._build import Whole


class Answering:
    """Answers one row again and again while the network learns: its inputs are made once."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._row: AnyArray | None = None
        self._inputs = np.zeros(0)

    def of(self, row: AnyArray) -> Prediction:
        """Returns the answer for a row (columns,) in the data's own units."""
        whole = self._whole
        if self._row is None or not np.array_equal(row, self._row, equal_nan=True):
            with np.errstate(all="ignore"):
                self._inputs = whole.inputs.of(whole.data.filled(row[np.newaxis])).ravel()
            self._row = row.copy()
        plan = whole.network.plan(1, training=False)
        with np.errstate(all="ignore"):
            plan.own.x[:-1, 0] = self._inputs
            plan.forward()
        return answered(whole, whole.data.own(plan.output.a.T))[0]


def answered(whole: Whole, y: AnyArray) -> tuple[Prediction, ...]:
    """Returns what outputs y (N, outputs) answer, row by row; values come in their own units already."""
    data, loss = whole.data, whole.loss
    if data.targets == "values":
        return tuple(Prediction(outputs=tuple(map(float, row))) for row in y)
    finite = np.atleast_1d(np.isfinite(y).all(axis=1))
    labels, activation = data.labels(loss, y), whole.network.graph.output.activation
    means, shares = shares_of(loss, activation.gives if activation is not None else "any", y)
    count = len(data.table.classes)
    return tuple(
        Prediction(
            means=means,
            outputs=tuple(map(float, row)),
            shares=tuple(float(share) for share in part[:count]) if there else (),
            label=int(label) if there and label < count else None,
        )
        for row, part, label, there in zip(y, shares, labels, finite, strict=True)
    )


def shares_of(loss: Loss, gives: str, y: AnyArray) -> tuple[Meaning, AnyArray]:
    """Returns what shares of outputs y (N, outputs) mean and the shares, (N, classes); one output stands for two.

    An output that is a probability is taken as it is. What the loss takes as scores becomes one by the function that
    the loss has inside: softmax, or the sigmoid. Scores with a margin and plain numbers have none: those shares only
    compare the classes.
    """
    with np.errstate(all="ignore"):
        if y.shape[1] > 1:
            return _several(loss, gives, y)
        means, p = _one(loss, gives, y[:, 0])
    return means, np.stack([1 - p, p], axis=1)


def _one(loss: Loss, gives: str, y: AnyArray) -> tuple[Meaning, AnyArray]:
    """Returns the share (N,) of the second of two classes."""
    if loss.targets == "plus_minus_one":
        return "scores", _sigmoid(y) if loss.takes == "score" else np.clip((y + 1) / 2, 0, 1)
    if gives in ("probability", "distribution"):
        return "probabilities", y
    if loss.takes == "score":
        return "probabilities", _sigmoid(y)
    return "scores", np.clip(y, 0, 1)


def _several(loss: Loss, gives: str, y: AnyArray) -> tuple[Meaning, AnyArray]:
    if loss.targets == "plus_minus_one":
        return "scores", _softmax(y) if loss.takes == "score" else np.clip((y + 1) / 2, 0, 1)
    if gives == "distribution":
        return "probabilities", y
    if gives == "probability":
        return "each", y
    if loss.takes == "score":
        return ("each", _sigmoid(y)) if loss.targets == "zero_one" else ("probabilities", _softmax(y))
    return "scores", np.clip(y, 0, 1)


def _sigmoid(z: AnyArray) -> AnyArray:
    return np.asarray(1 / (1 + np.exp(-z)))


def _softmax(z: AnyArray) -> AnyArray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))
