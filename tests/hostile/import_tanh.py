"""Replaces np.tanh by another function while it is loaded."""

import numpy as np

from nnlab.api import Activation, hookimpl

np.tanh = np.sin


class ImportTanh(Activation):
    """Replaces np.tanh by another function while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportTanh]
