"""The kernel's two ends of its pipes, a thread each, so that training never waits for them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from nnlab.kernel import messages as m
from nnlab.kernel._framing import DamagedError, Inlet, pack, write


class Inbox:
    """Takes messages while the main thread trains. When the pipe ends, so did the parent: `ended` is called at once."""

    def __init__(self, descriptor: int, ended: Callable[[], None]) -> None:
        self._inlet: Inlet[m.ToKernel] = Inlet(descriptor, m.ToKernel)
        self._ended = ended
        self._queue: queue.SimpleQueue[m.ToKernel | DamagedError] = queue.SimpleQueue()
        self.empty = self._queue.empty

    def start(self) -> None:
        threading.Thread(target=self._read, name="nnlab inbox", daemon=True).start()

    def take(self, timeout: float | None) -> m.ToKernel | DamagedError | None:
        """Returns the next message; None where none came within so many seconds (None: waits for ever)."""
        try:
            if timeout is not None and timeout <= 0:
                return self._queue.get_nowait()
            return self._queue.get(timeout=timeout)
        except queue.Empty:
            return None

    def _read(self) -> None:
        try:
            while True:
                try:
                    message = self._inlet.read()
                except DamagedError as damage:
                    self._queue.put(damage)
                    if damage.lost:
                        return
                    continue
                if message is None:
                    return
                self._queue.put(message)
        finally:
            self._ended()


class Outlet:
    """Sends messages from a thread of its own; `sent` counts the messages put in, `written` those that went out."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._queue: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
        self.written = self.sent = 0
        self._lock = threading.Lock()  # the output of plugins is sent from another thread

    def start(self) -> None:
        threading.Thread(target=self._write, name="nnlab outlet", daemon=True).start()

    @property
    def idle(self) -> bool:
        """Whether the other end has taken all there is."""
        return self.written == self.sent

    def send(self, message: m.FromKernel) -> None:
        """Sends a message without waiting for the other end. Raises ValueError where it is too large."""
        packed = pack(message)
        with self._lock:
            self.sent += 1
            self._queue.put(packed)

    def flush(self, seconds: float = 1.0) -> None:
        """Waits until all is written, but not for ever: the other end may be gone."""
        deadline = time.monotonic() + seconds
        while not self.idle and time.monotonic() < deadline:
            time.sleep(0.001)

    def _write(self) -> None:
        while True:
            packed = self._queue.get()
            try:
                write(self._descriptor, packed)
            except OSError:
                return  # the inbox ends the process
            self.written += 1
