"""`nnlab [FILE]`: without a command the window opens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import nnlab.gui
from nnlab.cli.entry import run


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Stands in for the window and notes what it was opened with."""
    calls: list[Any] = []

    def main(path: Any, plugins: Any, safe_mode: bool, language: str | None) -> int:
        calls.append((path, tuple(plugins), safe_mode, language))
        return 0

    monkeypatch.setitem(nnlab.gui.__dict__, "main", main)
    return calls


def test_no_words_open_the_window(opened: list[Any]):
    assert run([]) == 0
    assert opened == [(None, (), False, None)]


def test_a_first_word_that_is_no_command_is_a_file(opened: list[Any], tmp_path: Path):
    file = tmp_path / "mine.nnlab"
    file.touch()
    assert run([str(file)]) == 0
    assert opened == [(str(file), (), False, None)]


def test_options_stand_before_or_behind_the_file(opened: list[Any], tmp_path: Path):
    file = tmp_path / "mine.nnlab"
    file.touch()
    options = ["--plugins", str(tmp_path), "--safe-mode", "--lang", "zh_CN"]
    assert run([*options, str(file)]) == run([str(file), *options]) == 0
    assert opened == [(str(file), (str(tmp_path),), True, "zh_CN")] * 2


def test_a_command_wins_over_a_file_of_its_name(
    opened: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "presets").touch()
    monkeypatch.chdir(tmp_path)
    assert run(["presets"]) == 0
    assert opened == []
    assert run(["./presets"]) == 0
    assert opened == [("./presets", (), False, None)]


def test_a_file_that_is_not_there_is_a_sentence(opened: list[Any], capsys: pytest.CaptureFixture[str]):
    assert run(["nonesuch.nnlab", "--lang", "en"]) == 2
    assert "nonesuch.nnlab" in capsys.readouterr().err
    assert opened == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_real_window_opens_and_ends_on_ctrl_c_without_a_process_left(
    environment: dict[str, str], own_home: Path, processes_of, tmp_path: Path
):
    with subprocess.Popen(
        [sys.executable, "-m", "nnlab"],
        cwd=tmp_path,
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    ) as child:
        while len(processes_of(own_home)) < 2 and child.poll() is None:  # the window and its kernel
            os.sched_yield()
        child.send_signal(signal.SIGINT)
        assert child.stderr is not None
        assert b"Traceback" not in child.stderr.read()  # Qt's own remarks on drawing off screen are no business of ours
        assert child.wait(30) in (0, 130)
    assert processes_of(own_home) == []
