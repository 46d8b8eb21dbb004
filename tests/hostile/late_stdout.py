"""Replaces what print writes to after a while."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl


class LateStdout(Activation):
    """Replaces what print writes to after a while."""

    calls = 0

    def forward(self, z):
        LateStdout.calls += 1
        if LateStdout.calls == 40:
            sys.stdout = sys.stderr = None
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateStdout]
