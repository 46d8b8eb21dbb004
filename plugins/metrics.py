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


class RootMeanSquaredError(Metric):
    """Root of the mean squared distance between output and target, in the target's own unit."""

    name = {"en": "Root mean squared error", "zh_CN": "均方根误差（RMSE）"}
    help = {"en": "Root of the mean squared distance", "zh_CN": "误差平方平均值的平方根"}
    tex = r"\sqrt{\frac{1}{N} \sum (y - t)^2}"

    def value(self, y, target):
        return float(np.sqrt(np.mean((y - target) ** 2)))


class RSquared(Metric):
    """Share of the targets' variance that the outputs explain: 1 is perfect, 0 no better than the targets' mean.

    For targets that are all the same, which vary not at all, it is 1 where every output is right, else 0.
    """

    name = {"en": "R squared", "zh_CN": "决定系数 R²"}
    help = {
        "en": "1 is perfect, 0 no better than always saying the mean",
        "zh_CN": "1 为完全正确，0 表示不比总是输出平均值更好",
    }
    tex = r"1 - \frac{\sum (y - t)^2}{\sum (t - \bar t)^2}"

    def value(self, y, target):
        missed = np.sum((y - target) ** 2)
        spread = np.sum((target - np.mean(target, axis=0)) ** 2)
        if spread == 0:
            return float(missed == 0)
        return float(1 - missed / spread)


@hookimpl
def nnlab_metrics():
    return [Accuracy, MeanAbsoluteError, RootMeanSquaredError, RSquared]
