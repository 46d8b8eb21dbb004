"""New thing: a step of about lr where the mean gradient is steep, a shorter one where it is gentle."""

import numpy as np

from nnlab.api import Optimizer, hookimpl, param


class NewThing(Optimizer):
    name = {"en": "New thing", "zh_CN": "New thing"}
    memory: float = param(0.9, low=0, high=0.99, help={"en": "Share of the mean kept", "zh_CN": "平均值保留的比例"})
    softness: float = param(
        0.01, low=1e-6, high=1, log=True, help={"en": "Gradient of half a step", "zh_CN": "走半步的梯度"}
    )

    # What it remembers from step to step, under names you choose. Delete it if it remembers nothing.
    def init(self, w):
        return {"mean": np.zeros_like(w)}

    # w are all parameters in one vector, g is its gradient, lr the learning rate.
    # Return the new w and what is remembered; never write into w or g.
    def update(self, w, g, state, lr):
        mean = self.memory * state["mean"] + (1 - self.memory) * g
        return w - lr * mean / (np.abs(mean) + self.softness), {"mean": mean}


@hookimpl
def nnlab_optimizers():
    return [NewThing]
