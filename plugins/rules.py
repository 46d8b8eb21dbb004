"""Data by a rule that one types: two classes where it compares, values where it does not."""

import numpy as np

from nnlab.api import Dataset, Formula, Table, hookimpl, param


class Rule(Dataset):
    """Points anywhere in a range; a formula gives their answers: y > x**3 - x makes classes, sin(3*x) values."""

    name = {"en": "Rule", "zh_CN": "公式规则"}
    help = {
        "en": "Points whose answers a formula gives: y > x**3 - x makes two classes, sin(3*x) values",
        "zh_CN": "由公式给出答案的数据点：y > x**3 - x 给出两类，sin(3*x) 给出数值",
    }
    source = {"en": "Drawn by nnlab", "zh_CN": "由 nnlab 生成"}
    license = "BSD-3-Clause"
    gives = "formula"

    formula: Formula = param(
        "x2 > x1**3 - x1",
        name={"en": "rule", "zh_CN": "规则"},
        help={
            "en": "Its letters become the columns: y > x**3 - x, sin(3*x), x1*x2 > 0 and x1 < 1",
            "zh_CN": "其中的字母就是数据的列：y > x**3 - x、sin(3*x)、x1*x2 > 0 and x1 < 1",
        },
    )
    samples: int = param(
        500,
        low=50,
        high=5000,
        step=50,
        name={"en": "points", "zh_CN": "样本数"},
        help={"en": "Number of points", "zh_CN": "数据点的个数"},
    )
    noise: float = param(
        0.1,
        low=0,
        high=0.5,
        step=0.05,
        name={"en": "noise", "zh_CN": "噪声"},
        help={
            "en": "How far points of classes are moved, or values, at random",
            "zh_CN": "类别数据的点或数值随机偏移的程度",
        },
    )
    low: float = param(
        -2.0,
        low=-100,
        high=100,
        step=0.5,
        name={"en": "from", "zh_CN": "起点"},
        help={"en": "Every column begins here", "zh_CN": "每一列从这里开始"},
    )
    high: float = param(
        2.0,
        low=-100,
        high=100,
        step=0.5,
        name={"en": "to", "zh_CN": "终点"},
        help={"en": "Every column ends here", "zh_CN": "每一列到这里结束"},
    )

    def sample(self, rng):
        names = self.formula.columns
        low, high = sorted((self.low, self.high))
        x = rng.uniform(low, high, (self.samples, len(names)))
        answer = self.formula.of(x)
        if self.formula.truth:  # the points move, after they got their answer
            moved = x + self.noise * rng.normal(size=x.shape)
            return Table(x=moved, y=answer.astype(int), names=names, classes=("false", "true"))
        values = answer + self.noise * rng.normal(size=len(x))
        return Table(x=x, y=values[:, np.newaxis], names=names)


@hookimpl
def nnlab_datasets():
    return [Rule]
