"""Commands are run as a user runs them: in a process of their own, somewhere else."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

checkout = Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout; anything else there is an error."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence on stderr."""
        lines = [line for line in self.err.splitlines() if line.strip()]
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment of a child: this checkout's nnlab, and no screen."""
    child = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONIOENCODING": "utf-8"}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NNLAB_TRACEBACK"):
        child.pop(name, None)
    return child


@pytest.fixture
def nnlab(environment: dict[str, str], tmp_path: Path) -> Callable[..., Ended]:
    """Runs `nnlab` with words as arguments, in an empty folder, and returns how it ended."""

    def run(*words: object, timeout: float = 120, **variables: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "nnlab", *map(str, words)],
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**environment, **variables},
            timeout=timeout,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a plugin file into a folder for --plugins and returns the folder."""

    def write(name: str, text: str) -> Path:
        folder = tmp_path / "plugins"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def processes_of() -> Callable[[Path], list[int]]:
    """Finds the living processes of a home folder, other than this one."""

    def find(home: Path) -> list[int]:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if f"NNLAB_HOME={home}".encode() in variables and state != "Z":
                found.append(int(folder.name))
        return [pid for pid in found if pid != os.getpid()]

    return find
