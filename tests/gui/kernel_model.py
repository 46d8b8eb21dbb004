"""A kernel that is only bookkeeping: weights are a digest of all that made them, so equal digests are equal runs."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from nnlab.experiment.document import Chosen, Data, Drawn, Experiment, LayerSpec, Network, Training
from nnlab.experiment.edits import same_shape
from nnlab.experiment.facts import Facts
from nnlab.kernel import messages as m
from nnlab.records import Array, Checkpoint, History


def experiment(**values: Any) -> Experiment:
    """Two spirals, two layers of 4, tanh."""
    tanh = Chosen(id="tanh")

    def dense(id: str, units: int, source: str) -> LayerSpec:
        return LayerSpec(id=id, kind=Chosen(id="dense", values={"units": units}), activation=tanh, inputs=(source,))

    made = Experiment(
        name="Two spirals",
        data=Data(source=Chosen(id="spiral", values={"noise": 0.1})),
        network=Network(inputs=("x1", "x2"), layers=(dense("h1", 4, "input"), dense("output", 1, "h1"))),
        training=Training(
            loss=Chosen(id="mse"),
            optimizer=Chosen(id="adam", values={"learning_rate": 0.01}),
            schedule=Chosen(id="constant"),
        ),
        start=Drawn(initializer=Chosen(id="xavier"), seed=1),
    )
    return msgspec.structs.replace(made, **values)


def with_units(old: Experiment, units: int) -> Experiment:
    """Another number of neurons in h1: an edit of shape."""
    layer = old.network.layers[0]
    wider = msgspec.structs.replace(layer, kind=Chosen(id="dense", values={"units": units}))
    network = msgspec.structs.replace(old.network, layers=(wider, *old.network.layers[1:]))
    return msgspec.structs.replace(old, network=network)


def with_rate(old: Experiment, rate: float) -> Experiment:
    """Another learning rate: an edit of a setting."""
    optimizer = Chosen(id="adam", values={"learning_rate": rate})
    return msgspec.structs.replace(old, training=msgspec.structs.replace(old.training, optimizer=optimizer))


class KernelModel:
    """Takes messages at once and handles them when told to, as slowly as a test wants."""

    def __init__(self, receive: Callable[[Any], None]) -> None:
        self.receive = receive
        self.todo: deque[Any] = deque()
        self.sent: list[Any] = []
        self.experiment: Experiment | None = None
        self.began: Experiment | None = None
        self.weights = b""
        self.step = 0
        self.history: tuple[int, ...] = ()  # the steps after which was measured
        self.training = False
        self.closed = False
        self.newest: m.Saved | None = None

    def start(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def restart(self) -> None:
        self.todo.clear()

    def send(self, message: Any) -> None:
        self.todo.append(message)
        self.sent.append(message)

    def work(self, count: int | None = None) -> None:
        """Handles the oldest messages (None: all)."""
        for _ in range(len(self.todo) if count is None else min(count, len(self.todo))):
            message = self.todo.popleft()
            getattr(self, f"on_{type(message).__name__.lower()}", lambda _message: None)(message)

    def train(self, steps: int) -> None:
        """Trains so many steps, if it was told to train."""
        for _ in range(steps if self.training else 0):
            self._step()

    @property
    def state(self) -> tuple[bytes, bytes, int]:
        """All that a file would hold, without its history."""
        return msgspec.json.encode(self.experiment), self.weights, self.step

    # ---- messages

    def on_open(self, message: m.Open) -> None:
        self.training = False
        begins = message.checkpoint is None or (message.checkpoint.step == 0 and message.began != message.experiment)
        self._begin(message.experiment)  # an edit before the first step draws the weights anew, as on_edit does
        if message.checkpoint is not None and not begins:
            self._restore(message.checkpoint, message.history)
        self._applied(message)

    def on_edit(self, message: m.Edit) -> None:
        old = self.experiment
        assert old is not None
        if self.step == 0:
            self._begin(message.experiment)
        else:
            self.experiment = message.experiment
            if not same_shape(old, message.experiment):
                self.weights = _digest(self.weights, b"carried", _bytes(message.experiment))
        self._applied(message)

    def on_setweights(self, message: m.SetWeights) -> None:
        self.weights = _digest(self.weights, b"put", message.weights.data)
        self._applied(message)

    def on_reset(self, message: m.Reset) -> None:
        assert self.experiment is not None
        self.training = False
        self._begin(self.experiment)
        self._applied(message)

    def on_restore(self, message: m.Restore) -> None:
        self.experiment = message.experiment
        self._restore(message.checkpoint, None)
        self._applied(message)

    def on_train(self, message: m.Train) -> None:
        self.training = True

    def on_pause(self, message: m.Pause) -> None:
        self.training = False

    def on_step(self, message: m.Step) -> None:
        self.training = False
        self._step()

    def on_save(self, message: m.Save) -> None:
        arrays = {"w": Array.of(np.frombuffer(self.weights, dtype=np.uint8))}
        assert self.experiment is not None
        assert self.began is not None
        self.receive(
            m.Saved(
                run=message.run,
                rev=message.rev,
                token=message.token,
                checkpoint=Checkpoint(step=self.step, arrays=arrays),
                experiment=self.experiment,
                began=self.began,
                events=(),
                history=History(epoch=self.history, train_loss=tuple(map(float, self.history))),
            )
        )

    def _begin(self, experiment: Experiment) -> None:
        self.experiment = self.began = experiment
        self.weights, self.step = _digest(b"drawn", _bytes(experiment)), 0
        self.history = (0,)

    def _restore(self, checkpoint: Checkpoint, history: History | None) -> None:
        self.weights, self.step = checkpoint.arrays["w"].data, checkpoint.step
        measured = self.history if history is None else history.epoch
        self.history = tuple(step for step in measured if step <= self.step)

    def _step(self) -> None:
        self.weights = _digest(self.weights, b"step", _bytes(self.experiment))
        self.step += 1
        self.history = (*self.history, self.step)

    def _applied(self, message: Any) -> None:
        facts = Facts(data=None, layers=(), parameters=0)
        self.receive(m.Applied(run=message.run, rev=message.rev, step=self.step, facts=facts, epoch=0))


def _bytes(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _digest(*parts: bytes) -> bytes:
    return hashlib.sha256(b"|".join(parts)).digest()
