"""`docs/plugins/nnlab-extras`, a distribution of its own: built, installed, found and trained with, in that order."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import nnlab
from nnlab.catalog import load_catalog

checkout = Path(__file__).resolve().parents[1]
extras = checkout / "docs" / "plugins" / "nnlab-extras"
brought = {
    ("activation", "celu"),
    ("loss", "focal_loss"),
    ("optimizer", "adabelief"),
    ("dataset", "mackey_glass"),
    ("metric", "matthews_correlation"),
}


def done(*words: object, cwd: Path, path: str = "") -> str:
    """Runs Python with words as arguments in a process of its own and returns its stdout."""
    ended = subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Builds the distribution from a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("extras")
    shutil.copytree(extras, folder / "source", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    done("-m", "pip", "wheel", "--quiet", *offline, "--wheel-dir", folder, folder / "source", cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Installs it into a folder of its own and returns the module path with it and with nnlab."""
    target = tmp_path_factory.mktemp("site")
    done("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel, cwd=target)
    return f"{checkout}{os.pathsep}{target}"


def test_the_wheel_holds_the_modules_and_an_entry_point_for_each(wheel: Path):
    packed = zipfile.ZipFile(wheel)
    modules = {path.stem for path in (extras / "src" / "nnlab_extras").glob("[!_]*.py")}
    assert {f"nnlab_extras/{name}.py" for name in (*modules, "__init__")} <= set(packed.namelist())
    (points,) = [packed.read(name).decode() for name in packed.namelist() if name.endswith("entry_points.txt")]
    assert points.split() == [
        "[nnlab]",
        *(word for name in sorted(modules) for word in (name, "=", f"nnlab_extras.{name}")),
    ]


def test_nnlab_finds_all_five_and_nothing_is_wrong_with_them(installed: str, tmp_path: Path):
    listed = json.loads(done("-m", "nnlab", "plugins", "--json", cwd=tmp_path, path=installed))
    found = [info for info in listed["components"] if info["origin"] == "entry_point"]
    assert {(info["kind"], info["id"]) for info in found} == brought
    assert {info["version"] for info in found} == {"1.0.0"}
    assert all(re.fullmatch("[0-9a-f]{64}", info["sha256"]) for info in found)
    assert len({info["sha256"] for info in found}) == 5
    assert listed["problems"] == []


def test_safe_mode_leaves_them_out(installed: str, tmp_path: Path):
    listed = json.loads(done("-m", "nnlab", "plugins", "--json", "--safe-mode", cwd=tmp_path, path=installed))
    assert {info["origin"] for info in listed["components"]} == {"bundled"}


def test_an_installed_one_trains_by_its_id_alone(installed: str, tmp_path: Path):
    words = ("train", "spiral", "--set", "training.optimizer=adabelief", "--epochs", "20", "--json")
    trained = json.loads(done("-m", "nnlab", *words, cwd=tmp_path, path=installed))
    assert trained["train_loss"] < 0.69


def test_its_own_tests_pass_against_what_was_installed(installed: str, tmp_path: Path):
    shutil.copytree(extras / "tests", tmp_path / "tests")
    assert " passed" in done("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=tmp_path, path=installed)


def test_none_of_them_comes_with_nnlab():
    assert not brought & {(info.kind, info.id) for info in load_catalog().infos}


@pytest.mark.parametrize("language", ["", ".zh_CN"])
def test_the_readme_names_all_five_and_its_commands_train(language: str):
    import plugin_pages as pages

    text = (extras / f"README{language}.md").read_text(encoding="utf-8")
    assert all(f"`{ident}`" in text for _, ident in brought)
    (shell,) = re.findall(r"<!-- shell -->\n```sh\n(.*?)```", text, re.DOTALL)
    catalog = load_catalog(sorted((extras / "src" / "nnlab_extras").glob("[!_]*.py")))
    used = set()
    for line in shell.splitlines():
        run = nnlab.Run(pages.commanded(shlex.split(line), catalog), catalog=catalog)
        losses = run.train(20).train_loss
        assert losses[-1] < losses[0]
        used |= {ident for _, ident in brought if ident in line}
    assert used == {ident for _, ident in brought}
