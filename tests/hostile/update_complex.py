"""Returns complex parameters."""

from nnlab.api import Optimizer, hookimpl


class UpdateComplex(Optimizer):
    """Returns complex parameters."""

    def update(self, w, g, state, lr, t):
        return w - 1j * lr * g, state


@hookimpl
def nnlab_optimizers():
    return [UpdateComplex]
