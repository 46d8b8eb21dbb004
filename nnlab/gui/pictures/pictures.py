"""Save and copy a picture of the network: the two actions, and the sheet that asks what it shall show."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from nnlab.gui.canvas import NetworkCanvas
from nnlab.gui.context import Context
from nnlab.gui.file_dialog import file_dialog
from nnlab.gui.memory import Memory
from nnlab.gui.naming import shown_title
from nnlab.gui.notice import Notice, NoticeBar
from nnlab.gui.status import StatusLine
from nnlab.gui.writer import Writer
from nnlab.records import Problem, ProblemError
from nnlab.records.writing import write_file

if TYPE_CHECKING:  # drawing, formats and sheet are imported when a picture is asked for
    from nnlab.gui.pictures.drawing import Drawing, Wishes


class Pictures(QObject):
    """Adds `file.picture` and `edit.copy_picture` to a window's actions."""

    def __init__(
        self,
        context: Context,
        canvas: NetworkCanvas,
        notices: NoticeBar,
        status: StatusLine,
        memory: Memory,
        writer: Writer,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context, self._canvas, self._notices, self._status = context, canvas, notices, status
        self._memory, self._writer, self._window = memory, writer, window
        tr, actions = context.language.tr, context.actions
        actions.add("file.picture", lambda: tr("Save a &picture of the network…"), self.ask, "Ctrl+Shift+E", "image")
        actions.add("edit.copy_picture", lambda: tr("Copy picture of the network"), self.copy, "Ctrl+Shift+C", "copy")

    @cached_property
    def _wishes(self) -> Wishes:
        from nnlab.gui.pictures.drawing import Wishes

        return Wishes()

    def drawing(self, wishes: Wishes) -> Drawing:
        """Returns the network as it is shown now."""
        from nnlab.gui.pictures.drawing import Drawing

        return Drawing(self._canvas.board, wishes)

    def copy(self) -> None:
        """Puts the picture on the clipboard."""
        from nnlab.gui.pictures.formats import image

        drawing = self.drawing(self._wishes)
        QGuiApplication.clipboard().setImage(image(drawing))  # data made in Python would crash when Python ends
        tr = self._context.language.tr
        self._status.say(lambda: tr("The picture is on the clipboard"))

    def ask(self) -> None:
        """Asks what the picture shall show, and where it goes."""
        from nnlab.gui.pictures.sheet import PictureSheet

        sheet = PictureSheet(self._context, self.drawing, self._wishes, self._window)
        sheet.chosen.connect(self._ask_file)
        sheet.copied.connect(self._copy_as)
        sheet.open()

    def save_to(self, path: Path, wishes: Wishes) -> None:
        """Writes a picture in the format of the file's ending; a failure is said and leaves an older file whole."""
        from nnlab.gui.pictures.formats import encoded, endings

        self._wishes = wishes
        path = path if path.suffix else path.with_suffix(endings[0])
        try:
            data = encoded(self.drawing(wishes), path.suffix.lower(), self._title())
        except ProblemError as error:
            self._refuse(error.problem)
            return
        self._writer.write(lambda: write_file(path, data), lambda problem: self._saved(path, problem))

    def _copy_as(self, wishes: Wishes) -> None:
        self._wishes = wishes
        self.copy()

    def _ask_file(self, wishes: Wishes) -> None:
        from nnlab.gui.pictures.formats import endings

        language = self._context.language
        kinds = ";;".join((f"SVG (*{endings[0]})", f"PDF (*{endings[1]})", f"PNG (*{endings[2]})"))
        title = language.tr("Save a picture of the network")
        dialog = file_dialog(self._window, title, self._memory.now.folder, kinds, language)
        dialog.setObjectName("picture_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(endings[0][1:])
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind[kind.index("*.") + 2 : -1]))
        dialog.selectFile(self._title().replace("/", "-") + endings[0])
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path), wishes))
        dialog.open()

    def _saved(self, path: Path, problem: Problem | None) -> None:
        tr = self._context.language.tr
        if problem is not None:
            self._refuse(problem)
            return
        self._notices.take_back("picture")
        self._memory.change(folder=str(path.absolute().parent))
        self._status.say(lambda: tr("Saved {file}").format(file=path))

    def _refuse(self, problem: Problem) -> None:
        language = self._context.language
        self._notices.say(Notice("picture", lambda: language.problem(problem), problem.level, (), problem.traceback))

    def _title(self) -> str:
        return shown_title(self._context.document, self._context.language)
