"""Whatever is edited, undone, saved and trained, in any order: canvas, document and kernel agree, and nothing is lost.

One real window with a real kernel; every example begins with a new document in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import nnlab
from nnlab.experiment import edits
from nnlab.experiment.file import ExperimentFile
from nnlab.gui.canvas.parameters import Spot
from nnlab.gui.canvas.selection import Selection
from nnlab.kernel.messages import Speed
from nnlab.records import ProblemError

soaking = os.environ.get("NNLAB_SOAK") == "1"
names = st.sampled_from(
    [
        *["add_layer", "add_neuron", "remove_neuron", "activation", "put", "undo", "redo", "train", "step"] * 2,
        *["remove_layer", "move", "join", "separate", "copy", "paste", "duplicate", "freeze", "frozen", "cut", "flip"],
        *["zero", "random", "resize", "rename", "name", "kind", "inputs", "data", "loss", "optimizer", "rate", "batch"],
        *["share", "sample", "weights", "reset", "go_to", "click", "save", "settle", "language", "pause", "speed"],
    ]
)
number = st.integers(0, 1000)
scripts = st.tuples(names, number, number, number)


class Play:
    """Does what a script says, to whichever part of the network its numbers fall on."""

    def __init__(self, window: Any, qtbot: Any, path: Any) -> None:
        self.window, self.qtbot, self.path = window, qtbot, path
        self.document, self.bridge, self.canvas = window.document, window.bridge, window.canvas
        self.tools, self.parameters = window.canvas.tools, window.canvas.parameters
        self.saves = 0

    def begin(self) -> None:
        """Shows a small new experiment."""
        self.bridge.pause()
        small = nnlab.change(nnlab.preset("xor"), {"data.source.samples": 50, "training.regularizer": None})
        self.window.files.show(ExperimentFile(experiment=small), None)
        self.bridge.set_speed(Speed(0))

    def do(self, name: str, *numbers: int) -> None:
        getattr(self, name)(*numbers)

    # ---- what there is

    @property
    def layers(self) -> list[str]:
        return [layer.id for layer in self.document.experiment.network.layers]

    def layer(self, n: int) -> str:
        return self.layers[n % len(self.layers)]

    def source(self, n: int) -> str:
        sources = ["input", *self.layers[:-1]]
        return sources[n % len(sources)]

    def unit(self, layer: str, n: int) -> int:
        return n % max(1, self.tools.strokes.units(layer))

    def spot(self, a: int, b: int, c: int) -> Spot | None:
        layer = self.layer(a)
        array = self.canvas.numbers.array(layer, "weights")
        if array is None or array.ndim != 2 or layer not in [spec.id for spec in self.canvas.board.specs]:
            return None
        return Spot(layer, b % array.shape[1], c % (array.shape[0] + 1) - 1 if c % (array.shape[0] + 1) else None)

    def attempt(self, make: Callable[[Any], Any], merge: str = "") -> None:
        """Edits as the panels do, which say what cannot be done where it was asked for."""
        self.window.training_panel.attempt(lambda: "Change", make, lambda sentence: None, merge)

    # ---- the network

    def add_layer(self, a: int, b: int, c: int) -> None:
        kinds = self.tools.hands.kinds()
        if len(self.layers) < 8:
            self.tools.hands.add_layer(self.source(a), "dense" if b % 4 else kinds[c % len(kinds)])

    def remove_layer(self, a: int, b: int, c: int) -> None:
        self.tools.hands.remove_layer(self.layer(a))

    def add_neuron(self, a: int, b: int, c: int) -> None:
        if self.tools.strokes.units(self.layer(a)) < 10:
            self.tools.hands.add_neuron(self.layer(a))

    def remove_neuron(self, a: int, b: int, c: int) -> None:
        layer = self.layer(a)
        self.tools.strokes.remove(Selection(layer, self.unit(layer, b), more_units=(self.unit(layer, c),)))

    def resize(self, a: int, b: int, c: int) -> None:
        """Drags a layer's edge over two numbers of neurons."""
        infos, layer = self.document.catalog, self.layer(a)
        for units in (1 + b % 7, 1 + c % 7):
            self.tools.hands.do(lambda: "Resize", lambda now, u=units: edits.set_units(now, layer, u, infos), "resize")
        if b % 2:
            self.document.end_merge()

    def move(self, a: int, b: int, c: int) -> None:
        self.tools.strokes.move([self.layer(a)], self.source(b))

    def join(self, a: int, b: int, c: int) -> None:
        self.tools.connecting.join(self.source(a), self.layer(b), ("add", "concatenate")[c % 2])

    def separate(self, a: int, b: int, c: int) -> None:
        sources = self.tools.connecting.sources(self.layer(a))
        if sources:
            self.tools.connecting.separate(sources[b % len(sources)], self.layer(a))

    def copy(self, a: int, b: int, c: int) -> None:
        self.tools.clipboard.copy(Selection(self.layer(a), more=(self.layer(b),)))

    def paste(self, a: int, b: int, c: int) -> None:
        if len(self.layers) < 8:
            self.tools.clipboard.paste(Selection(self.layer(a)))

    def duplicate(self, a: int, b: int, c: int) -> None:
        if len(self.layers) < 8:
            self.tools.clipboard.duplicate(Selection(self.layer(a)))

    def activation(self, a: int, b: int, c: int) -> None:
        known = self.document.infos("activation")
        self.tools.strokes.choose_activation([self.layer(a)], known[b % len(known)].id)

    def rename(self, a: int, b: int, c: int) -> None:
        self.tools.renaming.name_layer(self.layer(a), ("", "mine", "Mitte {x} &")[b % 3])

    def name(self, a: int, b: int, c: int) -> None:
        self.tools.renaming.name_neuron(self.layer(a), self.unit(self.layer(a), b), ("", "edge", "corner")[c % 3])

    def kind(self, a: int, b: int, c: int) -> None:
        infos, kinds = self.document.catalog, self.tools.hands.kinds()
        self.attempt(lambda now: edits.set_kind(now, self.layer(a), kinds[b % len(kinds)], infos))

    # ---- numbers

    def freeze(self, a: int, b: int, c: int) -> None:
        self.tools.hands.freeze_layer(self.layer(a))

    def frozen(self, a: int, b: int, c: int) -> None:
        self._mark("frozen", a, b, c)

    def cut(self, a: int, b: int, c: int) -> None:
        self._mark("cut", a, b, c)

    def _mark(self, part: Any, a: int, b: int, c: int) -> None:
        spot = self.spot(a, b, c)
        if spot is not None:
            self.parameters.mark(part, spot, ("one", "neuron", "layer")[b % 3], on=not self.parameters.has(part, spot))

    def put(self, a: int, b: int, c: int) -> None:
        spot = self.spot(a, b, c)
        for value in (b / 300 - 1.5, c / 300 - 1.5) if spot is not None else ():
            self.parameters.put(spot, value, merge="slide")

    def flip(self, a: int, b: int, c: int) -> None:
        self._change(self.parameters.flip, a, b, c)

    def zero(self, a: int, b: int, c: int) -> None:
        self._change(self.parameters.zero, a, b, c)

    def random(self, a: int, b: int, c: int) -> None:
        self._change(self.parameters.randomise, a, b, c)

    def _change(self, change: Callable[..., None], a: int, b: int, c: int) -> None:
        spot = self.spot(a, b, c)
        if spot is not None:
            change(spot, ("one", "neuron", "layer")[c % 3])

    # ---- settings

    def inputs(self, a: int, b: int, c: int) -> None:
        some = [name for bit, name in enumerate(("x1", "x2", "x1^2", "x1*x2", "sin(x2)")) if (a | 1) >> bit & 1]
        self.attempt(lambda now: edits.set_inputs(now, tuple(some)))

    def data(self, a: int, b: int, c: int) -> None:
        known = [info for info in self.document.infos("dataset") if info.id in ("xor", "circle", "gauss", "plane")]
        if known:
            self.attempt(lambda now: edits.set_dataset(now, known[a % len(known)].id, self.document.catalog))

    def loss(self, a: int, b: int, c: int) -> None:
        self._choose("training.loss", "loss", a)

    def optimizer(self, a: int, b: int, c: int) -> None:
        self._choose("training.optimizer", "optimizer", a)

    def _choose(self, slot: str, kind: Any, n: int) -> None:
        known = self.document.infos(kind)
        self.attempt(lambda now: edits.choose(now, slot, known[n % len(known)].id, self.document.catalog))

    def rate(self, a: int, b: int, c: int) -> None:
        infos = self.document.catalog
        for rate in (a / 10_000 + 1e-4, b / 10_000 + 1e-4):
            self.attempt(
                lambda now, r=rate: edits.set_param(now, "training.optimizer", "learning_rate", r, infos), "rate"
            )

    def batch(self, a: int, b: int, c: int) -> None:
        self.attempt(lambda now: edits.set_batch_size(now, 1 + a % 20))

    def share(self, a: int, b: int, c: int) -> None:
        self.attempt(lambda now: edits.set_test_share(now, (a % 10) / 10))

    def sample(self, a: int, b: int, c: int) -> None:
        self.attempt(lambda now: edits.set_value(now, "data.seed", a))

    def weights(self, a: int, b: int, c: int) -> None:
        self.window.command("train.new_weights").trigger()

    # ---- time

    def undo(self, a: int, b: int, c: int) -> None:
        self.window.command("edit.undo").trigger()

    def redo(self, a: int, b: int, c: int) -> None:
        self.window.command("edit.redo").trigger()

    def go_to(self, a: int, b: int, c: int) -> None:
        self.document.go_to(a % (self.document.undo_stack.count() + 1))

    def click(self, a: int, b: int, c: int) -> None:
        panel = self.window.history.panel
        panel.list.clicked.emit(panel.steps.index(a % panel.steps.rowCount()))

    def train(self, a: int, b: int, c: int) -> None:
        before = self.bridge.last_frame
        self.bridge.train(until=None if a % 3 else self.bridge.epoch + 1 + b % 5)
        if c % 2:
            self.qtbot.waitUntil(lambda: self.bridge.last_frame is not before or not self.bridge.training)

    def pause(self, a: int, b: int, c: int) -> None:
        self.bridge.pause()

    def step(self, a: int, b: int, c: int) -> None:
        self.bridge.step(("sample", "batch", "epoch")[a % 3])

    def reset(self, a: int, b: int, c: int) -> None:
        self.bridge.reset()

    def speed(self, a: int, b: int, c: int) -> None:
        self.bridge.set_speed(Speed((0, 60)[a % 2]))

    def save(self, a: int, b: int, c: int) -> None:
        """Saves in mid-training or not, and does not wait for it."""
        self.saves += 1
        self.window.files.save_to(self.path / f"{self.saves % 3}.nnlab")

    def language(self, a: int, b: int, c: int) -> None:
        self.window.command("view.language").trigger()

    def settle(self, a: int = 0, b: int = 0, c: int = 0) -> None:
        """Pauses, waits until everybody knows of everything, and asks whether they agree."""
        self.bridge.pause()
        document, window = self.document, self.window
        kept = self.bridge.keep()
        self.qtbot.waitUntil(lambda: kept.settled, timeout=20_000)
        self.qtbot.waitUntil(lambda: document.facts is not None, timeout=20_000)
        assert not kept.lost
        assert [layer.id for layer in document.facts.layers] == self.layers
        specs = {spec.id: spec for spec in self.canvas.board.specs}
        assert list(specs) == ["input", *self.layers]
        assert window.history.panel.steps.steps == document.undo_stack.count()
        errors = [problem for problem in document.problems if problem.level == "error"]
        if kept.saved is None:
            assert errors
            return
        assert kept.saved.experiment == document.experiment
        if not errors:
            self._agree(kept.saved.checkpoint.arrays, specs)

    def _agree(self, arrays: Any, specs: Any) -> None:
        """Tells whether kernel, facts and canvas have the same numbers of the same shapes."""
        document, numbers = self.document, self.canvas.numbers
        masks = {mask.layer: mask for mask in document.experiment.network.masks}
        for layer in document.facts.layers:
            mine = {
                name.split("/")[2]: array
                for name, array in arrays.items()
                if name.startswith(f"parameters/{layer.id}/")
            }
            assert {name: array.shape for name, array in mine.items()} == dict(layer.arrays or {})
            assert self.tools.hands.frozen(layer.id) == edits.all_frozen(document.experiment, layer.id)
            for place in masks[layer.id].cut if layer.id in masks else ():
                assert not np.any(mine[place.name].numpy()[place.at or ...])
            if layer.matrix is not None and layer.arrays:
                weights = mine["weights"].numpy()
                same = lambda layer=layer, weights=weights: np.array_equal(numbers.array(layer.id, "weights"), weights)  # noqa: E731
                self.qtbot.waitUntil(same, timeout=20_000)
                assert specs[layer.id].units == layer.matrix[1]

    def file(self, name: str) -> bytes:
        path = self.path / name  # of the script's own saves some may still be on their way
        with self.qtbot.waitSignal(self.window.files.saved, timeout=30_000, check_params_cb=lambda one: one == path):
            self.window.files.save_to(path)
        return path.read_bytes()

    def back_and_forth(self) -> None:
        """Undoes everything and redoes it, step by step and at once: the file is the same."""
        stack = self.document.undo_stack
        end, there = stack.index(), self.file("there.nnlab")
        while stack.canUndo():
            stack.undo()
        self.document.go_to(end // 2)
        while stack.index() < end:
            stack.redo()
        assert self.file("redone.nnlab") == there
        self.document.go_to(0)
        self.document.go_to(end)
        assert self.file("again.nnlab") == there
        self.settle()


def run(window: Any, qtbot: Any, path: Any, script: list[tuple[str, int, int, int]]) -> None:
    play = Play(window, qtbot, path)
    play.begin()
    for name, *rest in script:
        try:
            play.do(name, *rest)
        except ProblemError as error:
            raise AssertionError(f"{name} {rest}: {error}") from error
    play.settle()
    play.back_and_forth()


@pytest.fixture
def window(opened, qtbot):
    return opened(nnlab.preset("xor"))


usual = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink what a real window did takes hours
    print_blob=True,
)


@settings(usual, max_examples=8)
@given(st.lists(scripts, min_size=10, max_size=18))
def test_canvas_document_and_kernel_agree_whatever_is_done(window, qtbot, tmp_path, script):
    run(window, qtbot, tmp_path, script)


@pytest.mark.soak
@pytest.mark.skipif(not soaking, reason="takes an hour: make soak")
@settings(usual, max_examples=int(os.environ.get("NNLAB_SOAK_EXAMPLES", "60")))
@given(st.lists(scripts, min_size=200, max_size=200))
def test_two_hundred_edits_undos_saves_and_bursts_of_training(window, qtbot, tmp_path, script):
    run(window, qtbot, tmp_path, script)
