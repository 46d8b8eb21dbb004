"""Never returns from a loss's gradient."""

from nnlab.api import Loss, hookimpl


class GradientEndless(Loss):
    """Never returns from a loss's gradient."""

    def value(self, y, target):
        return ((y - target) ** 2).sum(1)

    def gradient(self, y, target):
        while True:
            pass


@hookimpl
def nnlab_losses():
    return [GradientEndless]
