"""Ends the process from forward."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardExitOne(Activation):
    """Ends the process from forward."""

    def forward(self, z):
        os._exit(1)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardExitOne]
