"""Every test has its own home folder and an invisible screen."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import hypothesis
import pytest

# a shell that starts the tests in the background has SIGINT ignored, and every child would inherit that
signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

# a busy machine is slow now and then, which says nothing of what is tested
hypothesis.settings.register_profile("patient", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Moves settings, user plugins and autosaves into a folder of this test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("NNLAB_HOME", str(folder))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return folder
