"""Ends the app."""

import os
import signal

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardKillParent(Activation):
    """Ends the app."""

    def forward(self, z):
        os.kill(os.getppid(), signal.SIGKILL)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardKillParent]
