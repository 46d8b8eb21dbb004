"""The window: the only room that knows Qt. It shows the experiment, edits it, and draws what the kernel sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnlab.gui.app import main, open_window
    from nnlab.gui.window import MainWindow

__all__ = ["MainWindow", "main", "open_window"]


def __getattr__(name: str) -> Any:
    if name in ("main", "open_window"):
        from nnlab.gui import app  # Qt is loaded only when a window is wanted

        return getattr(app, name)
    if name == "MainWindow":
        from nnlab.gui.window import MainWindow

        return MainWindow
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
