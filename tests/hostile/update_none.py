"""Returns nothing from update."""

from nnlab.api import Optimizer, hookimpl


class UpdateNone(Optimizer):
    """Returns nothing from update."""

    def update(self, w, g, state, lr, t):
        w - lr * g


@hookimpl
def nnlab_optimizers():
    return [UpdateNone]
