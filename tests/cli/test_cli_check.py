"""`nnlab check`: the grader's report as sentences or JSON, with an exit code a script can go by."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

swish = '''"""Swish."""
import numpy as np
from nnlab.api import Activation, hookimpl, param

class Swish(Activation):
    beta: float = param(1.0, low=0.1, high=10.0, log=True, help="Sharpness")

    def forward(self, z):
        {forward}return z * np.exp(np.minimum(self.beta * z, 0)) / (1 + np.exp(-np.abs(self.beta * z)))

    def derivative(self, z):
        s = np.exp(np.minimum(self.beta * z, 0)) / (1 + np.exp(-np.abs(self.beta * z)))
        return {factor}s + {factor}self.beta * z * s * (1 - s)

@hookimpl
def nnlab_activations():
    return [Swish]
'''


def written(folder: Path, forward: str = "", factor: str = "", name: str = "swish.py") -> Path:
    """Writes the plugin with something before forward's last line, and a factor before its derivative."""
    (folder / name).write_text(swish.format(forward=forward, factor=factor), encoding="utf-8")
    return folder / name


def test_a_good_plugin_is_told_so_with_its_numbers(nnlab, tmp_path: Path):
    ended = nnlab("check", written(tmp_path))
    assert (ended.code, ended.err) == (0, "")
    for part in ("activation swish (Swish): good", "relative error", "recorded", "µs", "tanh", "workbench"):
        assert part in ended.out, part
    found = nnlab("check", written(tmp_path), "--json")
    assert (found.code, found.err) == (0, "")
    assert (found.json["ok"], found.json["problems"]) == (True, [])
    (swish,) = found.json["components"]
    assert (swish["kind"], swish["id"], swish["verdict"], swish["how"]) == ("activation", "swish", "good", "recorded")
    measures = {one["name"]: one for one in swish["measures"]}
    assert measures["derivative"]["worst"] < 1e-6
    assert swish["cost"]["beside"] == "tanh"
    assert swish["cost"]["ratio"] > 0
    assert swish["tried"][0] == "Swish(beta=1.0)"


@pytest.mark.parametrize("factor", ["2 * ", "-", "np.where(z < 0, z.dtype.type(2), z.dtype.type(1)) * "])
def test_a_wrong_derivative_ends_with_1_and_the_worst_x(nnlab, tmp_path: Path, factor: str):
    ended = nnlab("check", written(tmp_path, factor=factor), "--json")
    assert ended.code == 1
    assert ended.json["ok"] is False
    (swish,) = ended.json["components"]
    assert swish["verdict"] == "wrong"
    finding = swish["findings"][0]
    assert (finding["code"], finding["level"], finding["stage"]) == ("testing.derivative", "error", "derivative")
    assert str(finding["values"]["worst_x"]) in finding["sentence"]
    assert Path(finding["file"]).name == "swish.py"
    assert finding["line"] == 11


def test_people_are_told_in_their_language_what_is_wrong_and_where(nnlab, tmp_path: Path):
    told = nnlab("check", written(tmp_path, factor="2 * "))
    assert (told.code, told.err) == (1, "")
    assert "Swish.derivative is wrong between x = " in told.out
    assert "swish.py:11" in told.out
    chinese = nnlab("check", written(tmp_path, factor="2 * "), "--lang", "zh_CN")
    assert "激活函数" in chinese.out
    assert "swish.py:11" in chinese.out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("def forward(:\n", "plugin.syntax"),
        ("while True:\n    pass\n", "plugin.hung"),
        ("import os\nos._exit(3)\n", "plugin.killed"),
        ("import sys\nsys.exit(3)\n", "plugin.exit"),
        ("x = 1\n", "hook.nothing"),
    ],
    ids=["syntax", "loops", "ends", "leaves", "nothing"],
)
def test_a_file_that_cannot_be_loaded_ends_with_2_and_a_sentence(nnlab, tmp_path: Path, text: str, code: str):
    (tmp_path / "bad.py").write_text(text, encoding="utf-8")
    ended = nnlab("check", "bad.py", "--json")
    assert (ended.code, ended.json["ok"], ended.json["components"]) == (2, False, [])
    assert [problem["code"] for problem in ended.json["problems"]] == [code]
    assert "bad" in ended.sentence


