"""Trains in the real window and says how fast it goes, how often it is drawn and how long the window was held up."""

from __future__ import annotations

import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Data, Experiment, LayerSpec, Network
from nnlab.experiment.edits import add_layer, set_units
from nnlab.experiment.file import ExperimentFile
from nnlab.experiment.presets import preset
from nnlab.gui.measuring.stopwatch import Stopwatch, part
from nnlab.kernel.client import KernelClient
from nnlab.kernel.messages import Finished, Open, Ready, Saved, Speed, Train
from nnlab.records import fail

Told = Callable[[str, int, int], None]  # what is measured now, rounds done, rounds in all
_wait_s = 60.0


@dataclass(frozen=True)
class Work:
    """Training in the window: epochs a second without and with it, frames a second, and the waits of its events in ms.

    `usual` is at 60 epochs a second, else as fast as possible.
    """

    name: str
    headless: float
    with_window: float
    frames: float
    usual_frames: float
    wait_median: float
    wait_99: float
    wait_longest: float

    @property
    def share(self) -> float:
        """The part of the headless speed that is left with the window."""
        return self.with_window / self.headless if self.headless else 0.0


@dataclass(frozen=True)
class Start:
    """Medians in seconds from the start of a process: nnlab's window, and a bare one of PySide6 and pyqtgraph."""

    painted: float
    complete: float
    bare: float


@dataclass(frozen=True)
class Figures:
    """All that was measured. `wide_s`: until a network of 1,024 neurons a layer is shown; memory in megabytes."""

    works: tuple[Work, ...]
    start: Start
    wide_s: float
    window_mb: float | None
    kernel_mb: float | None


class Stage:
    """A real window with a real kernel and the settings of a first start."""

    def __init__(self, experiment: Experiment | None = None) -> None:
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtCore import qInstallMessageHandler

        from nnlab.gui.app import application, lasting

        self.app = application()
        self._before = qInstallMessageHandler(self._hear)
        self.clients: list[KernelClient] = []
        opened = ExperimentFile(experiment=experiment or preset("spiral"))
        with lasting():
            from nnlab.gui.language import Language
            from nnlab.gui.memory import Memory
            from nnlab.gui.theme import Theme
            from nnlab.gui.window import MainWindow

            memory = Memory(remembers=False)
            self.window = MainWindow(opened, None, self._client, Language("en"), Theme("light"), memory)
        self.window.resize(1600, 1000)

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.window.shut()
        self.window.close()
        self.window.deleteLater()
        self.app.processEvents()
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(self._before)

    def _hear(self, kind: Any, context: Any, message: str) -> None:
        """Passes on what Qt says, but for a word of the invisible screen about itself."""
        if "propagateSizeHints" in message:
            return
        if self._before is not None:
            self._before(kind, context, message)
        else:
            print(message, file=sys.stderr)

    def _client(self, receive: Callable[[Any], None]) -> KernelClient:
        self.clients.append(KernelClient(receive, safe_mode=True))
        return self.clients[-1]

    def begin(self) -> None:
        """Starts the kernel and waits until all panels show the experiment."""
        window = self.window
        window.bridge.start()
        self.wait(lambda: window.bridge.last_frame is not None and window.boundary_plot.ready)

    def wait(self, done: Callable[[], bool], seconds: float = _wait_s) -> None:
        """Runs the event loop until something is so. Raises ProblemError `bench.window_late`."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop, look, deadline = QEventLoop(), QTimer(), time.monotonic() + seconds
        look.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > deadline else None)
        look.start(5)
        loop.exec()
        look.stop()
        if not done():
            raise fail("bench.window_late", seconds=round(seconds))

    def run(self, seconds: float) -> None:
        """Runs the event loop for a while."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()


def measure(seconds: float, rounds: int, told: Told = lambda name, done, total: None) -> Figures:
    """Measures everything: `rounds` turns of `seconds` each, without and with the window one after the other."""
    from nnlab.gui.measuring.opening import open_both

    works = [_work(name, made, seconds, rounds, told) for name, made in experiments().items()]
    told("start", 0, 1)
    ours, bare = open_both(max(1, rounds))
    start = Start(
        painted=statistics.median(one.painted for one in ours),
        complete=statistics.median(one.complete for one in ours),
        bare=statistics.median(one.painted for one in bare),
    )
    told("start", 1, 1)
    with Stage() as stage:
        stage.window.show()
        stage.begin()
        wide_s = _wide(stage)
        kernel = _resident(stage.clients[0].pid)
        own = _resident(os.getpid())
    return Figures(tuple(works), start, wide_s, own, kernel)


