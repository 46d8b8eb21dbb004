"""The main window: data, network, output and loss at once, the transport above, problems below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QMessageBox, QScrollArea, QToolBar, QVBoxLayout, QWidget

from nnlab.experiment.edits import new_weights
from nnlab.experiment.file import ExperimentFile
from nnlab.experiment.keeping import clean
from nnlab.gui.actions import Actions
from nnlab.gui.bridge import KernelBridge, MakeClient
from nnlab.gui.canvas import NetworkCanvas
from nnlab.gui.context import Context
from nnlab.gui.docks import Dock
from nnlab.gui.document import Document
from nnlab.gui.enlarging import scale
from nnlab.gui.file_drops import FileDrops
from nnlab.gui.files import Files, suffix
from nnlab.gui.history import History
from nnlab.gui.incidents import Incidents
from nnlab.gui.keys import Keys
from nnlab.gui.language import Language
from nnlab.gui.looks import Looks
from nnlab.gui.memory import Memory
from nnlab.gui.menus import Menus
from nnlab.gui.naming import shown_title
from nnlab.gui.notice import NoticeBar
from nnlab.gui.panels.data import DataPanel
from nnlab.gui.panels.training import TrainingPanel
from nnlab.gui.pictures import Pictures
from nnlab.gui.placing import Places
from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.loss import LossPlot
from nnlab.gui.plugins.desk import PluginDesk
from nnlab.gui.predict.predicting import Predicting
from nnlab.gui.problems import ProblemsPanel
from nnlab.gui.problems_badge import ProblemsBadge
from nnlab.gui.recovery import Autosave, Left, find_left
from nnlab.gui.scores.desk import ScoresDesk
from nnlab.gui.shortcuts import ShortcutSheet
from nnlab.gui.status import StatusLine
from nnlab.gui.tables.desk import TableDesk
from nnlab.gui.tables.ways import holds_table
from nnlab.gui.telling import told
from nnlab.gui.theme import Theme
from nnlab.gui.transport import Transport
from nnlab.gui.workbench.bench import Bench
from nnlab.gui.workbench.grade_view import GradeView
from nnlab.gui.workshop import GuiWorkshop
from nnlab.gui.writer import Writer
from nnlab.kernel.messages import Speed


class MainWindow(FileDrops, QMainWindow):
    """One window: one document, one kernel.

    `command(id)` is the QAction of an id; `document.experiment` the value shown.
    """

    def __init__(
        self,
        opened: ExperimentFile,
        path: Path | None,
        make_client: MakeClient,
        language: Language,
        theme: Theme,
        memory: Memory,
        *,
        safe_mode: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._memory, self._safe_mode = memory, safe_mode
        self._shut = False
        self._sheet: ShortcutSheet | None = None
        self.document = Document(opened.experiment, self)
        self.bridge = KernelBridge(self.document, make_client, self)
        self.actions_registry = Actions(language, theme, self)
        self.context = Context(language, theme, self.actions_registry, self.document, self.bridge)
        self.places = Places(self, self.context, memory)
        self.docks = self.places.docks
        self.notices = NoticeBar(language, theme)
        self.writer = Writer(self)
        self.files = Files(self.context, self.notices, memory, self.writer, self)
        self.autosave = Autosave(self.document, self.bridge, self.writer, memory.now.autosave_s, self)
        self._make_actions()
        self._lay_out()
        self.incidents = Incidents(self.context, self.notices, self.show_problems, self)
        self._connect()
        self.files.show(opened, path)
        self.bridge.set_speed(Speed(memory.now.speed, memory.now.speed_unit))
        self.command("view.log_loss").setChecked(memory.now.log_loss)
        self.command("view.palette").setChecked(memory.now.palette)
        self.places.fit()

    # ---- the door

    def command(self, id: str) -> QAction:
        """Returns the action of an id; raises KeyError."""
        return self.actions_registry.get(id)

    def begin(self) -> None:
        """Starts the kernel, and offers what a crash left behind."""
        self.bridge.start()
        QTimer.singleShot(0, self, self._offer_left)
        QTimer.singleShot(0, self, self.workbench.offer)
        QTimer.singleShot(1500, self, self._read_languages)
        QTimer.singleShot(1500, self, self.actions_registry.draw_all)

    def take_files(self, files: list[str]) -> None:
        """Opens or installs what was let go over the window: an experiment goes before a table."""
        experiment = next((file for file in files if file.endswith(suffix)), None)
        if experiment is not None:
            self.files.open(experiment)
        elif any(file.endswith(".py") for file in files) or not self.tables.drop(files):
            self.plugins.drop(files)

    def show_problems(self) -> None:
        """Opens the list of problems."""
        self.places.open_list("problems")

    def end(self) -> None:
        """Ends without asking; what is not saved is offered at the next start."""
        if not self._shut and self.document.modified:
            self.autosave.keep()
        self.shut()

    def shut(self) -> None:
        """Ends kernel and autosave without asking, once."""
        if self._shut:
            return
        self._shut = True
        if self.places.placed:
            self.places.keep()
            speed = self.bridge.speed
            self._memory.change(
                speed=speed.per_second,
                speed_unit=speed.unit,
                log_loss=self.command("view.log_loss").isChecked(),
                palette=self.command("view.palette").isChecked(),
            )
        self.autosave.close()
        self.workbench.close()
        self.plugins.close()
        self.tables.close()
        self.grader.close()
        self.bridge.close()
        self.writer.write(clean, lambda _problem: None)  # tables that nobody has used for long
        self.writer.close()

    # ---- making

    def _make_actions(self) -> None:
        add, tr = self.actions_registry.add, self.context.language.tr
        keys = QKeySequence.StandardKey
        add("file.new", lambda: tr("New experiment"), lambda: self.files.new("spiral"), keys.New, "file-plus")
        add("file.open", lambda: tr("&Open…"), self.files.open_dialog, keys.Open, "folder-open")
        add("file.save", lambda: tr("&Save"), self.files.save, keys.Save, "save")
        add("file.save_as", lambda: tr("Save &as…"), self.files.save_as, "Ctrl+Shift+S", "save-all")
        self.history = History(self.context, self)
        self.scores = ScoresDesk(self.context, self)
        self.predicting = Predicting(self.context, self)
        self._looks = Looks(self.context, self._memory, self.places.proportion, self)
        add("help.shortcuts", lambda: tr("Keyboard shortcuts"), self._show_shortcuts, ["F1", "?"], "keyboard")
        add("help.about", lambda: tr("About nnlab"), self._about, None, "info")
        add("app.quit", lambda: tr("&Quit"), self.close, "Ctrl+Q", "log-out")

    def _lay_out(self) -> None:
        context, tr = self.context, self.context.language.tr
        self.transport = Transport(context)
        self.actions_registry.add("train.new_weights", lambda: tr("New weights"), self._new_weights, "W", "dices")
        bar = QToolBar()
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.transport)
        self.addToolBar(bar)
        self.canvas = NetworkCanvas(context)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.canvas, 1)
        self.setCentralWidget(centre)
        self.boundary_plot, self.loss_plot = BoundaryPlot(context), LossPlot(context)
        self.problems = ProblemsPanel(context)
        self._put_docks()
        self._badge = ProblemsBadge(context.language, self.problems)
        self._badge.clicked.connect(self.show_problems)
        self.statusBar().setSizeGripEnabled(False)
        self.status_line = StatusLine(context)
        self.statusBar().addWidget(self.status_line, 1)
        self.statusBar().addPermanentWidget(self._badge)
        self.pictures = Pictures(context, self.canvas, self.notices, self.status_line, self._memory, self.writer, self)
        self.grader = GuiWorkshop(self, memory=self._memory.now.kernel_memory << 20 or None)
        self.tables = TableDesk(context, self._memory, self.notices, self.writer, self)
        self.tables.known.connect(self.data_panel.table.take_head)
        self.plugins = PluginDesk(
            context,
            self._memory,
            self.notices,
            self.writer,
            self.grader,
            self,
            safe_mode=self._safe_mode,
            make_grade_view=GradeView,
        )
        self.problems.plugin_asked.connect(self.plugins.manage_plugin)
        self.canvas.bubble.all_asked.connect(self.show_problems)
        self.plugins.place_asked.connect(self.workbench.open_file)
        self.plugins.edit_asked.connect(
            lambda path, info: self.workbench.open_component(info) if info else self.workbench.open_file(path)
        )
        self._menus = Menus(self, context, self.files, self._memory)
        for name, dock in self.docks.items():
            if f"view.{name}" not in self.actions_registry:
                self._menus.view.addAction(dock.toggleViewAction())
        for id in self.actions_registry:
            self.addAction(self.actions_registry.listed(id))
        self._keys = Keys(self, self.canvas, (self.boundary_plot, self.loss_plot))

    def _put_docks(self) -> None:
        context, places, tr = self.context, self.places, self.context.language.tr
        places.add_left("settings", lambda: tr("Data and training"), self._settings())
        places.add_right("output", lambda: tr("Output"), self.boundary_plot)
        places.add_right("loss", lambda: tr("Loss"), self.loss_plot)
        places.add_behind("scores", self.scores.dock, "loss")
        self.scores.follow(self.boundary_plot.probe)
        places.add_behind("predict", self.predicting.dock, "loss")
        self.predicting.follow(self.boundary_plot.probe)
        words = context.language, context.theme
        listed = Dock("problems", self._problems_title, self.problems, *words, self, titled=True)
        places.add_below("problems", listed)
        self.workbench = Bench(context, self._memory, self.notices, self.writer, self)
        places.add_below("workbench", self.workbench.dock)
        places.add_below("history", self.history.dock)
        self.problems.place_asked.connect(self.workbench.open_file)

    def _settings(self) -> QWidget:
        """Data above training; both scroll where the window is too low for them."""
        self.data_panel, self.training_panel = DataPanel(self.context), TrainingPanel(self.context)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.data_panel)
        column.addWidget(self.training_panel)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("settings")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _connect(self) -> None:
        document, context = self.document, self.context
        document.path_changed.connect(self._show_title)
        document.changed.connect(self._show_title)
        context.language.changed.connect(self._show_title)
        context.language.changed.connect(self._count_problems)
        for signal in (context.language.changed, document.catalog_changed):
            signal.connect(self._word_changes)
        self._word_changes()
        self.problems.counted.connect(self._count_problems)
        self.problems.printed.came.connect(self._count_problems)
        self.boundary_plot.probed.connect(self.canvas.follow_probe)
        self.boundary_plot.grew.connect(lambda by: self.places.grow("output", by))
        tr = context.language.tr
        self.files.saved.connect(lambda path: self.status_line.say(lambda: tr("Saved {file}").format(file=path)))
        self._show_title()
        self._count_problems()

    # ---- showing

    def _word_changes(self) -> None:
        language, info = self.context.language, self.document.info
        self.bridge.story.word(lambda change: told(change.before, change.after, language, info, weights=change.weights))

    def _show_title(self, *_: object) -> None:
        document = self.document
        self.setWindowTitle(f"{shown_title(document, self.context.language)}[*] – nnlab")
        self.setWindowModified(document.modified)

    def _problems_title(self) -> str:
        count, tr = len(self.problems.problems), self.context.language.tr
        return tr("Problems ({n})").format(n=count) if count else tr("Problems")

    def _count_problems(self, *_: object) -> None:
        self.docks["problems"].word()
        self._badge.count()

    # ---- doing

    def _new_weights(self) -> None:
        experiment = self.document.experiment
        seed = getattr(experiment.start, "seed", experiment.training.seed) + 1
        tr = self.context.language.tr
        self.document.edit(lambda: tr("New weights"), new_weights(experiment, seed), anew=True)

    def _show_shortcuts(self) -> None:
        if self._sheet is None:
            self._sheet = ShortcutSheet(self.actions_registry, self.context.language, self)
        if self._sheet.isVisible():
            self._sheet.close()
            return
        self._sheet.show()
        self._sheet.activateWindow()

    def _about(self) -> None:
        tr = self.context.language.tr
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(tr("About nnlab"))
        box.setText(tr("nnlab: a desktop lab in which people see neural networks learn. BSD-3-Clause."))
        box.open()

    def _read_languages(self) -> None:
        if not self._shut:  # reading a catalogue takes longer than switching the language may
            self.writer.write(self.context.language.read_all, lambda _problem: None)

    def _offer_left(self) -> None:
        for left in reversed(find_left()):
            self.incidents.offer(left, self._recover)

    def _recover(self, left: Left) -> None:
        loaded = left.load()

        def take() -> None:
            self.files.show(loaded, Path(left.origin.path) if left.origin.path else None, clean=False)
            self.autosave.save()
            left.discard()

        self.files.leave(take)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = scale()
        self.context.theme.fit(event.size().width(), event.size().height())
        if scale() != before and self.places.placed:
            self.places.proportion()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.places.placed:
            self.places.place()
            self._keys.to_canvas()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._shut or not self.document.modified:
            self.shut()
            event.accept()
            return
        event.ignore()
        self.files.leave(self._leave)

    def _leave(self) -> None:
        self.shut()
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and holds_table(QGuiApplication.clipboard().text()):
            self.tables.paste()
        elif not self._keys.unused(event):
            if reason := self.actions_registry.why_not(QKeySequence(event.keyCombination())):
                self.status_line.say(lambda: reason)
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return self._keys.tab(lambda: QMainWindow.focusNextPrevChild(self, next))
