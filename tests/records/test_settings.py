"""Settings are remembered, and damage to their file costs no more than the settings."""

from __future__ import annotations

import errno
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.records import ProblemError, home
from nnlab.records.settings import Settings, load_settings, save_settings
from nnlab.records.words import Words

texts = st.lists(st.text(max_size=5), max_size=3).map(tuple)


def test_without_a_file_the_defaults_hold():
    assert load_settings(home()) == (Settings(), None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(
        Settings,
        language=st.sampled_from(("", "en", "zh_CN")),
        theme=st.sampled_from(("light", "dark", "projector")),
        speed=st.floats(0, 1e6),
        log_loss=st.booleans(),
        palette=st.booleans(),
        geometry=st.text(max_size=9),
        recent=texts,
        disabled_plugins=texts,
        stall_s=st.floats(0.1, 3600),
    )
)
def test_what_is_saved_is_loaded(wanted):
    save_settings(home(), wanted)
    assert load_settings(home()) == (wanted, None)
    assert os.listdir(home().config) == ["settings.json"]


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"\xff", b"null", b"[" * 100_000, b'{"theme": "pink"}', b'{"colour": 1}', b'{"stall_s": 0}'],
)
def test_a_file_that_cannot_be_understood_is_kept_aside(text):
    home().config.mkdir()
    home().settings.write_bytes(text)
    found, problem = load_settings(home())
    assert found == Settings()
    assert problem.code == "settings.damaged"
    assert (home().config / "settings.json.bad").read_bytes() == text
    assert not home().settings.exists()
    for language in ("en", "zh_CN"):
        assert str(home().settings) in Words(language).problem(problem)
    assert load_settings(home()) == (Settings(), None)


def test_a_folder_in_the_place_of_the_file_is_a_sentence():
    home().settings.mkdir(parents=True)
    found, problem = load_settings(home())
    assert (found, problem.code) == (Settings(), "settings.unreadable")
    with pytest.raises(ProblemError) as caught:
        save_settings(home(), Settings())
    assert caught.value.problem.code == "file.folder"


def test_a_file_in_the_place_of_the_folder_is_a_sentence():
    home().config.write_text("")
    with pytest.raises(ProblemError) as caught:
        save_settings(home(), Settings())
    assert caught.value.problem.code == "settings.folder"


def test_a_full_disk_leaves_the_old_settings(monkeypatch):
    save_settings(home(), Settings(theme="dark"))

    def refuse(*arguments):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ProblemError) as caught:
        save_settings(home(), Settings(language="zh_CN"))
    assert caught.value.problem.code == "file.full"
    assert load_settings(home())[0] == Settings(theme="dark")


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"stall_s": 0.0}, {"geometry": "\ud800"}])
def test_a_value_that_could_not_be_loaded_is_not_saved(wrong):
    with pytest.raises(ProblemError) as caught:
        save_settings(home(), replace(Settings(), **wrong))
    assert caught.value.problem.code == "settings.value"
    assert not home().settings.exists()


def test_recent_files_are_few_each_once_and_the_newest_first():
    now = Settings()
    for number in range(14):
        now = now.used(f"{number}.nnlab")
    now = now.used("9.nnlab")
    assert now.recent[:2] == ("9.nnlab", "13.nnlab")
    assert len(now.recent) == 10
    assert now.unused("9.nnlab").recent[0] == "13.nnlab"
