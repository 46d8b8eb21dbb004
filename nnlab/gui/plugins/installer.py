"""Installing plugins: files are read in a thread, shown in a sheet, and copied when the user agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from nnlab.gui.context import Context
from nnlab.gui.file_dialog import file_dialog
from nnlab.gui.files import suffix
from nnlab.gui.memory import Memory
from nnlab.gui.notice import Notice, NoticeBar
from nnlab.gui.plugins.grades import Grader
from nnlab.gui.writer import Writer
from nnlab.kernel.messages import PluginFile
from nnlab.records import ComponentInfo, Problem, ProblemError, home

if TYPE_CHECKING:
    from nnlab.authoring.installing import Installation
    from nnlab.gui.plugins.sheet import InstallSheet
    from nnlab.kernel.workshop import Tried


class Installer(QObject):
    """Shows one sheet at a time, above the window that is in front.

    Signals:
        installed(paths): these plugins were copied into the user's folder.
    """

    installed = Signal(object)

    def __init__(
        self,
        context: Context,
        memory: Memory,
        notices: NoticeBar,
        writer: Writer,
        grader: Grader,
        front: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._memory, self._notices, self._writer = context, memory, notices, writer
        self._grader, self._front = grader, front
        self.sheet: InstallSheet | None = None
        self._trials: dict[str, str] = {}  # sources by the workshop's key
        grader.tried.connect(self._tried)

    def ask_file(self) -> None:
        """Asks which plugin to install."""
        tr = self._context.language.tr
        plugins, every = tr("Plugins"), tr("All files")
        filters = f"{plugins} (*.py);;{every} (*)"
        folder, language = self._memory.now.folder, self._context.language
        dialog = file_dialog(self._front(), tr("Install a plugin"), folder, filters, language)
        dialog.setObjectName("plugin_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.offer)
        dialog.open()

    def drop(self, paths: list[str]) -> bool:
        """Takes files that were let go over a window; False where one is an experiment, which goes first."""
        if any(path.endswith(suffix) for path in paths):
            return False
        if not any(path.lower().endswith(".py") or Path(path).is_dir() for path in paths):
            tr, name = self._context.language.tr, Path(paths[0]).name

            def text() -> str:
                return tr(
                    "{file} is neither an experiment (.nnlab), nor a table (.csv, .tsv, .txt, .npz, .npy), "
                    "nor a plugin (a .py file, or a folder with __init__.py)."
                ).format(file=name)

            self._notices.say(Notice("plugins.install", text, "error"))
            return True
        self.offer(paths)
        return True

    def offer(self, paths: Iterable[str]) -> None:
        """Reads plugins in a thread and shows what installing them would do."""
        wanted, plans, refused = tuple(paths), [], []
        folder = home().plugins

        def read() -> None:
            from nnlab.authoring.installing import plan

            for path in wanted:
                try:
                    plans.append(plan(path, folder))
                except ProblemError as error:
                    refused.append(error.problem)

        self._writer.write(read, lambda problem: self._show_sheet(plans, [*refused, *([problem] if problem else [])]))

    def _show_sheet(self, plans: list[Installation], refused: list[Problem]) -> None:
        if not plans:
            if refused:
                first, language = refused[0], self._context.language
                self._notices.say(Notice("plugins.install", lambda: language.problem(first), "error"))
            return
        from nnlab.gui.plugins.sheet import InstallSheet  # most windows never show it

        if self.sheet is not None:
            self.sheet.close()
        self.sheet = sheet = InstallSheet(
            self._context, tuple(plans), tuple(refused), self._try, self._there, self._front()
        )
        sheet.agreed.connect(self._install)
        sheet.destroyed.connect(lambda: self._forget(sheet))
        sheet.open()

    def _forget(self, sheet: InstallSheet) -> None:
        if self.sheet is sheet:
            self.sheet = None
        for key in self._trials:
            self._grader.cancel(key)
        self._trials.clear()

    def _there(self, info: ComponentInfo) -> ComponentInfo | None:
        return self._context.document.info(info.kind, info.id)

    def _try(self, file: PluginFile) -> None:
        key = f"install {file.path}"
        self._trials[key] = file.path
        self._grader.ask("load", key, file=file)

    def _tried(self, tried: Tried) -> None:
        path = self._trials.pop(tried.key, None)
        if path is not None and self.sheet is not None:
            self.sheet.take_tried(path, tried)

    def _install(self, plans: tuple[Installation, ...]) -> None:
        sheet = self.sheet

        def write() -> None:
            from nnlab.authoring.installing import install

            for planned in plans:
                install(planned, replacing=True)  # the sheet said so

        def done(problem: Problem | None) -> None:
            if problem is not None and sheet is not None:
                sheet.refuse(problem)
                return
            if sheet is not None:
                sheet.accept()
            self._notices.take_back("plugins.install")
            self.installed.emit(tuple(planned.target for planned in plans))

        self._writer.write(write, done)
