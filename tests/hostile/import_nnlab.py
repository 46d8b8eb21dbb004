"""Takes pieces out of nnlab while it is loaded."""

import numpy as np

import nnlab.engine.border as border
from nnlab.api import Activation, hookimpl

del border.readonly
border.Method.__call__ = print


class ImportNnlab(Activation):
    """Takes pieces out of nnlab while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportNnlab]
