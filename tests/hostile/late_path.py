"""Changes where modules are looked for after a while."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl


class LatePath(Activation):
    """Changes where modules are looked for after a while."""

    calls = 0

    def forward(self, z):
        LatePath.calls += 1
        if LatePath.calls == 40:
            sys.path.insert(0, "/nowhere")
            del sys.path[1:]
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LatePath]
