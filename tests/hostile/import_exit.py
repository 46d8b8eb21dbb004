"""Ends the process while it is loaded."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl

os._exit(3)


class ImportExit(Activation):
    """Ends the process while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportExit]
