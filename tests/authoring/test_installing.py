"""A plugin is copied into the user's folder as it was shown, whole or not at all, under a name that is safe."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlab.authoring.installing import Installation, beside, install, most_bytes, plan, plan_text
from nnlab.catalog import source_of
from nnlab.records import ProblemError
from nnlab.records.plugin_names import is_safe, safe_name

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


def differs(planned: Installation, *, replacing: bool = False) -> str:
    with pytest.raises(ProblemError) as caught:
        install(planned, replacing=replacing)
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
    install(planned, replacing=True)
    assert (folder / "swish.py").read_bytes() == text + b"#"
    assert Path(planned.kept).read_bytes() == text
    assert Path(planned.kept).name.startswith("_")


def test_another_text_is_neither_replaced_unasked_nor_lost(folder):
    install(plan_text(b"mine", "swish.py", folder))
    planned = plan_text(text, "swish.py", folder)
    assert differs(planned) == "install.differs"
    assert install(beside(planned)).name == "swish_2.py"
    install(planned, replacing=True)
    assert {path.read_bytes() for path in folder.iterdir()} == {text, b"mine"}


def test_a_file_that_changed_since_it_was_shown_is_not_overwritten(folder):
    planned = plan_text(text, "swish.py", folder)
    install(plan_text(b"in the meantime", "swish.py", folder))
    assert differs(planned) == "install.differs"


@pytest.mark.parametrize("reading", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_that_cannot_be_read_is_planned_around_and_replacing_it_is_refused(folder, monkeypatch, reading):
    there, read = written(folder / "swish.py", b"older"), Path.read_bytes

    def deny(path: Path) -> bytes:
        if path == there:
            raise reading
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", deny)
    planned = plan_text(text, "swish.py", folder)
    assert planned.fate == "replaces"
    assert differs(planned, replacing=True) == "install.unreadable"
    assert install(beside(planned)).name == "swish_2.py"
    monkeypatch.undo()
    assert there.read_bytes() == b"older"


def test_a_folder_in_the_way_of_a_file_is_never_replaced(folder):
    (folder / "swish.py").mkdir(parents=True)
    assert differs(plan_text(text, "swish.py", folder), replacing=True) == "install.differs"


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
    install(planned, replacing=True)
    assert [path.name for path in (folder / "extras").iterdir()] == ["__init__.py"]
    assert sorted(path.name for path in folder.iterdir()) == ["_extras", "extras"]  # nothing half done is left
    assert (folder / "_extras" / "old.py").read_bytes() == text


def test_what_is_no_plugin_is_refused_in_a_sentence(tmp_path, folder):
    assert refused(tmp_path / "none.py", folder) == "install.missing"
    assert refused(written(tmp_path / "notes.txt"), folder) == "install.not_python"
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty", folder) == "install.not_python"
    assert refused(written(tmp_path / "binary.py", b"\0\1\2" * 9), folder) == "install.not_text"
    assert refused(written(tmp_path / "latin.py", b"# \xe9\n"), folder) == "install.not_text"
    assert refused(written(tmp_path / "huge.py", b"#" * (most_bytes + 1)), folder) == "install.large"


def test_a_failed_folder_leaves_the_one_before(tmp_path, folder, monkeypatch):
    source = tmp_path / "extras"
    written(source / "__init__.py")
    install(plan(source, folder))
    planned = plan(Path(written(source / "__init__.py", text + b"#").parent), folder)

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ProblemError, match="No space left"):
        install(planned, replacing=True)
    monkeypatch.undo()
    assert (folder / "extras" / "__init__.py").read_bytes() == text
    assert [path.name for path in folder.iterdir()] == ["extras"]


def test_names_that_would_hide_a_plugin_or_mean_a_device_are_made_usual():
    assert safe_name("swish (1).py") == "swish_1.py"
    assert safe_name("_hidden.py") == "hidden.py"
    assert safe_name(".dot.py") == "dot.py"
    assert safe_name("CON.py") == "plugin_CON.py"
    assert safe_name("激活.py") == "激活.py"
    assert safe_name("---.py") == "plugin.py"


@given(st.text(max_size=200))
def test_no_name_leads_out_of_the_folder(name):
    folder = Path("/plugins")
    planned = plan_text(text, name, folder)
    target = Path(planned.target)
    assert target.parent == folder
    assert target.suffix == ".py"
    assert not target.name.startswith(("_", "."))
    assert is_safe(target.name)
