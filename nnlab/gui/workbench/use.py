"""Putting what is on the workbench into the network, as soon as the training process has it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from nnlab.gui.context import Context
from nnlab.records import ComponentInfo, Kind, Problem, ProblemError


class Use(QObject):
    """Waits for the saved text to be loaded, then makes the edit: one undo step, as in every panel.

    `refuse` is told why a component does not fit.
    """

    def __init__(self, context: Context, refuse: Callable[[Problem], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._refuse = context, refuse
        self._wanted: tuple[Kind, str, str] | None = None  # kind, id, and the digest of its text
        context.document.catalog_changed.connect(self._look)

    def want(self, info: ComponentInfo, digest: str) -> None:
        """Uses a component once it is loaded from the text of a digest; at once where it is."""
        self._wanted = info.kind, info.id, digest
        self._look()

    def forget(self) -> None:
        """Waits no more: another text is shown, or this one was typed in."""
        self._wanted = None

    def put(self, info: ComponentInfo) -> None:
        """Makes the edit."""
        from nnlab.gui.workbench.using import used

        document, language = self._context.document, self._context.language
        try:
            made = used(document.experiment, info, document.catalog)
        except ProblemError as error:
            self._refuse(error.problem)
            return
        document.edit(lambda: language.tr("Use {name}").format(name=language.text(info.name)), made)

    def _look(self) -> None:
        if self._wanted is None:
            return
        kind, id, digest = self._wanted
        info = self._context.document.info(kind, id)
        if info is not None and info.sha256 == digest:
            self._wanted = None
            self.put(info)
