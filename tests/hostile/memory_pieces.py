"""Fills memory in pieces of 100 MB."""

import numpy as np

from nnlab.api import Activation, hookimpl


class MemoryPieces(Activation):
    """Fills memory in pieces of 100 MB."""

    def forward(self, z):
        kept = []
        while True:
            kept.append(np.ones(100 << 17))


@hookimpl
def nnlab_activations():
    return [MemoryPieces]
