"""What a new component is called: a class, an id and a file, made of a name that a person gives."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Collection

import msgspec

from nnlab.records import Kind, fail

# names that a plugin's file itself uses, or that its test imports
_used = frozenset(
    {"Activation", "Dataset", "Initializer", "Layer", "Loss", "Metric", "Optimizer", "Regularizer", "Schedule"}
    | {"Component", "ShapeError", "Table"}
)
_plural: dict[Kind, str] = {
    "activation": "activations",
    "loss": "losses",
    "optimizer": "optimizers",
    "schedule": "schedules",
    "regularizer": "regularizers",
    "initializer": "initializers",
    "layer": "layers",
    "metric": "metrics",
    "dataset": "datasets",
}
_modules = frozenset({"nnlab", "numpy", "pytest", "conftest"}) | sys.stdlib_module_names


class NewPlugin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a plugin that is not a file yet, and what it brings."""

    file_name: str
    text: str
    class_name: str
    id: str
    name: str = ""  # as it is shown


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A component's names: `class_name` MySwish, `id` my_swish, `shown` "My swish"."""

    class_name: str
    id: str
    shown: str

    @property
    def file_name(self) -> str:
        return f"{self.id}.py"


def named(kind: Kind, name: str, taken: Collection[str] = ()) -> Named:
    """Returns the names for what a person calls "my swish", "MySwish" or "my_swish".

    Words in other scripts stay in the name that is shown; class and id are made of the Latin ones. Raises ProblemError
    `new.latin`, `new.digit`, `new.word` (Python's or nnlab's own) or `new.taken` (one of the ids `taken`).
    """
    words = re.findall(r"[A-Za-z0-9]+", name)
    if not any(re.search(r"[A-Za-z]", word) for word in words):
        raise fail("new.latin", name=name)
    class_name = "".join(word[:1].upper() + word[1:] for word in words)
    ident = snake_case(class_name)
    if class_name[0].isdigit():
        raise fail("new.digit", name=name, suggestion=f"my_{ident}")
    if keyword.iskeyword(class_name) or keyword.iskeyword(ident) or class_name in _used or ident in _modules:
        raise fail("new.word", name=name, suggestion=f"my_{ident}")
    if ident in taken:
        raise fail("new.taken", kind=kind, id=ident, suggestion=free(f"my_{ident}", taken))
    return Named(class_name, ident, _shown(name, class_name))


def free(ident: str, taken: Collection[str]) -> str:
    """Returns the id, or with the first number behind it that makes it a new one."""
    number, made = 1, ident
    while made in taken:
        number += 1
        made = f"{ident}{number}"
    return made


def hook_of(kind: Kind) -> str:
    """Returns the name of the hook that returns components of a kind."""
    return f"nnlab_{_plural[kind]}"


def snake_case(name: str) -> str:
    """Returns the id that nnlab makes of a class name, as `nnlab.api` does: LeakyRelu -> leaky_relu."""
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", parts).lower()


def _shown(name: str, class_name: str) -> str:
    text = " ".join(re.sub(r"[_\"\\\x00-\x1f]+", " ", name).split())
    if text == class_name:  # MySwish: as words
        text = snake_case(class_name).replace("_", " ")
    return text[:1].upper() + text[1:]
