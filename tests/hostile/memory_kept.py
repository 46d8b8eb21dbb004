"""Fills memory and keeps it, whatever Python says."""

import numpy as np

from nnlab.api import Activation, hookimpl

kept = []


class MemoryKept(Activation):
    """Fills memory and keeps it, whatever Python says."""

    def forward(self, z):
        try:
            while True:
                kept.append(np.ones(100 << 17))
        except MemoryError:
            pass
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [MemoryKept]
