"""The language of a command and the layout of its help."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnlab.cli.help import cells, wrapped
from nnlab.cli.words import has_flag, language, last_value


def test_the_option_names_the_language_wherever_it_stands():
    assert language(["--lang", "zh_CN", "presets"]) == "zh_CN"
    assert language(["presets", "--lang=zh_CN"]) == "zh_CN"
    assert language(["--lang", "zh_CN", "presets", "--lang", "en"]) == "en"


def test_without_the_option_the_environment_names_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language(["presets"]) == "zh_CN"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert language(["presets"]) == "en"


@pytest.mark.parametrize("silent", ["C", "C.UTF-8", "POSIX", ""])
def test_where_the_environment_names_none_the_settings_do(silent: str, own_home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", silent)
    assert language(["presets"]) == "en"
    (own_home / "config").mkdir()
    (own_home / "config" / "settings.json").write_text('{"language": "zh_CN"}', encoding="utf-8")
    assert language(["presets"]) == "zh_CN"


@pytest.mark.parametrize("damaged", ["", "[1]", "{", '{"language": 3}', '{"language": "fr"}', "\0"])
def test_damaged_settings_do_not_stop_a_command(damaged: str, own_home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "C")
    (own_home / "config").mkdir()
    (own_home / "config" / "settings.json").write_text(damaged, encoding="utf-8")
    assert language([]) == "en"


def test_options_end_at_two_dashes():
    assert last_value(["--", "--lang", "zh_CN"], "--lang") == ""
    assert last_value(["--lang"], "--lang") == ""
    assert not has_flag(["--", "--json"], "--json")
    assert has_flag(["presets", "--json"], "--json")


def test_a_chinese_character_takes_two_columns():
    assert cells("ab") == 2
    assert cells("训练") == 4


def test_text_breaks_between_words_and_between_chinese_characters():
    assert list(wrapped("one two three", 7)) == ["one two", "three"]
    assert list(wrapped("训练一个预设", 8)) == ["训练一个", "预设"]
    assert list(wrapped("训练一个。", 8)) == ["训练一", "个。"]
    assert list(wrapped("", 8)) == []
