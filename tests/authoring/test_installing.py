"""A plugin is copied into the user's folder as it was shown, whole or not at all, under a name that is safe."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlab.authoring.installing import install, most_bytes, plan, plan_text, safe_name
from nnlab.catalog import source_of
from nnlab.records import ProblemError

text = b"from nnlab.api import Activation\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "plugins"


def written(path: Path, data: bytes = text) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def refused(path: Path, folder: Path) -> str:
    with pytest.raises(ProblemError) as caught:
        plan(path, folder)
    assert str(path) in str(caught.value)
    return caught.value.problem.code


def test_a_new_file_is_planned_without_writing_and_copied_when_told(tmp_path, folder):
    source = written(tmp_path / "down" / "swish.py")
    planned = plan(source, folder)
    assert (planned.fate, planned.target, planned.size) == ("new", str(folder / "swish.py"), len(text))
    assert not folder.exists()
    install(planned)
    assert (folder / "swish.py").read_bytes() == text
    assert planned.sha256 == source_of(folder / "swish.py", "user").sha256 == hashlib.sha256(text).hexdigest()


def test_the_same_bytes_are_nothing_to_do_and_other_ones_replace(tmp_path, folder):
    written(folder / "swish.py")
    assert plan(written(tmp_path / "swish.py"), folder).fate == "same"
    planned = plan(written(tmp_path / "swish.py", text + b"#"), folder)
    assert planned.fate == "replaces"
    install(planned)
    assert (folder / "swish.py").read_bytes() == text + b"#"


def test_what_was_shown_is_installed_even_if_the_file_changed_since(tmp_path, folder):
    source = written(tmp_path / "swish.py")
    planned = plan(source, folder)
    source.write_bytes(b"import os\n")
    install(planned)
    assert (folder / "swish.py").read_bytes() == text


def test_a_folder_is_copied_with_what_is_inside_and_nothing_hidden(tmp_path, folder):
    source = tmp_path / "extras"
    for name in ("__init__.py", "parts/more.py", "__pycache__/more.pyc", ".git/config"):
        written(source / name)
    (source / "secret.py").symlink_to(written(tmp_path / "secret.py"))
    planned = plan(source, folder)
    assert [file.inside for file in planned.files] == ["__init__.py", "parts/more.py"]
    install(planned)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {"extras/__init__.py", "extras/parts/more.py"}
    assert planned.sha256 == source_of(folder / "extras", "user").sha256
    (source / "secret.py").unlink()
    assert plan(source, folder).fate == "same"


def test_a_folder_that_lost_a_file_says_which_goes(tmp_path, folder):
    source = tmp_path / "extras"
    written(source / "__init__.py")
    written(source / "old.py")
    install(plan(source, folder))
    (source / "old.py").unlink()
    planned = plan(source, folder)
    assert (planned.fate, planned.gone) == ("replaces", ("old.py",))
    install(planned)
    assert [path.name for path in (folder / "extras").iterdir()] == ["__init__.py"]
    assert [path.name for path in folder.iterdir()] == ["extras"]  # nothing half done is left


def test_what_is_no_plugin_is_refused_in_a_sentence(tmp_path, folder):
    assert refused(tmp_path / "none.py", folder) == "install.missing"
    assert refused(written(tmp_path / "notes.txt"), folder) == "install.not_python"
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty", folder) == "install.not_python"
    assert refused(written(tmp_path / "binary.py", b"\0\1\2" * 9), folder) == "install.not_text"
    assert refused(written(tmp_path / "latin.py", b"# \xe9\n"), folder) == "install.not_text"
    assert refused(written(tmp_path / "huge.py", b"#" * (most_bytes + 1)), folder) == "install.large"
    assert refused(written(tmp_path / "---.py"), folder) == "install.name"


def test_a_failed_folder_leaves_the_one_before(tmp_path, folder, monkeypatch):
    source = tmp_path / "extras"
    written(source / "__init__.py")
    install(plan(source, folder))
    planned = plan(Path(written(source / "__init__.py", text + b"#").parent), folder)

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ProblemError, match="No space left"):
        install(planned)
    monkeypatch.undo()
    assert (folder / "extras" / "__init__.py").read_bytes() == text
    assert [path.name for path in folder.iterdir()] == ["extras"]


def test_names_that_would_hide_a_plugin_or_mean_a_device_are_made_usual():
    assert safe_name("swish (1)") == "swish_1"
    assert safe_name("_hidden") == "hidden"
    assert safe_name(".dot") == "dot"
    assert safe_name("CON") == "CON_plugin"
    assert safe_name("激活") == "激活"


@given(st.text(max_size=200))
def test_no_name_leads_out_of_the_folder(name):
    folder = Path("/plugins")
    try:
        planned = plan_text(text, name, folder)
    except ProblemError:
        return
    target = Path(planned.target)
    assert target.parent == folder
    assert target.suffix == ".py"
    assert not target.name.startswith(("_", "."))
