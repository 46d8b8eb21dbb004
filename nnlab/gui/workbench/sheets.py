"""The texts on the workbench: each a document with its own undo steps, kept as a draft until it is saved."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from nnlab.authoring.installing import text_of
from nnlab.authoring.naming import NewPlugin
from nnlab.gui.writer import Writer
from nnlab.records import Kind, Problem, ProblemError, fail, home
from nnlab.records.writing import write_file

largest = 500_000  # bytes of a file that is opened
_draft_ms = 1_500
_look_ms = 80


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text that was typed and not saved, and the file it is meant for."""

    path: str
    text: str
    newline: str = "\n"


class Sheet:
    """One text: the file it belongs to, and whether the file holds it."""

    def __init__(self, path: Path, text: str, *, read_only: bool, there: bool, newline: str = "\n") -> None:
        self.path, self.read_only, self.newline = path, read_only, newline
        self.there = there  # whether the file exists
        self.restored = False  # from a draft of an earlier start
        self.kind: Kind | str = ""
        self.component = ""
        self.document = QTextDocument()
        self.document.setDocumentLayout(QPlainTextDocumentLayout(self.document))
        self.document.setPlainText(text)
        self.document.setModified(not there)

    @property
    def text(self) -> str:
        """What is typed, letter by letter."""
        return self.document.toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    @property
    def modified(self) -> bool:
        """Whether the file does not hold what is typed."""
        return self.document.isModified()

    @property
    def data(self) -> bytes:
        """What is written to the file: the text, its last line ended."""
        text = self.text
        text += "" if text.endswith("\n") or not text else "\n"
        return text.replace("\n", self.newline).encode()

    @property
    def digest(self) -> str:
        """The digest of the file that saving makes."""
        return hashlib.sha256(self.data).hexdigest()

    def replace(self, text: str) -> None:
        """Takes another text, as one step that can be undone."""
        cursor = QTextCursor(self.document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.document.setModified(False)


Then = Callable[[Sheet | None, Problem | None], object]


class Sheets(QObject):
    """Opens, makes and saves texts. Nothing typed is lost: what is not saved is kept as a draft, over a crash, too.

    Signals:
        altered(Sheet): it was typed in, saved, or its file changed.
        clashed(Sheet, text): its file was changed by somebody else, and it is not saved.
    """

    altered = Signal(object)
    clashed = Signal(object, str)

    def __init__(self, writer: Writer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._sheets: dict[Path, Sheet] = {}
        self._drafts = home().autosaves / "workbench"
        self._watcher = QFileSystemWatcher(parent=self)
        self._watcher.fileChanged.connect(self._seen)
        self._stirred: set[Path] = set()
        self._look = QTimer(self, singleShot=True, interval=_look_ms)
        self._look.timeout.connect(self._read_stirred)
        self._soon = QTimer(self, singleShot=True, interval=_draft_ms)
        self._soon.timeout.connect(self.keep)

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self._sheets.values())

    @property
    def unsaved(self) -> tuple[Sheet, ...]:
        """The texts whose files do not hold them."""
        return tuple(sheet for sheet in self if sheet.modified and not sheet.read_only)

    def at(self, path: Path) -> Sheet | None:
        """Returns the text of a file, where it is open."""
        return self._sheets.get(path)

    # ---- opening and making

    def open(self, path: Path, then: Then, *, read_only: bool = False) -> None:
        """Reads a file in a thread of its own, where it is not open yet; `then(sheet, problem)` gets what came."""
        path = Path(os.path.abspath(path))
        known = self._sheets.get(path)
        if known is not None:
            then(known, None)
            return
        came: list[tuple[str, str]] = []

        def done(problem: Problem | None) -> None:
            if problem is not None:
                then(None, problem)
                return
            sheet = self._sheets.get(path) or Sheet(path, came[0][0], read_only=read_only, there=True)
            sheet.newline = came[0][1]
            self._add(sheet)
            then(sheet, None)

        self._writer.write(lambda: came.append(_read(path)), done)

    def make(self, plugin: NewPlugin, kind: Kind) -> Sheet:
        """Lays a new text out; its file in the user's folder is made when it is saved."""
        sheet = Sheet(self._free(plugin.file_name), plugin.text, read_only=False, there=False)
        sheet.kind, sheet.component = kind, plugin.id
        self._add(sheet)
        self._soon.start()
        return sheet

    def restore(self) -> tuple[Sheet, ...]:
        """Lays out what was typed and not saved when nnlab ended."""
        found = []
        for file in sorted(self._drafts.glob("*.draft")) if self._drafts.is_dir() else ():
            try:
                draft = msgspec.json.decode(file.read_bytes(), type=Draft)
            except (OSError, ValueError):
                continue
            path = Path(draft.path)
            if path not in self._sheets:
                there = path.is_file()
                sheet = Sheet(path, draft.text, read_only=False, there=there, newline=draft.newline)
                sheet.document.setModified(True)
                sheet.restored = True
                self._add(sheet)
                found.append(sheet)
        return tuple(found)

    def drop(self, sheet: Sheet) -> None:
        """Puts a text away with its draft: what was not saved is gone."""
        self._sheets.pop(sheet.path, None)
        self._watcher.removePath(str(sheet.path))
        self._forget(sheet.path)

    # ---- saving

    def save(self, sheet: Sheet, then: Then) -> None:
        """Writes a text to its file, whole or not at all, in a thread of its own."""
        revision, data = sheet.document.revision(), sheet.data

        def write() -> None:
            _make_folder(sheet.path.parent)
            write_file(sheet.path, data)

        def done(problem: Problem | None) -> None:
            if problem is None:
                sheet.there = True
                if sheet.document.revision() == revision:
                    sheet.document.setModified(False)
                    self._forget(sheet.path)
                self._watch(sheet)
                self.altered.emit(sheet)
            then(sheet, problem)

        self._writer.write(write, done)

    def save_as(self, sheet: Sheet, path: Path, then: Then) -> None:
        """Writes a text to another file, which it belongs to from then on."""
        old = sheet.path
        sheet.path = Path(os.path.abspath(path))

        def done(saved: Sheet | None, problem: Problem | None) -> None:
            if problem is not None:
                sheet.path = old
            else:
                self._sheets.pop(old, None)
                self._forget(old)
                self._sheets[sheet.path] = sheet
            then(saved, problem)

        self.save(sheet, done)

    def keep(self) -> None:
        """Writes a draft of each text that is not saved."""
        for sheet in self.unsaved:
            draft = Draft(path=str(sheet.path), text=sheet.text, newline=sheet.newline)
            with contextlib.suppress(OSError, ProblemError):
                self._drafts.mkdir(parents=True, exist_ok=True)
                write_file(self._draft(sheet.path), msgspec.json.encode(draft))

    def close(self) -> None:
        """Keeps drafts and looks at files no more."""
        self.keep()
        self._soon.stop()
        self._look.stop()
        self._watcher.fileChanged.disconnect(self._seen)

    # ---- inside

    def _add(self, sheet: Sheet) -> None:
        if sheet.path in self._sheets:
            return
        self._sheets[sheet.path] = sheet
        sheet.document.contentsChanged.connect(lambda: self._typed(sheet))
        sheet.document.modificationChanged.connect(lambda _modified: self.altered.emit(sheet))
        self._watch(sheet)

    def _typed(self, sheet: Sheet) -> None:
        if not sheet.read_only:
            self._soon.start()
            self.altered.emit(sheet)

    def _free(self, name: str) -> Path:
        folder, stem = Path(os.path.abspath(home().plugins)), Path(name).stem
        path, number = folder / name, 1
        while path in self._sheets or path.exists():
            number += 1
            path = folder / f"{stem}{number}.py"
        return path

    def _draft(self, path: Path) -> Path:
        return self._drafts / f"{hashlib.sha256(str(path).encode()).hexdigest()[:24]}.draft"

    def _forget(self, path: Path) -> None:
        with contextlib.suppress(OSError):
            self._draft(path).unlink(missing_ok=True)

    # ---- files that others change

    def _watch(self, sheet: Sheet) -> None:
        if sheet.there and not sheet.read_only and str(sheet.path) not in self._watcher.files():
            self._watcher.addPath(str(sheet.path))

    def _seen(self, path: str) -> None:
        self._stirred.add(Path(path))
        self._look.start()  # an editor may write in two steps

    def _read_stirred(self) -> None:
        stirred, self._stirred = self._stirred, set()
        for path in stirred:
            sheet = self._sheets.get(path)
            if sheet is not None:
                self._read_again(sheet)

    def _read_again(self, sheet: Sheet) -> None:
        came: list[tuple[str, str]] = []

        def done(problem: Problem | None) -> None:
            if problem is not None:
                if not sheet.path.exists():
                    sheet.there = False
                    sheet.document.setModified(True)  # the only copy is here
                    self.altered.emit(sheet)
                return
            self._watch(sheet)
            text, sheet.newline = came[0]
            if text.rstrip("\n") == sheet.text.rstrip("\n"):
                sheet.document.setModified(False)
            elif sheet.modified:
                self.clashed.emit(sheet, text)
            else:
                sheet.replace(text)
                self.altered.emit(sheet)

        self._writer.write(lambda: came.append(_read(sheet.path)), done)


def _read(path: Path) -> tuple[str, str]:
    """Returns a file's text and how its lines end. Raises ProblemError."""
    try:
        if path.stat().st_size > largest:
            raise fail("workbench.large", file=str(path), size=largest // 1000)
        data = path.read_bytes()
    except OSError as error:
        raise fail("workbench.unreadable", file=str(path), detail=error.strerror or str(error)) from None
    text = text_of(data)
    if text is None:
        raise fail("workbench.no_text", file=str(path))
    return text.removeprefix("\ufeff"), "\r\n" if b"\r\n" in data else "\n"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail("workbench.folder", folder=str(folder), detail=error.strerror or str(error)) from None
