"""Asks for more memory than there is."""

import numpy as np

from nnlab.api import Activation, hookimpl


class MemoryHuge(Activation):
    """Asks for more memory than there is."""

    def forward(self, z):
        np.ones(1 << 45)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [MemoryHuge]
