"""The rules of the house, checked on the code as it stands."""

from __future__ import annotations

import ast
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

checkout = Path(__file__).resolve().parents[1]
rooms = ("records", "api", "engine", "experiment", "catalog", "session", "bench", "testing", "kernel", "gui", "cli")
plugins = sorted(path for path in (checkout / "plugins").rglob("*.py"))
importer = str(Path("nnlab", "catalog", "importing.py"))  # runs a plugin's file, as Python's own import does
modules = sorted(path for path in (checkout / "nnlab").rglob("*.py") if "_bundled" not in path.parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Yields the names of the modules that a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def named(path: Path) -> str:
    return str(path.relative_to(checkout))


def test_imports_point_down_as_the_contracts_say():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=checkout,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(checkout), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("plugin", plugins, ids=named)
def test_bundled_plugins_import_what_a_students_may(plugin: Path):
    allowed = {"numpy", *sys.stdlib_module_names}
    for name in imported(plugin):
        assert name == "nnlab.api" or name.split(".")[0] in allowed, f"{named(plugin)} imports {name}"


def test_help_loads_no_room_that_is_heavy():
    code = (
        "import sys, json\n"
        "from nnlab.cli.entry import run\n"
        "assert run(['--help']) == 0 and run(['train', '--help']) == 0\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(checkout), "LANG": "en_GB.UTF-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    heavy = (
        "nnlab.engine",
        "nnlab.session",
        "nnlab.catalog",
        "nnlab.experiment",
        "nnlab.kernel",
        "nnlab.gui",
        "nnlab.api",
    )
    for name in loaded:
        assert not name.startswith((*heavy, "PySide6", "pyqtgraph", "superqt", "pluggy", "rich.progress", "babel")), (
            name
        )


@pytest.mark.parametrize("module", [*modules, *plugins], ids=named)
def test_no_text_is_run_as_code_and_nothing_is_pickled(module: Path):
    assert not {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle"} & set(imported(module))
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            runs = {"eval", "exec"} - ({"exec"} if named(module) == importer else set())
            assert node.func.id not in runs, f"{named(module)}:{node.lineno} calls {node.func.id}"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant), f"{named(module)}:{node.value.lineno}"
            assert node.value.value is False, f"{named(module)}:{node.value.lineno}"


@pytest.mark.parametrize("room", ["", *rooms])
def test_a_front_door_holds_what_it_says(room: str):
    door = importlib.import_module(f"nnlab.{room}".rstrip("."))
    for name in getattr(door, "__all__", ()):
        assert getattr(door, name, None) is not None, f"{door.__name__}.{name}"


@pytest.mark.parametrize("module", modules, ids=named)
def test_every_module_says_what_it_is(module: Path):
    words = ast.get_docstring(tree(module)) or ""
    if module.stat().st_size > 200:
        assert len(words) > 10, f"{named(module)} has no docstring"


def test_every_problem_code_that_is_raised_has_a_sentence():
    from nnlab.records.sentences._table import sentences

    for module in modules:
        for node in ast.walk(tree(module)):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called == "fail" and node.args and isinstance(node.args[0], ast.Constant):
                assert node.args[0].value in sentences, f"{named(module)}:{node.lineno} {node.args[0].value}"
            for keyword in node.keywords if called == "Problem" else ():
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                    assert keyword.value.value in sentences, f"{named(module)}:{node.lineno} {keyword.value.value}"


def test_every_text_of_a_bundled_plugin_is_there_in_both_languages():
    from nnlab.catalog import load_catalog

    catalog = load_catalog()
    assert catalog.problems == ()
    assert len(catalog.infos) > 30
    for info in catalog.infos:
        texts = {"name": info.name, "help": info.help}
        for spec in info.params:
            texts |= {f"{spec.name}.label": spec.label, f"{spec.name}.help": spec.help}
            texts |= {f"{spec.name}={choice.value}": choice.label for choice in spec.choices}
        for place, text in texts.items():
            assert text.en, f"{info.kind} {info.id}: {place} has no English"
            assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh_CN) or text.zh_CN == text.en, (
                f"{info.kind} {info.id}: {place} is {text.zh_CN!r} in Chinese"
            )
            assert text.zh_CN, f"{info.kind} {info.id}: {place} has no Chinese"
        assert any("\u4e00" <= letter <= "\u9fff" for letter in info.help.zh_CN), f"{info.kind} {info.id}: help"
