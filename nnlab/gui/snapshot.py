"""The whole of a document and its run, for a file: the experiment, and the checkpoint that belongs to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from nnlab.experiment.document import Given
from nnlab.experiment.edits import same_shape
from nnlab.experiment.file import ExperimentFile
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.document import Document
from nnlab.gui.kept import Kept
from nnlab.kernel.messages import Saved


def snapshot(
    document: Document, bridge: KernelBridge, then: Callable[[ExperimentFile], object], wait_ms: int = 3000
) -> None:
    """Calls back with what a file needs, as of now.

    Where the kernel does not answer in time (it is stalled, or dead), the newest checkpoint it sent is taken.
    """
    experiment, start, held = document.experiment, document.start, document.enclosed
    kept = bridge.keep()
    QTimer.singleShot(wait_ms, bridge, lambda: kept.settle(None))

    def finish(kept: Kept) -> None:
        saved = kept.saved if kept.settled and not kept.lost else bridge.newest()
        begin = start if isinstance(experiment.start, Given) else {}
        plain = ExperimentFile(experiment=experiment, start=begin, plugins=held.plugins, named=held.named)
        then(_file(plain, saved))

    kept.then(finish)


def snapshot_now(document: Document, bridge: KernelBridge) -> ExperimentFile:
    """Returns what a file needs without asking the kernel: with the newest checkpoint it sent."""
    experiment, held = document.experiment, document.enclosed
    start = document.start if isinstance(experiment.start, Given) else {}
    plain = ExperimentFile(experiment=experiment, start=start, plugins=held.plugins, named=held.named)
    return _file(plain, bridge.newest())


def _file(plain: ExperimentFile, saved: Saved | None) -> ExperimentFile:
    if saved is None or not same_shape(saved.experiment, plain.experiment):
        return plain
    return ExperimentFile(
        experiment=plain.experiment,
        began=saved.began if saved.began != plain.experiment else None,
        events=saved.events,
        start=plain.start,
        checkpoint=saved.checkpoint,
        history=saved.history,
        plugins=plain.plugins,
        named=plain.named,
    )
