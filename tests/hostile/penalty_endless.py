"""Never returns from a penalty's gradient."""

from nnlab.api import Regularizer, hookimpl


class PenaltyEndless(Regularizer):
    """Never returns from a penalty's gradient."""

    def penalty(self, w):
        return 0.0

    def gradient(self, w):
        while True:
            pass


@hookimpl
def nnlab_regularizers():
    return [PenaltyEndless]
