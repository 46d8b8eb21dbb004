"""The presets on points that are drawn: shapes, landscapes and a curve."""

from __future__ import annotations

import msgspec

from nnlab.experiment._preset import Preset, classes, network, toy, values
from nnlab.experiment.document import Chosen, LayerSpec
from nnlab.records import Text


def spiral() -> Preset:
    return toy(
        "spiral",
        Text("Two spirals", "双螺旋"),
        Text("Two arms wound around each other: hard for a small network", "两条互相缠绕的螺旋臂：对小网络来说很难"),
        network((8, 8, 8), "tanh"),
        msgspec.structs.replace(
            classes("adam", learning_rate=0.02, batch_size=25),
            schedule=Chosen(id="cosine", values={"period": 600, "lowest": 0.002}),  # fast at first, then calm
            regularizer=Chosen(id="l2", values={"strength": 0.001}),  # 250 points: keeps the boundary smooth
        ),
        noise=0.1,
    )


def circle() -> Preset:
    return toy(
        "circle",
        Text("Circle", "同心圆"),
        Text("A disc inside a ring: four neurons close it in", "圆环包围着圆盘：四个神经元就能把它围住"),
        network((4,), "tanh"),
        classes("adam", learning_rate=0.02, batch_size=25),
        noise=0.2,
    )


def xor() -> Preset:
    return toy(
        "xor",
        Text("Exclusive or", "异或（XOR）"),
        Text("No straight line parts it; two layers do", "一条直线分不开，两层网络可以"),
        network((4, 2), "tanh"),
        classes("adam", learning_rate=0.02, batch_size=25),
        noise=0.1,
    )


def xor_by_hand() -> Preset:
    return toy(
        "xor_by_hand",
        Text("Exclusive or, two neurons", "异或：两个神经元"),
        Text(
            "2-2-1 with plain gradient descent: follow every number with a pencil",
            "2-2-1 网络与普通梯度下降：每个数都可以用笔算一遍",
        ),
        network((2,), "sigmoid"),
        classes("sgd", learning_rate=0.5, batch_size=10),
        noise=0.0,
        samples=100,
    )


def gauss() -> Preset:
    return toy(
        "gauss",
        Text("Two clouds, one neuron", "高斯双团：一个神经元"),
        Text("One neuron draws one straight line: logistic regression", "一个神经元画一条直线：逻辑回归"),
        network((), "tanh"),
        classes("sgd", learning_rate=0.03, batch_size=25),
        noise=0.2,
    )


def two_outputs() -> Preset:
    return toy(
        "softmax",
        Text("Two moons, two outputs", "双月牙：两个输出"),
        Text("ReLU and softmax: one output for each class", "ReLU 与 softmax：每个类别一个输出"),
        network((6, 4), "relu", output="softmax", outputs=2),
        classes("adam", learning_rate=0.01, batch_size=25, loss="cross_entropy"),
        dataset="moons",
        noise=0.3,
        initializer="he",
    )


def moons() -> Preset:
    return toy(
        "moons",
        Text("Two moons", "双月牙"),
        Text("Two half circles that reach into each other", "两个互相嵌入的半圆"),
        network((6, 4), "tanh"),
        classes("momentum", learning_rate=0.02, batch_size=25),
        noise=0.3,
    )


def plane() -> Preset:
    return toy(
        "plane",
        Text("Plane", "平面"),
        Text("The simplest regression: one neuron without an activation", "最简单的回归：一个没有激活函数的神经元"),
        network((), "tanh", output="identity"),
        values("sgd", learning_rate=0.005, batch_size=25),
        noise=0.1,
    )


def hills() -> Preset:
    return toy(
        "hills",
        Text("Hills", "山丘"),
        Text("Regression over a landscape of hills and hollows", "拟合一片有山丘和洼地的地形"),
        network((8, 8), "tanh", output="identity"),
        values("adam", learning_rate=0.01, batch_size=25),
        noise=0.1,
    )


def blobs() -> Preset:
    return toy(
        "blobs",
        Text("Blobs of four classes", "四类点团"),
        Text(
            "One output for each class; softmax makes probabilities of them", "每个类别一个输出，softmax 把它们变成概率"
        ),
        network((4,), "tanh", output="softmax", outputs=4),
        classes("adam", learning_rate=0.02, batch_size=25, loss="cross_entropy"),
        noise=0.3,
    )


def rings() -> Preset:
    return toy(
        "rings",
        Text("Rings", "圆环"),
        Text("Three rings of two classes in turn: one more than the circle has", "三个圆环，两类交替：比同心圆多一层"),
        network((8, 4), "tanh"),
        classes("adam", learning_rate=0.02, batch_size=25),
        noise=0.1,
    )


def checkerboard() -> Preset:
    return toy(
        "checkerboard",
        Text("Checkerboard", "棋盘"),
        Text(
            "Many corners: small networks round them off, wider ones follow",
            "拐角很多：小网络会把它们磨圆，更宽的网络能跟上",
        ),
        network((16, 16), "relu"),
        classes("adam", learning_rate=0.01, batch_size=25),
        noise=0.05,
        samples=1000,
        initializer="he",
    )


def curve() -> Preset:
    return toy(
        "curve",
        Text("Curve", "曲线"),
        Text(
            "One input and one value: each neuron bends the line once", "一个输入，一个数值：每个神经元把直线弯折一次"
        ),
        network((8, 8), "tanh", output="identity", inputs=("x1",)),
        values("adam", learning_rate=0.02, batch_size=10),
        noise=0.1,
        samples=200,
    )


def echo() -> Preset:
    remembers = LayerSpec(id="memory", kind=Chosen(id="rnn", values={"units": 8}), inputs=("input",))
    steps = tuple(f"t{step}" for step in range(1, 6))
    return toy(
        "echo",
        Text("Echo of a sequence", "序列的回声"),
        Text(
            "A recurrent layer hears five numbers one after another and repeats the first",
            "循环层依次听到五个数，并复述其中的第一个",
        ),
        network((), "tanh", output="identity", inputs=steps, before=(remembers,)),
        values("adam", learning_rate=0.01, batch_size=25),
        noise=0.0,
    )
