"""Every kind has one hook; every hook is documented and used by a bundled plugin."""

from __future__ import annotations

import inspect
from pathlib import Path

from nnlab.api import Hooks, bases, hooks
from nnlab.catalog import discover_bundled
from nnlab.records import kinds


def test_there_is_one_hook_per_kind_and_each_has_a_docstring() -> None:
    assert set(hooks.values()) == set(kinds) == set(bases)
    specified = [name for name in vars(Hooks) if name.startswith("nnlab_")]
    assert specified == list(hooks)
    for name in specified:
        assert inspect.getdoc(getattr(Hooks, name))


def test_every_hook_is_used_by_a_bundled_plugin() -> None:
    texts = "".join(Path(source.path).read_text(encoding="utf-8") for source in discover_bundled())
    for name in hooks:
        assert f"def {name}():" in texts
