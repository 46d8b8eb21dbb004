"""Lowers how deep calls may go after a while."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl


class LateRecursionLimit(Activation):
    """Lowers how deep calls may go after a while."""

    calls = 0

    def forward(self, z):
        LateRecursionLimit.calls += 1
        if LateRecursionLimit.calls == 40:
            sys.setrecursionlimit(100)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateRecursionLimit]
