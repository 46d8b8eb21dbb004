"""New thing：平均梯度陡时每步约为 lr，平缓时步子更短。"""

import numpy as np

from nnlab.api import Optimizer, hookimpl, param


class NewThing(Optimizer):
    name = {"en": "New thing", "zh_CN": "New thing"}
    memory: float = param(0.9, low=0, high=0.99, help={"en": "Share of the mean kept", "zh_CN": "平均值保留的比例"})
    softness: float = param(
        0.01, low=1e-6, high=1, log=True, help={"en": "Gradient of half a step", "zh_CN": "走半步的梯度"}
    )

    # 从一步记到下一步的东西，名称自定。如果什么都不用记，就删掉它。
    def init(self, w):
        return {"mean": np.zeros_like(w)}

    # w 是全部参数排成的一个向量，g 是它的梯度，lr 是学习率。
    # 返回新的 w 和要记住的东西；不要改写 w 和 g。
    def update(self, w, g, state, lr):
        mean = self.memory * state["mean"] + (1 - self.memory) * g
        return w - lr * mean / (np.abs(mean) + self.softness), {"mean": mean}


@hookimpl
def nnlab_optimizers():
    return [NewThing]
