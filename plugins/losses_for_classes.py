"""Losses for classes: from probabilities, from logits, and from scores with a margin; each gives one number a sample.

The number is the sum over the outputs; the engine takes the mean over the samples.
"""

import numpy as np

from nnlab.api import Loss, hookimpl


class BinaryCrossEntropy(Loss):
    """Surprise at the true answers, for probabilities: -t log y - (1 - t) log(1 - y).

    A probability of exactly 0 or 1 counts as the number next to it, so that the logarithm stays finite.
    """

    name = {"en": "Binary cross-entropy", "zh_CN": "二元交叉熵"}
    help = {
        "en": "For yes/no answers given as probabilities; mean over the samples",
        "zh_CN": "用于以概率给出的是/否答案，对样本取平均",
    }
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
    help = {
        "en": "For one class out of several, given as a distribution; mean over the samples",
        "zh_CN": "用于多分类，输出为各类别的概率，对样本取平均",
    }
    tex = r"L = -\sum_i t_i \ln y_i"
    targets = "one_hot"
    takes = "distribution"
    native = "cross_entropy"

    def value(self, y, target):
        return -np.sum(target * np.log(np.maximum(y, np.finfo(y.dtype).tiny)), axis=1)

    def gradient(self, y, target):
        return -target / np.maximum(y, np.finfo(y.dtype).tiny)


class BinaryCrossEntropyWithLogits(Loss):
    """Binary cross-entropy of sigmoid(y), finite for any logit y: log(1 + exp(y)) - t y.

    Its gradient is sigmoid(y) - t.
    """

    name = {"en": "Binary cross-entropy from logits", "zh_CN": "二元交叉熵（由 logit 计算）"}
    help = {
        "en": "For yes/no answers given as logits: has the sigmoid built in; mean over the samples",
        "zh_CN": "用于以 logit 给出的是/否答案，内含 Sigmoid，对样本取平均",
    }
    tex = r"L = \ln(1 + e^{y}) - t y"
    targets = "zero_one"
    takes = "score"

    def value(self, y, target):
        return np.sum(np.maximum(y, 0) - target * y + np.log1p(np.exp(-np.abs(y))), axis=1)

    def gradient(self, y, target):
        return np.exp(np.minimum(y, 0)) / (1 + np.exp(-np.abs(y))) - target


def log_softmax(y):
    """Returns y - log(sum exp(y)) of each row, without exp of a large number."""
    shifted = y - np.max(y, axis=1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))


class CrossEntropyWithLogits(Loss):
    """Cross-entropy of softmax(y), finite for any logits y: -sum t log softmax(y).

    Its gradient is softmax(y) - t, for targets t that sum to 1.
    """

    name = {"en": "Cross-entropy from logits", "zh_CN": "交叉熵（由 logit 计算）"}
    help = {
        "en": "For one class out of several, given as logits: has the softmax built in; mean over the samples",
        "zh_CN": "用于多分类，输出为各类别的 logit，内含 Softmax，对样本取平均",
    }
    tex = r"L = \ln \sum_i e^{y_i} - \sum_i t_i y_i"
    targets = "one_hot"
    takes = "score"

    def value(self, y, target):
        return -np.sum(target * log_softmax(y), axis=1)

    def gradient(self, y, target):
        return np.exp(log_softmax(y)) - target


class SparseCrossEntropyWithLogits(Loss):
    """Cross-entropy of softmax(y) for class numbers t instead of one-hot rows: -log softmax(y)[t]."""

    name = {"en": "Cross-entropy from logits, class numbers", "zh_CN": "交叉熵（由 logit 与类别编号计算）"}
    help = {
        "en": "Cross-entropy from logits for targets given as class numbers; mean over the samples",
        "zh_CN": "由 logit 计算的交叉熵，目标为类别编号，对样本取平均",
    }
    tex = r"L = \ln \sum_i e^{y_i} - y_t"
    targets = "classes"
    takes = "score"

    def value(self, y, target):
        return -log_softmax(y)[np.arange(len(y)), target]

    def gradient(self, y, target):
        hot = np.arange(y.shape[1]) == target[:, np.newaxis]
        return np.exp(log_softmax(y)) - hot


class KLDivergence(Loss):
    """How far the distribution y is from the true one: sum t log(t / y) (Kullback and Leibler, 1951).

    A probability of exactly 0 adds nothing as a target and counts as the smallest number as an output.
    """

    name = {"en": "Kullback-Leibler divergence", "zh_CN": "KL 散度"}
    help = {
        "en": "How far the distribution given is from the true one; mean over the samples",
        "zh_CN": "输出分布与真实分布之间的差距，对样本取平均",
    }
    tex = r"L = \sum_i t_i \ln \frac{t_i}{y_i}"
    targets = "one_hot"
    takes = "distribution"

    def value(self, y, target):
        tiny = np.finfo(y.dtype).tiny
        return np.sum(target * (np.log(np.maximum(target, tiny)) - np.log(np.maximum(y, tiny))), axis=1)

    def gradient(self, y, target):
        return -target / np.maximum(y, np.finfo(y.dtype).tiny)


class Hinge(Loss):
    """What is missing to a margin of 1 on the right side, for targets -1 and 1: max(0, 1 - t y).

    Its slope where t y = 1 is taken as 0.
    """

    name = {"en": "Hinge", "zh_CN": "合页损失（Hinge）"}
    help = {
        "en": "For scores with a margin, targets -1 and 1: right answers beyond it cost nothing; mean over the samples",
        "zh_CN": "用于带间隔的得分，目标为 -1 和 1：间隔之外的正确答案无损失，对样本取平均",
    }
    tex = r"L = \max(0, 1 - t y)"
    targets = "plus_minus_one"
    takes = "score"

    def value(self, y, target):
        return np.sum(np.maximum(1 - target * y, 0), axis=1)

    def gradient(self, y, target):
        return -target * np.sign(np.maximum(1 - target * y, 0))


class SquaredHinge(Loss):
    """The square of what is missing to a margin of 1, for targets -1 and 1: max(0, 1 - t y)^2."""

    name = {"en": "Squared hinge", "zh_CN": "平方合页损失"}
    help = {
        "en": "Hinge squared: smooth at the margin, harder on large errors; mean over the samples",
        "zh_CN": "合页损失的平方：在间隔处平滑，对大误差惩罚更重，对样本取平均",
    }
    tex = r"L = \max(0, 1 - t y)^2"
    targets = "plus_minus_one"
    takes = "score"

    def value(self, y, target):
        return np.sum(np.maximum(1 - target * y, 0) ** 2, axis=1)

    def gradient(self, y, target):
        return -2 * target * np.maximum(1 - target * y, 0)


@hookimpl
def nnlab_losses():
    return [
        BinaryCrossEntropy,
        CrossEntropy,
        BinaryCrossEntropyWithLogits,
        CrossEntropyWithLogits,
        SparseCrossEntropyWithLogits,
        KLDivergence,
        Hinge,
        SquaredHinge,
    ]
