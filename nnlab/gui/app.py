"""Opens the window: from the command line (`main`), or from a script or notebook (`open_window`)."""

from __future__ import annotations

import gc
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from nnlab.experiment.document import Experiment
from nnlab.experiment.file import ExperimentFile
from nnlab.records import ProblemError
from nnlab.records.words import Words, system_language

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from nnlab.gui.memory import Memory
    from nnlab.gui.window import MainWindow
    from nnlab.kernel.client import KernelClient


# what a system's own fallback for Chinese picks may be of another weight than the letters beside it
_chinese = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei UI", "WenQuanYi Micro Hei")


def main(
    path: Path | str | None = None,
    plugin_dirs: Iterable[Path | str] = (),
    safe_mode: bool = False,
    language: str | None = None,
) -> int:
    """Opens the window, with a file if one is named, and returns the exit code when it is closed.

    A file that cannot be read is said in the window, which then shows the default experiment.
    """
    if not _can_open(language):
        return 1
    from nnlab.gui.memory import Memory

    app = application()
    memory = Memory()
    opened, file, problem = _first(path)
    window = _window(opened, file, tuple(plugin_dirs), safe_mode, memory, language)
    _catch(window)
    _end_on_signals(app, window)
    window.places.appear()
    if problem is not None:
        window.incidents.say_problem("file.open", problem.problem)
    app.aboutToQuit.connect(window.shut)
    if memory.problem is not None:
        window.incidents.say_problem("settings", memory.problem)
    _begin(window)
    code: int = app.exec()
    window.shut()
    return code


def open_window(experiment: Experiment | str | Path | None = None, plugins: Iterable[Path | str] = ()) -> MainWindow:
    """Shows a window and returns it: with an experiment, a preset of that id, or a file; else with the default.

    Makes the QApplication where there is none; its event loop is the caller's to run. Raises ProblemError.
    """
    from nnlab.gui.files import initial
    from nnlab.gui.memory import Memory

    app = application()
    opened, file = initial(experiment)
    window = _window(opened, file, tuple(plugins), False, Memory(), None)
    app.aboutToQuit.connect(window.shut)
    window.show()
    _begin(window)
    return window


def application() -> QApplication:
    """Returns the process's QApplication, made where there is none."""
    from PySide6.QtGui import QFont, QFontInfo
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    if app.applicationName() != "nnlab":
        app.setApplicationName("nnlab")
        font = app.font()
        font.setFamilies([QFontInfo(font).family(), *_chinese])
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # hinted as Latin, Chinese looks bold
        app.setFont(font)
    return app


def _window(
    opened: ExperimentFile,
    file: Path | None,
    plugins: tuple[Path | str, ...],
    safe_mode: bool,
    memory: Memory,
    language: str | None,
) -> MainWindow:
    with lasting():
        return _made(opened, file, plugins, safe_mode, memory, language)


def _made(
    opened: ExperimentFile,
    file: Path | None,
    plugins: tuple[Path | str, ...],
    safe_mode: bool,
    memory: Memory,
    language: str | None,
) -> MainWindow:
    from nnlab.gui.language import Language
    from nnlab.gui.theme import Theme
    from nnlab.gui.window import MainWindow

    folders = tuple(Path(folder) for folder in plugins)

    def make_client(receive: Callable[[object], None]) -> KernelClient:
        from nnlab.kernel.client import KernelClient  # not before the first painting

        return KernelClient(
            receive,
            plugin_dirs=folders,
            safe_mode=safe_mode,
            stall_s=memory.now.stall_s,
            memory=(memory.now.kernel_memory << 20) or None,
        )

    words = Language(language or memory.now.language or system_language())
    window = MainWindow(opened, file, make_client, words, Theme(memory.now.theme), memory, safe_mode=safe_mode)
    words.setParent(window)
    window.context.theme.setParent(window)
    return window


@contextmanager
def lasting() -> Iterator[None]:
    """Makes objects that last without rounds of the garbage collector: a tenth of the time to the first painting."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


def _begin(window: MainWindow) -> None:
    """Starts the kernel; later takes the window's 80,000 lasting objects out of the rounds of the garbage collector.

    Each full round would hold the window up for longer than it takes to draw a frame.
    """
    from PySide6.QtCore import QTimer

    window.begin()
    QTimer.singleShot(3000, window, gc.freeze)


def _first(path: Path | str | None) -> tuple[ExperimentFile, Path | None, ProblemError | None]:
    from nnlab.gui.files import initial

    try:
        return *initial(path), None
    except ProblemError as error:
        return *initial(None), error


def _can_open(language: str | None) -> bool:
    from nnlab.gui.libraries import missing_library

    missing = missing_library()
    if missing is not None:
        print(Words(language or system_language()).problem(missing), file=sys.stderr)
    return missing is None


def _catch(window: MainWindow) -> None:
    """Shows what a slot raised, instead of ending."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.shut()
            sys.exit(130)
        details = "".join(traceback.format_exception(kind, error, trace))
        print(details, file=sys.stderr, end="")
        if isinstance(error, ProblemError):
            window.incidents.say_problem("problem", error.problem)
        else:
            window.incidents.say_bug(f"{kind.__name__}: {error}" if str(error) else kind.__name__, details)

    sys.excepthook = hook
    threading.excepthook = lambda args: print(
        "".join(traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)), file=sys.stderr, end=""
    )


def _end_on_signals(app: QApplication, window: MainWindow) -> None:
    """Ends without asking on Ctrl+C and on `kill`; Python needs a turn now and then to notice them."""
    from PySide6.QtCore import QTimer

    def end() -> None:
        window.end()
        app.quit()

    turn = QTimer(window)
    turn.timeout.connect(lambda: None)
    turn.start(250)
    for number in (signal.SIGINT, signal.SIGTERM):  # a turn later: the handler may have come in the middle of a lock
        signal.signal(number, lambda _number, _frame: QTimer.singleShot(0, window, end))
