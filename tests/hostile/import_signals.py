"""Takes signals for itself while it is loaded."""

import signal

import numpy as np

from nnlab.api import Activation, hookimpl

signal.signal(signal.SIGTERM, print)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)


class ImportSignals(Activation):
    """Takes signals for itself while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportSignals]
