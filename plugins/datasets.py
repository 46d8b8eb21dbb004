"""Two-dimensional toy data within about [-6, 6]: five shapes of classes and three landscapes of values.

Those that TensorFlow Playground has, too, can be drawn by its rules: there noise does not move the points of circle,
exclusive or, plane and bumps, but is added before their answer is looked up, and can turn it.
"""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param

playground = {
    "en": "After TensorFlow Playground (D. Smilkov, S. Carter), playground.tensorflow.org",
    "zh_CN": "仿照 TensorFlow Playground（D. Smilkov、S. Carter），playground.tensorflow.org",
}


class Toy(Dataset):
    """What all of them share: how many points, and how far each is moved at random after it got its answer."""

    source = {"en": "Drawn by nnlab", "zh_CN": "由 nnlab 生成"}
    license = "BSD-3-Clause"

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

    def shuffled(self, rng, x, y):
        """Returns these points of two classes in another order."""
        order = rng.permutation(len(x))
        return Table(x=x[order], y=y[order], names=("x1", "x2"), classes=("0", "1"))

    def halves(self):
        """Returns the number of points of each class."""
        return self.samples - self.samples // 2, self.samples // 2

    def landscape(self, rng, height):
        """Draws points anywhere, each with its height, and moves them."""
        x = rng.uniform(-6, 6, (self.samples, 2))
        y = np.clip(height(x[:, 0], x[:, 1]), -1, 1)
        return Table(x=x + self.noise * rng.normal(size=x.shape), y=y[:, np.newaxis], names=("x1", "x2"))

    def spread(self, rng, x, reach):
        """Returns the places at which TensorFlow Playground looks up the answers of points x."""
        return x + self.noise * rng.uniform(-reach, reach, x.shape)

    def heights(self, rng, height):
        """Draws points anywhere as TensorFlow Playground does, each with the height of a place nearby."""
        x = rng.uniform(-6, 6, (self.samples, 2))
        y = height(*self.spread(rng, x, 6).T)
        return Table(x=x, y=y[:, np.newaxis], names=("x1", "x2"))


class Played(Toy):
    """A set that TensorFlow Playground has, too: by nnlab's rules or by its."""

    source = playground
    rules: str = param(
        "nnlab",
        choices={
            "nnlab": {"en": "nnlab", "zh_CN": "nnlab 的规则"},
            "playground": {"en": "TensorFlow Playground", "zh_CN": "TensorFlow Playground 的规则"},
        },
        name={"en": "rules", "zh_CN": "规则"},
        help={
            "en": "Whose ranges hold, and whose noise: nnlab's moves the points, that of TensorFlow Playground may turn"
            " their answers",
            "zh_CN": "采用谁的范围与噪声：nnlab 的噪声移动数据点，TensorFlow Playground 的噪声可能改变其答案",
        },
    )


