"""The experiments to begin with."""

from __future__ import annotations

import msgspec

from nnlab.experiment.document import Chosen, Data, Drawn, Experiment, LayerSpec, Network, Training
from nnlab.records import Text, Value, fail

default_id = "spiral"


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A ready experiment: its id, its title and what it shows."""

    id: str
    title: Text
    help: Text
    experiment: Experiment


def presets() -> tuple[Preset, ...]:
    """Returns every preset, the default one first."""
    return (
        _spiral(), _circle(), _xor(), _xor_by_hand(), _gauss(), _two_outputs(), _moons(), _plane(), _hills()
    )  # fmt: skip


def preset(ident: str) -> Experiment:
    """Returns a preset's experiment; raises ProblemError `preset.unknown`, listing the known ones."""
    for one in presets():
        if one.id == ident:
            return one.experiment
    raise fail("preset.unknown", id=ident, known=", ".join(one.id for one in presets()))


def renamed(experiment: Experiment, dataset: str) -> Experiment:
    """Returns the experiment with the name of its data set's preset, where its name is still that of a preset."""
    titles = {one.id: one.title.en for one in presets()}
    if experiment.name not in titles.values() or dataset not in titles:
        return experiment
    return msgspec.structs.replace(experiment, name=titles[dataset])


def _spiral() -> Preset:
    return _made(
        "spiral",
        Text("Two spirals", "双螺旋"),
        Text("Two arms wound around each other: hard for a small network", "两条互相缠绕的螺旋臂：对小网络来说很难"),
        _network((8, 8, 8), "tanh"),
        msgspec.structs.replace(
            _classes("adam", learning_rate=0.02, batch_size=25),
            schedule=Chosen(id="cosine", values={"period": 600, "lowest": 0.002}),  # fast at first, then calm
            regularizer=Chosen(id="l2", values={"strength": 0.001}),  # 250 points: keeps the boundary smooth
        ),
        noise=0.1,
    )


def _circle() -> Preset:
    return _made(
        "circle",
        Text("Circle", "同心圆"),
        Text("A disc inside a ring: four neurons close it in", "圆环包围着圆盘：四个神经元就能把它围住"),
        _network((4,), "tanh"),
        _classes("adam", learning_rate=0.02, batch_size=25),
        noise=0.2,
    )


def _xor() -> Preset:
    return _made(
        "xor",
        Text("Exclusive or", "异或（XOR）"),
        Text("No straight line parts it; two layers do", "一条直线分不开，两层网络可以"),
        _network((4, 2), "tanh"),
        _classes("adam", learning_rate=0.02, batch_size=25),
        noise=0.1,
    )


def _xor_by_hand() -> Preset:
    return _made(
        "xor_by_hand",
        Text("Exclusive or, two neurons", "异或：两个神经元"),
        Text(
            "2-2-1 with plain gradient descent: follow every number with a pencil",
            "2-2-1 网络与普通梯度下降：每个数都可以用笔算一遍",
        ),
        _network((2,), "sigmoid"),
        _classes("sgd", learning_rate=0.5, batch_size=10),
        noise=0.0,
        samples=100,
    )


def _gauss() -> Preset:
    return _made(
        "gauss",
        Text("Two clouds, one neuron", "高斯双团：一个神经元"),
        Text("One neuron draws one straight line: logistic regression", "一个神经元画一条直线：逻辑回归"),
        _network((), "tanh"),
        _classes("sgd", learning_rate=0.03, batch_size=25),
        noise=0.2,
    )


def _two_outputs() -> Preset:
    network = _network((6, 4), "relu", output="softmax", outputs=2)
    return _made(
        "softmax",
        Text("Two moons, two outputs", "双月牙：两个输出"),
        Text("ReLU and softmax: one output for each class", "ReLU 与 softmax：每个类别一个输出"),
        network,
        _classes("adam", learning_rate=0.01, batch_size=25, loss="cross_entropy"),
        dataset="moons",
        noise=0.3,
        initializer="he",
    )


def _moons() -> Preset:
    return _made(
        "moons",
        Text("Two moons", "双月牙"),
        Text("Two half circles that reach into each other", "两个互相嵌入的半圆"),
        _network((6, 4), "tanh"),
        _classes("momentum", learning_rate=0.02, batch_size=25),
        noise=0.3,
    )


def _plane() -> Preset:
    return _made(
        "plane",
        Text("Plane", "平面"),
        Text("The simplest regression: one neuron without an activation", "最简单的回归：一个没有激活函数的神经元"),
        _network((), "tanh", output="identity"),
        _values("sgd", learning_rate=0.005, batch_size=25),
        noise=0.1,
    )


def _hills() -> Preset:
    return _made(
        "hills",
        Text("Hills", "山丘"),
        Text("Regression over a landscape of hills and hollows", "拟合一片有山丘和洼地的地形"),
        _network((8, 8), "tanh", output="identity"),
        _values("adam", learning_rate=0.01, batch_size=25),
        noise=0.1,
    )


def _network(hidden: tuple[int, ...], activation: str, output: str = "sigmoid", outputs: int = 1) -> Network:
    layers: list[LayerSpec] = []
    feed = "input"
    for place, units in enumerate((*hidden, outputs)):
        last = place == len(hidden)
        ident = "output" if last else f"h{place + 1}"
        layers.append(
            LayerSpec(
                id=ident,
                kind=Chosen(id="dense", values={"units": units}),
                activation=Chosen(id=output if last else activation),
                inputs=(feed,),
            )
        )
        feed = ident
    return Network(inputs=("x1", "x2"), layers=tuple(layers))


def _classes(optimizer: str, *, learning_rate: float, batch_size: int, loss: str = "binary_cross_entropy") -> Training:
    return Training(
        loss=Chosen(id=loss),
        optimizer=Chosen(id=optimizer, values={"learning_rate": learning_rate}),
        schedule=Chosen(id="constant"),
        metrics=(Chosen(id="accuracy"),),
        batch_size=batch_size,
    )


def _values(optimizer: str, *, learning_rate: float, batch_size: int) -> Training:
    return Training(
        loss=Chosen(id="mse"),
        optimizer=Chosen(id=optimizer, values={"learning_rate": learning_rate}),
        schedule=Chosen(id="constant"),
        metrics=(Chosen(id="mean_absolute_error"),),
        batch_size=batch_size,
    )


def _made(
    ident: str,
    title: Text,
    help: Text,
    network: Network,
    training: Training,
    *,
    dataset: str = "",
    noise: float,
    samples: int = 500,
    initializer: str = "xavier",
    seed: int = 0,
) -> Preset:
    values: dict[str, Value] = {"samples": samples, "noise": noise}
    experiment = Experiment(
        name=title.en,
        data=Data(source=Chosen(id=dataset or ident.partition("_")[0], values=values)),
        network=network,
        training=training,
        start=Drawn(initializer=Chosen(id=initializer), seed=seed),
    )
    return Preset(id=ident, title=title, help=help, experiment=experiment)
