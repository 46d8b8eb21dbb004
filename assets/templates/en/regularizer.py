"""New thing: a price for large weights, round near 0 and straight beyond."""

import numpy as np

from nnlab.api import Regularizer, hookimpl, param


class NewThing(Regularizer):
    name = {"en": "New thing", "zh_CN": "New thing"}
    strength: float = param(0.001, low=0, high=10, help={"en": "Weight beside the loss", "zh_CN": "相对于损失的权重"})
    width: float = param(0.1, low=0.001, high=10, log=True, help={"en": "Where it turns straight", "zh_CN": "变直之处"})

    # The price of one layer's weights: one number.
    def penalty(self, w):
        return self.strength * np.sum(np.sqrt(w * w + self.width**2) - self.width)

    # Its slope for each weight, of the shape of w. Change it with the formula.
    def gradient(self, w):
        return self.strength * w / np.sqrt(w * w + self.width**2)


@hookimpl
def nnlab_regularizers():
    return [NewThing]
