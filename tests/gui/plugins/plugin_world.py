"""Plugin files as students write them, and a workshop that answers what a test wants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from nnlab.kernel import messages as m
from nnlab.kernel.workshop import Tried
from nnlab.records import ComponentInfo, Problem, Text
from nnlab.records.grades import Grade

_text = '''"""{about}"""
import numpy as np
from nnlab.api import Activation, hookimpl


class {name}(Activation):
    def forward(self, z):
        return z / (1 + np.exp(-z))


@hookimpl
def nnlab_activations():
    return [{name}]
'''


def source(name: str = "Swish", about: str = "A smooth hinge.") -> str:
    """An activation of ten lines."""
    return _text.format(name=name, about=about)


def write(folder: Path, file: str, text: str) -> Path:
    """Writes a plugin file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file
    path.write_text(text, encoding="utf-8")
    return path


def info(id: str = "swish", kind: str = "activation", **values: Any) -> ComponentInfo:
    """A component of the user's folder."""
    made: dict[str, Any] = {
        "kind": kind,
        "id": id,
        "name": Text.of(id.capitalize()),
        "help": Text.of(""),
        "origin": "user",
        "plugin": id,
        "file": f"/home/plugins/{id}.py",
        "line": 5,
        "version": "",
        "sha256": f"digest of {id}",
        "params": (),
    }
    return ComponentInfo(**{**made, **values})


def told(id: str = "swish", state: str = "loaded", **values: Any) -> m.PluginState:
    """How it stands with a plugin file."""
    made = {"seconds": 0.0012, "components": (f"activation:{id}",), "problems": ()}
    file = m.PluginFile(f"/home/plugins/{id}.py", values.pop("origin", "user"), f"digest of {id}", "file", id)
    return m.PluginState(file=file, state=state, **{**made, **values})


def grade(of: ComponentInfo, verdict: str = "good", *findings: Problem) -> Grade:
    """A grade without numbers."""
    return Grade(
        kind=of.kind, id=of.id, name=of.name, owner=of.id, sha256=of.sha256, verdict=verdict, findings=findings
    )


class Grader(QObject):
    """Holds what it is asked until a test answers."""

    tried = Signal(object)

    def __init__(self, answer: Callable[[str, str], Grade | None] | None = None) -> None:
        super().__init__()
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.cancelled: list[str] = []
        self.answer = answer

    def ask(self, what: str, key: str, **more: Any) -> int:
        self.asked.append((what, key, more))
        return len(self.asked)

    def cancel(self, key: str) -> None:
        self.cancelled.append(key)

    def tell(self, key: str, made: Grade | None = None, *problems: Problem) -> None:
        """Answers a question."""
        self.tried.emit(Tried(id=1, key=key, grade=made, problems=problems))
