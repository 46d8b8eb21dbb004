"""Tables of the user's own in one window: opened, pasted, dropped; chosen on a sheet; made the data in one edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from nnlab.experiment.choice import Choice, choice_of, values_of, with_table
from nnlab.experiment.facts import Facts
from nnlab.experiment.tables import table_id
from nnlab.gui.context import Context
from nnlab.gui.file_dialog import file_dialog
from nnlab.gui.memory import Memory
from nnlab.gui.notice import Notice, NoticeBar
from nnlab.gui.tables.reader import GuiReader, MakeReader, Source
from nnlab.gui.tables.ways import endings, is_table
from nnlab.gui.writer import Writer
from nnlab.kernel.messages import Preview
from nnlab.records import Problem, ProblemError
from nnlab.records.tables import Pasted, Reading, TableHead, kept_head

if TYPE_CHECKING:  # most windows open no table
    from nnlab.gui.tables.sheet import TableSheet
    from nnlab.kernel.reading import Told

_key = "table.open"
_most_known = 20  # heads that are kept at hand


@dataclass(frozen=True)
class _Agreed:
    """What was chosen on the sheet, on its way into the document."""

    sha256: str
    head: TableHead
    choice: Choice


class TableDesk(QObject):
    """Shows one sheet at a time; the document is changed when the user agrees, and the kernel has drawn the data.

    Signals:
        known(sha256, TableHead): what is known of a kept table was read.
    """

    known = Signal(str, object)

    def __init__(
        self,
        context: Context,
        memory: Memory,
        notices: NoticeBar,
        writer: Writer,
        window: QWidget,
        *,
        make_reader: MakeReader | None = None,
    ) -> None:
        super().__init__(window)
        self._context, self._memory, self._notices = context, memory, notices
        self._writer, self._window = writer, window
        self._reader = GuiReader(self, make=make_reader)
        self._reader.told.connect(self._take)
        self.sheet: TableSheet | None = None
        self._source: Source | None = None
        self._sources: dict[str, tuple[Source, Reading]] = {}  # of tables that were read since the start
        self._choices: dict[str, Choice] = {}
        self._heads: dict[str, TableHead] = {}
        self._agreed: tuple[int, _Agreed] | None = None
        self._newest = ""  # the newest table of this document
        context.bridge.preview.connect(self._drawn)
        context.bridge.restarted.connect(lambda event: self._give_up(event.reason))
        context.document.changed.connect(lambda _old, _new: self._look())
        context.document.replaced.connect(self._forget)
        self._make_actions()
        self._look()

    def _make_actions(self) -> None:
        add, tr = self._context.actions.add, self._context.language.tr
        add("file.open_table", lambda: tr("Open a &table…"), self.ask_file, "Ctrl+Shift+O", "table")
        add("file.paste_table", lambda: tr("&Paste a table"), self.paste, "Ctrl+Shift+V", "clipboard-paste")
        add("file.change_table", lambda: tr("Choose columns of the table…"), self.change, None, "square-pen")

    def close(self) -> None:
        """Ends what is being read."""
        self._reader.close()

    # ---- ways in

    def ask_file(self) -> None:
        """Asks which file to open as a table."""
        tr = self._context.language.tr
        patterns = " ".join(f"*{ending}" for ending in endings)
        tables, every = tr("Tables"), tr("All files")
        filters = f"{tables} ({patterns});;{every} (*)"
        folder, language = self._memory.now.folder, self._context.language
        dialog = file_dialog(self._window, tr("Open a table"), folder, filters, language)
        dialog.setObjectName("table_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.open(Path(path)))
        dialog.open()

    def drop(self, paths: list[str]) -> bool:
        """Opens the first table among files that were let go over the window; False where there is none."""
        tables = [path for path in paths if is_table(path)]
        if tables:
            self.open(Path(tables[0]))
        return bool(tables)

    def open(self, path: Path) -> None:
        """Reads a file and shows its table."""
        self._memory.change(folder=str(path.absolute().parent))
        self._begin(path, path.name, Reading())

    def paste(self) -> None:
        """Shows the text of the clipboard as a table."""
        text, tr = QGuiApplication.clipboard().text(), self._context.language.tr
        if not text.strip():
            self._say(lambda: tr("The clipboard holds no text. Copy the cells of a table first."))
            return
        name = tr("Pasted table")
        self._begin(Pasted(name, text.encode("utf-8", "replace")), name, Reading(encoding="utf-8"))

    def change(self) -> None:
        """Shows the sheet of the table that is the data now, with what is chosen."""
        source = self._context.document.experiment.data.source
        sha256 = str(source.values.get("table", "")) if source.id == table_id else self._newest
        if not sha256:
            self.ask_file()
            return
        head = self._heads.get(sha256)
        if head is None:
            self._find(sha256, self.change)
            return
        sheet = self._show_sheet(str(source.values.get("file", "")) or head.file)
        self._source, reading = self._sources.get(sha256, (None, Reading()))
        sheet.reading.wish = reading
        sheet.take_head(head, sha256, self._present(sha256, head))
        if self._source is None:
            sheet.reading.hide()  # only the file itself can be read in another way

    def _present(self, sha256: str, head: TableHead) -> Choice | None:
        """Returns what a table is used for in the document, or was before; None where it is another one."""
        data = self._context.document.experiment.data
        if data.source.id == table_id and data.source.values.get("table") == sha256:
            return choice_of(data, head)
        return self._choices.get(sha256)

    # ---- reading

    def _begin(self, source: Source, name: str, reading: Reading) -> None:
        self._notices.take_back(_key)
        sheet = self._show_sheet(name)
        self._source = source
        sheet.reading.wish = reading
        sheet.begin()
        self._reader.read(source, reading)

    def _show_sheet(self, name: str) -> TableSheet:
        from nnlab.gui.tables.sheet import TableSheet  # most windows never show it

        if self.sheet is not None:
            self.sheet.close()
        self.sheet = sheet = TableSheet(self._context, name, self._window)
        sheet.wished.connect(self._read_again)
        sheet.agreed.connect(self._ask_facts)
        sheet.left.connect(lambda: self._leave(sheet))
        sheet.open()
        return sheet

    def _leave(self, sheet: TableSheet) -> None:
        if self.sheet is sheet:
            self.sheet = self._agreed = None
            self._reader.cancel()

    def _read_again(self, reading: Reading) -> None:
        self._agreed = None
        if self._source is not None:
            self._reader.read(self._source, reading)

    def _take(self, told: Told) -> None:
        from nnlab.kernel.reading import ReadDone, ReadLook, ReadProgress

        sheet = self.sheet
        if sheet is None:
            return
        if isinstance(told, ReadProgress):
            sheet.take_progress(told.done)
        elif isinstance(told, ReadLook):
            sheet.take_head(told.head)
        elif isinstance(told, ReadDone):
            self._know(told.sha256, told.head)
            if self._source is not None:
                self._sources[told.sha256] = (self._source, sheet.reading.wish)
            sheet.take_head(told.head, told.sha256, self._present(told.sha256, told.head))
        else:
            sheet.refuse(told.problem)

    # ---- into the document

    def _ask_facts(self, sha256: str, head: TableHead, choice: Choice) -> None:
        """Has the kernel draw the data: only what it can learn from becomes the document's."""
        if self.sheet is not None:
            self.sheet.wait()
        number = self._context.bridge.ask_preview(table_id, values_of(choice, sha256, head))
        self._agreed = number, _Agreed(sha256, head, choice)

    def _drawn(self, number: int, answer: Preview | Problem | None) -> None:
        if self._agreed is None or self._agreed[0] != number:
            return
        (_, agreed), self._agreed = self._agreed, None
        sheet = self.sheet
        if isinstance(answer, Problem):
            if sheet is not None:
                sheet.refuse(answer)
            return
        facts = answer.data if isinstance(answer, Preview) else None
        try:
            made = with_table(
                self._context.document.experiment,
                agreed.choice,
                values_of(agreed.choice, agreed.sha256, agreed.head),
                self._context.document.catalog,
                Facts(data=facts, layers=(), parameters=0) if facts is not None else None,
            )
        except ProblemError as error:
            if sheet is not None:
                sheet.refuse(error.problem)
            return
        self._choices[agreed.sha256] = agreed.choice
        tr, name = self._context.language.tr, agreed.head.file
        self._context.document.edit(lambda: tr("Use table {file}").format(file=name), made)
        if sheet is not None:
            self.sheet = None
            sheet.accept()

    def _give_up(self, reason: Problem) -> None:
        """Says on the sheet why no answer comes any more: the kernel that was asked is gone."""
        if self._agreed is not None:
            self._agreed = None
            if self.sheet is not None:
                self.sheet.refuse(reason)

    # ---- what is known

    def head(self, sha256: str) -> TableHead | None:
        """Returns what is known of a kept table, where it was read."""
        return self._heads.get(sha256)

    def _know(self, sha256: str, head: TableHead) -> None:
        self._heads[sha256] = head
        while len(self._heads) > _most_known:
            del self._heads[next(iter(self._heads))]
        self.known.emit(sha256, head)

    def _forget(self) -> None:
        """Leaves the table of the document before."""
        self._newest = ""
        if self.sheet is not None:
            self.sheet.reject()

    def _look(self) -> None:
        """Reads what is known of the document's table, in a thread."""
        source = self._context.document.experiment.data.source
        sha256 = str(source.values.get("table", "")) if source.id == table_id else ""
        if not sha256 or sha256 == self._newest:
            return
        self._newest = sha256
        if sha256 in self._heads:
            self.known.emit(sha256, self._heads[sha256])
        else:
            self._find(sha256)

    def _find(self, sha256: str, then: Callable[[], object] | None = None) -> None:
        found: list[TableHead] = []

        def done(problem: Problem | None) -> None:
            language = self._context.language
            if found:
                self._know(sha256, found[0])
                if then is not None:
                    then()
            elif problem is not None and then is not None:
                self._say(lambda: language.problem(problem))

        self._writer.write(lambda: found.append(kept_head(sha256)), done)

    def _say(self, text: Callable[[], str]) -> None:
        self._notices.say(Notice(_key, text, "error"))
