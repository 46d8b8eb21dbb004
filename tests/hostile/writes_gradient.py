"""Writes into the gradient."""

from nnlab.api import Optimizer, hookimpl


class WritesGradient(Optimizer):
    """Writes into the gradient."""

    def update(self, w, g, state, lr, t):
        g.setflags(write=True)
        g *= 0
        return w, state


@hookimpl
def nnlab_optimizers():
    return [WritesGradient]
