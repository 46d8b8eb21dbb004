"""Aborts while it is loaded."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl

os.abort()


class ImportAbort(Activation):
    """Aborts while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportAbort]
