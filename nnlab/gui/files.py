"""New, open, save: the document's file, and what to do when a file cannot be read or written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnlab.experiment import file as experiment_file
from nnlab.experiment.document import Experiment
from nnlab.experiment.enclosed import Gathered
from nnlab.experiment.file import ExperimentFile
from nnlab.experiment.keeping import with_tables
from nnlab.experiment.presets import preset
from nnlab.gui.context import Context
from nnlab.gui.enclosing import Enclosing
from nnlab.gui.file_dialog import file_dialog
from nnlab.gui.memory import Memory
from nnlab.gui.naming import shown_title
from nnlab.gui.notice import Notice, NoticeBar, Way
from nnlab.gui.snapshot import snapshot
from nnlab.gui.writer import Writer
from nnlab.records import Problem, ProblemError

suffix = ".nnlab"
_large = 4 << 20  # bytes of a file that is not read at once
_key = "file.opening"


class Files(QObject):
    """Opens and saves the document of one window. Nothing that fails loses what is on the screen.

    Signals:
        opened: the document is another one.
        saved(Path): a file was written.
    """

    opened = Signal()
    saved = Signal(object)

    def __init__(self, context: Context, notices: NoticeBar, memory: Memory, writer: Writer, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._notices, self._memory, self._writer = context, notices, memory, writer
        self._window = window
        self.enclosing = Enclosing(context, notices, writer, window)

    # ---- opening

    def new(self, id: str) -> None:
        """Shows a preset, after asking about unsaved changes."""
        self.leave(lambda: self.show(ExperimentFile(experiment=preset(id)), None))

    def open(self, path: Path | str) -> None:
        """Shows a file's experiment, after asking about unsaved changes; a bad file changes nothing."""
        self.leave(lambda: self.open_now(Path(path)))

    def open_now(self, path: Path) -> None:
        """Reads and shows a file; says in a notice what is wrong with it. A large one is read beside the window."""
        try:
            large = path.stat().st_size > _large
        except (OSError, ValueError):
            large = False  # reading it says what is wrong
        if large:
            self._read_aside(path)
            return
        try:
            loaded = experiment_file.load(path)
        except ProblemError as error:
            self._not_opened(path, error.problem)
        else:
            self._show_read(loaded, path)

    def _read_aside(self, path: Path) -> None:
        """Reads a large file, with a table in it, while the window goes on."""
        tr, document, found = self._context.language.tr, self._context.document, list[ExperimentFile]()
        before = document.experiment
        self._notices.say(Notice(_key, lambda: tr("Opening “{name}”…").format(name=path.name), "note"))

        def read() -> None:
            found.append(experiment_file.load(path))

        def done(problem: Problem | None) -> None:
            self._notices.take_back(_key)
            if problem is not None:
                self._not_opened(path, problem)
            elif document.experiment is before:
                self._show_read(found[0], path)
            else:  # it was edited meanwhile
                self.leave(lambda: self._show_read(found[0], path))

        self._writer.write(read, done)

    def _show_read(self, loaded: ExperimentFile, path: Path) -> None:
        self.show(loaded, path)
        self._memory.used(str(path.absolute()))
        self._memory.change(folder=str(path.absolute().parent))

    def _not_opened(self, path: Path, problem: Problem) -> None:
        self._memory.unused(str(path))
        self._refused("file.open", problem)

    def show(self, loaded: ExperimentFile, path: Path | None, *, clean: bool = True) -> None:
        """Makes what a file holds the document and opens it in the kernel."""
        document, bridge = self._context.document, self._context.bridge
        for key in ("file.open", "file.save"):
            self._notices.take_back(key)
        document.start = loaded.start
        self.enclosing.take(loaded)
        document.replace(loaded.experiment, path, clean=clean)
        bridge.open(
            loaded.experiment,
            began=loaded.began,
            events=loaded.events,
            checkpoint=loaded.checkpoint,
            history=loaded.history,
            start=loaded.start,
        )
        self.opened.emit()

    def open_dialog(self) -> None:
        """Asks which file to open."""
        self.leave(self._ask_open)

    # ---- saving

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Writes the document to its file, or asks for one; `then` is called once it is written."""
        path = self._context.document.path
        if path is None:
            self.save_as(then)
        else:
            self.enclosing.ask(lambda: self.save_to(path, then))

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Asks for a file and writes to it."""
        tr = self._context.language.tr
        document = self._context.document
        name = document.path or Path(self._memory.now.folder or Path.home()) / (
            shown_title(document, self._context.language).replace("/", "-") + suffix
        )
        dialog = self._dialog(tr("Save experiment"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(str(name))
        ask, save = self.enclosing.ask, self.save_to
        dialog.fileSelected.connect(lambda path: ask(lambda: save(Path(path), then), always=True))
        dialog.open()

    def save_to(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Writes experiment, weights, history, events and plugins as of now; a failure is said and changes nothing."""
        document = self._context.document
        index = document.undo_stack.index()
        enclose, gathered = self.enclosing.enclosing(), [Gathered()]

        def write(whole: ExperimentFile) -> None:
            def job() -> None:
                held, gathered[0] = enclose(whole)
                experiment_file.save(path, with_tables(held))

            self._writer.write(job, lambda problem: done(whole, problem))

        def done(whole: ExperimentFile, problem: Problem | None) -> None:
            if problem is not None:
                self._refused("file.save", problem, again=True)
                return
            for key in ("file.save", "file.open"):
                self._notices.take_back(key)
            same = whole.experiment == document.experiment and index == document.undo_stack.index()
            document.saved_as(path, whole=same)
            self.enclosing.saved(gathered[0])
            self._memory.used(str(path.absolute()))
            self._memory.change(folder=str(path.absolute().parent))
            self.saved.emit(path)
            if then is not None:
                then()

        snapshot(document, self._context.bridge, write)

    def leave(self, then: Callable[[], object]) -> None:
        """Goes on with `then` once nothing would be lost: asks about unsaved edits, saves where wanted."""
        document, tr = self._context.document, self._context.language.tr
        if not document.modified:
            then()
            return
        box = QMessageBox(self._window)
        box.setObjectName("save_changes")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("nnlab")
        name = shown_title(document, self._context.language)
        box.setText(tr("Save changes to “{name}”?").format(name=name))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)

        def chosen(result: int) -> None:
            box.deleteLater()
            if result == buttons.Save:
                self.save(then)
            elif result == buttons.Discard:
                then()

        box.finished.connect(chosen)
        box.open()

    # ---- inside

    def _ask_open(self) -> None:
        dialog = self._dialog(self._context.language.tr("Open experiment"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.open_now(Path(path)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        tr = self._context.language.tr
        experiments, every = tr("nnlab experiments"), tr("All files")
        filters = f"{experiments} (*{suffix});;{every} (*)"
        dialog = file_dialog(self._window, title, self._memory.now.folder, filters, self._context.language)
        dialog.setObjectName("file_dialog")
        return dialog

    def _refused(self, key: str, problem: Problem, *, again: bool = False) -> None:
        language = self._context.language
        ways = (Way(lambda: language.tr("Save as…"), self.save_as),) if again else ()
        self._notices.say(Notice(key, lambda: language.problem(problem), problem.level, ways, problem.traceback))


def initial(experiment: Experiment | str | Path | None) -> tuple[ExperimentFile, Path | None]:
    """Returns what a window begins with: an experiment, a preset's id, or a file. Raises ProblemError."""
    if isinstance(experiment, Experiment):
        return ExperimentFile(experiment=experiment), None
    if experiment is None:
        return ExperimentFile(experiment=preset("spiral")), None
    path = Path(experiment)
    if path.suffix == suffix or path.exists():
        return experiment_file.load(path), path
    return ExperimentFile(experiment=preset(str(experiment))), None
