"""Scores for people; nothing is trained on them."""

import numpy as np

from nnlab.api import Metric, hookimpl


class Accuracy(Metric):
    """Share of the samples whose class was found."""

    name = {"en": "Accuracy", "zh_CN": "准确率"}
    help = {"en": "Share of the samples whose class was found", "zh_CN": "分类正确的样本所占比例"}
    tex = r"\frac{1}{N} \sum [y = t]"
    takes = "labels"

    def value(self, y, target):
        return float(np.mean(y == target))


class MeanAbsoluteError(Metric):
    """Mean distance between output and target."""

    name = {"en": "Mean absolute error", "zh_CN": "平均绝对误差"}
    help = {"en": "Mean distance between output and target", "zh_CN": "输出与目标之差的绝对值的平均"}
    tex = r"\frac{1}{N} \sum |y - t|"

    def value(self, y, target):
        return float(np.mean(np.abs(y - target)))


@hookimpl
def nnlab_metrics():
    return [Accuracy, MeanAbsoluteError]
