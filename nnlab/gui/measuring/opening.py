"""How long a window takes from the start of its process: nnlab's, and a bare one of PySide6 and pyqtgraph.

Run by `python -m nnlab.gui.measuring.opening window|bare BEGAN`; prints one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass

_rounds = 5


@dataclass(frozen=True)
class Opened:
    """Seconds from the start of the process until the window was painted, and until it showed all it has."""

    painted: float
    complete: float


def open_both(rounds: int = _rounds) -> tuple[list[Opened], list[Opened]]:
    """Opens nnlab's window and a bare one in turns, each in a process of its own."""
    made: dict[str, list[Opened]] = {"window": [], "bare": []}
    for _ in range(rounds):
        for what, found in made.items():
            told = subprocess.run(
                [sys.executable, "-m", "nnlab.gui.measuring.opening", what, repr(time.time())],
                capture_output=True,
                text=True,
                check=True,
                timeout=120,
            )
            found.append(Opened(**json.loads(told.stdout.splitlines()[-1])))
    return made["window"], made["bare"]


def _bare(began: float) -> Opened:
    import pyqtgraph
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    plot = pyqtgraph.PlotWidget()
    plot.plot([0, 1, 2], [0, 1, 0])
    window.setCentralWidget(plot)
    window.resize(1600, 1000)
    window.show()
    app.processEvents()
    painted = time.time() - began
    return Opened(painted, painted)


def _window(began: float) -> Opened:
    from nnlab.gui.measuring.window import Stage

    with Stage() as stage:
        stage.window.show()
        stage.app.processEvents()
        painted = time.time() - began
        stage.begin()
        return Opened(painted, time.time() - began)


if __name__ == "__main__":
    print(json.dumps(vars((_bare if sys.argv[1] == "bare" else _window)(float(sys.argv[2])))))
