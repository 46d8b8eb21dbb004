"""Two-dimensional toy data within about [-6, 6]: five shapes of two classes and two landscapes of values."""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param


class Toy(Dataset):
    """What all of them share: how many points, and how far each is moved at random after it got its answer."""

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
        help={"en": "How far the points are moved at random", "zh_CN": "数据点随机偏移的程度"},
    )

    def two_classes(self, rng, first, second):
        """Mixes the points of two classes and moves them."""
        x = np.concatenate([first, second])
        y = np.repeat([0, 1], [len(first), len(second)])
        order = rng.permutation(len(x))
        moved = x[order] + self.noise * rng.normal(size=x.shape)
        return Table(x=moved, y=y[order], names=("x1", "x2"), classes=("0", "1"))

    def halves(self):
        """Returns the number of points of each class."""
        return self.samples - self.samples // 2, self.samples // 2

    def landscape(self, rng, height):
        """Draws points anywhere, each with its height, and moves them."""
        x = rng.uniform(-6, 6, (self.samples, 2))
        y = np.clip(height(x[:, 0], x[:, 1]), -1, 1)
        return Table(x=x + self.noise * rng.normal(size=x.shape), y=y[:, np.newaxis], names=("x1", "x2"))


def around(radius, angle):
    """Returns the points with these polar coordinates."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


class Circle(Toy):
    """A disc inside a ring."""

    name = {"en": "Circle", "zh_CN": "同心圆"}
    help = {"en": "A disc inside a ring", "zh_CN": "圆环包围着圆盘"}

    def sample(self, rng):
        ring, disc = self.halves()
        outside = around(rng.uniform(3.5, 5.5, ring), rng.uniform(0, 2 * np.pi, ring))
        inside = around(2.5 * np.sqrt(rng.uniform(0, 1, disc)), rng.uniform(0, 2 * np.pi, disc))
        return self.two_classes(rng, outside, inside)


class XOR(Toy):
    """Four squares; those across from each other belong together."""

    name = {"en": "Exclusive or", "zh_CN": "异或（XOR）"}
    help = {"en": "Four squares; those across from each other belong together", "zh_CN": "四个方块，对角的属于同一类"}

    def sample(self, rng):
        different, same = self.halves()
        size = rng.uniform(0.3, 5.5, (self.samples, 2))
        side = rng.choice([-1, 1], self.samples)
        across = np.repeat([-1, 1], [different, same])
        x = size * np.stack([side, side * across], axis=1)
        return self.two_classes(rng, x[:different], x[different:])


class Gauss(Toy):
    """Two round clouds; noise widens them until they overlap."""

    name = {"en": "Two clouds", "zh_CN": "高斯双团"}
    help = {"en": "Two round clouds; noise widens them", "zh_CN": "两团高斯分布的点，噪声使其变宽"}

    def sample(self, rng):
        first, second = self.halves()
        width = 0.5 + 3 * self.noise
        below = -2.5 + width * rng.normal(size=(first, 2))
        above = 2.5 + width * rng.normal(size=(second, 2))
        return self.two_classes(rng, below, above)


class Spiral(Toy):
    """Two arms wound around each other."""

    name = {"en": "Two spirals", "zh_CN": "双螺旋"}
    help = {"en": "Two arms wound around each other", "zh_CN": "两条互相缠绕的螺旋臂"}

    def sample(self, rng):
        first, second = self.halves()
        return self.two_classes(rng, self.arm(first, 0), self.arm(second, np.pi))

    def arm(self, count, start):
        along = np.linspace(0, 1, count)
        return around(0.4 + 5.4 * along, start + 1.75 * 2 * np.pi * along)


class Moons(Toy):
    """Two half circles that reach into each other."""

    name = {"en": "Two moons", "zh_CN": "双月牙"}
    help = {"en": "Two half circles that reach into each other", "zh_CN": "两个互相嵌入的半圆"}

    def sample(self, rng):
        first, second = self.halves()
        upper = around(3.5, rng.uniform(0, np.pi, first)) + np.array([-1.75, -0.8])
        lower = around(3.5, rng.uniform(np.pi, 2 * np.pi, second)) + np.array([1.75, 0.8])
        return self.two_classes(rng, upper, lower)


class Plane(Toy):
    """A tilted plane, from -1 in one corner to 1 in the other."""

    name = {"en": "Plane", "zh_CN": "平面"}
    help = {"en": "A tilted plane: the simplest regression", "zh_CN": "倾斜的平面：最简单的回归"}
    gives = "values"

    def sample(self, rng):
        return self.landscape(rng, lambda x1, x2: (x1 + x2) / 12)


class Hills(Toy):
    """Three hills and two hollows."""

    name = {"en": "Hills", "zh_CN": "山丘"}
    help = {"en": "Three hills and two hollows", "zh_CN": "三座山丘和两个洼地"}
    gives = "values"

    def sample(self, rng):
        def height(x1, x2):
            places = [(-3.5, 3.5, 1), (3.5, 3, -1), (0, 0, 1), (-3.5, -3, -1), (3, -3.5, 1)]
            return sum(sign * np.exp(-((x1 - c1) ** 2 + (x2 - c2) ** 2) / 4) for c1, c2, sign in places)

        return self.landscape(rng, height)


@hookimpl
def nnlab_datasets():
    return [Circle, XOR, Gauss, Spiral, Moons, Plane, Hills]
