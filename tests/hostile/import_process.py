"""Leaves another program running, out of reach while it is loaded."""

import subprocess

import numpy as np

from nnlab.api import Activation, hookimpl

subprocess.Popen(["sleep", "1000"], start_new_session=True)


class ImportProcess(Activation):
    """Leaves another program running, out of reach while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportProcess]
