"""Leaves another program running, out of reach after a while."""

import subprocess

import numpy as np

from nnlab.api import Activation, hookimpl


class LateProcess(Activation):
    """Leaves another program running, out of reach after a while."""

    calls = 0

    def forward(self, z):
        LateProcess.calls += 1
        if LateProcess.calls == 40:
            subprocess.Popen(["sleep", "1000"], start_new_session=True)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateProcess]
