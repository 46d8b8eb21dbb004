"""New thing：与目标足够接近的答案所占的比例。"""

import numpy as np

from nnlab.api import Metric, hookimpl, param


class NewThing(Metric):
    name = {"en": "New thing", "zh_CN": "New thing"}
    # "values"：y 和 target 的形状是（样本数, 输出数）；"labels"：两者都是类别编号（样本数,）。
    takes = "values"
    tolerance: float = param(0.1, low=0.001, high=10, log=True, help={"en": "Near enough", "zh_CN": "足够接近"})

    # 整个数据集给出一个数；不必越大越好。
    def value(self, y, target):
        return float(np.mean(np.abs(y - target) <= self.tolerance))


@hookimpl
def nnlab_metrics():
    return [NewThing]
