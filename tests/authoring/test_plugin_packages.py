"""What is written for a new plugin works: as a file, as a package that pip installs, and its own tests pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from nnlab.authoring.package import bundled_ids, write_file, write_package
from nnlab.catalog import load_catalog
from nnlab.records import ProblemError, kinds

checkout = Path(__file__).resolve().parents[2]
languages = ("en", "zh_CN")
placeholders = ("NewThing", "new_thing", "new-thing", "New thing", "KIND", "TRAIN")


def done(*words: object, cwd: Path, path: Path = checkout) -> str:
    """Runs Python with words as arguments in a process of its own and returns its stdout."""
    ended = subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(path), "PYTHONIOENCODING": "utf-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def problem(call, *arguments, **named):
    """Returns the problem that a call raises."""
    with pytest.raises(ProblemError) as raised:
        call(*arguments, **named)
    assert str(raised.value)
    return raised.value.problem


def test_a_file_is_written_into_a_folder_that_is_made(tmp_path):
    written = write_file(tmp_path / "new" / "plugins", "activation", "My swish")
    assert written.files == (written.file,)
    assert Path(written.file) == tmp_path / "new" / "plugins" / "my_swish.py"
    (info,) = [info for info in load_catalog([tmp_path / "new" / "plugins"]).infos if info.origin != "bundled"]
    assert (info.id, info.name.en) == ("my_swish", "My swish")


def test_a_test_beside_the_file_is_no_plugin_and_passes(tmp_path):
    written = write_file(tmp_path, "loss", "My loss", with_test=True)
    assert [Path(file).relative_to(tmp_path).as_posix() for file in written.files] == [
        "my_loss.py",
        "tests/test_my_loss.py",
    ]
    catalog = load_catalog([tmp_path])
    assert catalog.problems == ()
    assert "2 passed" in done("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=tmp_path)


def test_a_package_is_installed_found_and_trains(tmp_path):
    written = write_package(tmp_path, "optimizer", "My walker")
    folder = tmp_path / "nnlab-my-walker"
    assert "2 passed" in done("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder)
    target = tmp_path / "site"
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", target)
    done(*pip, folder, cwd=tmp_path)
    path = Path(f"{checkout}{os.pathsep}{target}")
    listed = json.loads(done("-m", "nnlab", "plugins", "--json", cwd=tmp_path, path=path))
    assert listed["problems"] == []
    (found,) = [info for info in listed["components"] if info["origin"] == "entry_point"]
    assert (found["kind"], found["id"], found["version"]) == ("optimizer", "my_walker", "0.1.0")
    words = written.command.split()[1:]
    trained = json.loads(done("-m", "nnlab", *words, "--epochs", "20", "--json", cwd=tmp_path, path=path))
    assert trained["train_loss"] < 0.69


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("kind", kinds)
def test_a_package_names_nothing_but_its_own(kind, language, tmp_path):
    written = write_package(tmp_path, kind, "My Swish 2", language)
    folder = tmp_path / "nnlab-my-swish2"
    assert {Path(file).relative_to(folder).as_posix() for file in written.files} == {
        "pyproject.toml",
        "README.md",
        ".gitignore",
        "src/nnlab_my_swish2/__init__.py",
        "src/nnlab_my_swish2/my_swish2.py",
        "tests/test_my_swish2.py",
    }
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["name"] == "nnlab-my-swish2"
    assert project["project"]["entry-points"]["nnlab"] == {"my_swish2": "nnlab_my_swish2.my_swish2"}
    for file in written.files:
        text = Path(file).read_text(encoding="utf-8")
        assert not [left for left in placeholders if left in text], file
        if file.endswith(".py"):
            compile(text, file, "exec")
    assert written.command in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", kinds)
def test_the_command_that_is_named_trains_with_the_component(kind, tmp_path):
    import plugin_pages as pages

    import nnlab

    written = write_file(tmp_path, kind, "my part")
    catalog = load_catalog([tmp_path])
    run = nnlab.Run(pages.commanded(written.command.split(), catalog), catalog=catalog)
    losses = run.train(20).train_loss
    assert losses[-1] < losses[0]


def test_nothing_is_ever_overwritten(tmp_path):
    first = write_file(tmp_path, "activation", "swish")
    Path(first.file).write_text("mine", encoding="utf-8")
    assert problem(write_file, tmp_path, "loss", "swish").code == "new.exists"
    assert Path(first.file).read_text(encoding="utf-8") == "mine"
    (tmp_path / "nnlab-swish").mkdir()
    assert problem(write_package, tmp_path, "loss", "swish").code == "new.exists"
    assert list((tmp_path / "nnlab-swish").iterdir()) == []


def test_a_test_that_is_there_keeps_the_file_from_being_written(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_swish.py").write_text("mine", encoding="utf-8")
    assert problem(write_file, tmp_path, "loss", "swish", with_test=True).code == "new.exists"
    assert not (tmp_path / "swish.py").exists()


def test_the_ids_that_come_with_nnlab_are_taken(tmp_path):
    infos = load_catalog().infos
    for kind in kinds:
        assert set(bundled_ids(kind)) == {info.id for info in infos if info.kind == kind}
    assert problem(write_file, tmp_path, "optimizer", "Adam").code == "new.taken"
    assert problem(write_package, tmp_path, "optimizer", "Adam").code == "new.taken"
    assert write_file(tmp_path, "activation", "Adam").plugin.id == "adam"  # ids are unique within a kind


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "plugins").write_text("", encoding="utf-8")
    assert problem(write_file, tmp_path / "plugins", "loss", "swish").code == "file.no_folder"
    assert problem(write_package, tmp_path / "plugins", "loss", "swish").code == "file.no_folder"
