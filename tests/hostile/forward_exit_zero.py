"""Ends the process from forward, as if all were well."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardExitZero(Activation):
    """Ends the process from forward, as if all were well."""

    def forward(self, z):
        os._exit(0)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardExitZero]
