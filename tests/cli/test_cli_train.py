"""`nnlab train`: through the real kernel process, with what it says, writes and survives."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnlab.cli.entry import run
from nnlab.experiment.file import load
from nnlab.experiment.presets import preset
from nnlab.records import fail
from nnlab.session import Run

activation = """
import os, time
import numpy as np
from nnlab.api import Activation, hookimpl

class Evil(Activation):
    def forward(self, z):
        {body}

@hookimpl
def nnlab_activations():
    return [Evil]
"""
in_h1 = ("--set", "network.layers.h1.activation=evil")


def test_json_has_what_training_gave_and_nothing_else(nnlab):
    ended = nnlab("train", "spiral", "--epochs", 5, "--json")
    assert (ended.code, ended.err) == (0, "")
    found = ended.json
    assert list(found) == ["epochs", "train_loss", "test_loss", "metrics", "seconds", "parameters"]
    assert found["epochs"] == 5
    assert 0 < found["train_loss"] < 10
    assert 0 < found["test_loss"] < 10
    assert set(found["metrics"]) == {"train_accuracy", "test_accuracy"}
    assert found["seconds"] > 0
    assert isinstance(found["parameters"], int)
    assert found["parameters"] > 0


def test_the_same_command_gives_the_same_bits_and_another_seed_others(nnlab):
    first, again, other = (nnlab("train", "spiral", "--epochs", 5, "--json", "--seed", seed).json for seed in (3, 3, 4))
    assert first["train_loss"] == again["train_loss"]
    assert first["test_loss"] == again["test_loss"]
    assert first["train_loss"] != other["train_loss"]


def test_for_people_it_prints_a_summary(nnlab):
    ended = nnlab("train", "spiral", "--epochs", 2)
    assert (ended.code, ended.err) == (0, "")
    assert "Training loss" in ended.out
    assert "{" not in ended.out


def test_a_setting_is_changed_before_training(nnlab):
    still = nnlab("train", "spiral", "--epochs", 0, "--json").json
    slow = nnlab("train", "spiral", "--epochs", 2, "--set", "training.optimizer.learning_rate=0.000001", "--json").json
    usual = nnlab("train", "spiral", "--epochs", 2, "--json").json
    assert still["epochs"] == 0
    assert abs(slow["train_loss"] - still["train_loss"]) < 1e-3 < abs(usual["train_loss"] - still["train_loss"])
    small = nnlab("train", "spiral", "--epochs", 1, "--set", "network.layers.h1.kind.units=1", "--json").json
    assert small["parameters"] < usual["parameters"]


def test_the_stop_rule_says_how_far_unless_fewer_epochs_are_asked_for(nnlab):
    to_3 = ("--set", "training.stop.epochs=3")
    assert nnlab("train", "spiral", *to_3, "--json").json["epochs"] == 3
    assert nnlab("train", "spiral", *to_3, "--epochs", 2, "--json").json["epochs"] == 2


def test_without_epochs_it_trains_until_a_stop_rule_is_met_and_says_which(nnlab):
    to_loss = ("--set", "training.stop.loss=0.5")
    found = nnlab("train", "spiral", *to_loss, "--json").json
    assert found["stopped"] == "stopped.loss"
    assert found["train_loss"] <= 0.5
    people = nnlab("train", "spiral", *to_loss)
    assert f"stopped after epoch {found['epochs']}: the training loss" in people.out
    before = nnlab("train", "spiral", *to_loss, "--epochs", found["epochs"] - 1, "--json").json
    assert (before["epochs"], "stopped" in before) == (found["epochs"] - 1, False)


def test_a_run_that_has_come_to_its_end_says_so_and_trains_no_further(nnlab):
    nnlab("train", "spiral", "--set", "training.stop.epochs=2", "--save", "run.nnlab")
    again = nnlab("train", "run.nnlab", "--epochs", 3, "--json").json
    assert (again["epochs"], again["stopped"]) == (2, "stopped.epochs")
    further = nnlab("train", "run.nnlab", "--set", "training.stop.epochs=4", "--json").json
    assert (further["epochs"], further["stopped"]) == (4, "stopped.epochs")


def test_training_without_an_end_gets_one_and_says_so(nnlab):
    ended = nnlab("train", "spiral", "--set", "training.batch_size=250", "--json")
    assert (ended.code, ended.json["epochs"]) == (0, 600)
    assert "600 epochs" in ended.err
    assert "--epochs" in ended.err


def test_a_stopped_run_goes_on_from_its_file_with_the_same_patience(nnlab, tmp_path: Path):
    waits = ("--set", "training.stop.patience=9", "--set", "training.optimizer.learning_rate=0.3")
    at_once = nnlab("train", "spiral", *waits, "--json").json
    part = nnlab("train", "spiral", *waits, "--epochs", at_once["epochs"] - 2, "--save", "run.nnlab", "--json").json
    assert "stopped" not in part
    later = nnlab("train", "run.nnlab", "--json").json
    assert {**later, "seconds": 0} == {**at_once, "seconds": 0}
    assert later["stopped"] == "stopped.patience"


def test_every_setting_of_training_can_be_said_on_the_command_line(nnlab):
    settings = (
        "training.clip.limit=0.01",
        "training.clip.by=value --set training.clip.limit=0.001",
        "training.shuffle=false",
        "training.dtype=float32",
        "training.batch_size=1",
        "network.layers.h1.frozen=all",
        "network.layers.h2.cut=weights[0,1]",
    )
    plain = nnlab("train", "spiral", "--epochs", 2, "--json").json["train_loss"]
    for setting in settings:
        other = nnlab("train", "spiral", "--epochs", 2, "--set", *setting.split(), "--json").json
        assert other["train_loss"] != plain, setting


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("training.clip.limit=0", "edit.positive"),
        ("training.stop.change=-1", "edit.positive"),
        ("training.stop.patience=0", "param.bounds"),
        ("training.dtype=float16", "param.choice"),
        ("network.layers.h1.frozen=weights[0", "mask.text"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_a_sentence(nnlab, setting, code):
    ended = nnlab("train", "spiral", "--epochs", 2, "--set", setting, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, code)


def test_history_is_a_table_whose_last_row_is_the_json(nnlab, tmp_path: Path):
    found = nnlab("train", "spiral", "--epochs", 3, "--history", "out.csv", "--json").json
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3"]
    assert float(rows[-1]["train_loss"]) == found["train_loss"]
    assert float(rows[-1]["test_accuracy"]) == found["metrics"]["test_accuracy"]


def test_a_saved_run_goes_on_to_the_same_bits_as_one_that_never_stopped(nnlab, tmp_path: Path):
    at_once = nnlab("train", "spiral", "--epochs", 7, "--json", "--history", "once.csv").json
    assert nnlab("train", "spiral", "--epochs", 4, "--save", "half.nnlab", "--json").json["epochs"] == 4
    resumed = nnlab("train", "half.nnlab", "--epochs", 3, "--json", "--history", "twice.csv").json
    assert resumed["epochs"] == 7
    assert {**resumed, "seconds": 0} == {**at_once, "seconds": 0}
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "twice.csv").read_bytes()


def test_a_seed_begins_a_saved_run_anew(nnlab):
    nnlab("train", "spiral", "--epochs", 2, "--save", "run.nnlab")
    anew = nnlab("train", "run.nnlab", "--epochs", 3, "--seed", 5, "--json").json
    fresh = nnlab("train", "spiral", "--epochs", 3, "--seed", 5, "--json").json
    assert {**anew, "seconds": 0} == {**fresh, "seconds": 0}


def test_a_setting_changed_on_the_way_keeps_the_weights(nnlab):
    loss = nnlab("train", "spiral", "--epochs", 40, "--save", "run.nnlab", "--json").json["train_loss"]
    changed = ("--set", "training.optimizer.learning_rate=0.000001")
    later = nnlab("train", "run.nnlab", "--epochs", 1, *changed, "--save", "run.nnlab", "--json").json
    assert later["epochs"] == 41
    assert abs(later["train_loss"] - loss) < 0.01
    assert nnlab("train", "run.nnlab", "--epochs", 1, "--json").json["epochs"] == 42


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "training.optimiser=sgd"),
        ("--set", "training.optimizer.learning_rate=99"),
        ("--set", "training.optimizer.learning_rate=fast"),
        ("--set", "training.batch_size=0"),
        ("--set", "training.batch_size=100000"),
        ("--set", "network.layers.h1.kind.units=0"),
        ("--set", "network.layers.h1.activation=nonesuch"),
        ("--set", "training.loss=cross_entropy"),
    ],
)
def test_what_cannot_be_trained_is_one_sentence_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]
):
    assert run(["train", "spiral", *arguments, "--save", str(tmp_path / "out.nnlab"), "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["sentence"] == err.strip()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut off", b"no zip at all"], ids=["empty", "truncated", "no zip"]
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "bad.nnlab").write_bytes(content)
    assert run(["train", str(tmp_path / "bad.nnlab")]) == 2
    err = capsys.readouterr().err
    assert "bad.nnlab" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("while True: pass", "forward"),
        ("time.sleep(1000)", "forward"),
        ("os._exit(3)", "forward"),
        ("raise ValueError('no')", "no"),
        ("return z[:, :0]", "expected"),
        ("return z * np.nan", ""),
    ],
    ids=["loop", "sleep", "exit", "raise", "shape", "nan"],
)
def test_a_plugin_that_misbehaves_is_a_sentence_within_seconds(
    nnlab, plugin, own_home, processes_of, tmp_path, body: str, word: str
):
    folder = plugin("evil", activation.format(body=body))
    began = time.monotonic()
    ended = nnlab("train", "spiral", "--plugins", folder, *in_h1, "--epochs", 600, "--save", "out.nnlab", "--json")
    assert time.monotonic() - began < 20
    assert ended.code in (1, 2)
    assert "evil" in ended.sentence.lower()
    assert word in ended.sentence
    assert ended.json["error"]["sentence"]
    assert not (tmp_path / "out.nnlab").exists()
    assert processes_of(own_home) == []


def test_a_plugin_that_turns_bad_while_training_ends_it_with_exit_code_1(nnlab, plugin, own_home, processes_of):
    body = "import time; Evil.end = getattr(Evil, 'end', None) or time.monotonic() + 1.0\n        "
    body += "while time.monotonic() > Evil.end: pass\n        return np.tanh(z)"
    folder = plugin("evil", activation.format(body=body))
    ended = nnlab("train", "spiral", "--plugins", folder, *in_h1, "--epochs", 100000000, "--json")
    assert ended.code == 1
    assert ended.json["error"]["code"] == "command.stalled"
    assert "evil" in ended.sentence.lower()
    assert processes_of(own_home) == []


def test_what_a_plugin_prints_stays_off_stdout(nnlab, plugin):
    body = "print('hello from evil')\n        return np.tanh(z)"
    folder = plugin("evil", activation.format(body=body))
    ended = nnlab("train", "spiral", "--plugins", folder, *in_h1, "--epochs", 1, "--json")
    assert ended.code == 0
    assert ended.json["epochs"] == 1


late = """Evil.count = getattr(Evil, 'count', 0) + 1
        if Evil.count > {count}: {deed}
        return np.tanh(z)"""


@pytest.mark.parametrize(
    "deed",
    [
        "os.kill(os.getpid(), 9)",
        "os._exit(7)",
        "raise KeyboardInterrupt",
        "return z * np.nan",
        "\n          while True: pass",
    ],
    ids=["kill", "exit", "interrupt", "nan", "loop"],
)
def test_what_was_trained_before_a_plugin_failed_is_written_and_said(nnlab, plugin, tmp_path: Path, deed: str):
    folder = plugin("evil", activation.format(body=late.format(deed=deed, count=3000)))
    out = ("--save", "out.nnlab", "--history", "out.csv")
    ended = nnlab("train", "spiral", "--plugins", folder, *in_h1, "--epochs", 100000, *out, "--json")
    assert ended.code == 1
    assert "Evil" in ended.sentence
    assert "is written to out.nnlab, out.csv" in ended.sentence
    assert ended.json["error"]["sentence"] == ended.sentence
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1
    kept = load(tmp_path / "out.nnlab")
    assert kept.checkpoint.step > 0
    assert kept.history.epoch[-1] == int(rows[-1]["epoch"])


def test_a_file_that_is_set_aside_is_the_reason_why_its_component_is_missing(nnlab, plugin):
    folder = plugin("evil", activation.format(body=late.format(deed="os._exit(7)", count=300)))
    plugin("other", activation.format(body="return z").replace("Evil", "Other"))
    assert nnlab("train", "spiral", "--plugins", folder, *in_h1, "--epochs", 600, "--json").code == 1
    ended = nnlab("train", "spiral", "--plugins", folder, *in_h1, "--epochs", 600, "--json")
    assert ended.code == 2
    assert ended.json["error"]["code"] == "kernel.quarantined_killed"
    assert "evil.py is set aside" in ended.sentence
    wrong = nnlab("train", "spiral", "--plugins", folder, "--set", "network.layers.h1.activation=nonesuch", "--json")
    assert wrong.json["error"]["code"].startswith("edit.component")


def test_without_epochs_it_measures_the_state_before_the_first_update(nnlab):
    found = nnlab("train", "spiral", "--epochs", 0, "--json").json
    run = Run(preset("spiral"))
    history = run.train(0)
    assert (found["train_loss"], found["test_loss"]) == (history.train_loss[0], history.test_loss[0])
    assert set(found["metrics"]) == {"train_accuracy", "test_accuracy"}


def test_beyond_the_grid_of_the_history_the_losses_are_those_of_the_last_epoch(nnlab, tmp_path: Path):
    tiny = ("--set", "training.batch_size=250", "--set", "network.layers.h1.kind.units=1")
    ended = nnlab("train", "spiral", *tiny, "--epochs", 4101, "--save", "a.nnlab", "--history", "a.csv", "--json")
    again = nnlab("train", "a.nnlab", "--epochs", 0, "--json").json
    assert ended.json["epochs"] == 4101
    kept = load(tmp_path / "a.nnlab")
    assert kept.history.epoch[-1] == 4100
    assert ended.json["train_loss"] != kept.history.train_loss[-1]
    there = Run(kept.experiment, checkpoint=kept.checkpoint).train(0)
    assert ended.json["train_loss"] == there.train_loss[0] == again["train_loss"]
    assert ended.json["metrics"] == {name: values[0] for name, values in there.metrics.items()}


def test_a_result_that_cannot_be_written_is_still_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def full(path: Path, _: object) -> None:
        raise fail("file.full", file=str(path))

    monkeypatch.setattr("nnlab.experiment.file.save", full)
    out = ("--save", str(tmp_path / "out.nnlab"), "--history", str(tmp_path / "out.csv"))
    assert run(["train", "spiral", "--epochs", "1", *out, "--json"]) == 2
    told, err = capsys.readouterr()
    assert json.loads(told)["epochs"] == 1
    assert json.loads(told)["error"]["code"] == "file.full"
    assert json.loads(told)["error"]["sentence"] == err.strip()
    assert (tmp_path / "out.csv").exists()


def test_a_warning_of_the_window_is_said_on_stderr(nnlab):
    lone = ("network.layers.output.activation=softmax", "training.loss=mse")
    settings = [word for setting in lone for word in ("--set", setting)]
    ended = nnlab("train", "spiral", *settings, "--epochs", 1, "--json")
    assert ended.code == 0
    assert "always 1" in ended.sentence


def test_a_divergence_is_said_and_the_last_good_state_is_saved(nnlab, tmp_path: Path):
    much = ("optimizer=sgd", "optimizer.learning_rate=10", "loss=sse")
    settings = [word for setting in much for word in ("--set", f"training.{setting}")]
    ended = nnlab("train", "plane", *settings, "--epochs", 200, "--save", "out.nnlab", "--json")
    assert ended.code == 1
    assert ended.json["error"]["sentence"] == ended.sentence
    kept = (tmp_path / "out.nnlab").exists()
    assert kept == ("out.nnlab" in ended.sentence)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc and a pseudo-terminal")
def test_ctrl_c_ends_it_and_leaves_no_process_and_no_half_file(environment, own_home, processes_of, tmp_path: Path):
    ours, theirs = os.openpty()
    words = ["train", "spiral", "--epochs", "100000000", "--save", "out.nnlab"]
    child = subprocess.Popen(
        [sys.executable, "-m", "nnlab", *words],
        cwd=tmp_path,
        env={**environment, "TERM": "xterm", "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while not re.search(rb"[1-9]\d*/100000000", seen):  # the progress bar moves: training is under way
        seen += os.read(ours, 4096)
    assert processes_of(own_home)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=30)
    assert child.returncode == 130
    assert out == b""
    os.close(ours)
    assert list(tmp_path.iterdir()) == []
    assert processes_of(own_home) == []
