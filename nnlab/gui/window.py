"""The main window: data, network, output and loss at once, the transport above, problems below."""

from __future__ import annotations

import base64
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QMessageBox, QScrollArea, QToolBar, QToolButton, QVBoxLayout, QWidget

from nnlab.experiment.edits import new_weights
from nnlab.experiment.file import ExperimentFile
from nnlab.gui.actions import Actions
from nnlab.gui.bridge import KernelBridge, MakeClient
from nnlab.gui.canvas import NetworkCanvas
from nnlab.gui.context import Context
from nnlab.gui.docks import Dock
from nnlab.gui.document import Document
from nnlab.gui.enlarging import large, scale
from nnlab.gui.files import Files, suffix
from nnlab.gui.history import History
from nnlab.gui.incidents import Incidents
from nnlab.gui.keys import Keys
from nnlab.gui.language import Language
from nnlab.gui.memory import Memory
from nnlab.gui.menus import Menus
from nnlab.gui.naming import shown_title
from nnlab.gui.notice import NoticeBar
from nnlab.gui.panels.data import DataPanel
from nnlab.gui.panels.training import TrainingPanel
from nnlab.gui.pictures import Pictures
from nnlab.gui.plots.boundary import BoundaryPlot
from nnlab.gui.plots.loss import LossPlot
from nnlab.gui.plugins.desk import PluginDesk
from nnlab.gui.problems import ProblemsPanel
from nnlab.gui.recovery import Autosave, Left, find_left
from nnlab.gui.shortcuts import ShortcutSheet
from nnlab.gui.status import StatusLine
from nnlab.gui.telling import told
from nnlab.gui.theme import Theme, names
from nnlab.gui.transport import Transport
from nnlab.gui.workbench.bench import Bench
from nnlab.gui.workbench.grade_view import GradeView
from nnlab.gui.workshop import GuiWorkshop
from nnlab.gui.writer import Writer
from nnlab.kernel.messages import Speed

_layout_version = 1
_list_height = 170  # enough for some problems
_usual_size = QSize(1600, 1000)


