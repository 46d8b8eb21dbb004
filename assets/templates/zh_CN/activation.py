"""New thing：永不变平的 tanh，a = tanh(z) + slope z。"""

import numpy as np

from nnlab.api import Activation, hookimpl, param


class NewThing(Activation):
    name = {"en": "New thing", "zh_CN": "New thing"}
    slope: float = param(0.1, low=0, high=1, help={"en": "Slope far away from 0", "zh_CN": "远离 0 处的斜率"})

    # 在这里写你的公式：z 是任意形状的数组，为其中每个数给出一个数。
    def forward(self, z):
        return np.tanh(z) + self.slope * z

    # 它的导数 da/dz。公式改了它也要改；也可以删掉，由 nnlab 自动求导。
    def derivative(self, z):
        return 1 - np.tanh(z) ** 2 + self.slope


@hookimpl
def nnlab_activations():
    return [NewThing]
