"""Replaces NumPy by something else after a while."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl


class LateNumpy(Activation):
    """Replaces NumPy by something else after a while."""

    calls = 0

    def forward(self, z):
        LateNumpy.calls += 1
        if LateNumpy.calls == 40:
            sys.modules["numpy"] = sys
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateNumpy]
