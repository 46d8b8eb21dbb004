"""Outputs for rows that are in no set."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnlab.engine import AnyArray, source
from nnlab.records import fail
from nnlab.session._build import Whole

chunk = 2048


def predict(whole: Whole, x: npt.ArrayLike) -> AnyArray:
    """Returns the outputs (N, outputs) of rows x (N, columns) in the data's own units."""
    network, inputs, data = whole.network, whole.inputs, whole.data
    rows = np.asarray(x, np.float64)
    rows = rows.reshape(len(rows), -1) if rows.ndim > 1 else rows.reshape(1, -1)
    if rows.shape[1] != data.x.shape[1]:
        raise fail("predict.columns", columns=rows.shape[1], wanted=data.x.shape[1])
    made = []
    for first in range(0, len(rows), chunk):
        part = rows[first : first + chunk]
        plan = network.plan(len(part), training=False)
        plan.flows[source].a[...] = inputs.of(part).reshape(len(part), -1).T
        with np.errstate(all="ignore"):
            plan.forward()
        made.append(plan.output.a.T.copy())
    return np.concatenate(made) if made else np.zeros((0, network.blueprint.outputs))
