"""Windows of the tests: real ones with real kernels, ended with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def opened(qtbot) -> Iterator[Callable]:
    """Opens windows as a script would; waits until the kernel has drawn its first frame."""
    from nnlab.gui import open_window

    windows = []

    def open_one(experiment=None, plugins=(), *, drawn: bool = True):
        window = open_window(experiment, plugins)
        windows.append(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        if drawn:
            qtbot.waitUntil(lambda: window.bridge.last_frame is not None, timeout=20_000)
        return window

    yield open_one
    for window in windows:
        window.shut()
        window.close()
        window.deleteLater()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Passes over what the invisible screen says about itself: it has no window manager and no keyboard."""
    for item in items:
        if "tests/gui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))
