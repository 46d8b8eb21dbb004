"""The settings of a window and its file, which others write to as well."""

from __future__ import annotations

from nnlab.cli.entry import run
from nnlab.gui.memory import Memory
from nnlab.records import home
from nnlab.records.settings import Settings, load_settings, save_settings


def on_disk() -> Settings:
    return load_settings(home())[0]


def test_a_change_leaves_what_a_shell_wrote_meanwhile():
    memory = Memory()
    memory.change(theme="dark")
    home().plugins.mkdir(parents=True, exist_ok=True)
    (home().plugins / "mine.py").write_text("")
    assert run(["plugins", "disable", "mine"]) == 0
    memory.change(language="zh_CN")
    memory.used("a.nnlab")
    assert on_disk().disabled_plugins == (str(home().plugins / "mine.py"),)
    assert (on_disk().theme, on_disk().language, on_disk().recent) == ("dark", "zh_CN", ("a.nnlab",))


def test_turning_a_plugin_off_keeps_those_another_window_turned_off():
    one, other = Memory(), Memory()
    one.turned("/a.py", False)
    other.turned("/b.py", False)
    assert on_disk().disabled_plugins == ("/a.py", "/b.py")
    one.turned("/a.py", True)
    assert on_disk().disabled_plugins == ("/b.py",)


def test_a_damaged_file_is_replaced_by_what_the_window_knows():
    memory = Memory()
    memory.change(theme="dark")
    home().settings.write_text("{")
    memory.change(log_loss=True)
    assert on_disk() == Settings(theme="dark", log_loss=True)


def test_a_file_that_cannot_be_written_leaves_the_change_in_use():
    save_settings(home(), Settings())
    memory = Memory()
    home().settings.unlink()
    home().settings.mkdir()
    memory.change(theme="dark")
    assert memory.now.theme == "dark"
