"""Reads where there is nothing."""

import ctypes

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardSegfault(Activation):
    """Reads where there is nothing."""

    def forward(self, z):
        ctypes.string_at(0)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardSegfault]
