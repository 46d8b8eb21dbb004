"""`nnlab shot`: a picture of the whole window, without a display."""

from __future__ import annotations

import struct
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


def test_theme_and_language_are_seen_in_the_picture(nnlab, tmp_path: Path):
    nnlab("shot", "spiral", "light.png", "--size", "1366x768")
    nnlab("shot", "spiral", "dark.png", "--size", "1366x768", "--theme", "dark", "--lang", "zh_CN")
    assert (tmp_path / "light.png").read_bytes() != (tmp_path / "dark.png").read_bytes()
