"""Gives one loss for all samples."""

from nnlab.api import Loss, hookimpl


class ValueNumber(Loss):
    """Gives one loss for all samples."""

    def value(self, y, target):
        return ((y - target) ** 2).mean()


@hookimpl
def nnlab_losses():
    return [ValueNumber]