class MainWindow(QMainWindow):
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
        self._shut = self._placed = False
        self._sheet: ShortcutSheet | None = None
        self.document = Document(opened.experiment, self)
        self.bridge = KernelBridge(self.document, make_client, self)
        self.actions_registry = Actions(language, theme, self)
        self.context = Context(language, theme, self.actions_registry, self.document, self.bridge)
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
        self.resize(self._fitting_size())

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

    def show_problems(self) -> None:
        """Opens the list of problems."""
        dock = self.docks["problems"]
        dock.show()
        dock.raise_()
        if dock.height() < _list_height and not dock.isFloating():
            self.resizeDocks([dock], [_list_height], Qt.Orientation.Vertical)

    def appear(self) -> None:
        """Shows the window as it was left; on the first start as large as fits the screen."""
        geometry = self._memory.now.geometry
        if geometry and self.restoreGeometry(_bytes(geometry)):
            self.show()
        elif self.size() != _usual_size:
            self.showMaximized()
        else:
            self.show()

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
        if self._placed:
            speed = self.bridge.speed
            self._memory.change(
                geometry=_text(self.saveGeometry()),
                docks=_text(self.saveState(_layout_version)),
                speed=speed.per_second,
                speed_unit=speed.unit,
                log_loss=self.command("view.log_loss").isChecked(),
                palette=self.command("view.palette").isChecked(),
            )
        self.autosave.close()
        self.workbench.close()
        self.plugins.close()
        self.grader.close()
        self.bridge.close()
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
        add("view.theme", lambda: tr("Light, dark or projector"), self._next_theme, "Ctrl+T", "moon")
        self._themes = QActionGroup(self)
        titles = {"light": lambda: tr("Light"), "dark": lambda: tr("Dark"), "projector": lambda: tr("Projector")}
        for name, title in titles.items():
            chosen = add(f"view.theme_{name}", title, partial(self._choose_theme, name), checkable=True)
            self._themes.addAction(chosen)
        add("view.language", lambda: tr("中文 / English"), self._next_language, "Ctrl+L", "languages")
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
        side, area = Qt.DockWidgetArea, self.addDockWidget
        self.docks: dict[str, Dock] = {}
        for name, title, panel, where in (
            ("settings", lambda: tr("Data and training"), self._settings(), side.LeftDockWidgetArea),
            ("output", lambda: tr("Output"), self.boundary_plot, side.RightDockWidgetArea),
            ("loss", lambda: tr("Loss"), self.loss_plot, side.RightDockWidgetArea),
            ("problems", self._problems_title, self.problems, side.BottomDockWidgetArea),
        ):
            dock = Dock(name, title, panel, context.language, context.theme, self, titled=name == "problems")
            area(where, dock)
            self.docks[name] = dock
        self.workbench = Bench(context, self._memory, self.notices, self.writer, self)
        self.docks["workbench"] = self.workbench.dock
        area(side.BottomDockWidgetArea, self.workbench.dock)
        self.tabifyDockWidget(self.docks["problems"], self.workbench.dock)
        self.docks["history"] = self.history.dock
        area(side.BottomDockWidgetArea, self.history.dock)
        self.tabifyDockWidget(self.docks["problems"], self.history.dock)
        self.problems.place_asked.connect(self.workbench.open_file)
        self.docks["problems"].hide()
        self.workbench.dock.hide()
        self.history.dock.hide()
        self._badge = QToolButton()
        self._badge.setObjectName("problems_badge")
        self._badge.setProperty("look", "flat")
        self._badge.clicked.connect(self.show_problems)
        self.statusBar().setSizeGripEnabled(False)
        self.status_line = StatusLine(context)
        self.statusBar().addWidget(self.status_line, 1)
        self.statusBar().addPermanentWidget(self._badge)
        self.pictures = Pictures(context, self.canvas, self.notices, self.status_line, self._memory, self.writer, self)
        self.grader = GuiWorkshop(self, memory=self._memory.now.kernel_memory << 20 or None)
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
        for dock in self.docks.values():
            self._menus.view.addAction(dock.toggleViewAction())
        for id in self.actions_registry:
            self.addAction(self.actions_registry.listed(id))
        self._keys = Keys(self, self.canvas, (self.boundary_plot, self.loss_plot))

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
        context.theme.changed.connect(self._show_theme)
        self.problems.counted.connect(self._count_problems)
        self.problems.printed.came.connect(self._count_problems)
        self.boundary_plot.probed.connect(self.canvas.follow_probe)
        tr = context.language.tr
        self.files.saved.connect(lambda path: self.status_line.say(lambda: tr("Saved {file}").format(file=path)))
        self._show_title()
        self._show_theme()
        self._count_problems()

    # ---- showing

    def _word_changes(self) -> None:
        language, info = self.context.language, self.document.info
        self.bridge.story.word(lambda change: told(change.before, change.after, language, info, weights=change.weights))

    def _show_title(self, *_: object) -> None:
        document = self.document
        self.setWindowTitle(f"{shown_title(document, self.context.language)}[*] – nnlab")
        self.setWindowModified(document.modified)

    def _show_theme(self) -> None:
        name = self.context.theme.name
        self.actions_registry.set_icon("view.theme", {"light": "moon", "dark": "presentation"}.get(name, "sun"))
        self.command(f"view.theme_{name}").setChecked(True)

    def _problems_title(self) -> str:
        count, tr = len(self.problems.problems), self.context.language.tr
        return tr("Problems ({n})").format(n=count) if count else tr("Problems")

    def _count_problems(self, *_: object) -> None:
        count, language = len(self.problems.problems), self.context.language
        self.docks["problems"].word()
        printed = not self.problems.printed.empty
        words = []
        if count:
            words.append("\N{WARNING SIGN} " + language.trn("{n} problem", "{n} problems", count).format(n=count))
        if printed:
            words.append(language.tr("Printed by plugins"))
        self._badge.setVisible(bool(words))
        self._badge.setText(" · ".join(words))
        self._badge.setToolTip(language.tr("Show the list of problems"))

    # ---- doing

    def _new_weights(self) -> None:
        experiment = self.document.experiment
        seed = getattr(experiment.start, "seed", experiment.training.seed) + 1
        tr = self.context.language.tr
        self.document.edit(lambda: tr("New weights"), new_weights(experiment, seed), anew=True)

    def _next_theme(self) -> None:
        self._choose_theme(names[(names.index(self.context.theme.name) + 1) % len(names)], True)

    def _choose_theme(self, name: str, chosen: bool) -> None:
        if chosen and name != self.context.theme.name:
            before = scale()
            self.context.theme.set(name)
            if scale() != before:
                self.proportion()
            self._memory.change(theme=name)

    def _next_language(self) -> None:
        self.context.language.set("zh_CN" if self.context.language.name == "en" else "en")
        self._memory.change(language=self.context.language.name)

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

    # ---- place

    def _fitting_size(self) -> QSize:
        """The usual size, or what fits the screen with the window's frame."""
        screen = self.screen().availableGeometry().size()
        return _usual_size.boundedTo(screen - QSize(16, 48))

    def _place(self) -> None:
        """Puts window and docks where they were, or in the proportions of the first start."""
        self._placed = True
        memory = self._memory.now
        if memory.docks and self.restoreState(_bytes(memory.docks), _layout_version):
            self.docks["problems"].hide()
            return
        self.proportion()

    def proportion(self) -> None:
        """Gives the docks the proportions of the first start."""
        width, height = self.width(), self.height()
        docks = self.docks
        left, right = (
            min(max(round(width * 0.18), large(256)), large(340)),
            min(max(round(width * 0.25), large(320)), large(500)),
        )
        self.resizeDocks([docks["settings"], docks["output"]], [left, right], Qt.Orientation.Horizontal)
        square = min(right - 30, round(height * 0.52))  # the output is a square, the loss takes the rest
        self.resizeDocks(
            [docks["output"], docks["loss"]], [square, height - large(120) - square], Qt.Orientation.Vertical
        )

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = scale()
        self.context.theme.fit(event.size().width(), event.size().height())
        if scale() != before and self._placed:
            self.proportion()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._placed:
            self._place()
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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)  # after a "move" the file manager would delete it
            event.accept()
            if not self.plugins.drop(files):
                self.files.open(next(file for file in files if file.endswith(suffix)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.unused(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return self._keys.tab(lambda: QMainWindow.focusNextPrevChild(self, next))


def _text(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode()


def _bytes(text: str) -> QByteArray:
    return QByteArray(base64.b64decode(text))
