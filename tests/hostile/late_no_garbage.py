"""Stops the collection of garbage after a while."""

import gc

import numpy as np

from nnlab.api import Activation, hookimpl


class LateNoGarbage(Activation):
    """Stops the collection of garbage after a while."""

    calls = 0

    def forward(self, z):
        LateNoGarbage.calls += 1
        if LateNoGarbage.calls == 40:
            gc.disable()
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateNoGarbage]