def experiments() -> dict[str, Experiment]:
    """Returns what is trained: the default, six layers of eight with all their maps, and a wide net, folded."""
    spiral = preset("spiral")
    deep = spiral
    while len(deep.network.layers) < 7:
        deep = add_layer(deep, deep.network.layers[-2].id, 8)
    layers = [
        LayerSpec(id="flat", kind=Chosen(id="flatten"), inputs=("input",)),
        LayerSpec(id="h1", kind=_dense(128), activation=Chosen(id="relu"), inputs=("flat",)),
        LayerSpec(id="h2", kind=_dense(64), activation=Chosen(id="relu"), inputs=("h1",)),
        LayerSpec(id="output", kind=_dense(10), activation=Chosen(id="softmax"), inputs=("h2",)),
    ]
    wide = replace(
        spiral,
        data=Data(source=Chosen(id="digits")),
        network=Network(inputs=spiral.network.inputs, layers=tuple(layers)),
        training=replace(spiral.training, loss=Chosen(id="cross_entropy"), regularizer=None),
    )
    return {"2-8-8-8-1": spiral, "2-8-8-8-8-8-8-1": deep, "64-128-64-10": wide}


def _dense(units: int) -> Chosen:
    return Chosen(id="dense", values={"units": units})


def _work(name: str, experiment: Experiment, seconds: float, rounds: int, told: Told) -> Work:
    headless, with_window, frames, usual = [], [], [], []
    waits: list[float] = []
    with Stage(experiment) as stage, Headless(experiment) as alone:
        window, bridge = stage.window, stage.window.bridge
        window.show()
        stage.begin()
        watch = Stopwatch(window)
        for done in range(rounds):
            told(name, done, rounds)
            headless.append(alone.rate(seconds))
            for per_second, rates in ((0.0, frames), (60.0, usual)):
                bridge.set_speed(Speed(per_second))
                bridge.train()
                stage.run(0.3)
                watch.forget()
                epoch, began = bridge.epoch, time.perf_counter()
                stage.run(seconds)
                if not per_second:
                    with_window.append((bridge.epoch - epoch) / (time.perf_counter() - began))
                watch.stop_counting()
                rates.append(watch.frames / watch.seconds)
                waits += watch.waits
                bridge.pause()
                stage.wait(lambda: not bridge.training)
        watch.stop()
        told(name, rounds, rounds)
    waits.sort()
    return Work(
        name,
        headless=statistics.median(headless),
        with_window=statistics.median(with_window),
        frames=statistics.median(frames),
        usual_frames=statistics.median(usual),
        wait_median=1000 * part(waits, 0.5),
        wait_99=1000 * part(waits, 0.99),
        wait_longest=1000 * waits[-1],
    )


class Headless:
    """The same experiment in a kernel that nobody looks at."""

    def __init__(self, experiment: Experiment) -> None:
        self._ready, self._done = threading.Event(), threading.Event()
        self._epoch = 0
        self._client = KernelClient(self._take, safe_mode=True)
        self._client.start()
        self._client.send(Open(run=1, experiment=experiment))
        self._ready.wait(_wait_s)

    def __enter__(self) -> Headless:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def rate(self, seconds: float) -> float:
        """Returns the epochs a second, trained for about so long."""
        count, took = 20, 0.0
        while took < seconds / 2:
            took = self._train(count)
            if took < seconds / 2:
                count = max(count + 1, int(count * min(20.0, seconds / max(took, 1e-3))))
        return count / took

    def _train(self, epochs: int) -> float:
        self._done.clear()
        began = time.perf_counter()
        self._client.send(Train(run=1, until=self._epoch + epochs, speed=Speed(0)))
        if not self._done.wait(_wait_s):
            raise fail("bench.window_late", seconds=round(_wait_s))
        return time.perf_counter() - began

    def _take(self, message: object) -> None:
        if isinstance(message, Ready):
            self._ready.set()
        elif isinstance(message, Saved):
            self._epoch = max(self._epoch, message.checkpoint.epoch)
        elif isinstance(message, Finished):
            self._epoch = message.epoch
            self._done.set()


def _wide(stage: Stage) -> float:
    """Returns the seconds until a network with two layers of 1,024 neurons is on the screen."""
    experiment = preset("spiral")
    for layer in ("h1", "h2"):
        experiment = set_units(experiment, layer, 1024)
    began = time.perf_counter()
    window = stage.window
    window.files.show(ExperimentFile(experiment=experiment), None)
    shown = window.canvas.numbers
    stage.wait(lambda: (found := shown.array("h2", "weights")) is not None and found.shape == (1024, 1024))
    stage.app.processEvents()
    return time.perf_counter() - began


def _resident(pid: int | None) -> float | None:
    """Returns the megabytes a process has in memory, where the system tells."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
