"""Sets an alarm that ends the process while it is loaded."""

import signal

import numpy as np

from nnlab.api import Activation, hookimpl

signal.setitimer(signal.ITIMER_REAL, 600)


class ImportAlarm(Activation):
    """Sets an alarm that ends the process while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportAlarm]
