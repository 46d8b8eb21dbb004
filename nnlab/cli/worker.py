"""A kernel process that does one command's work; what goes wrong in it becomes an error here."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from msgspec.structs import replace

from nnlab.cli.report import Report, WorkError
from nnlab.kernel.client import KernelClient
from nnlab.kernel.messages import (
    ClientEvent,
    Credit,
    Died,
    Frame,
    FromKernel,
    Open,
    Output,
    PluginState,
    Ready,
    Restarted,
    Save,
    Saved,
    Stalled,
    ToKernel,
    Trouble,
)
from nnlab.records import ComponentInfo, Problem, Value, home
from nnlab.records.settings import load_settings

Message = FromKernel | ClientEvent
Wanted = TypeVar("Wanted", bound=Message)

_frame_s = 0.1  # so often does a progress bar move


class Worker:
    """Starts a kernel, sends to it and waits for its answers; leaving the `with` block ends the process.

    `on_frame` is called about ten times a second while training; without it the kernel sends no frames.
    """

    def __init__(
        self,
        report: Report,
        plugins: Sequence[str] = (),
        safe_mode: bool = False,
        on_frame: Callable[[Frame], None] | None = None,
    ) -> None:
        self.catalog: tuple[ComponentInfo, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self._report = report
        self._on_frame = on_frame
        self._credit_at = float("inf")
        self._opened = False
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        folders = tuple(Path(folder) for folder in plugins)
        disabled = load_settings(home())[0].disabled_plugins
        self._client = KernelClient(
            self._inbox.put, plugin_dirs=folders, safe_mode=safe_mode, watch=False, disabled=disabled
        )

    def __enter__(self) -> Worker:
        self._client.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    @property
    def files(self) -> tuple[PluginState, ...]:
        """How it stands with every plugin that did not come with nnlab."""
        return self._client.files

    def send(self, message: ToKernel) -> None:
        """Sends a request."""
        self._opened = self._opened or isinstance(message, Open)
        self._client.send(message)

    def show_frames(self) -> None:
        """Asks for frames from now on, if anybody looks at them."""
        if self._on_frame is not None:
            self._credit_at = 0.0

    def wait(self, kind: type[Wanted], fits: Callable[[Wanted], bool] = lambda message: True) -> Wanted:
        """Returns the next message of a kind.

        Raises WorkError with what stopped the kernel: a plugin that raised, does not come back or took it down.
        """
        while True:
            message = self.take()
            if isinstance(message, kind) and fits(message):
                return message

    def last_good(self, error: WorkError, seconds: float = 10.0) -> Saved | None:
        """Returns the last good state after an error: the kernel's own where it lives on, else what it told last."""
        if error.source is Trouble:
            self._client.send(Save(run=1, rev=2, token=2))
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                try:
                    message = self._inbox.get(timeout=_frame_s)
                except queue.Empty:
                    continue
                if isinstance(message, Saved) and message.token == 2:
                    return message
                if isinstance(message, (Died, Restarted, Stalled)):
                    break
        return self._client.newest

    def settle(self, seconds: float = 120.0) -> None:
        """Waits until every plugin was tried, and loaded or refused. Raises WorkError `command.kernel_silent`."""
        end = time.monotonic() + seconds
        while not self.settled:
            self.take()
            if time.monotonic() > end:
                raise WorkError(Problem(code="command.kernel_silent", values={"seconds": seconds}))
        self.drain()

    @property
    def settled(self) -> bool:
        """Whether every plugin was tried."""
        return bool(self._client.plugins_settled.is_set())

    def drain(self) -> None:
        """Takes in all messages that are there."""
        while not self._inbox.empty():
            self.take()

    def take(self) -> Message | None:
        """Takes a message in and returns it; None where none came for a moment."""
        if time.monotonic() >= self._credit_at:
            self._credit_at = float("inf")
            self.send(Credit(run=1))
        try:
            message = self._inbox.get(timeout=_frame_s)  # short: Ctrl-C is heard between two of them
        except queue.Empty:
            return None
        self._heed(message)
        return message

    def _heed(self, message: Message) -> None:
        match message:
            case Ready():
                self.catalog, self.problems = message.catalog, message.problems
            case Frame():
                if self._on_frame is not None:
                    self._on_frame(message)
                    self._credit_at = time.monotonic() + _frame_s
            case Output():
                self._report.note(message.text.rstrip("\n"))
            case Trouble() if message.problem.level != "error":
                self._report.problem(message.problem)
            case Trouble() | Died():
                raise WorkError(message.problem, source=type(message))
            case Stalled() if self._opened:
                raise WorkError(_stalled(message))
            case Restarted() if self._opened:
                raise WorkError(_ended(message.reason))
            case _:
                pass


def _stalled(event: Stalled) -> Problem:
    values: dict[str, Value] = {"plugin": event.plugin, "method": event.method, "seconds": round(event.seconds, 1)}
    return Problem(code="command.stalled", values=values, plugin=event.plugin, file=event.file)


def _ended(reason: Problem) -> Problem:
    """Returns why the process ended; a command does not go on with the next one, as the window does."""
    codes = {
        "kernel.died": "command.kernel_died",
        "kernel.died_while": "command.kernel_died_while",
        "kernel.died_in": "command.kernel_died_in",
        "kernel.died_in_bundled": "command.kernel_died_in",
    }
    return replace(reason, code=codes.get(reason.code, reason.code))