def around(radius, angle):
    """Returns the points with these polar coordinates."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


class Circle(Played):
    """A disc inside a ring."""

    name = {"en": "Circle", "zh_CN": "同心圆"}
    help = {"en": "A disc inside a ring", "zh_CN": "圆环包围着圆盘"}

    def sample(self, rng):
        ring, disc = self.halves()
        if self.rules == "playground":
            radius = np.append(rng.uniform(0, 2.5, disc), rng.uniform(3.5, 5, ring))
            x = around(radius, rng.uniform(0, 2 * np.pi, self.samples))
            return self.shuffled(rng, x, (np.hypot(*self.spread(rng, x, 5).T) < 2.5).astype(int))
        outside = around(rng.uniform(3.5, 5.5, ring), rng.uniform(0, 2 * np.pi, ring))
        inside = around(2.5 * np.sqrt(rng.uniform(0, 1, disc)), rng.uniform(0, 2 * np.pi, disc))
        return self.two_classes(rng, outside, inside)


class XOR(Played):
    """Four squares; those across from each other belong together."""

    name = {"en": "Exclusive or", "zh_CN": "异或（XOR）"}
    help = {"en": "Four squares; those across from each other belong together", "zh_CN": "四个方块，对角的属于同一类"}

    def sample(self, rng):
        if self.rules == "playground":
            x = rng.uniform(-5, 5, (self.samples, 2))
            x += np.where(x > 0, 0.3, -0.3)
            return self.shuffled(rng, x, (np.prod(self.spread(rng, x, 5), axis=1) >= 0).astype(int))
        different, same = self.halves()
        size = rng.uniform(0.3, 5.5, (self.samples, 2))
        side = rng.choice([-1, 1], self.samples)
        across = np.repeat([-1, 1], [different, same])
        x = size * np.stack([side, side * across], axis=1)
        return self.two_classes(rng, x[:different], x[different:])


class Gauss(Played):
    """Two round clouds; noise widens them until they overlap."""

    name = {"en": "Two clouds", "zh_CN": "高斯双团"}
    help = {"en": "Two round clouds; noise widens them", "zh_CN": "两团高斯分布的点，噪声使其变宽"}

    def sample(self, rng):
        first, second = self.halves()
        if self.rules == "playground":
            width = np.sqrt(0.5 + 7 * self.noise)  # the square root of a variance of 0.5 to 4
            x = width * rng.normal(size=(self.samples, 2)) + np.repeat([[-2], [2]], [first, second], axis=0)
            return self.shuffled(rng, x, np.repeat([0, 1], [first, second]))
        width = 0.5 + 3 * self.noise
        below = -2.5 + width * rng.normal(size=(first, 2))
        above = 2.5 + width * rng.normal(size=(second, 2))
        return self.two_classes(rng, below, above)


class Spiral(Played):
    """Arms wound around each other: two, or more."""

    name = {"en": "Spirals", "zh_CN": "螺旋"}
    help = {"en": "Two or more arms wound around each other", "zh_CN": "两条或更多互相缠绕的螺旋臂"}

    arms: int = param(
        2,
        low=2,
        high=6,
        name={"en": "arms", "zh_CN": "螺旋臂数"},
        help={"en": "Number of arms, each a class of its own", "zh_CN": "螺旋臂的条数，每条自成一类"},
    )

    def sample(self, rng):
        counts = [len(part) for part in np.array_split(np.arange(self.samples), self.arms)]
        y = np.repeat(np.arange(self.arms), counts)
        x = np.concatenate([self.arm(count, place * 2 * np.pi / self.arms) for place, count in enumerate(counts)])
        order = rng.permutation(self.samples)
        moves = rng.uniform(-1, 1, x.shape) if self.rules == "playground" else rng.normal(size=x.shape)
        classes = tuple(str(arm) for arm in range(self.arms))
        return Table(x=x[order] + self.noise * moves, y=y[order], names=("x1", "x2"), classes=classes)

    def arm(self, count, start):
        if self.rules == "playground":
            along = np.arange(count) / count
            return around(5 * along, np.pi / 2 - start - 1.75 * 2 * np.pi * along)
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


class Plane(Played):
    """A tilted plane, from -1 in one corner to 1 in the other."""

    name = {"en": "Plane", "zh_CN": "平面"}
    help = {"en": "A tilted plane: the simplest regression", "zh_CN": "倾斜的平面：最简单的回归"}
    gives = "values"

    def sample(self, rng):
        if self.rules == "playground":
            return self.heights(rng, lambda x1, x2: (x1 + x2) / 10)
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


class Bumps(Toy):
    """Six round bumps, up and down in turn."""

    name = {"en": "Six bumps", "zh_CN": "六个凸起"}
    help = {
        "en": "Six round bumps, up and down in turn, as in TensorFlow Playground",
        "zh_CN": "六个上下交替的圆形凸起，与 TensorFlow Playground 相同",
    }
    source = playground
    gives = "values"

    noise: float = param(
        0.1,
        low=0,
        high=0.5,
        step=0.05,
        name={"en": "noise", "zh_CN": "噪声"},
        help={
            "en": "How far from a point its height is looked up, at most, as a share of 6",
            "zh_CN": "查取高度的位置最多偏离数据点多远（以 6 为单位的比例）",
        },
    )

    def sample(self, rng):
        return self.heights(rng, self.height)

    def height(self, x1, x2):
        """Returns the height of the nearest bump, a cone of radius 2, at each place."""
        middles = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
        far = np.hypot(x1[:, np.newaxis] - middles[:, 0], x2[:, np.newaxis] - middles[:, 1])  # (points, bumps)
        sign = np.array([1, -1, 1, -1, 1, -1])[far.argmin(axis=1)]
        return sign * np.clip(1 - far.min(axis=1) / 2, 0, 1)


@hookimpl
def nnlab_datasets():
    return [Circle, XOR, Gauss, Spiral, Moons, Plane, Hills, Bumps]
