"""Lowers how deep calls may go while it is loaded."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl

sys.setrecursionlimit(100)


class ImportRecursionLimit(Activation):
    """Lowers how deep calls may go while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportRecursionLimit]
