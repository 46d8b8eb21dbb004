"""New thing: a squared error that minds answers that are too low more than those too high."""

import numpy as np

from nnlab.api import Loss, hookimpl, param


class NewThing(Loss):
    name = {"en": "New thing", "zh_CN": "New thing"}
    low_cost: float = param(3.0, low=0.1, high=10, help={"en": "Price of too low", "zh_CN": "估低的代价"})

    # y and target are (samples, outputs); give one number for each sample.
    def value(self, y, target):
        high, low = np.maximum(y - target, 0), np.minimum(y - target, 0)
        return np.mean(high**2 + self.low_cost * low**2, axis=1)

    # dL/dy, of the shape of y. Change it with the formula, or delete it: nnlab then works it out.
    def gradient(self, y, target):
        high, low = np.maximum(y - target, 0), np.minimum(y - target, 0)
        return 2 * (high + self.low_cost * low) / y.shape[1]


@hookimpl
def nnlab_losses():
    return [NewThing]
