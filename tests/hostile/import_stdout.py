"""Replaces what print writes to while it is loaded."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl

sys.stdout = sys.stderr = None


class ImportStdout(Activation):
    """Replaces what print writes to while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportStdout]
