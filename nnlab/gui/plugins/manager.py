"""The plugin manager: all components with origin, version, grade and import time, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nnlab.gui.context import Context
from nnlab.gui.file_drops import FileDrops
from nnlab.gui.icons import icon
from nnlab.gui.plugins.details import Details, MakeGradeView, Shown
from nnlab.gui.plugins.entries import FileEntry
from nnlab.gui.plugins.grades import Grades
from nnlab.gui.plugins.tree import PluginTree
from nnlab.gui.plugins.wording import rights
from nnlab.gui.theme import small_font
from nnlab.records import ComponentInfo

_soon_ms = 120


class PluginManager(FileDrops, QDialog):
    """A window of its own beside the main one; closing it stops the grading of what nobody looks at.

    Signals:
        install_asked: the button was pressed. dropped(list of paths): files were let go over it.
        folder_asked: the plugin folder is to be shown.
        closed: it is not shown any more.
    """

    install_asked = Signal()
    dropped = Signal(list)
    folder_asked = Signal()
    closed = Signal()

    def __init__(
        self,
        context: Context,
        grades: Grades,
        make_grade_view: MakeGradeView | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("plugin_manager")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAcceptDrops(True)
        self._context, self._grades = context, grades
        self._entries: tuple[FileEntry, ...] = ()
        self._fitted = False
        self._lay_out(make_grade_view)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._list)
        self._count = QTimer(self, singleShot=True, interval=_soon_ms)
        self._count.timeout.connect(self._show_progress)
        self.search.textChanged.connect(lambda _text: self._soon.start(_soon_ms))
        self.grouping.currentIndexChanged.connect(lambda _place: self._list())
        self.tree.chosen.connect(lambda _entry, _info: self._show_details())
        grades.changed.connect(self._graded)
        grades.progressed.connect(lambda: self._count.isActive() or self._count.start())
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._word)
        self._word()

    def _lay_out(self, make_grade_view: MakeGradeView | None) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        row = QHBoxLayout()
        self.search, self.grouping = QLineEdit(), QComboBox()
        self.search.setObjectName("plugin_search")
        self.search.setClearButtonEnabled(True)
        self.grouping.setObjectName("plugin_grouping")
        self.grouping.setMinimumContentsLength(10)
        self.grouping.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.install, self.open_folder = QPushButton(), QPushButton()
        self.install.setObjectName("plugin_install")
        self.open_folder.setObjectName("plugin_open_folder")
        for button in (self.install, self.open_folder):
            button.setAutoDefault(False)
        self.install.clicked.connect(self.install_asked)
        self.open_folder.clicked.connect(self.folder_asked)
        row.addWidget(self.search, 1)
        for widget in (self.grouping, self.install, self.open_folder):
            row.addWidget(widget)
        column.addLayout(row)
        self.tree = PluginTree(self._context, self._grades.of, self._grades.waits)
        self.details = Details(self._context, make_grade_view)
        self.details.setMinimumWidth(320)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.tree)
        both.addWidget(self.details)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        both.setSizes([700, 460])
        column.addWidget(both, 1)
        foot = QHBoxLayout()
        self.rights, self.count, self.progress = QLabel(), QLabel(), QProgressBar()
        self.rights.setObjectName("plugin_rights")
        self.rights.setWordWrap(True)
        self.rights.setFont(small_font(self))
        self.progress.setObjectName("plugin_progress")
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        foot.addWidget(self.rights, 1)
        foot.addWidget(self.count)
        foot.addWidget(self.progress)
        column.addLayout(foot)
        find = QAction(self)
        find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        find.triggered.connect(lambda: (self.search.setFocus(), self.search.selectAll()))
        self.addAction(find)

    def take_files(self, files: list[str]) -> None:
        """Says that these were let go over it."""
        self.dropped.emit(files)

    # ---- showing

    def show_entries(self, entries: tuple[FileEntry, ...]) -> None:
        """Lists these plugins."""
        if entries != self._entries:
            self._entries = entries
            self._soon.start(0)

    def choose(self, path: str, kind: str = "", id: str = "") -> None:
        """Makes a plugin, or one of its components, the chosen one."""
        self.search.clear()
        self._list()
        self.tree.choose(path, kind, id)

    def _list(self) -> None:
        self._soon.stop()
        self.tree.show_entries(self._entries, by_kind=self.grouping.currentData() != "plugin", typed=self.search.text())
        if not self._fitted and self._entries and self.isVisible():
            self._fitted = True
            self.tree.fit()

    def _show_details(self) -> None:
        entry, info = self.tree.present
        self.details.show_entry(self._shown(entry, info) if entry is not None else None)

    def _shown(self, entry: FileEntry, info: ComponentInfo | None) -> Shown:
        if info is None:
            return Shown(entry)
        grades = self._grades
        return Shown(entry, info, grades.of(info), grades.waits(info), grades.failed(info), grades.why(info))

    def _graded(self, kind: str, id: str) -> None:
        self.tree.show_grade(kind, id)
        _entry, info = self.tree.present
        if info is not None and (info.kind, info.id) == (kind, id):
            self._show_details()

    def _show_progress(self) -> None:
        tr, grades = self._context.language.tr, self._grades
        busy = grades.done < grades.wanted
        self.progress.setVisible(busy)
        self.count.setVisible(busy)
        self.progress.setRange(0, max(1, grades.wanted))
        self.progress.setValue(grades.done)
        self.count.setText(tr("Grading {done} of {wanted}").format(done=grades.done, wanted=grades.wanted))
        self.progress.setAccessibleName(self.count.text())

    def _word(self) -> None:
        tr, theme = self._context.language.tr, self._context.theme
        self.setWindowTitle(tr("Plugins"))
        self.search.setPlaceholderText(tr("Search name, id, kind, origin, state or grade"))
        self.search.setAccessibleName(tr("Search"))
        self.install.setText(tr("Install a file…"))
        self.install.setIcon(icon("plus", theme))
        self.open_folder.setText(tr("Open plugin folder"))
        self.open_folder.setIcon(icon("folder-open", theme))
        self.rights.setText(rights(self._context.language))
        chosen = self.grouping.currentData() or "kind"
        self.grouping.blockSignals(True)
        self.grouping.clear()
        self.grouping.addItem(tr("By kind"), "kind")
        self.grouping.addItem(tr("By plugin"), "plugin")
        self.grouping.setCurrentIndex(self.grouping.findData(chosen))
        self.grouping.setAccessibleName(tr("How the list is grouped"))
        self.grouping.blockSignals(False)
        self._fitted = False
        if self.isVisible():
            self._list()
        self._show_progress()

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start(0)  # the window comes first, what is in it a moment later
        self.search.setFocus()

    def done(self, result: int) -> None:
        super().done(result)
        self.closed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
