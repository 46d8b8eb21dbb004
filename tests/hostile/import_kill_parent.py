"""Ends the app while it is loaded."""

import os
import signal

import numpy as np

from nnlab.api import Activation, hookimpl

os.kill(os.getppid(), signal.SIGKILL)


class ImportKillParent(Activation):
    """Ends the app while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportKillParent]
