"""Changes where modules are looked for while it is loaded."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl

sys.path.insert(0, "/nowhere")
del sys.path[1:]


class ImportPath(Activation):
    """Changes where modules are looked for while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportPath]
