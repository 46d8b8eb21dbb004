"""Gives the learning rate as a text."""

from nnlab.api import Schedule, hookimpl


class RateText(Schedule):
    """Gives the learning rate as a text."""

    def rate(self, lr, t, epoch):
        return "slow"


@hookimpl
def nnlab_schedules():
    return [RateText]
