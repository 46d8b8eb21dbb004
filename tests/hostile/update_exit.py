"""Ends the process from update."""

import os

from nnlab.api import Optimizer, hookimpl


class UpdateExit(Optimizer):
    """Ends the process from update."""

    def update(self, w, g, state, lr, t):
        os._exit(2)


@hookimpl
def nnlab_optimizers():
    return [UpdateExit]
