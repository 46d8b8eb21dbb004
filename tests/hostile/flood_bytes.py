"""Writes bytes that are no text to both streams."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class FloodBytes(Activation):
    """Writes bytes that are no text to both streams."""

    def forward(self, z):
        os.write(1, bytes(range(256)) * 4000)
        os.write(2, bytes(range(256)) * 4000)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [FloodBytes]
