"""A window's shared things without a window: real document, actions, language, bridge; a kernel that says nothing."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from nnlab.catalog import Catalog, load_catalog
from nnlab.experiment.document import Chosen, Data, Drawn, Experiment, LayerSpec, Network, Training
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.gui.actions import Actions
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.context import Context
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme
from nnlab.kernel.messages import Preview
from nnlab.records import Array


class Silent:
    """A kernel's client that takes every message and answers none."""

    def start(self) -> None: ...
    def send(self, message: object) -> None: ...
    def restart(self) -> None: ...
    def close(self) -> None: ...


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    return load_catalog()


def experiment() -> Experiment:
    """Two spirals, one hidden layer, Adam."""

    def dense(id: str, units: int, activation: str, source: str) -> LayerSpec:
        kind = Chosen(id="dense", values={"units": units})
        return LayerSpec(id=id, kind=kind, activation=Chosen(id=activation), inputs=(source,))

    return Experiment(
        data=Data(source=Chosen(id="spiral")),
        network=Network(
            inputs=("x1", "x2"), layers=(dense("h1", 4, "tanh", "input"), dense("output", 1, "sigmoid", "h1"))
        ),
        training=Training(
            loss=Chosen(id="binary_cross_entropy"),
            optimizer=Chosen(id="adam", values={"learning_rate": 0.03}),
            schedule=Chosen(id="constant"),
        ),
        start=Drawn(initializer=Chosen(id="xavier"), seed=7),
    )


def world(shown: Experiment | None = None, language: str = "en", theme: str = "light", known: bool = True) -> Context:
    words, look = Language(language), Theme(theme)
    document = Document(shown or experiment())
    if known:
        document.set_catalog(catalog().infos)
    bridge = KernelBridge(document, lambda _receive: Silent())
    return Context(words, look, Actions(words, look), document, bridge)


def data_facts(**values: object) -> Facts:
    data = DataFacts(
        columns=("x1", "x2"),
        low=(-6.0, -6.0),
        high=(6.0, 6.0),
        targets="classes",
        classes=("0", "1"),
        outputs=1,
        target_low=0.0,
        target_high=1.0,
        train_rows=250,
        test_rows=250,
    )
    return Facts(data=replace(data, **values), layers=(), parameters=17)


def preview(count: int = 60) -> Preview:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, 2))
    return Preview(x=Array.of(x), y=Array.of((x[:, 0] > 0).astype(float)), targets="classes")


def hidden_by(widget: QWidget) -> list[str]:
    """Names of a widget's own things that hide methods of Qt: Qt would call them instead."""
    own = (name for name, value in vars(widget).items() if not isinstance(value, SignalInstance))
    return [name for name in own if hasattr(QWidget, name)]
