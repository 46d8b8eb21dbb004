"""Losses for values; each gives one number a sample, the mean or the sum over its outputs.

The engine then takes the mean or the sum over the samples, whichever `reduction` says.
"""

import math

import numpy as np

from nnlab.api import Loss, hookimpl, param


class MSE(Loss):
    """Mean squared error: the mean of (y - t)^2 over outputs and samples."""

    name = {"en": "Mean squared error", "zh_CN": "均方误差（MSE）"}
    help = {"en": "Mean of the squared differences", "zh_CN": "误差平方的平均值"}
    tex = r"L = \frac{1}{n} \sum (y - t)^2"

    def value(self, y, target):
        return np.mean((y - target) ** 2, axis=1)

    def gradient(self, y, target):
        return 2 / y.shape[1] * (y - target)


class SSE(Loss):
    """Sum of squared errors: the sum of (y - t)^2 over outputs and samples."""

    name = {"en": "Sum of squared errors", "zh_CN": "误差平方和（SSE）"}
    help = {"en": "Sum of the squared differences", "zh_CN": "误差平方的总和"}
    tex = r"L = \sum (y - t)^2"
    reduction = "sum"

    def value(self, y, target):
        return np.sum((y - target) ** 2, axis=1)

    def gradient(self, y, target):
        return 2 * (y - target)


class HalfSSE(Loss):
    """Half the sum of squared errors over outputs and samples: its gradient is simply y - t."""

    name = {"en": "Half the sum of squared errors", "zh_CN": "误差平方和的一半"}
    help = {"en": "Half the sum of squares: its gradient is simply y - t", "zh_CN": "误差平方和的一半，梯度恰为 y - t"}
    tex = r"L = \frac{1}{2} \sum (y - t)^2"
    reduction = "sum"

    def value(self, y, target):
        return np.sum((y - target) ** 2, axis=1) / 2

    def gradient(self, y, target):
        return y - target


class HalfMSE(Loss):
    """Half the mean squared error over outputs and samples: its gradient is (y - t) / n."""

    name = {"en": "Half the mean squared error", "zh_CN": "均方误差的一半"}
    help = {
        "en": "Half the mean of the squared differences: no factor 2 in its gradient",
        "zh_CN": "误差平方平均值的一半，梯度中没有因子 2",
    }
    tex = r"L = \frac{1}{2n} \sum (y - t)^2"

    def value(self, y, target):
        return np.mean((y - target) ** 2, axis=1) / 2

    def gradient(self, y, target):
        return (y - target) / y.shape[1]


class MAE(Loss):
    """Mean absolute error: the mean of |y - t| over outputs and samples; its slope where y = t is taken as 0."""

    name = {"en": "Mean absolute error", "zh_CN": "平均绝对误差（MAE）"}
    help = {
        "en": "Mean of the absolute differences: outliers pull no more than others",
        "zh_CN": "误差绝对值的平均值，不易受离群点影响",
    }
    tex = r"L = \frac{1}{n} \sum |y - t|"

    def value(self, y, target):
        return np.mean(np.abs(y - target), axis=1)

    def gradient(self, y, target):
        return np.sign(y - target) / y.shape[1]


class Huber(Loss):
    """Half the squared error for errors up to delta, delta (|d| - delta / 2) beyond; the mean of it (Huber, 1964)."""

    name = {"en": "Huber", "zh_CN": "Huber 损失"}
    help = {
        "en": "Mean of a squared error that goes on straight for large errors",
        "zh_CN": "小误差按平方、大误差按线性计算，再取平均值",
    }
    tex = r"L = \frac{1}{n} \sum c (|y - t| - \frac{c}{2}), \quad c = \min(|y - t|, \delta)"

    delta: float = param(
        1.0,
        low=0.001,
        high=1000,
        log=True,
        symbol="δ",
        name={"en": "delta", "zh_CN": "阈值 δ"},
        help={"en": "Error at which the parabola ends", "zh_CN": "由平方转为线性的误差大小"},
    )

    def value(self, y, target):
        size = np.abs(y - target)
        curved = np.minimum(size, self.delta)
        return np.mean(curved * (size - curved / 2), axis=1)

    def gradient(self, y, target):
        return np.minimum(np.maximum(y - target, -self.delta), self.delta) / y.shape[1]


class LogCosh(Loss):
    """The mean of log(cosh(y - t)): half the square of small errors, the size of large ones."""

    name = {"en": "Log-cosh", "zh_CN": "对数双曲余弦（log-cosh）"}
    help = {
        "en": "Mean of log(cosh(error)): a smooth Huber loss",
        "zh_CN": "误差双曲余弦的对数的平均值，类似平滑的 Huber 损失",
    }
    tex = r"L = \frac{1}{n} \sum \ln \cosh(y - t)"

    def value(self, y, target):
        size = np.abs(y - target)  # log((e^s + e^-s) / 2) = s + log(1 + e^-2s) - log(2), without e^s
        return np.mean(size + np.log1p(np.exp(-2 * size)) - math.log(2), axis=1)

    def gradient(self, y, target):
        return np.tanh(y - target) / y.shape[1]


@hookimpl
def nnlab_losses():
    return [MSE, SSE, HalfSSE, HalfMSE, MAE, Huber, LogCosh]
