"""What the whole program shares and a component leaves alone: global random numbers, folder, path, error handling."""

from __future__ import annotations

import os
import random
import sys
import threading
from typing import Any

import numpy as np

from nnlab.records import Text

calm: dict[str, Any] = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}

_numpy_random = Text("NumPy's global random numbers (np.random)", "NumPy 的全局随机数（np.random）")
_python_random = Text("Python's global random numbers (random)", "Python 的全局随机数（random）")
_errors = Text("NumPy's error handling (np.seterr)", "NumPy 的错误处理方式（np.seterr）")
_folder = Text("the working directory", "当前工作目录")


class Surroundings:
    """Remembers how things were."""

    def __init__(self) -> None:
        self._numpy: Any = np.random.get_state()
        self._python = random.getstate()
        self._folder, self._path = os.getcwd(), list(sys.path)
        self._threads = set(threading.enumerate())

    def left_running(self) -> bool:
        """Tells whether there are threads that were not there before; each is told of once."""
        now = set(threading.enumerate())
        new, self._threads = now - self._threads, now
        return bool(new)

    def changed(self) -> list[Text]:
        """Returns what is no longer as it was, and puts it back."""
        found = []
        now: Any = np.random.get_state()
        if now[2:] != self._numpy[2:] or now[0] != self._numpy[0] or (now[1] != self._numpy[1]).any():
            found.append(_numpy_random)
            np.random.set_state(self._numpy)
        if random.getstate() != self._python:
            found.append(_python_random)
            random.setstate(self._python)
        if os.getcwd() != self._folder:
            found.append(_folder)
            os.chdir(self._folder)
        if sys.path != self._path:
            found.append(Text.of("sys.path"))
            sys.path[:] = self._path
        return found


def upset() -> list[Text]:
    """Returns NumPy's error handling where it is no longer `calm`, as it was set around a call."""
    return [] if np.geterr() == calm else [_errors]
