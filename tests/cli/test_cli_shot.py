"""`nnlab shot`: a picture of the whole window, without a display."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path


def size_of(picture: Path) -> tuple[int, int]:
    """Returns width and height from a PNG's first block."""
    data = picture.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_a_picture_of_the_asked_size_is_written(nnlab, tmp_path: Path):
    ended = nnlab("shot", "spiral", "out.png", "--epochs", 5, "--size", "1366x768", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.json["file"] == "out.png"
    assert size_of(tmp_path / "out.png") == (1366, 768)
    assert [file.name for file in tmp_path.iterdir()] == ["out.png"]


def test_a_picture_that_cannot_be_written_leaves_the_older_one_whole(tmp_path: Path, environment: dict[str, str]):
    (tmp_path / "out.png").write_bytes(b"older")
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
    limited += "from nnlab.cli.entry import run; sys.exit(run(['shot', 'spiral', 'out.png', '--size', '800x600']))"
    done = subprocess.run(
        [sys.executable, "-c", limited],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**environment, "NNLAB_HOME": str(tmp_path / "home")},
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert (tmp_path / "out.png").read_bytes() == b"older"
    assert done.stderr.count("\n") == 1
    assert "out.png" in done.stderr or "temporary" in done.stderr


def test_theme_and_language_are_seen_in_the_picture(nnlab, tmp_path: Path):
    nnlab("shot", "spiral", "light.png", "--size", "1366x768")
    nnlab("shot", "spiral", "dark.png", "--size", "1366x768", "--theme", "dark", "--lang", "zh_CN")
    assert (tmp_path / "light.png").read_bytes() != (tmp_path / "dark.png").read_bytes()


def test_a_panel_that_is_closed_at_first_is_shown_in_the_picture(tmp_path: Path):
    """In this process, which has Qt but once."""
    from nnlab.gui.shot import take

    for panel in ("scores", "predict", "paint"):
        take("moons", tmp_path / f"{panel}.png", epochs=1, size=(1366, 768), panel=panel)
    assert len({picture.read_bytes() for picture in tmp_path.glob("*.png")}) == 3


def test_an_unknown_panel_is_refused_with_those_there_are(nnlab, tmp_path: Path):
    ended = nnlab("shot", "moons", "out.png", "--panel", "kitchen")
    assert ended.code == 2
    assert "scores" in ended.err
    assert "kitchen" in ended.err
