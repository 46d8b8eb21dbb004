"""One kernel process as its parent sees it: pipes, two threads, the shared slot, an end that leaves nothing behind."""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from nnlab.kernel import messages as m
from nnlab.kernel._framing import DamagedError, Inlet, pack, write
from nnlab.kernel._slot import SlotReader, memory_exit, unnamed_file
from nnlab.records import Problem, Value

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_threads = ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB", "NUMEXPR")
_home = str(Path(__file__).resolve().parent.parent.parent)
pipe_size = 1 << 20


class KernelProcess:
    """Starts a kernel; `took(process, message)` and, once, `gone(process)` are called from its reader thread.

    To be made in a thread that lives as long as the kernel shall: Linux ends the kernel with that thread. Raises
    OSError where no process can be started.
    """

    def __init__(
        self,
        took: Callable[[KernelProcess, m.FromKernel], None],
        gone: Callable[[KernelProcess], None],
        *,
        command: Sequence[str] | None = None,
        memory: int | None = None,
    ) -> None:
        self._took, self._gone = took, gone
        self.slot = SlotReader()
        self._mark = f"NNLAB_KERNEL={uuid.uuid4()}"  # in the environment of all that it starts
        self._errors = open(unnamed_file(), "w+b")  # noqa: SIM115 - lives as long as the process
        self.sent = 0
        self._killed = threading.Lock()
        self._reaped = False
        words = [*(command or (sys.executable, "-P", "-m", "nnlab.kernel.server")), "--slot", self.slot.name]
        words += ["--parent", str(os.getpid()), "--memory", str(default_memory() if memory is None else memory)]
        try:
            self._popen = subprocess.Popen(
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                env={**plain_environment(), **dict([self._mark.split("=")])},
                pass_fds=self.slot.passed,
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self._errors.close()
            raise
        finally:
            self.slot.given()
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._in, self._out = self._popen.stdin, self._popen.stdout
        _widen(self._in.fileno())
        _widen(self._out.fileno())
        self._queue: queue.SimpleQueue[bytearray | None] = queue.SimpleQueue()
        threading.Thread(target=self._write, name="nnlab kernel writer", daemon=True).start()
        self._reader = threading.Thread(target=self._read, name="nnlab kernel reader", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    def send(self, message: m.ToKernel) -> None:
        """Sends a message without waiting for the kernel to take it. Raises ValueError where it is too large."""
        self._queue.put(pack(message))
        self.sent += 1

    @property
    def idle(self) -> bool:
        """Whether the kernel has done all it was sent and only waits."""
        return self.slot.handled >= self.sent and not self.slot.busy

    def where(self) -> str:
        """Returns where in the Python code the kernel is now, as a traceback; empty where it cannot tell."""
        if not hasattr(signal, "SIGUSR1") or self._reaped or self.slot.pulse == 0:
            return ""  # before its first pulse the signal would end it
        before = self.last_words()
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGUSR1)
        for _ in range(20):  # its answer comes within a few ms, from the signal handler
            time.sleep(0.005)
            after = self.last_words()
            if after != before and after.endswith("\n"):
                return after[len(before) :]
        return ""

    def last_words(self) -> str:
        """Returns what the process wrote to its error stream (a crash's traceback), at most 64 KB."""
        descriptor = self._errors.fileno()
        length = os.fstat(descriptor).st_size
        start = max(0, length - 65536)
        data = os.pread(descriptor, length - start, start) if hasattr(os, "pread") else b""
        return data.decode("utf-8", "replace")

    def kill(self) -> int:
        """Ends the process with all of its group, and waits until it is gone.

        Returns its exit code, negative for a signal: its own where it had ended by itself.
        """
        with self._killed:
            if not self._reaped:
                # the group goes before the process is reaped: until then its number belongs to nobody else
                with contextlib.suppress(OSError):
                    if os.name == "posix":
                        os.killpg(self.pid, signal.SIGKILL)
                    else:
                        self._popen.kill()
                self._popen.wait()
                self._reaped = True
                _end_marked(self._mark)
        self._queue.put(None)
        return self._popen.returncode

    def close(self) -> None:
        """Kills the process, waits for its reader and gives everything back."""
        self.kill()
        if threading.current_thread() is not self._reader:
            self._reader.join(timeout=2)
        self._errors.close()

    def end(self) -> int:
        """Collects a process whose pipe has ended; it has a moment to end by itself. Returns its exit code."""
        deadline = time.monotonic() + 0.5
        while hasattr(os, "waitid") and not self._reaped and time.monotonic() < deadline:
            try:
                if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                    break
            except ChildProcessError:
                break  # another thread has killed and collected it meanwhile
            time.sleep(0.002)
        return self.kill()

    def _read(self) -> None:
        with self._out:
            inlet: Inlet[m.FromKernel] = Inlet(self._out.fileno(), m.FromKernel)
            while True:
                try:
                    message = inlet.read()
                except DamagedError as damage:
                    self._took(self, m.Trouble(problem=Problem(code="kernel.damaged", values={"reason": str(damage)})))
                    if damage.lost:
                        break
                    continue
                if message is None:
                    break
                self._took(self, message)
        self._gone(self)

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._in:  # the reader notices the end
            while (packed := self._queue.get()) is not None:
                write(self._in.fileno(), packed)


def how(code: int) -> dict[str, Value]:
    """Says how a process ended, as a problem's values in both languages: `exit code 3`, `SIGSEGV`."""
    if code >= 0:
        return {"how": f"exit code {code}", "how_zh_CN": f"退出码 {code}"}
    try:
        return {"how": signal.Signals(-code).name}
    except ValueError:
        return {"how": f"signal {-code}", "how_zh_CN": f"信号 {-code}"}


def out_of_memory(code: int) -> bool:
    """Tells whether a process ended itself because a plugin held its memory."""
    return code == memory_exit


def from_outside(code: int) -> bool:
    """Tells whether a process ended as one does that somebody else ended, so that no call in it need be to blame."""
    others = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGXCPU")
    return -code in [getattr(signal, name) for name in others if hasattr(signal, name)]


def not_started(error: OSError) -> Problem:
    """Words why no process could be started."""
    folder = os.environ.get("TMPDIR") or os.environ.get("TEMP") or "/tmp"
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "temporary directory" in str(error)
    code = "kernel.no_room" if full else "kernel.no_start"
    return Problem(code=code, values={"reason": error.strerror or str(error), "folder": folder})


def default_memory() -> int:
    """Returns half of the machine's memory in bytes; 0 (no limit) where it cannot be told."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):
        return 0


def _end_marked(mark: str) -> None:
    """Ends what a kernel started and what left its group; found by its environment, as /proc shows it (Linux)."""
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError, ValueError):
            if mark.encode() in entry.read_bytes().split(b"\0"):
                os.kill(int(entry.parent.name), signal.SIGKILL)


def plain_environment() -> dict[str, str]:
    """Returns the environment of a child that shall find this nnlab and use one thread."""
    environment = {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in _threads}}
    environment["VECLIB_MAXIMUM_THREADS"] = "1"
    paths = [_home, *filter(None, [environment.get("PYTHONPATH")])]
    return {**environment, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8:backslashreplace"}


def _widen(descriptor: int) -> None:
    """Lets a whole frame fit into the pipe, so that it is one system call and not sixteen."""
    if fcntl is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # the user may have no more room for large pipes
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, pipe_size)
