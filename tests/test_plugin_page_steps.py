"""What the pages on plugins say to do: every command can be typed, every block of Python and every test runs."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import plugin_pages as pages
import pytest
from plugin_pages import Block, kinds, languages, page, written

import nnlab
from nnlab import testing
from nnlab.catalog import load_catalog

names = (*kinds, *pages.others)


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, as a reader of the pages has it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    return tmp_path


@pytest.mark.parametrize("name", [name for name in names if page(name).of("python")])
def test_the_python_on_the_page_runs_and_prints_what_the_page_says(name, beside, capsys):
    if page(name).of("file"):
        written(name, beside)
    for block in page(name).of("python"):
        exec(compile(block.code, str(page(name).path), "exec", dont_inherit=True), {"__name__": "page"})
    for file in page(name).of("file"):
        sys.modules.pop(Path(file.about).stem, None)
    printed = capsys.readouterr().out
    assert printed.strip()
    if name == "schedule":
        assert f"`{printed.strip()}`" in page(name).text
    if name == "testing":
        lines = printed.splitlines()
        assert re.match(r"False 0\.(5|4999)", lines[0])
        assert lines[-1] == "wrong"
        assert lines[1].startswith("error Bump.derivative is wrong between")
    if name == "activation":
        assert [float(line.split()[1]) > 0.95 for line in printed.splitlines()] == [False, True]
    if name == "loss":
        assert 0.85 < float(printed.split()[-1]) < 0.95
    if name == "regularizer":
        free, held = (float(line.split()[1]) for line in printed.splitlines())
        assert held < free
    if name == "initializer":
        assert np.allclose(
            np.array(printed.split("]]")[0].replace("[", "").replace("]", "").split(), float), np.eye(8).ravel()
        )
    if name == "layer":
        assert "h4 (8,) 16" in printed
    if name == "metric":
        accuracy, weakest = map(float, printed.split())
        assert weakest <= accuracy
    if name == "dataset":
        assert "(250, 2) (250, 2) ('even', 'odd')" in printed
        assert 0.85 < float(printed.split()[-1]) < 0.97


def typed(words: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command of a page as a reader does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(Path(nnlab.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("name", ["README", "layer", "metric"])
def test_the_first_command_on_the_page_can_be_typed(name, beside):
    written(name, beside)
    done = typed(page(name).commands[0], beside)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^Epochs +20$", done.stdout, re.MULTILINE)
    assert name != "metric" or "test_weakest_class" in done.stdout
    if name == "README":
        shown = re.search(r"```text\n(.*?)```", page(name).text, re.DOTALL)[1]
        rows, printed = (dict(re.findall(r"^(.*?)  +(\S+)$", text, re.MULTILINE)) for text in (shown, done.stdout))
        assert rows.keys() == printed.keys()
        for label in rows.keys() - {"Seconds"}:
            assert float(rows[label]) == pytest.approx(float(printed[label]), rel=0.02), label


def test_the_profile_tells_what_the_page_shows_of_it(beside):
    written("recording", beside)
    make, profile = (line.split() for line in page("recording").of("profile")[0].code.splitlines())
    made = typed(make, beside)
    assert made.returncode == 0
    assert "Gate" in made.stderr
    shown = typed([*profile, "--quick"], beside).stdout
    for row in re.findall(r"^│ .*$", page("recording").text, re.MULTILINE):
        assert " ".join(row.split()) in " ".join(shown.split())


def walked(steps: Block, where: Path) -> subprocess.CompletedProcess[str]:
    """Types the commands of a block one after the other, `cd` too, and returns how the last one ended."""
    done = None
    for line in steps.code.splitlines():
        words = shlex.split(line)
        if words[0] == "cd":
            where = where / words[1]
            continue
        if words[:2] == ["python", "-m"]:
            words = words[2:]
        if words[:2] == ["pip", "install"]:  # a reader has a network, and wants it in his environment
            words += [
                "--quiet",
                "--no-deps",
                "--no-build-isolation",
                "--no-index",
                "--target",
                str(where / "installed"),
            ]
            words.remove("-e")
        assert done is None or done.returncode == 0, done.stdout + done.stderr
        done = typed(words, where)
    assert done is not None
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("name", "place"), [(name, place) for name in names for place in range(len(page(name).of("steps")))]
)
def test_the_steps_of_the_page_can_be_walked(name, place, beside):
    if page(name).of("file"):
        written(name, beside)
    steps = page(name).of("steps")[place]
    done = walked(steps, beside)
    assert done.returncode == int(steps.about), done.stdout + done.stderr
    made = {path.name: path.read_text(encoding="utf-8") for path in beside.rglob("*.toml")}
    if made:
        (part,) = page(name).of("part")
        assert part.code in made[part.about]
        (tree,) = page(name).outputs
        listed = [re.sub(r"[│├└─\s]", "", line) for line in tree.splitlines()]
        folder = beside / listed[0]
        there = {path.relative_to(folder) for path in folder.rglob("*") if path.name == ".gitignore" or path.suffix}
        extra = {"installed", "build", "__pycache__", ".pytest_cache", "nnlab_my_swish.egg-info"}
        assert {path.name for path in there if not extra & {*path.parts}} == {name for name in listed if "." in name}


def numberless(text: str) -> list[str]:
    """The lines of a text without its numbers, which depend on the machine."""
    return [re.sub(r"\d+(\.\d+)?(e[-+]\d+)?", "0", line).replace("-0", "0") for line in text.splitlines()]


def test_the_grader_prints_what_the_page_shows_before_and_after_the_correction(beside):
    file = written("testing", beside) / "bump.py"
    right = file.read_text(encoding="utf-8").replace("return -2 * z * a", "return -z * a")
    command = ["nnlab", "check", "my_plugins/bump.py"]
    wrong = typed(command, beside)
    file.write_text(right, encoding="utf-8")
    mended = typed(command, beside)
    printed = [done.stdout.replace(str(beside), "/home/you") for done in (wrong, mended)]
    assert [wrong.returncode, mended.returncode] == [1, 0]
    assert [numberless(text) for text in printed] == [numberless(text) for text in page("testing").outputs]


def test_the_first_example_has_the_verdict_that_the_page_tells(beside):
    written("README", beside)
    done = typed(["nnlab", "check", "my_plugins/swish.py"], beside)
    assert done.returncode == 0
    assert "good, with warnings" in done.stdout
    assert "for z = -1000" in done.stdout


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("kind", kinds)
def test_a_page_says_how_its_plugin_is_graded(kind, language):
    here = page(kind, language)
    assert f"`nnlab check my_plugins/{here.of('file')[0].about}`" in here.text


def test_the_page_on_testing_names_every_door_with_its_arguments():
    for language in languages:
        text = page("testing", language).text
        for name in ("assert_contract", "check", "grade", "plot"):
            listed = re.search(rf"^\| `{name}\((.*?)\)`", text, re.MULTILINE)[1].split(", ")
            taken = inspect.signature(getattr(testing, name)).parameters
            for argument in listed:
                argument, _, default = argument.partition("=")
                assert not default or repr(taken[argument].default) == default


@pytest.mark.parametrize("name", [name for name in names if page(name).of("shell")])
def test_all_commands_on_the_page_name_settings_that_train(name, tmp_path):
    folder = written(name, tmp_path)
    catalog = load_catalog([folder])
    for words in page(name).commands:
        assert words[:2] == ["nnlab", "train"]
        assert words[words.index("--plugins") + 1] == folder.name
        run = nnlab.Run(pages.commanded(words, catalog), catalog=catalog)
        assert np.isfinite(run.train(int(words[words.index("--epochs") + 1])).train_loss).all()


@pytest.mark.parametrize("name", [*kinds, "README", "testing"])
def test_the_test_on_the_page_passes(name, beside, monkeypatch):
    monkeypatch.syspath_prepend(str(written(name, beside)))
    (block,) = page(name).of("test")
    scope: dict[str, object] = {"__name__": f"page_{name}"}
    try:
        exec(compile(block.code, str(page(name).path), "exec", dont_inherit=True), scope)
        tests = [value for key, value in scope.items() if key.startswith("test_")]
        assert tests
        for test in tests:
            test()
    finally:
        sys.modules.pop(Path(page(name).of("file")[0].about).stem, None)
