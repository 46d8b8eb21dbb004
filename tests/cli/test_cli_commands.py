"""What every command has in common, and those that only list and write."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from nnlab.cli.entry import run

commands = ("presets", "new", "train", "plugins", "bench", "shot")


@pytest.mark.parametrize("command", ["", *commands])
def test_each_command_has_help(command: str, capsys: pytest.CaptureFixture[str]):
    assert run([*command.split(), "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"Usage: nnlab {command}".rstrip())
    assert "--lang" in page


def test_help_is_worded_in_the_asked_language(capsys: pytest.CaptureFixture[str]):
    for arguments in (["--lang", "zh_CN", "train", "--help"], ["train", "--lang", "zh_CN", "--help"]):
        assert run(arguments) == 0
        page = capsys.readouterr().out
        assert "--epochs" in page
        assert any("\u4e00" <= letter <= "\u9fff" for letter in page)


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("nnlab 0.")


def test_presets_are_listed_by_id_and_title(capsys: pytest.CaptureFixture[str]):
    assert run(["presets"]) == 0
    assert any(line.startswith("spiral ") for line in capsys.readouterr().out.splitlines())
    assert run(["presets", "--json"]) == 0
    english = json.loads(capsys.readouterr().out)["presets"]
    assert run(["presets", "--lang", "zh_CN", "--json"]) == 0
    chinese = json.loads(capsys.readouterr().out)["presets"]
    assert [one["id"] for one in english] == [one["id"] for one in chinese]
    assert all(one["title"] for one in english)
    assert [one["title"] for one in english] != [one["title"] for one in chinese]


def test_new_writes_a_presets_file_and_equal_ones_are_equal_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    first, second = tmp_path / "a.nnlab", tmp_path / "b.nnlab"
    assert run(["new", "spiral", str(first)]) == 0
    assert run(["new", "spiral", str(second), "--json"]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert "experiment.json" in zipfile.ZipFile(first).namelist()


def test_new_replaces_a_file_only_when_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    there = tmp_path / "work.nnlab"
    there.write_bytes(b"a week's work")
    assert run(["new", "spiral", str(there)]) == 2
    assert there.read_bytes() == b"a week's work"
    assert run(["new", "spiral", str(there), "--force"]) == 0
    assert zipfile.is_zipfile(there)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nonesuch"], "command.no_file"),
        (["train"], "command.missing"),
        (["train", "nonesuch"], "command.no_experiment"),
        (["train", "spiral", "more"], "command.extra"),
        (["train", "spiral", "--epoch", "3"], "command.near_option"),
        (["train", "spiral", "--zzz"], "command.no_option"),
        (["train", "spiral", "--epochs"], "command.no_value"),
        (["train", "spiral", "--epochs", "many"], "command.whole_number"),
        (["train", "spiral", "--epochs", "-1"], "command.whole_number"),
        (["train", "spiral", "--seed", "x"], "command.whole_number"),
        (["train", "spiral", "--set", "training.batch_size"], "command.set"),
        (["train", "spiral", "--plugins", "nowhere"], "command.plugins_folder"),
        (["train", "spiral", "--save", "nowhere/out.nnlab"], "file.no_folder"),
        (["train", "spiral", "--save", "out.zip"], "command.ending"),
        (["train", "spiral", "--history", "out.txt"], "command.ending"),
        (["new", "nonesuch", "out.nnlab"], "command.no_preset"),
        (["new", "spiral"], "command.missing"),
        (["presets", "--lang", "fr"], "command.choice"),
        (["--lang", "fr", "presets"], "command.choice"),
        (["shot", "spiral", "out.png", "--size", "big"], "command.size"),
        (["shot", "spiral", "out.png", "--theme", "pink"], "command.choice"),
        (["shot", "spiral", "out.jpg"], "command.ending"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert run([*arguments, "--json"] if code != "command.no_value" else ["--json", *arguments]) == 2
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert error["code"] == code
    assert error["sentence"] == err.strip()
    assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_is_worded_in_the_asked_language(capsys: pytest.CaptureFixture[str]):
    assert run(["--lang", "zh_CN", "train", "nonesuch"]) == 2
    assert "nonesuch" in (chinese := capsys.readouterr().err)
    assert run(["train", "nonesuch"]) == 2
    assert capsys.readouterr().err != chinese


def test_without_a_screen_the_app_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert run([]) == 2
    assert "nnlab train" in capsys.readouterr().err


def test_a_mistake_in_nnlab_is_a_sentence_too_and_its_place_is_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def broken() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("nnlab.experiment.presets.presets", broken)
    assert run(["presets"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert run(["presets", "--traceback"]) == 1
    assert "Traceback" in capsys.readouterr().err
    monkeypatch.setenv("NNLAB_TRACEBACK", "1")
    assert run(["presets"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_commands_run_in_a_process_of_their_own(nnlab, tmp_path: Path):
    assert nnlab("presets", "--json").json["presets"]
    ended = nnlab("new", "spiral", "out.nnlab")
    assert (ended.code, ended.err) == (0, "")
    ended = nnlab("train", "nonesuch")
    assert (ended.code, ended.out) == (2, "")
    assert "nonesuch" in ended.sentence


def test_a_reader_who_leaves_early_is_no_problem(environment: dict[str, str]):
    import subprocess
    import sys

    with subprocess.Popen(
        [sys.executable, "-m", "nnlab", "presets"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.close()
        assert child.stderr is not None
        assert child.stderr.read() == b""
        assert child.wait(30) == 0
