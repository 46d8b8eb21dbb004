"""Looks for the system libraries Qt needs before Qt aborts without them, and names the package that has them."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

from nnlab.records import Problem

_packages = {  # of Debian and Ubuntu
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


def missing_library(platform: str = "") -> Problem | None:
    """Returns the problem of a library that Qt needs and the system lacks, or None.

    The libraries of the platform plugin are looked at too (`xcb` on a screen): Qt itself would abort the process.
    """
    try:
        from PySide6 import QtGui, QtSvg, QtWidgets  # noqa: F401
    except ImportError as error:
        return _problem(error)
    if not sys.platform.startswith("linux"):
        return None
    wanted = platform or os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if not wanted and os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        wanted = "xcb"
    plugin = _plugins() / f"libq{wanted}.so"
    if not wanted or not plugin.is_file():
        return None
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return _problem(error)
    return None


def _problem(error: Exception) -> Problem:
    library = _named(str(error)) or str(error)
    package = _packages.get(library, "")
    code = "window.library_of" if package else "window.library"
    return Problem(code=code, values={"library": library, "package": package})


def _named(message: str) -> str:
    """Returns the library in the loader's message "libEGL.so.1: cannot open shared object file: ..."."""
    name = message.split(":")[0].strip()
    return name if ".so" in name else ""


def _plugins() -> Path:
    found = importlib.util.find_spec("PySide6")
    places = found.submodule_search_locations if found is not None else None
    return Path(next(iter(places or [""]))) / "Qt" / "plugins" / "platforms"
