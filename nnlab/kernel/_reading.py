"""The process that reads one table for `nnlab.kernel.reading` and ends. Run by `python -m nnlab.kernel._reading`."""

from __future__ import annotations

import argparse
import os
import threading
from pathlib import Path

from nnlab.kernel._birth import end_now, end_with, hear_no_interrupts, private_pipes
from nnlab.kernel._framing import Inlet, pack, write
from nnlab.kernel._room import limit_memory
from nnlab.kernel.reading import ReadDone, ReadFailed, ReadLook, ReadOrder, ReadProgress, Told
from nnlab.records import Problem, ProblemError

beat_s = 0.1  # progress is told so often


class _Teller:
    """Tells what is found, and from a thread of its own how far the reading has come."""

    def __init__(self, outlet: int, number: int) -> None:
        self._outlet, self._number = outlet, number
        self._done = 0.0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        threading.Thread(target=self._beat, name="nnlab progress", daemon=True).start()

    def tell(self, told: Told) -> None:
        with self._lock:
            if isinstance(told, ReadDone | ReadFailed):
                self._ended.set()
            write(self._outlet, pack(told))

    def progress(self, done: float) -> None:
        self._done = done

    def _beat(self) -> None:
        while not self._ended.wait(beat_s):
            with self._lock:
                if not self._ended.is_set():
                    write(self._outlet, pack(ReadProgress(self._number, self._done)))


def main() -> None:
    """Reads the order from its parent and does it."""
    options = argparse.ArgumentParser()
    options.add_argument("--memory", type=int, default=0)
    limit = options.parse_args().memory
    parent = os.getppid()
    pipes = private_pipes()
    hear_no_interrupts()
    end_with(parent)
    order = Inlet[ReadOrder](pipes.inlet, ReadOrder).read()
    if order is None:
        return
    threading.Thread(target=_end_with_pipe, args=(pipes.inlet,), name="nnlab parent", daemon=True).start()
    from nnlab.tables import look, read  # the parent's module is imported above, without the library that parses

    teller = _Teller(pipes.outlet, order.id)
    limit_memory(limit)
    source = order.pasted or Path(order.path)
    name = order.pasted.name if order.pasted is not None else Path(order.path).name
    try:
        teller.tell(ReadLook(order.id, look(source, order.reading)))
        sha256, head = read(source, order.reading, teller.progress)
        teller.tell(ReadDone(order.id, sha256, head))
    except ProblemError as error:
        teller.tell(ReadFailed(order.id, error.problem))
    except MemoryError:
        teller.tell(ReadFailed(order.id, Problem(code="table.memory", file=name)))


def _end_with_pipe(inlet: int) -> None:
    """Ends this process when its parent is gone, where the system does not."""
    while os.read(inlet, 1):
        pass
    end_now()


if __name__ == "__main__":
    main()
