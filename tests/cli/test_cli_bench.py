"""`nnlab bench`: what it prints, and what it says where something is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnlab.bench import parties, results, rounds
from nnlab.bench.rounds import Pace
from nnlab.cli.entry import run

parties_of_json = {"nnlab", "naive", "torch", "sklearn", "unit"}


@pytest.fixture(autouse=True)
def tiny_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds that measure nothing worth reading."""
    monkeypatch.setattr(rounds, "quick", Pace(1, 0.001))


def test_the_command_has_help_in_both_languages(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--help"]) == 0
    page = capsys.readouterr().out
    for option in ("--peers", "--only", "--quick", "--profile", "--json", "--lang"):
        assert option in page


def test_the_json_is_one_object_with_workloads_blas_and_threads(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--json", "--quick", "--only", "W1,W3,W6"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() == {"workloads", "blas", "threads"}
    assert list(found["workloads"]) == ["W1", "W3", "W6"]
    for one in found["workloads"].values():
        assert parties_of_json <= one.keys()
        assert one["nnlab"] > 0
        assert one["torch"] is None
    assert isinstance(found["blas"], str)
    assert found["threads"] == 1


def test_the_table_has_numbers_ratios_goals_and_the_kernel(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--quick", "--only", "W1,swish"]) == 0
    told = capsys.readouterr()
    for text in ("W1", "epochs/s", "goal 3.9x", "S1", "S3", "called as it is", "BLAS"):
        assert text in told.out
    assert "W1" in told.err  # what is measured now


def test_swish_stands_in_the_json_of_w2(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--quick", "--json", "--only", "swish"]) == 0
    found = json.loads(capsys.readouterr().out)["workloads"]["W2"]
    assert parties_of_json <= found.keys()
    assert {name: one["goal"] for name, one in found["swish"].items()} == {"S1": 1.8, "S2": 2.0, "S3": 3.6}


def test_a_library_that_is_not_installed_is_one_sentence_and_the_rest_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(parties, "find_spec", lambda name: None)
    assert run(["bench", "--quick", "--json", "--peers", "--only", "W1"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["workloads"]["W1"]["torch"] is None
    sentences = [line for line in told.err.splitlines() if "pip install nnlab[bench]" in line]
    assert len(sentences) == 1
    assert "PyTorch" in sentences[0]
    assert "scikit-learn" in sentences[0]


def test_ctrl_c_ends_with_a_sentence_and_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    whole = results.measure

    def stopped(*args: Any) -> Iterator[results.Result]:
        yield next(iter(whole(*args)))
        raise KeyboardInterrupt

    monkeypatch.setattr(results, "measure", stopped)
    with pytest.raises(SystemExit) as ended:
        run(["bench", "--quick", "--json", "--only", "W1,W2"])
    assert ended.value.code == 130
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert list(found["workloads"]) == ["W1"]
    assert found["error"]["code"] == "bench.stopped"
    assert told.err.splitlines()[-1] == found["error"]["sentence"]


def test_a_workload_that_is_none_is_a_sentence(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--only", "W7"]) == 2
    assert "W7" in capsys.readouterr().err


def test_a_forced_kernel_is_warned_of(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert run(["bench", "--quick", "--only", "W1"]) == 0
    assert "OPENBLAS_CORETYPE=Haswell" in capsys.readouterr().out


def test_the_profile_of_a_preset_lists_calls_and_plugins(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--quick", "--profile", "circle"]) == 0
    page = capsys.readouterr().out
    for text in ("dot", "tanh", "Adam", "recorded", "nnlab's own"):
        assert text in page


def test_the_profile_of_a_file_is_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "a.nnlab"
    assert run(["new", "hills", str(file)]) == 0
    capsys.readouterr()
    assert run(["bench", "--quick", "--json", "--profile", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() == {"profile", "blas", "threads"}
    assert found["profile"]["step_us"] > 0
    assert {"node", "stage", "component", "how", "call", "us", "share"} == found["profile"]["calls"][0].keys()
    assert {"component", "method", "how", "code", "detail", "why"} == found["profile"]["plugins"][0].keys()


def test_the_profile_shows_a_students_plugin(tmp_path: Path, plugin: Any, capsys: pytest.CaptureFixture[str]):
    folder = plugin(
        "noisy",
        "import numpy as np\n"
        "from nnlab.api import Activation, hookimpl\n\n\n"
        "class Noisy(Activation):\n"
        "    def forward(self, z):\n"
        "        return z if np.mean(z) > 1e9 else np.tanh(z)\n\n"
        "    def derivative(self, a):\n"
        "        return 1 - a * a\n\n\n"
        "@hookimpl\n"
        "def nnlab_activations():\n"
        "    return [Noisy]\n",
    )
    from msgspec.structs import replace

    from nnlab.experiment.document import Chosen
    from nnlab.experiment.file import ExperimentFile, save
    from nnlab.experiment.presets import preset

    experiment = preset("circle")
    first, *others = experiment.network.layers
    layers = (replace(first, activation=Chosen(id="noisy")), *others)
    file = tmp_path / "noisy.nnlab"
    save(file, ExperimentFile(experiment=replace(experiment, network=replace(experiment.network, layers=layers))))
    assert run(["bench", "--quick", "--json", "--profile", str(file), "--plugins", str(folder)]) == 0
    found = {one["component"]: one for one in json.loads(capsys.readouterr().out)["profile"]["plugins"]}
    assert found["Noisy"]["how"] == "called"
    assert found["Noisy"]["why"]


def test_a_file_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--profile", "no_such_file"]) == 2
    assert "no_such_file" in capsys.readouterr().err
