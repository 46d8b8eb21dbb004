"""`nnlab plugins install`, `disable` and `enable`: what is copied where, kept for later starts, and said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

swish = """
from nnlab.api import Activation, hookimpl

class Swish(Activation):
    def forward(self, z):
        return z

@hookimpl
def nnlab_activations():
    return [Swish]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "downloads" / "swish (1).py"
    path.parent.mkdir()
    path.write_text(swish, encoding="utf-8")
    return path


def test_a_file_is_copied_into_the_users_folder_and_found_at_the_next_start(nnlab, source, own_home):
    ended = nnlab("plugins", "install", source)
    target = own_home / "plugins" / "swish_1.py"
    assert ended.code == 0
    assert str(target) in ended.out
    assert "with your rights" in ended.out
    assert "swish" in ended.out
    assert target.read_text(encoding="utf-8") == swish
    listed = nnlab("plugins", "--json").json
    assert "swish" in {one["id"] for one in listed["components"]}
    (known,) = listed["plugins"]
    assert (known["path"], known["state"], known["components"]) == (str(target), "loaded", ["activation:swish"])
    assert known["import_seconds"] > 0


def test_another_text_is_replaced_only_when_told(nnlab, source, own_home):
    target = own_home / "plugins" / "swish_1.py"
    target.parent.mkdir()
    target.write_text("# mine\n", encoding="utf-8")
    ended = nnlab("plugins", "install", source)
    assert ended.code == 2
    assert "--replace" in ended.sentence
    assert target.read_text(encoding="utf-8") == "# mine\n"
    ended = nnlab("plugins", "install", "--replace", source, "--json")
    assert ended.json["installed"][0]["was"] == "replaces"
    assert ended.json["components"][0]["id"] == "swish"
    assert nnlab("plugins", "install", source, "--json").json["installed"][0]["was"] == "same"


def test_what_is_no_plugin_is_refused_and_a_broken_one_is_said(nnlab, tmp_path, own_home):
    notes = tmp_path / "notes.txt"
    notes.write_text("hello")
    ended = nnlab("plugins", "install", notes)
    assert (ended.code, ended.out) == (2, "")
    assert "notes.txt" in ended.sentence
    broken = tmp_path / "broken.py"
    broken.write_text("def f(:\n")
    ended = nnlab("plugins", "install", broken)
    assert ended.code == 1
    assert "broken" in ended.err
    assert (own_home / "plugins" / "broken.py").is_file()


def test_a_plugin_is_turned_off_and_on_for_later_starts(nnlab, own_home):
    (own_home / "plugins").mkdir()
    path = own_home / "plugins" / "swish.py"
    path.write_text(swish, encoding="utf-8")
    assert str(path) in nnlab("plugins", "disable", "swish").out
    listed = nnlab("plugins", "--json").json
    assert "swish" not in {one["id"] for one in listed["components"]}
    assert listed["plugins"][0]["state"] == "disabled"
    assert str(path) in nnlab("plugins").out
    assert nnlab("plugins", "enable", path, "--json").json == {"enabled": [str(path)]}
    assert "swish" in {one["id"] for one in nnlab("plugins", "--json").json["components"]}


def test_what_cannot_be_turned_off_is_named(nnlab):
    assert "comes with nnlab" in nnlab("plugins", "disable", "activations").sentence
    assert "no plugin nothing" in nnlab("plugins", "disable", "nothing").sentence
    assert "remove" in nnlab("plugins", "remove", "x").sentence
    assert nnlab("plugins", "install").code == 2