def test_a_plugin_that_hangs_while_it_is_graded_ends_with_1(nnlab, tmp_path: Path, own_home: Path, processes_of):
    ended = nnlab("check", written(tmp_path, forward="\n        while True: pass\n        "), "--json")
    assert ended.code == 1
    (swish,) = ended.json["components"]
    assert swish["verdict"] == "wrong"
    assert swish["findings"][0]["code"] == "workshop.hung"
    assert "Swish.forward" in ended.sentence
    assert processes_of(own_home) == []


def test_ctrl_c_ends_with_130_and_leaves_no_process(
    environment: dict[str, str], tmp_path: Path, own_home: Path, processes_of: Callable[[Path], list[int]]
):
    file = written(tmp_path, forward="open('began', 'w').close()\n        while True: pass\n        ")
    running = subprocess.Popen(
        [sys.executable, "-m", "nnlab", "check", str(file)],
        cwd=tmp_path,
        env={**environment, "NNLAB_HOME": str(own_home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 60
    while len(processes_of(own_home)) < 2:
        assert running.poll() is None
        assert time.monotonic() < deadline
    os.kill(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert processes_of(own_home) == []


def test_a_folder_is_graded_file_by_file_and_one_broken_file_hides_no_other(nnlab, tmp_path: Path):
    folder = tmp_path / "mine"
    folder.mkdir()
    written(folder)
    (folder / "broken.py").write_text("def forward(:\n", encoding="utf-8")
    ended = nnlab("check", "mine", "--json")
    assert ended.code == 1
    assert [one["verdict"] for one in ended.json["components"]] == ["good"]
    assert [one["code"] for one in ended.json["problems"]] == ["plugin.syntax"]


def test_what_came_with_nnlab_is_graded_by_id_by_kind_and_by_file(nnlab):
    def graded(*words: object) -> set[tuple[str, str, str]]:
        ended = nnlab("check", *words, "--json")
        assert (ended.code, ended.err) == (0, "")
        return {(one["kind"], one["id"], one["verdict"]) for one in ended.json["components"]}

    both = {("activation", "step", "good"), ("schedule", "step", "good")}
    assert graded("step") == both
    assert graded("schedule:step") == both - {("activation", "step", "good")}
    file = Path(__file__).resolve().parents[2] / "plugins" / "regularizers.py"
    assert graded(file, "--component", "l2", "--kind", "regularizer") == {("regularizer", "l2", "good")}


def test_a_plugin_of_the_users_folder_is_found_by_its_name(nnlab, own_home: Path):
    (own_home / "plugins").mkdir()
    written(own_home / "plugins")
    ended = nnlab("check", "swish", "--json")
    assert (ended.code, [one["id"] for one in ended.json["components"]]) == (0, ["swish"])


def test_a_name_that_means_nothing_ends_with_2_and_the_way_out(nnlab, tmp_path: Path):
    assert "nnlab plugins" in nnlab("check", "nosuch").sentence
    ended = nnlab("check", written(tmp_path), "--kind", "loss", "--json")
    assert ended.code == 2
    assert "activation:swish" in ended.sentence
    assert nnlab("check", written(tmp_path), "--kind", "kitchen").code == 2
    (tmp_path / "empty").mkdir()
    assert "empty" in nnlab("check", "empty").sentence


def test_a_file_of_the_plugin_folder_is_found_by_its_name_alone(nnlab, own_home: Path):
    folder = own_home / "plugins"
    folder.mkdir(parents=True, exist_ok=True)
    written(folder, name="my_swish.py")
    for name in ("my_swish.py", "my_swish"):
        ended = nnlab("check", name, "--json")
        assert ended.code == 0
        assert ended.json["components"][0]["id"] == "swish"
