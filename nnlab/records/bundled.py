"""Where the files that come with nnlab lie: beside a checkout's package, or inside an installed one."""

from __future__ import annotations

from pathlib import Path

_package = Path(__file__).resolve().parent.parent


def bundled(name: str) -> Path:
    """Returns the folder `plugins` or `assets` (or a path below one) that came with this nnlab."""
    beside = _package.parent / name
    if (_package.parent / "pyproject.toml").is_file() and beside.exists():
        return beside
    return _package / "_bundled" / name
