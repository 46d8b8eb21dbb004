"""Outputs for rows that are in no set."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnlab.engine import AnyArray
from nnlab.session._arguments import rows_of
from nnlab.session._build import Whole

chunk = 2048


def predict(whole: Whole, x: npt.ArrayLike) -> AnyArray:
    """Returns the outputs (N, outputs) of rows x (N, columns), both in the data's own units."""
    network, inputs, data = whole.network, whole.inputs, whole.data
    rows = data.filled(rows_of(x, data.x.shape[1]))
    made = []
    for first in range(0, len(rows), chunk):
        part = rows[first : first + chunk]
        plan = network.plan(len(part), training=False)
        with np.errstate(all="ignore"):
            plan.own.x[:-1] = inputs.of(part).reshape(len(part), -1).T
            plan.forward()
        made.append(np.array(data.own(plan.output.a.T)))
    return np.concatenate(made) if made else np.zeros((0, network.blueprint.outputs))
