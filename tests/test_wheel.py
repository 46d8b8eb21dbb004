"""The wheel is all that is needed: built here, installed into an empty environment, it trains far from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

checkout = Path(__file__).resolve().parents[1]


def done(*words: object, cwd: Path, env: dict[str, str]) -> str:
    """Runs a command and returns its stdout; its stderr is shown where it fails."""
    ended = subprocess.run(
        [*map(str, words)], cwd=cwd, env=env, capture_output=True, encoding="utf-8", timeout=900, check=False
    )
    assert ended.returncode == 0, f"{' '.join(map(str, words))}\n{ended.stdout[-2000:]}\n{ended.stderr[-4000:]}"
    return ended.stdout


def outside() -> dict[str, str]:
    """Returns an environment that knows nothing of the checkout."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**kept, "PYTHONIOENCODING": "utf-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Builds the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    done(sys.executable, "-m", "build", "--wheel", "--outdir", folder, checkout, cwd=folder, env=outside())
    (built,) = folder.glob("nnlab-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installs the wheel with its libraries into an empty environment and returns the folder of its commands."""
    folder = tmp_path_factory.mktemp("installed")
    done(sys.executable, "-m", "venv", folder / "venv", cwd=folder, env=outside())
    commands = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    done(commands / "python", "-m", "pip", "install", "--quiet", "--no-compile", wheel, cwd=folder, env=outside())
    return commands


@pytest.fixture
def nnlab(installed: Path, tmp_path: Path, own_home: Path) -> Callable[..., str]:
    """Runs the installed `nnlab` in an empty folder."""
    return lambda *words: done(installed / "nnlab", *words, cwd=tmp_path, env=outside())


def test_the_wheel_holds_plugins_words_and_pictures(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    tracked = [path for part in ("plugins", "assets") for path in (checkout / part).rglob("*") if path.is_file()]
    wanted = {
        f"nnlab/_bundled/{path.relative_to(checkout).as_posix()}"
        for path in tracked
        if "__pycache__" not in path.parts and path.suffix not in (".pyc", ".mo")
    }
    assert wanted <= set(names)
    assert any(name.startswith("nnlab/_bundled/assets/translations/zh_CN/") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "docs/"))]
    entry_points = next(name for name in names if name.endswith("entry_points.txt"))
    assert "nnlab = nnlab.cli:main" in zipfile.ZipFile(wheel).read(entry_points).decode()


def test_it_trains(nnlab: Callable[..., str], installed: Path, tmp_path: Path):
    where = done(installed / "python", "-c", "import nnlab; print(nnlab.__file__)", cwd=tmp_path, env=outside())
    assert str(checkout) not in where
    found: dict[str, Any] = json.loads(nnlab("train", "spiral", "--epochs", 5, "--json"))
    assert found["epochs"] == 5
    assert found["train_loss"] > 0


def test_it_brings_its_plugins(nnlab: Callable[..., str]):
    listed = json.loads(nnlab("plugins", "--json"))
    assert listed["problems"] == []
    assert {"tanh", "adam", "spiral"} <= {one["id"] for one in listed["components"]}
    assert all("_bundled" in one["file"] for one in listed["components"])


def test_it_speaks_chinese(nnlab: Callable[..., str]):
    page = nnlab("--lang", "zh_CN", "train", "--help")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in page)


def test_it_takes_a_picture_of_its_window(nnlab: Callable[..., str], tmp_path: Path):
    nnlab("shot", "spiral", "out.png", "--epochs", 2, "--size", "1366x768")
    assert (tmp_path / "out.png").read_bytes()[:4] == b"\x89PNG"


def test_a_script_can_use_it(installed: Path, tmp_path: Path):
    code = "import nnlab; h = nnlab.Run(nnlab.preset('spiral')).train(3); print(list(h.epoch))"
    assert done(installed / "python", "-c", code, cwd=tmp_path, env=outside()).split() == ["[0,", "1,", "2,", "3]"]
