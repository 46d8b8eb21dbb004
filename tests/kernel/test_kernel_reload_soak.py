"""Reloading over and over piles nothing up, in neither process."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from desk import patience_s, small, with_activation

from nnlab.kernel import messages as m
from nnlab.kernel.client import KernelClient

good = '''"""Swish."""
import numpy as np
from nnlab.api import Activation, hookimpl

class Swish(Activation):
    def forward(self, z):
        return {scale} * z / (1 + np.exp(-z))

@hookimpl
def nnlab_activations():
    return [Swish]
'''
slow = "import time\ntime.sleep(0.05)\n"
page = os.sysconf("SC_PAGE_SIZE")


class Reader:
    """Keeps no message: only how it stands with the file, and how far training is."""

    def __init__(self, folder: Path) -> None:
        self._news = threading.Condition()
        self._state, self._epoch = "", 0
        self.troubles: list[m.Trouble] = []
        self.client = KernelClient(self._receive, plugin_dirs=[folder], trial_s=10.0)

    def _receive(self, message: Any) -> None:
        with self._news:
            if isinstance(message, m.PluginsChanged):
                (one,) = message.states or (None,)
                self._state = f"{one.state} {one.file.sha256}" if one is not None else ""
            elif isinstance(message, m.Frame):
                self._epoch = message.epoch
            elif isinstance(message, m.Trouble):
                self.troubles.append(message)
            self._news.notify_all()
        if isinstance(message, m.Frame):
            self.client.send(m.Credit(run=1))

    def until(self, state: str, digest: str) -> None:
        """Waits until the file with this digest is in a state."""
        with self._news:
            assert self._news.wait_for(lambda: self._state == f"{state} {digest}", patience_s), self._state

    def trains(self) -> None:
        """Waits for news of training."""
        with self._news:
            epoch = self._epoch
            assert self._news.wait_for(lambda: self._epoch > epoch, patience_s)


def save(path: Path, text: str) -> str:
    from nnlab.records.plugin_files import file_digest

    new = path.with_name(".new")
    new.write_text(text)
    digest = file_digest(new)
    os.replace(new, path)
    return digest


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page


def children() -> list[str]:
    """Returns the states of this process's children: Z is a zombie."""
    made = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == os.getpid():
            made.append(words[0])
    return made


def alternate(reader: Reader, path: Path, count: int, first: int = 0) -> None:
    """Saves a good, a slow and a broken version in turn, each of a text that was never there before."""
    for number in range(first, first + count):
        text, state = good.format(scale=1 + number / 1e6), "loaded"
        if number % 3 == 1:
            text = slow + text
        elif number % 3 == 2:
            text, state = text + "broken(\n", "old"
        reader.until(state, save(path, text))


def reload(path: Path, count: int, warm: int) -> tuple[list[int], list[int]]:
    """Reloads so many times while training; returns the memory of (this process, the kernel) before and after."""
    path.parent.mkdir()
    reader = Reader(path.parent)
    digest = save(path, good.format(scale=1))
    reader.client.start()
    try:
        reader.until("loaded", digest)
        reader.client.send(m.Open(run=1, rev=1, experiment=with_activation(small(), "swish")))
        reader.client.send(m.Subscribe(run=1, rev=1, views=(m.MapsView(20), m.WeightsView())))
        reader.client.send(m.Credit(run=1))
        reader.client.send(m.Train(run=1, rev=1, speed=m.Speed(20)))
        reader.trains()
        alternate(reader, path, warm)
        kernel = reader.client.pid
        assert kernel is not None
        before = [resident(os.getpid()), resident(kernel)]
        alternate(reader, path, count, warm)
        reader.trains()
        assert reader.client.pid == kernel, "the kernel is the one that began"
        after = [resident(os.getpid()), resident(kernel)]
        assert reader.troubles == []
        assert "Z" not in children()
    finally:
        reader.client.close()
    return before, after


def test_fifty_reloads_leave_memory_as_it_was(tmp_path: Path) -> None:
    before, after = reload(tmp_path / "plugins" / "swish.py", 50, warm=12)
    for name, was, now in zip(("app", "kernel"), before, after, strict=True):
        assert now < 1.1 * was, f"{name}: {was >> 20} MB became {now >> 20} MB"


@pytest.mark.soak
@pytest.mark.skipif("NNLAB_SOAK" not in os.environ, reason="takes minutes")
def test_a_thousand_reloads_leave_memory_as_it_was(tmp_path: Path) -> None:
    before, after = reload(tmp_path / "plugins" / "swish.py", 1000, warm=12)
    print(before, after)
    for name, was, now in zip(("app", "kernel"), before, after, strict=True):
        assert now < 1.1 * was, f"{name}: {was >> 20} MB became {now >> 20} MB"
