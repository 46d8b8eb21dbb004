"""A small experiment and a small catalogue, as tests of the document need them."""

from __future__ import annotations

from nnlab.experiment.document import Chosen, Data, Drawn, Experiment, LayerSpec, Network, Training
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.records import Choice, ComponentInfo, Kind, ParamSpec, Text

nothing = Text("", "")


def spec(name, kind, default, low=None, high=None, choices=()):
    return ParamSpec(
        name=name, kind=kind, default=default, label=Text.of(name), help=nothing, low=low, high=high,
        choices=tuple(Choice(choice, Text.of(choice)) for choice in choices),
    )  # fmt: skip


def info(kind: Kind, component: str, *params, sha256="0" * 64, **traits) -> ComponentInfo:
    return ComponentInfo(
        kind=kind, id=component, name=Text.of(component), help=nothing, origin="bundled", plugin=component,
        file=f"{component}.py", line=1, version="1", sha256=sha256, params=params, traits=traits,
    )  # fmt: skip


def rate(default=0.01):
    return spec("learning_rate", "float", default, 1e-6, 10.0)


infos = (
    info(
        "dataset",
        "spiral",
        spec("points", "int", 500, 2, 10_000),
        spec("noise", "float", 0.1, 0.0, 1.0),
        gives="classes",
    ),
    info(
        "dataset",
        "plane",
        spec("points", "int", 200, 2, 10_000),
        spec("noise", "float", 0.0, 0.0, 0.5),
        gives="values",
    ),
    info("layer", "dense", spec("units", "int", 4, 1, 1024), activates="yes"),
    info("layer", "dropout", spec("rate", "float", 0.5, 0.0, 0.9), activates=""),
    info("activation", "tanh", gives="any"),
    info("activation", "relu", gives="any"),
    info("activation", "leaky_relu", spec("slope", "float", 0.01, 0.0, 1.0), gives="any"),
    info("activation", "identity", gives="any"),
    info("activation", "sigmoid", gives="probability"),
    info("activation", "softmax", gives="distribution"),
    info("loss", "mse", targets="values", takes="any", reduction="mean"),
    info("loss", "binary_cross_entropy", targets="zero_one", takes="probability", reduction="mean"),
    info("loss", "cross_entropy", targets="one_hot", takes="distribution", reduction="mean"),
    info("optimizer", "sgd", rate()),
    info("optimizer", "adam", rate(0.001), spec("beta1", "float", 0.9, 0.0, 0.999), spec("amsgrad", "bool", False)),
    info(
        "optimizer",
        "timid",
        spec("learning_rate", "float", 0.01, 1e-6, 0.1),
        spec("mode", "choice", "a", choices="ab"),
    ),
    info("schedule", "constant"),
    info("schedule", "steps", spec("at", "tuple", (10.0, 20.0), 0.0)),
    info("regularizer", "l2", spec("strength", "float", 0.001, 0.0, 1.0)),
    info("initializer", "xavier"),
    info("initializer", "normal", spec("deviation", "float", 1.0, 0.0, 10.0)),
    info("metric", "accuracy", takes="labels"),
    info("metric", "mean_absolute_error", takes="values"),
)


def dense(name: str, units: int, activation: str, *inputs: str) -> LayerSpec:
    return LayerSpec(
        id=name, kind=Chosen(id="dense", values={"units": units}), activation=Chosen(id=activation), inputs=inputs
    )


def small() -> Experiment:
    """Two inputs, hidden layers h1 and h2 of 4 and 3 tanh neurons, one sigmoid output."""
    return Experiment(
        name="small",
        data=Data(source=Chosen(id="spiral", values={"noise": 0.1})),
        network=Network(
            inputs=("x1", "x2"),
            layers=(
                dense("h1", 4, "tanh", "input"),
                dense("h2", 3, "tanh", "h1"),
                dense("output", 1, "sigmoid", "h2"),
            ),
        ),
        training=Training(
            loss=Chosen(id="binary_cross_entropy"),
            optimizer=Chosen(id="sgd", values={"learning_rate": 0.3}),
            schedule=Chosen(id="constant"),
            metrics=(Chosen(id="accuracy"),),
        ),
        start=Drawn(initializer=Chosen(id="xavier")),
    )


def facts(*, classes: int = 2, values: int = 0, train_rows: int = 250) -> Facts:
    """Facts of data with so many classes, or so many values."""
    data = DataFacts(
        columns=("x1", "x2"), low=(-6.0, -6.0), high=(6.0, 6.0), targets="values" if values else "classes",
        classes=() if values else tuple(str(number) for number in range(classes)),
        outputs=values or (1 if classes == 2 else classes), target_low=0.0, target_high=1.0,
        train_rows=train_rows, test_rows=250,
    )  # fmt: skip
    return Facts(data=data, layers=(), parameters=31)
