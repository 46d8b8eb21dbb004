"""Focal loss: cross-entropy that cares little for answers that are right already.

Lin, Goyal, Girshick, He and Dollar, Focal loss for dense object detection, 2017, arXiv:1708.02002.
"""

import numpy as np

from nnlab.api import Loss, hookimpl, param


class FocalLoss(Loss):
    """-(1 - p)^gamma log p, where p = sigmoid(t y) is the probability given to the true answer, for t = -1 or 1.

    With m = t y, dL/dm = gamma (1 - p)^gamma p log p - (1 - p)^(gamma + 1). gamma = 0 is binary cross-entropy from
    logits.
    """

    name = {"en": "Focal loss", "zh_CN": "焦点损失（Focal）"}
    help = {
        "en": "Cross-entropy from a score that cares little for answers that are right already",
        "zh_CN": "由得分计算的交叉熵，对已经答对的样本不太在意",
    }
    tex = r"L = -(1 - p)^\gamma \ln p, \quad p = \sigma(t y)"
    targets = "plus_minus_one"
    takes = "score"

    gamma: float = param(
        2.0,
        low=0,
        high=5,
        symbol="γ",
        name={"en": "focus", "zh_CN": "聚焦程度"},
        help={"en": "How little right answers count", "zh_CN": "答对的样本被轻视的程度"},
    )

    def value(self, y, target):
        missed, log_p = self.parts(target * y)
        return -np.sum(missed**self.gamma * log_p, axis=1)

    def gradient(self, y, target):
        missed, log_p = self.parts(target * y)
        return target * missed**self.gamma * (self.gamma * (1 - missed) * log_p - missed)

    def parts(self, m):
        """Returns 1 - p and log p without exp of a large number."""
        e = np.exp(-np.abs(m))
        return np.where(m > 0, e, 1) / (1 + e), np.minimum(m, 0) - np.log1p(e)


@hookimpl
def nnlab_losses():
    return [FocalLoss]
