"""New thing：大权重要付代价，0 附近是圆的，远处是直的。"""

import numpy as np

from nnlab.api import Regularizer, hookimpl, param


class NewThing(Regularizer):
    name = {"en": "New thing", "zh_CN": "New thing"}
    strength: float = param(0.001, low=0, high=10, help={"en": "Weight beside the loss", "zh_CN": "相对于损失的权重"})
    width: float = param(0.1, low=0.001, high=10, log=True, help={"en": "Where it turns straight", "zh_CN": "变直之处"})

    # 一层权重的代价：一个数。
    def penalty(self, w):
        return self.strength * np.sum(np.sqrt(w * w + self.width**2) - self.width)

    # 它对每个权重的导数，形状与 w 相同。公式改了它也要改。
    def gradient(self, w):
        return self.strength * w / np.sqrt(w * w + self.width**2)


@hookimpl
def nnlab_regularizers():
    return [NewThing]
