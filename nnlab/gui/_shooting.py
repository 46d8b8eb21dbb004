"""One window on its way to a picture: shown, trained, drawn, grabbed."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QMessageLogContext, QSize, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from nnlab.experiment.file import ExperimentFile
from nnlab.gui.files import initial
from nnlab.gui.language import Language
from nnlab.gui.memory import Memory
from nnlab.gui.theme import Theme
from nnlab.gui.window import MainWindow
from nnlab.kernel.client import KernelClient
from nnlab.kernel.messages import Frame, LayerFrame, Speed
from nnlab.records import Problem, ProblemError, fail, home
from nnlab.records.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

_panels = {"scores": "view.scores", "predict": "view.predict", "paint": "paint.toggle"}  # the action that shows each
_quiet_s = 0.3  # so long nothing more came: the pictures of the data sets are there too


class Shooting:
    """Holds the window while it trains and waits for the frame to be grabbed."""

    def __init__(
        self, what: Any, size: tuple[int, int], theme: str, language: str, plugins: tuple[Path, ...], safe_mode: bool
    ) -> None:
        opened, path = (what, None) if isinstance(what, ExperimentFile) else initial(what)
        self._clients: list[KernelClient] = []

        def make_client(receive: Callable[[object], None]) -> KernelClient:
            self._clients.append(KernelClient(receive, plugin_dirs=plugins, safe_mode=safe_mode))
            return self._clients[-1]

        self._before: Any = None
        self._problems: list[Problem] = []
        memory = Memory(remembers=False)
        disabled = load_settings(home())[0].disabled_plugins
        memory.change(foreign_allowed=True, disabled_plugins=disabled)  # nobody is there to be asked
        self._window = MainWindow(opened, path, make_client, Language(language), Theme(theme), memory)
        self._window.bridge.problem.connect(self._problems.append)
        self._heard_at = time.monotonic()
        for signal in (self._window.bridge.preview, self._window.bridge.frame, self._window.bridge.applied):
            signal.connect(self._heard)
        self._size = QSize(*size)

    def run(self, epochs: int, wait_s: float, workbench: Path | None = None, panel: str = "") -> QImage:
        """Trains so many epochs more, shows what is named, and returns the picture. Raises ProblemError."""
        self._before = qInstallMessageHandler(self._hear)
        try:
            return self._train_and_grab(epochs, wait_s, workbench, panel)
        finally:
            qInstallMessageHandler(self._before)

    def _train_and_grab(self, epochs: int, wait_s: float, workbench: Path | None, panel: str) -> QImage:
        window, bridge = self._window, self._window.bridge
        window.setFixedSize(self._size)
        window.show()
        bridge.start()
        self._wait(lambda: bridge.state == "ready" and self._clients[0].plugins_settled.is_set(), wait_s)
        self._wait(lambda: window.document.facts is not None, wait_s)
        for problem in window.document.problems if epochs else ():
            if problem.level == "error":
                raise ProblemError(problem)
        self._wait(lambda: bridge.last_frame is not None or bool(window.document.problems), wait_s)
        if epochs:
            self._train(bridge.epoch + epochs, wait_s)
        self._wait(lambda: window.boundary_plot.ready and window.loss_plot.ready, wait_s)
        if workbench is not None:
            self._grade(workbench, wait_s)
        if panel:
            self._show(panel, wait_s)
        self._wait(lambda: time.monotonic() > self._heard_at + _quiet_s, wait_s)
        return self._grab()

    def _grade(self, plugin: Path, wait_s: float) -> None:
        """Shows a plugin in the workbench until its grade has come, or until it is told why there is none."""
        bench = self._window.workbench
        bench.open_file(plugin)

        def done() -> bool:
            trial = bench.trial
            if trial is None or trial.sheet is None or trial.sheet.path != plugin:
                return False
            return trial.grade is not None or any(one.level == "error" for one in trial.problems)

        self._wait(done, wait_s)
        self._heard()

    def _show(self, panel: str, wait_s: float) -> None:
        """Shows the scores, the answer for a row or the brushes, until the kernel has sent what is shown there."""
        came: list[Frame] = []
        self._window.bridge.frame.connect(came.append)
        self._window.command(_panels[panel]).trigger()
        shown = {"scores": lambda frame: frame.scores, "predict": lambda frame: frame.answer}.get(panel)
        if shown is not None:
            self._wait(lambda: any(shown(frame) is not None for frame in came), wait_s)
        self._window.bridge.frame.disconnect(came.append)
        self._heard()

    def _train(self, goal: int, wait_s: float) -> None:
        """Trains to an epoch, or to the one at which a stop rule is met."""
        bridge, ends = self._window.bridge, [goal]
        bridge.stopped.connect(lambda reason: ends.append(int(str(reason.values["epoch"]))))
        bridge.set_speed(Speed(0))
        bridge.train(until=goal)
        self._wait(lambda: not bridge.training and self._whole(bridge.last_frame, min(ends)), wait_s, quiet=True)

    def close(self) -> None:
        """Ends the window and its kernel."""
        self._window.shut()
        self._window.close()
        self._window.deleteLater()

    def _hear(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Passes on what Qt says, but for a word of the invisible screen about itself."""
        if "propagateSizeHints" in message:
            return
        if self._before is not None:
            self._before(kind, context, message)
        else:
            print(message, file=sys.stderr)

    def _heard(self, *_: object) -> None:
        self._heard_at = time.monotonic()

    def _whole(self, frame: Frame | None, epoch: int) -> bool:
        if frame is None or frame.epoch < epoch:
            return False
        return (frame.boundary is not None or frame.page is not None) and any(_shown(layer) for layer in frame.layers)

    def _wait(self, done: Callable[[], bool], seconds: float, *, quiet: bool = False) -> None:
        """Runs the event loop until it is done; with `quiet` the clock begins anew with each frame."""
        loop = QEventLoop()
        look = QTimer()
        look.timeout.connect(lambda: loop.quit() if done() or self._problems or late() else None)
        began = [time.monotonic()]
        frame = self._window.bridge.frame
        reset = (lambda _frame: began.__setitem__(0, time.monotonic())) if quiet else (lambda _frame: None)
        frame.connect(reset)

        def late() -> bool:
            return time.monotonic() - began[0] > seconds

        look.start(10)
        loop.exec()
        look.stop()
        frame.disconnect(reset)
        if self._problems:
            raise ProblemError(self._problems[0])
        if not done():
            raise fail("window.late", epoch=self._window.bridge.epoch, seconds=round(seconds))

    def _grab(self) -> QImage:
        QApplication.processEvents()
        image = self._window.grab().toImage()
        image.setDevicePixelRatio(1.0)
        return image if image.size() == self._size else image.scaled(self._size)


def _shown(layer: LayerFrame) -> bool:
    """Tells whether a frame has what a layer's tiles show."""
    return any(part is not None for part in (layer.maps, layer.curves, layer.features, layer.states))
