"""Ends its group of processes."""

import os
import signal

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardKillGroup(Activation):
    """Ends its group of processes."""

    def forward(self, z):
        os.killpg(os.getpgrp(), signal.SIGKILL)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardKillGroup]
