"""A desk at which a test talks to real kernels: what arrives is collected, and waited for without sleeping."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from nnlab.experiment.document import Chosen, Experiment
from nnlab.experiment.presets import preset
from nnlab.kernel import messages as m
from nnlab.kernel.client import KernelClient
from nnlab.records import ComponentInfo

T = TypeVar("T")
patience_s = 30.0

swish = '''"""Swish."""
import os
import time
import numpy as np
from nnlab.api import Activation, hookimpl

class Swish(Activation):
    def forward(self, z):
        {body}
        return z / (1 + np.exp(-z))

@hookimpl
def nnlab_activations():
    return [Swish]
'''


class Desk:
    """A client with a memory. `eager` gives a credit for each frame at once."""

    def __init__(self, *, eager: bool = True, **settings: Any) -> None:
        self.came: list[Any] = []
        self._seen = 0
        self._eager = eager
        self._news = threading.Condition()
        self.rev = 0
        self.client = KernelClient(self._receive, **settings)

    def __enter__(self) -> Desk:
        self.client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def _receive(self, message: Any) -> None:
        with self._news:
            self.came.append(message)
            self._news.notify_all()
        if self._eager and isinstance(message, m.Frame):
            self.client.send(m.Credit(run=1))

    def wait(self, kind: type[T], when: Callable[[T], bool] = lambda _: True, timeout: float = patience_s) -> T:
        """Returns the next message of a kind, after the one that was returned last."""
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                for place in range(self._seen, len(self.came)):
                    message = self.came[place]
                    if isinstance(message, kind) and when(message):
                        self._seen = place + 1
                        return message
                left = deadline - time.monotonic()
                if left <= 0 or not self._news.wait(left):
                    told = [short(message) for message in self.came[-30:]]
                    raise AssertionError(f"no {kind.__name__} came; the last were {told}")

    def ever(self, kind: type[T], when: Callable[[T], bool] = lambda _: True) -> T:
        """Returns the first message of a kind, whenever it came or comes."""
        self._seen = 0
        return self.wait(kind, when)

    def of(self, kind: type[T]) -> list[T]:
        """Returns all messages of a kind that came so far."""
        with self._news:
            return [message for message in self.came if isinstance(message, kind)]

    def send(self, message: Any) -> None:
        self.client.send(msgspec.structs.replace(message, run=1, rev=self.rev))

    def change(self, message: Any) -> m.Applied:
        """Sends a change with the next revision and waits for its answer."""
        self.rev += 1
        self.send(message)
        return self.wait(m.Applied, lambda applied: applied.rev == self.rev)

    def settled(self) -> m.Ready:
        """Waits for all plugins; returns the newest catalogue."""
        assert self.client.plugins_settled.wait(patience_s), [short(message) for message in self.came]
        return self.of(m.Ready)[-1]

    def saved(self) -> m.Saved:
        """Asks for the state."""
        token = self.rev * 1000 + len(self.came)
        self.send(m.Save(token=token))
        return self.wait(m.Saved, lambda saved: saved.token == token)


def short(message: Any) -> str:
    if isinstance(message, m.Trouble | m.Restarted | m.Died | m.Stalled | m.Applied):
        text = str(message)
        return text if len(text) < 1500 else text[:700] + " ... " + text[-700:]
    return type(message).__name__


def small(**training: Any) -> Experiment:
    """Returns the first preset with settings of the training changed."""
    experiment = preset("spiral")
    return msgspec.structs.replace(experiment, training=msgspec.structs.replace(experiment.training, **training))


def with_activation(experiment: Experiment, ident: str) -> Experiment:
    """Returns the experiment with another activation in its first layer."""
    first, *rest = experiment.network.layers
    first = msgspec.structs.replace(first, activation=Chosen(id=ident))
    network = msgspec.structs.replace(experiment.network, layers=(first, *rest))
    return msgspec.structs.replace(experiment, network=network)


def plugin(folder: Path, body: str = "pass", name: str = "swish") -> Path:
    """Writes a plugin file with an activation `swish` whose forward begins with `body`."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(swish.format(body=body))
    return folder


def ids(catalog: tuple[ComponentInfo, ...]) -> set[str]:
    return {info.id for info in catalog}


def alive(pid: int) -> bool:
    """Tells whether a process runs; one that ended and was not collected does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"
