"""Copies enclosed plugins to the user's plugins: what `nnlab plugins install FILE.nnlab` and the window's sheet do.

    from nnlab.experiment.file import load
    from nnlab.experiment.installing import install, planned

    for plugin in load("homework.nnlab").plugins:
        plan = planned(plugin)          # where it would go, and what stands there: to be shown first
        install(plan)                   # only after a person agreed; `replace=True` for one of another text

Nothing is executed here. A running app notices the new file by itself and tries it in a process of its own first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec

from nnlab.experiment.enclosed import Enclosed, digest_of
from nnlab.experiment.names import free_name
from nnlab.records import fail, home
from nnlab.records.writing import write_file


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Where an enclosed plugin goes: nothing is there ("new"), the same text ("same"), or another ("taken").

    `beside` is a free name for the last case; `kept` the name under which the text there is kept if it is replaced:
    one beginning with "_" is never loaded.
    """

    plugin: Enclosed
    path: Path
    state: Literal["new", "same", "taken"]
    beside: Path
    kept: Path


def planned(plugin: Enclosed, folder: Path | None = None, name: str = "") -> Plan:
    """Returns where a plugin would go among the user's plugins (or in another folder), under its name or another.

    Nothing is written.
    """
    folder = home().plugins if folder is None else folder
    path = folder / (name or plugin.file_name)
    free = folder / free_name(plugin.file_name, lambda name: (folder / name).exists())
    text = _text(path)
    if text is None:
        return Plan(plugin=plugin, path=path, state="taken" if path.exists() else "new", beside=free, kept=free)
    before = f"_{path.stem}_{digest_of(text)[:8]}.py"
    kept = folder / free_name(before, lambda name: _text(folder / name) not in (None, text))
    return Plan(
        plugin=plugin, path=path, state="same" if text == plugin.text else "taken", beside=free, kept=kept
    )  # fmt: skip


def install(plan: Plan, *, replace: bool = False, beside: bool = False) -> Path:
    """Writes the plugin's text, whole or not at all, and returns its file. Nobody's text is lost.

    One of the same text stays as it is. Where another stands there, `beside` takes the free name and `replace` keeps
    the text that was there as `plan.kept`. Raises ProblemError `enclosed.taken` where neither is said, and those of
    writing a file.
    """
    now = planned(plan.plugin, plan.path.parent, plan.path.name)  # it may have changed since it was shown
    if now.state == "same":
        return now.path
    target = now.beside if beside and now.state == "taken" else now.path
    if now.state == "taken" and not beside:
        there = _text(now.path)
        if not replace or there is None:
            raise fail("enclosed.taken", file=str(now.path), name=plan.plugin.file_name)
        write_file(now.kept, there.encode())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail("enclosed.folder_made", folder=str(target.parent), detail=error.strerror or str(error)) from None
    write_file(target, plan.plugin.text.encode())
    return target


@contextmanager
def unpacked(plugins: Iterable[Enclosed]) -> Iterator[Path]:
    """Gives a folder that holds the texts of plugins as long as the `with` block lasts, to be named as `--plugins`."""
    with TemporaryDirectory(prefix="nnlab-enclosed-") as folder:
        for plugin in plugins:
            (Path(folder) / plugin.file_name).write_bytes(plugin.text.encode())
        yield Path(folder)


def _text(path: Path) -> str | None:
    """Returns a file's text; None where there is none, or it is not one that a plugin could have."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
