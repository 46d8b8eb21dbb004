"""The command line: the same work as in the window, and the way into it."""

from __future__ import annotations

import sys
from typing import NoReturn

__all__ = ["main", "main_gui"]


def main() -> NoReturn:
    """Runs the command of this process's arguments and exits: 0 fine, 1 the work failed, 2 usage, file or plugin."""
    from nnlab.cli.entry import run  # the door stays light

    sys.exit(run(sys.argv[1:]))


def main_gui() -> NoReturn:
    """Opens the app, as a desktop's menu starts it: all arguments are those of `nnlab [FILE]`."""
    main()
