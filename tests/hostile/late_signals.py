"""Takes signals for itself after a while."""

import signal

import numpy as np

from nnlab.api import Activation, hookimpl


class LateSignals(Activation):
    """Takes signals for itself after a while."""

    calls = 0

    def forward(self, z):
        LateSignals.calls += 1
        if LateSignals.calls == 40:
            signal.signal(signal.SIGTERM, print)
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateSignals]
