"""One number in, one number out: curves to follow."""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param

curves = {
    "line": lambda x: x / 6,
    "square": lambda x: x**2 / 18 - 1,
    "cubic": lambda x: (x**3 - 16 * x) / 120,
    "step": lambda x: np.where(x < 0, -1.0, 1.0),
    "corner": lambda x: np.abs(x) / 3 - 1,
    "sine": np.sin,
    "chirp": lambda x: np.sin(x**2 / 3),
    "bell": lambda x: 2 * np.exp(-(x**2) / 2) - 1,
    "saw": lambda x: x % 3 / 1.5 - 1,
}


class Curve(Dataset):
    """Points on a curve between -6 and 6, and about -1 and 1 high."""

    name = {"en": "Curve", "zh_CN": "曲线"}
    help = {"en": "Points on a curve: one input, one value", "zh_CN": "曲线上的点：一个输入，一个数值"}
    source = {"en": "Drawn by nnlab", "zh_CN": "由 nnlab 生成"}
    license = "BSD-3-Clause"
    gives = "values"

    curve: str = param(
        "sine",
        choices={
            "line": {"en": "straight line", "zh_CN": "直线"},
            "square": {"en": "parabola", "zh_CN": "抛物线"},
            "cubic": {"en": "cubic polynomial", "zh_CN": "三次多项式"},
            "step": {"en": "step", "zh_CN": "阶跃"},
            "corner": {"en": "corner |x|", "zh_CN": "折线 |x|"},
            "sine": {"en": "sine", "zh_CN": "正弦"},
            "chirp": {"en": "sine, ever faster", "zh_CN": "越来越快的正弦"},
            "bell": {"en": "bell", "zh_CN": "钟形"},
            "saw": {"en": "saw", "zh_CN": "锯齿"},
        },
        name={"en": "curve", "zh_CN": "曲线"},
        help={"en": "Which curve the points lie on", "zh_CN": "数据点所在的曲线"},
    )
    samples: int = param(
        200,
        low=10,
        high=5000,
        step=10,
        name={"en": "points", "zh_CN": "样本数"},
        help={"en": "Number of points", "zh_CN": "数据点的个数"},
    )
    noise: float = param(
        0.1,
        low=0,
        high=0.5,
        step=0.05,
        name={"en": "noise", "zh_CN": "噪声"},
        help={"en": "How far the values are moved at random", "zh_CN": "数值随机偏移的程度"},
    )

    def sample(self, rng):
        x = rng.uniform(-6, 6, self.samples)
        y = curves[self.curve](x) + self.noise * rng.normal(size=self.samples)
        return Table(x=x[:, np.newaxis], y=y[:, np.newaxis], names=("x1",))


@hookimpl
def nnlab_datasets():
    return [Curve]
