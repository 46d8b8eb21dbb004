"""New thing: rings around each other, of two classes in turn."""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param


class NewThing(Dataset):
    name = {"en": "New thing", "zh_CN": "New thing"}
    # "classes": y holds class numbers from 0, (samples,). "values": y holds numbers (samples, outputs).
    gives = "classes"
    samples: int = param(400, low=50, high=5000, help={"en": "Number of points", "zh_CN": "数据点的个数"})
    width: float = param(1.5, low=0.5, high=6, help={"en": "Width of a ring", "zh_CN": "一个环的宽度"})

    # x is (samples, columns). Draw from rng alone, a numpy.random.Generator:
    # the same seed then gives the same points.
    def sample(self, rng):
        x = rng.uniform(-6, 6, (self.samples, 2))
        y = np.hypot(x[:, 0], x[:, 1]) // self.width % 2
        return Table(x=x, y=y, names=("x1", "x2"), classes=("even", "odd"))


@hookimpl
def nnlab_datasets():
    return [NewThing]
