"""Matthews correlation: a score that is not taken in by a class that is rare.

Matthews, Comparison of the predicted and observed secondary structure of T4 phage lysozyme, Biochimica et Biophysica
Acta 405 (1975); for more than two classes Gorodkin, Computational Biology and Chemistry 28 (2004).
"""

import numpy as np

from nnlab.api import Metric, hookimpl


class MatthewsCorrelation(Metric):
    """(c N - sum p_k t_k) / sqrt((N^2 - sum p_k^2) (N^2 - sum t_k^2)), for c right answers of N.

    p_k is how often class k was said and t_k how often it was true. 1 is perfect, 0 no better than chance, and 0 as
    well where always the same is said.
    """

    name = {"en": "Matthews correlation", "zh_CN": "马修斯相关系数（MCC）"}
    help = {
        "en": "1 is perfect, 0 no better than chance, even where one class is rare",
        "zh_CN": "1 为完全正确，0 表示不比瞎猜好；类别不平衡时也可信",
    }
    takes = "labels"

    def value(self, y, target):
        classes = int(max(y.max(), target.max())) + 1
        said, true = (np.bincount(one, minlength=classes).astype(float) for one in (y, target))
        n, right = float(len(y)), float(np.sum(y == target))
        spread = (n * n - said @ said) * (n * n - true @ true)
        return float((right * n - said @ true) / spread**0.5) if spread > 0 else 0.0


@hookimpl
def nnlab_metrics():
    return [MatthewsCorrelation]
