"""Takes a picture of the real window after some epochs of real training; no display needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nnlab.experiment.document import Experiment
from nnlab.experiment.file import ExperimentFile
from nnlab.records import Problem, ProblemError
from nnlab.records.writing import write_file

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


def take(
    experiment: Experiment | ExperimentFile | str | Path | None,
    out: Path | str,
    epochs: int = 0,
    size: tuple[int, int] = (1920, 1080),
    theme: Literal["light", "dark", "projector"] = "light",
    language: str = "en",
    plugins: Iterable[Path | str] = (),
    safe_mode: bool = False,
    wait_s: float = 60.0,
    workbench: Path | None = None,
    panel: Literal["", "scores", "predict", "paint"] = "",
) -> Path:
    """Shows the window in a size (pixels), trains as fast as possible and writes a PNG of the whole window.

    The picture is taken when a whole frame of the asked epoch (from where the file stands) is drawn; with `workbench`
    that shows a plugin's file, and the picture waits for its grade; with `panel` scores, answer or brushes are shown.
    Raises ProblemError where the experiment cannot be trained, the kernel does not answer for `wait_s`, or the file
    cannot be written.
    """
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nnlab.gui.libraries import missing_library

    missing = missing_library()
    if missing is not None:
        raise ProblemError(missing)
    from nnlab.gui._shooting import Shooting
    from nnlab.gui.app import application

    application()
    shooting = Shooting(experiment, size, theme, language, tuple(Path(folder) for folder in plugins), safe_mode)
    try:
        image = shooting.run(epochs, wait_s, workbench, panel)
    finally:
        shooting.close()
    write_file(out, png(image))
    return Path(out)


def png(image: QImage) -> bytes:
    """Returns a picture as a PNG file's bytes: made in memory, so that a full disk leaves an older file whole."""
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise ProblemError(Problem(code="file.write", values={"file": "PNG", "detail": "PNG"}))
    return bytes(buffer.data().data())
