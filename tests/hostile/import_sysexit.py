"""Asks Python to end while it is loaded."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl

sys.exit(3)


class ImportSysexit(Activation):
    """Asks Python to end while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportSysexit]
