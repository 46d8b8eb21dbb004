"""Losses for values and for classes; each gives one number a sample."""

import numpy as np

from nnlab.api import Loss, hookimpl


class MSE(Loss):
    """Mean squared error: the mean of (y - target)^2 over the outputs."""

    name = {"en": "Mean squared error", "zh_CN": "均方误差（MSE）"}
    help = {"en": "Mean of the squared differences", "zh_CN": "误差平方的平均值"}
    tex = r"L = \frac{1}{n} \sum (y - t)^2"

    def value(self, y, target):
        return np.mean((y - target) ** 2, axis=1)

    def gradient(self, y, target):
        return 2 * (y - target) / y.shape[1]


class SSE(Loss):
    """Sum of squared errors over outputs and samples."""

    name = {"en": "Sum of squared errors", "zh_CN": "误差平方和（SSE）"}
    help = {"en": "Sum of the squared differences", "zh_CN": "误差平方的总和"}
    tex = r"L = \sum (y - t)^2"
    reduction = "sum"

    def value(self, y, target):
        return np.sum((y - target) ** 2, axis=1)

    def gradient(self, y, target):
        return 2 * (y - target)


class HalfSSE(Loss):
    """Half the sum of squared errors: its gradient is simply y - target."""

    name = {"en": "Half the sum of squared errors", "zh_CN": "误差平方和的一半"}
    help = {"en": "Half the sum of squares: its gradient is simply y - t", "zh_CN": "误差平方和的一半，梯度恰为 y - t"}
    tex = r"L = \frac{1}{2} \sum (y - t)^2"
    reduction = "sum"

    def value(self, y, target):
        return np.sum((y - target) ** 2, axis=1) / 2

    def gradient(self, y, target):
        return y - target


class BinaryCrossEntropy(Loss):
    """Surprise at the true answers, for probabilities: -t log y - (1 - t) log(1 - y).

    A probability of exactly 0 or 1 counts as the number next to it, so that the logarithm stays finite.
    """

    name = {"en": "Binary cross-entropy", "zh_CN": "二元交叉熵"}
    help = {"en": "For yes/no answers given as probabilities", "zh_CN": "用于以概率给出的是/否答案"}
    tex = r"L = -t \ln y - (1 - t) \ln(1 - y)"
    targets = "zero_one"
    takes = "probability"
    native = "binary_cross_entropy"

    def value(self, y, target):
        near = np.finfo(y.dtype)
        yes = np.log(np.maximum(y, near.tiny))
        no = np.log1p(-np.minimum(y, 1 - near.epsneg))
        return -np.sum(target * yes + (1 - target) * no, axis=1)

    def gradient(self, y, target):
        near = np.finfo(y.dtype)
        return (y - target) / (np.maximum(y, near.tiny) * np.maximum(1 - y, near.epsneg))


class CrossEntropy(Loss):
    """Surprise at the true class, for a distribution over the classes: -sum t log y."""

    name = {"en": "Cross-entropy", "zh_CN": "交叉熵"}
    help = {"en": "For one class out of several, given as a distribution", "zh_CN": "用于多分类，输出为各类别的概率"}
    tex = r"L = -\sum_i t_i \ln y_i"
    targets = "one_hot"
    takes = "distribution"
    native = "cross_entropy"

    def value(self, y, target):
        return -np.sum(target * np.log(np.maximum(y, np.finfo(y.dtype).tiny)), axis=1)

    def gradient(self, y, target):
        return -target / np.maximum(y, np.finfo(y.dtype).tiny)


@hookimpl
def nnlab_losses():
    return [MSE, SSE, HalfSSE, BinaryCrossEntropy, CrossEntropy]
