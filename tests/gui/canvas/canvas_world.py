"""A canvas with a real document and bridge, over a client that only notes what it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nnlab.catalog import load_catalog
from nnlab.experiment.document import Chosen, Data, Drawn, Experiment, LayerSpec, Network, Training
from nnlab.experiment.facts import DataFacts, Facts, LayerFacts
from nnlab.gui.actions import Actions
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.canvas import NetworkCanvas
from nnlab.gui.context import Context
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme
from nnlab.kernel.messages import Frame, LayerFrame
from nnlab.records import Array, ComponentInfo, History


@lru_cache(maxsize=1)
def catalogue() -> tuple[ComponentInfo, ...]:
    return load_catalog().infos


class NotingClient:
    def __init__(self, receive: Any) -> None:
        self.sent: list[Any] = []

    def start(self) -> None: ...

    def send(self, message: Any) -> None:
        self.sent.append(message)

    def restart(self) -> None: ...

    def close(self) -> None: ...


def network(*widths: int | str, inputs: tuple[str, ...] = ("x1", "x2"), activation: str = "tanh") -> Experiment:
    """Dense layers of these widths ("dropout" for a dropout layer), and an output of 1."""
    layers, before = [], "input"
    for number, width in enumerate((*widths, 1), 1):
        name = "output" if number > len(widths) else f"h{number}"
        if width == "dropout":
            kind, after = Chosen(id="dropout", values={"rate": 0.2}), None
        else:
            kind = Chosen(id="dense", values={"units": int(width)})
            after = Chosen(id="sigmoid" if name == "output" else activation)
        layers.append(LayerSpec(id=name, kind=kind, activation=after, inputs=(before,)))
        before = name
    return Experiment(
        data=Data(source=Chosen(id="spiral")),
        network=Network(inputs=inputs, layers=tuple(layers)),
        training=Training(
            loss=Chosen(id="binary_cross_entropy"), optimizer=Chosen(id="adam"), schedule=Chosen(id="constant")
        ),
        start=Drawn(initializer=Chosen(id="xavier")),
    )


def facts_of(experiment: Experiment) -> Facts:
    fed, layers = len(experiment.network.inputs), []
    for layer in experiment.network.layers:
        units = layer.kind.values.get("units")
        count = (fed + 1) * int(units) if units else 0
        fed = int(units) if units else fed
        layers.append(LayerFacts(id=layer.id, shape=(fed,), parameters=count))
    data = DataFacts(
        columns=("x1", "x2"), low=(-6, -6), high=(6, 6), targets="classes", classes=("a", "b"),
        outputs=1, target_low=0, target_high=1, train_rows=250, test_rows=250,
    )  # fmt: skip
    return Facts(data=data, layers=tuple(layers), parameters=sum(layer.parameters for layer in layers))


def frame_of(experiment: Experiment, size: int = 32, seed: int = 0, probe: bool = False) -> Frame:
    """Maps and weights drawn at random, of the right shapes; a probe's sums are those of the weights."""
    rng, fed = np.random.default_rng(seed), len(experiment.network.inputs)

    def array(*shape: int, kind: str = "float64") -> Array:
        return Array.of(rng.normal(size=shape).astype(kind))

    seen = {"a": array(fed)} if probe else {}
    layers = [LayerFrame(id="input", maps=array(fed, size, size, kind="float32"), **seen)]
    for layer in experiment.network.layers:
        units = int(layer.kind.values.get("units", fed))
        maps = array(units, size, size, kind="float32")
        parts = {"weights": array(fed, units), "bias": array(units)} if layer.activation else {}
        if probe and parts:
            z = parts["weights"].numpy().T @ seen["a"].numpy() + parts["bias"].numpy()
            seen = {"z": Array.of(z), "a": Array.of(np.tanh(z)), "gradient": array(units)}
        elif probe:
            seen = {"z": seen["a"], "a": seen["a"], "gradient": array(units)}
        layers.append(LayerFrame(id=layer.id, maps=maps, **parts, **seen))
        fed = units
    return Frame(
        epoch=1, place=0, training=True, epochs_per_second=1.0, learning_rate=0.01, first=0,
        history=History(), layers=tuple(layers), low=(-6, -6), high=(6, 6),
    )  # fmt: skip


@dataclass
class World:
    """A shown canvas and what it was made of."""

    canvas: NetworkCanvas
    context: Context
    client: NotingClient

    @property
    def experiment(self) -> Experiment:
        return self.context.document.experiment

    @property
    def units(self) -> list[Any]:
        """The number of neurons of each layer, None for one without."""
        return [layer.kind.values.get("units") for layer in self.experiment.network.layers]

    def child(self, name: str) -> Any:
        """Finds a control by its object name."""
        from PySide6.QtWidgets import QWidget

        found = self.canvas.findChildren(QWidget, name)
        assert found, name
        return found[-1]  # those of a layer that was just removed come before

    def frame(self, **values: Any) -> None:
        self.context.bridge.frame.emit(frame_of(self.experiment, **values))

    def views(self) -> tuple[Any, ...]:
        """What the kernel is asked to send."""
        return self.context.bridge._views.union()


def show_canvas(
    qtbot: Any, experiment: Experiment, *, size: tuple[int, int] = (700, 450), language: str = "en",
    known: bool = True, facts: bool = True,
) -> World:  # fmt: skip
    """Shows a canvas; `known`: the catalogue has come; `facts`: so have the facts."""
    words, theme, document = Language(language), Theme("light"), Document(experiment)
    if known:
        document.set_catalog(catalogue())
    if facts:
        document.set_facts(facts_of(experiment))
    context = Context(words, theme, Actions(words, theme), document, KernelBridge(document, NotingClient))
    canvas = NetworkCanvas(context)
    qtbot.addWidget(canvas)
    canvas.resize(size[0], size[1] + canvas.palette_strip.wanted_height)  # `size` is the network's room
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    return World(canvas, context, context.bridge.client)
