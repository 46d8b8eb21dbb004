"""Aborts."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardAbort(Activation):
    """Aborts."""

    def forward(self, z):
        os.abort()
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardAbort]
