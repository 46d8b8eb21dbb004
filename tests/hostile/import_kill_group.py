"""Ends its group of processes while it is loaded."""

import os
import signal

import numpy as np

from nnlab.api import Activation, hookimpl

os.killpg(0, signal.SIGKILL)


class ImportKillGroup(Activation):
    """Ends its group of processes while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportKillGroup]
