"""What a command reads and where it will write."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nnlab.records import fail

if TYPE_CHECKING:
    from nnlab.experiment.file import ExperimentFile


def read(name: str) -> ExperimentFile:
    """Returns a preset's experiment or what a file holds; a preset's name wins over a file of the same name.

    Raises ProblemError `command.no_experiment` and those of a file that cannot be read.
    """
    from nnlab.experiment.file import ExperimentFile, load
    from nnlab.experiment.presets import preset, presets

    known = [one.id for one in presets()]
    if name in known:
        return ExperimentFile(experiment=preset(name))
    if not Path(name).exists():
        raise fail("command.no_experiment", name=name, presets=", ".join(known))
    return load(Path(name))


def writable(file: str, ending: str) -> Path:
    """Returns the path of a file to be written; asked before the work whose result it will hold is begun.

    Raises ProblemError `command.ending`, `file.folder`, `file.no_folder` or `file.unwritable`.
    """
    path = Path(file)
    if path.suffix.lower() != ending:
        raise fail("command.ending", file=file, ending=ending)
    if path.is_dir():
        raise fail("file.folder", file=file)
    if not path.parent.is_dir():
        raise fail("file.no_folder", file=file, folder=str(path.parent))
    if not os.access(path if path.exists() else path.parent, os.W_OK) or not _takes_files(path.parent):
        raise fail("file.unwritable", file=file)
    return path


def _takes_files(folder: Path) -> bool:
    """Tells whether a file can be made in a folder; its rights are not all there is to it, as in /proc."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        return error.errno in (errno.ENOSPC, errno.EDQUOT)  # there may be room when it is written
