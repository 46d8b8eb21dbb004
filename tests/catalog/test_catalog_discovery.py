"""Plugins are found without importing them: in plugin folders, the user's folder and installed packages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nnlab.catalog import discover, discover_bundled, load_catalog, source_of
from nnlab.records import home

exits = "import os\nos._exit(1)\n"
plugin = "from nnlab.api import Activation, hookimpl\n"
plugin += "class Some(Activation):\n    def forward(self, z):\n        return z\n"
plugin += "@hookimpl\ndef nnlab_activations():\n    return [Some]\n"


def test_finding_imports_nothing(tmp_path: Path) -> None:
    (tmp_path / "deadly.py").write_text(exits, encoding="utf-8")
    (source,) = discover([tmp_path], entry_points=False)
    assert (source.path, source.origin, source.kind) == (str(tmp_path / "deadly.py"), "plugins", "file")
    assert len(source.sha256) == 64


def test_plugin_folders_come_first_then_the_user_s_own(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two", home().plugins):
        folder.mkdir(parents=True)
        (folder / "b.py").write_text("", encoding="utf-8")
        (folder / "a.py").write_text("", encoding="utf-8")
    found = discover([tmp_path / "two", tmp_path / "one"], entry_points=False)
    assert [(Path(source.path).parent.name, source.name, source.origin) for source in found] == [
        ("two", "a", "plugins"),
        ("two", "b", "plugins"),
        ("one", "a", "plugins"),
        ("one", "b", "plugins"),
        ("plugins", "a", "user"),
        ("plugins", "b", "user"),
    ]
    assert discover(user=False, entry_points=False) == ()


def test_a_folder_given_twice_counts_once(tmp_path: Path) -> None:
    home().plugins.mkdir(parents=True)
    (home().plugins / "a.py").write_text("", encoding="utf-8")
    (source,) = discover([home().plugins, home().plugins], entry_points=False)
    assert source.origin == "plugins"


def test_only_python_files_and_packages_count(tmp_path: Path) -> None:
    for name in ("_private.py", ".hidden.py", "notes.txt", "data.csv", "real.py"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in ("__pycache__", "empty", "package"):
        (tmp_path / name).mkdir()
    (tmp_path / "package" / "__init__.py").write_text("", encoding="utf-8")
    found = discover([tmp_path], entry_points=False)
    assert [(source.name, source.kind) for source in found] == [("package", "folder"), ("real", "file")]


def test_a_plugin_s_own_file_or_folder_may_be_given(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "file.py").write_text("", encoding="utf-8")
    found = discover([tmp_path / "package", tmp_path / "file.py"], entry_points=False)
    assert [source.kind for source in found] == ["folder", "file"]


def test_a_path_that_does_not_exist_is_told_when_it_is_loaded(tmp_path: Path) -> None:
    (source,) = discover([tmp_path / "nowhere"], entry_points=False)
    assert source.sha256 == ""
    (problem,) = load_catalog([source], bundled=False).problems
    assert (problem.code, problem.stage) == ("plugin.missing", "find")


def test_a_digest_changes_with_the_text_and_only_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1", encoding="utf-8")
    first = source_of(path, "user").sha256
    path.touch()
    assert source_of(path, "user").sha256 == first
    path.write_text("x = 2", encoding="utf-8")
    assert source_of(path, "user").sha256 != first


def test_a_folder_s_digest_covers_names_and_texts_but_no_caches(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__init__.py").write_text("", encoding="utf-8")
    seen = [source_of(folder, "user").sha256]
    (folder / "__pycache__" / "a.pyc").write_bytes(b"1")
    assert source_of(folder, "user").sha256 == seen[0]
    (folder / "inner.py").write_text("x = 1", encoding="utf-8")
    seen.append(source_of(folder, "user").sha256)
    (folder / "inner.py").rename(folder / "other.py")
    seen.append(source_of(folder, "user").sha256)
    assert len(set(seen)) == 3


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Makes a package with an entry point look installed."""
    package = folder / "swishing"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    (folder / "swishing_plugin.py").write_text(text, encoding="utf-8")
    info = folder / "swishing-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: swishing\nVersion: 1.2\n", encoding="utf-8")
    points = "[nnlab]\nswish = swishing_plugin\nbroken = swishing:Thing\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)


def test_installed_packages_are_found_by_entry_point_and_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, monkeypatch, plugin)
    broken, swish = discover(user=False)
    assert (swish.path, swish.kind, swish.version) == ("swishing_plugin", "entry_point", "1.2")
    assert swish.sha256 == source_of(tmp_path / "swishing_plugin.py", "").sha256
    catalog = load_catalog([broken, swish], bundled=False)
    assert [(info.id, info.origin, info.version) for info in catalog.infos] == [("some", "entry_point", "1.2")]
    (problem,) = catalog.problems
    assert (problem.code, problem.plugin, problem.line) == ("plugin.import", "broken", 1)
    assert problem.file == str(tmp_path / "swishing" / "__init__.py")
    sys.modules.pop("swishing_plugin")


def test_the_bundled_plugins_are_found_with_nnlab_s_version() -> None:
    names = [source.name for source in discover_bundled()]
    assert names == sorted(names)
    assert {"activations", "losses", "optimizers"} <= set(names)
