"""What is read in these tests is kept in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNLAB_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # nobody pulls the plug on a test
