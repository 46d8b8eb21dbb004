"""Replaces NumPy by something else while it is loaded."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl

sys.modules["numpy"] = sys


class ImportNumpy(Activation):
    """Replaces NumPy by something else while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportNumpy]
