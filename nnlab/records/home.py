"""The folders that belong to the user."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import platformdirs


class Home(msgspec.Struct, frozen=True):
    """Where settings, the user's plugins, autosaves and caches lie. `NNLAB_HOME` moves them all together."""

    config: Path
    plugins: Path
    autosaves: Path
    cache: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"


def home() -> Home:
    """Returns the user's folders; none of them need exist yet."""
    moved = os.environ.get("NNLAB_HOME")
    if moved:
        root = Path(moved)
        return Home(root / "config", root / "plugins", root / "autosaves", root / "cache")
    data = Path(platformdirs.user_data_dir("nnlab", appauthor=False))
    return Home(
        Path(platformdirs.user_config_dir("nnlab", appauthor=False)),
        data / "plugins",
        data / "autosaves",
        Path(platformdirs.user_cache_dir("nnlab", appauthor=False)),
    )
