"""`nnlab train` and files that enclose plugins: a missing one is one sentence, and no line of it is run unasked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from nnlab.authoring.installing import install, plan_text
from nnlab.cli.enclosed import plain
from nnlab.experiment.enclosed import Enclosed, digest_of
from nnlab.experiment.file import ExperimentFile, load, save
from nnlab.experiment.presets import preset
from nnlab.records import home

swish = '''"""Swish: x * sigmoid(x)."""
import numpy as np
from nnlab.api import Activation, hookimpl


class Swish(Activation):
    def forward(self, z):
        return z / (1 + np.exp(-z))


@hookimpl
def nnlab_activations():
    return [Swish]
'''
evil = "import pathlib\npathlib.Path({mark!r}).write_text('ran')\n"
setting = "network.layers.h1.activation=swish"


@pytest.fixture
def homework(nnlab, plugin, tmp_path: Path) -> Path:
    """A trained experiment with its plugin enclosed, handed in as one file."""
    folder = plugin("swish", swish)
    done = nnlab(
        "train", "xor", "--plugins", folder, "--set", setting, "--epochs", 3, "--save", "homework.nnlab", "--enclose"
    )
    assert done.code == 0, done.err
    (folder / "swish.py").unlink()
    return tmp_path / "homework.nnlab"


def test_a_file_saved_with_enclose_holds_the_text_that_ran(homework):
    (plugin,) = load(homework).plugins
    assert (plugin.text, plugin.components) == (swish, ("activation:swish",))


def test_a_missing_plugin_is_one_sentence_with_the_way_out(nnlab, homework):
    done = nnlab("train", homework.name, "--epochs", 1)
    assert done.code == 2
    assert "swish" in done.sentence
    assert "nnlab plugins install homework.nnlab" in done.sentence
    assert "--trust-enclosed" in done.sentence


def test_a_trusted_file_trains_on_with_its_own_text_and_the_text_stays_in_what_is_saved(nnlab, homework):
    done = nnlab("train", homework.name, "--epochs", 2, "--trust-enclosed", "--save", "again.nnlab", "--json")
    assert done.code == 0, done.err
    assert done.json["epochs"] == 5
    assert "swish" in done.sentence
    assert digest_of(swish)[:8] in done.sentence
    assert load(homework.with_name("again.nnlab")).plugins[0].text == swish


def test_an_installed_plugin_of_the_same_text_is_used_without_a_word(nnlab, homework):
    plugin = load(homework).plugins[0]
    install(plan_text(plugin.text.encode(), plugin.file_name, home().plugins))
    done = nnlab("train", homework.name, "--epochs", 1)
    assert (done.code, done.err) == (0, "")


def test_another_text_of_the_same_component_is_named_with_both_digests(nnlab, homework):
    mine = swish + "# mine\n"
    install(plan_text(mine.encode(), "swish.py", home().plugins))
    done = nnlab("train", homework.name, "--epochs", 1)
    assert done.code == 0
    assert digest_of(swish)[:8] in done.sentence
    assert digest_of(mine)[:8] in done.sentence
    trusted = nnlab("train", homework.name, "--epochs", 1, "--trust-enclosed")
    assert digest_of(mine)[:8] not in trusted.err


def test_nothing_beside_or_inside_a_file_is_run_unasked(nnlab, homework, tmp_path):
    marks = [tmp_path / "inside", tmp_path / "beside"]
    held = load(homework)
    text = evil.format(mark=str(marks[0])) + swish
    bad = Enclosed(
        name="swish", file_name="swish.py", text=text, sha256=digest_of(text), components=("activation:swish",)
    )
    save(homework, ExperimentFile(experiment=held.experiment, plugins=(bad,)))
    for name in ("swish.py", "homework.py", "nnlab_plugins.py", "numpy.py", "conftest.py"):
        (tmp_path / name).write_text(evil.format(mark=str(marks[1])) + swish)
    as_a_script = {"PYTHONSAFEPATH": "1"}  # `python -m` looks beside itself, the command `nnlab` does not
    assert nnlab("train", homework.name, "--epochs", 1, "--save", "out.nnlab", **as_a_script).code == 2
    assert not any(mark.exists() for mark in marks)


def test_what_is_not_enclosed_is_said_where_a_file_is_saved(nnlab, plugin, tmp_path):
    words = ("train", "xor", "--plugins", plugin("swish", swish), "--set", setting, "--epochs", 1)
    assert nnlab(*words).err == ""
    done = nnlab(*words, "--save", "out.nnlab")
    assert done.code == 0
    assert "--enclose" in done.sentence
    with zipfile.ZipFile(tmp_path / "out.nnlab") as archive:
        assert not [name for name in archive.namelist() if name.startswith("plugins/")]


def test_safe_mode_and_trust_exclude_each_other(nnlab, homework):
    done = nnlab("train", homework.name, "--safe-mode", "--trust-enclosed")
    assert done.code == 2
    assert "--safe-mode" in done.sentence


def test_enclosed_plugins_are_shown_and_installed_from_the_command_line(nnlab, homework, own_home):
    shown = nnlab("plugins", "show", homework.name)
    assert shown.code == 0
    assert swish.strip() in shown.out
    assert nnlab("plugins", "show", homework.name, "--json").json["plugins"][0]["text"] == swish
    assert not (own_home / "plugins").exists()
    done = nnlab("plugins", "install", homework.name)
    assert done.code == 0, done.err
    assert (own_home / "plugins" / "swish.py").read_text() == swish
    assert nnlab("train", homework.name, "--epochs", 1).code == 0


def test_a_text_of_ones_own_is_not_replaced_unasked(nnlab, homework, own_home):
    (own_home / "plugins").mkdir()
    (own_home / "plugins" / "swish.py").write_text("mine = 1\n")
    done = nnlab("plugins", "install", homework.name)
    assert done.code == 2
    assert "--replace" in done.sentence
    assert (own_home / "plugins" / "swish.py").read_text() == "mine = 1\n"


def test_a_file_that_encloses_nothing_says_so(nnlab, tmp_path):
    save(tmp_path / "plain.nnlab", ExperimentFile(experiment=preset("xor")))
    done = nnlab("plugins", "install", "plain.nnlab")
    assert done.code == 2
    assert "plain.nnlab" in done.sentence


def test_what_a_terminal_would_obey_is_not_written_to_it():
    assert plain("a\x1b[31m\u202eb\r\n\tc\n") == "a<U+001B>[31m<U+202E>b\n\tc"
