"""Sets an alarm that ends the process after a while."""

import signal

import numpy as np

from nnlab.api import Activation, hookimpl


class LateAlarm(Activation):
    """Sets an alarm that ends the process after a while."""

    calls = 0

    def forward(self, z):
        LateAlarm.calls += 1
        if LateAlarm.calls == 40:
            signal.setitimer(signal.ITIMER_REAL, 600)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateAlarm]
