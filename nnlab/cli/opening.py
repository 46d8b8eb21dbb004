"""`nnlab [FILE]`: opens the app."""

import os
import sys

from nnlab.cli.options import Call
from nnlab.records import fail


def open_app(call: Call, file: str | None) -> int:
    """Opens the window, with a file's experiment if one is named, and returns when it is closed.

    Raises ProblemError `command.no_display`.
    """
    if not has_display():
        raise fail("command.no_display")
    from nnlab.gui import main  # Qt, only when a window is wanted

    return main(file, call.plugins, call.safe_mode, call.lang or None)


def has_display() -> bool:
    """Tells whether there is a screen for windows, or Qt was told to draw elsewhere."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
