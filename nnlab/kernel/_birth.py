"""The first moments of a kernel process: private pipe ends, a limit on memory, and an end together with its parent."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
from typing import NamedTuple

_set_parent_death_signal = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>


class Pipes(NamedTuple):
    """Descriptors that a plugin's `print` does not know of: messages in, messages out, last words."""

    inlet: int
    outlet: int
    errors: int


def private_pipes() -> Pipes:
    """Moves the pipes of the parent away from the standard streams, whose places get nothing to read or say."""
    pipes = Pipes(os.dup(0), os.dup(1), os.dup(2))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return pipes


def tell_crashes(errors: int) -> None:
    """Writes a traceback to the parent when the interpreter crashes, and when the parent asks where it hangs."""
    faulthandler.enable(errors, all_threads=False)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, errors, all_threads=True, chain=False)


def end_with(parent: int) -> None:
    """Lets Linux end this process when its parent ends, even in the middle of C code that never lets go."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_set_parent_death_signal, signal.SIGKILL)
        if parent and os.getppid() != parent:  # it ended before we asked
            end_now()


def end_now() -> None:
    """Ends this process and its group at once, whatever its other threads do."""
    if os.name == "posix" and os.getpgrp() == os.getpid():
        with contextlib.suppress(OSError):
            os.killpg(0, signal.SIGKILL)
    os._exit(0)


def hear_no_interrupts() -> None:
    """Leaves Ctrl-C to the parent: a KeyboardInterrupt in this process is always what a plugin raised itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
