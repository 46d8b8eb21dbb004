"""New thing：一圈套一圈的环，两类交替。"""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param


class NewThing(Dataset):
    name = {"en": "New thing", "zh_CN": "New thing"}
    # "classes"：y 是从 0 起的类别编号（样本数,）；"values"：y 是数（样本数, 输出数）。
    gives = "classes"
    samples: int = param(400, low=50, high=5000, help={"en": "Number of points", "zh_CN": "数据点的个数"})
    width: float = param(1.5, low=0.5, high=6, help={"en": "Width of a ring", "zh_CN": "一个环的宽度"})

    # x 的形状是（样本数, 列数）。只用 rng（numpy.random.Generator）抽随机数：
    # 同一个种子就有同样的点。
    def sample(self, rng):
        x = rng.uniform(-6, 6, (self.samples, 2))
        y = np.hypot(x[:, 0], x[:, 1]) // self.width % 2
        return Table(x=x, y=y, names=("x1", "x2"), classes=("even", "odd"))


@hookimpl
def nnlab_datasets():
    return [NewThing]
