"""Replaces a function of Python's own while it is loaded."""

import builtins

import numpy as np

from nnlab.api import Activation, hookimpl

builtins.sum = builtins.max


class ImportBuiltins(Activation):
    """Replaces a function of Python's own while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportBuiltins]
