"""Replaces a function of Python's own after a while."""

import builtins

import numpy as np

from nnlab.api import Activation, hookimpl


class LateBuiltins(Activation):
    """Replaces a function of Python's own after a while."""

    calls = 0

    def forward(self, z):
        LateBuiltins.calls += 1
        if LateBuiltins.calls == 40:
            builtins.sum = builtins.max
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateBuiltins]
