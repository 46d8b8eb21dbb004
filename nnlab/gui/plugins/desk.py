"""Everything about plugins in one window: consent, manager, installing, turning on and off, grades and badges."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from nnlab.gui.badges import Badge
from nnlab.gui.context import Context
from nnlab.gui.memory import Memory
from nnlab.gui.notice import Notice, NoticeBar, Way
from nnlab.gui.plugins.entries import FileEntry, file_entries, uses
from nnlab.gui.plugins.grades import Grader, Grades
from nnlab.gui.plugins.installer import Installer
from nnlab.gui.plugins.question import ask
from nnlab.gui.plugins.switches import Switches
from nnlab.gui.plugins.wording import place_words, signs, verdict_words
from nnlab.gui.writer import Writer
from nnlab.kernel.messages import PluginFile
from nnlab.records import ComponentInfo, Level, home

if TYPE_CHECKING:
    from nnlab.gui.plugins.details import MakeGradeView
    from nnlab.gui.plugins.manager import PluginManager

_soon_ms = 50


class PluginDesk(QObject):
    """Made before the kernel starts: what the user turned off or has not allowed is never loaded.

    Signals:
        edit_asked(path, ComponentInfo | None): a plugin's text is wanted in the workbench.
        place_asked(file, line): a line of it is.
    """

    edit_asked = Signal(str, object)
    place_asked = Signal(str, int)

    def __init__(
        self,
        context: Context,
        memory: Memory,
        notices: NoticeBar,
        writer: Writer,
        grader: Grader,
        window: QWidget,
        *,
        safe_mode: bool = False,
        make_grade_view: MakeGradeView | None = None,
    ) -> None:
        super().__init__(window)
        self._context, self._notices, self._writer = context, notices, writer
        self._window, self._make_grade_view, self._safe = window, make_grade_view, safe_mode
        self.grades = Grades(grader, self)
        self.manager: PluginManager | None = None
        self.installer = Installer(context, memory, notices, writer, grader, self._front, self)
        self.installer.installed.connect(self._installed)
        context.bridge.plugins_changed.connect(self._look)
        context.document.catalog_changed.connect(self._look)
        self._known: tuple[FileEntry, ...] | None = None
        self._soon = QTimer(self, singleShot=True, interval=_soon_ms)
        self._soon.timeout.connect(self._put_badges)
        context.language.changed.connect(self._soon.start)
        self.grades.changed.connect(lambda _kind, _id: self._soon.isActive() or self._soon.start())
        self._make_actions()
        self.switches = Switches(context, memory, notices, self._front, self.manage, self, safe_mode=safe_mode)
        self.switches.consent.changed.connect(self._look)

    def _make_actions(self) -> None:
        add, tr = self._context.actions.add, self._context.language.tr
        add("plugins.manage", lambda: tr("Plugin &manager"), self.manage, "Ctrl+Shift+M", "settings")
        add("plugins.install", lambda: tr("&Install a plugin…"), self.installer.ask_file, None, "plus")
        add("plugins.folder", lambda: tr("Open plugin &folder"), self.show_plugin_folder, None, "folder-open")

    def close(self) -> None:
        """Ends what is being graded."""
        self.grades.close()

    # ---- what there is

    @property
    def entries(self) -> tuple[FileEntry, ...]:
        """Every plugin as it stands now."""
        if self._known is None:
            bridge, held = self._context.bridge, self.switches.consent.held
            self._known = file_entries(self._context.document.catalog, bridge.plugins, held, bridge.import_seconds)
        return self._known

    def _look(self) -> None:
        self._known = None
        self.switches.consent.look(self._context.bridge.plugins)
        entries = self.entries
        self.grades.pause(any(entry.state == "trying" for entry in entries))  # what is tried shall not wait for it
        if self.manager is not None and self.manager.isVisible():
            self.manager.show_entries(entries)
            self._want_grades(entries)
        else:
            self._want_grades(entry for entry in entries if entry.foreign)
        self._put_badges()

    def _want_grades(self, entries: Iterable[FileEntry]) -> None:
        known = [entry for entry in entries if entry.told is not None or not entry.foreign]
        self.grades.want((info, _file_of(entry)) for entry in known for info in entry.infos)

    def _put_badges(self) -> None:
        badges: dict[tuple[str, str], Badge] = {}
        for entry in self.entries:
            for info in entry.infos:
                badge = self._badge(entry, info)
                if badge is not None:
                    badges[info.kind, info.id] = badge
        self._context.badges.put(badges)

    def _badge(self, entry: FileEntry, info: ComponentInfo) -> Badge | None:
        language, grade = self._context.language, self.grades.of(info)
        tr = language.tr
        if entry.state == "old":
            why = language.problem(entry.problems[0]) if entry.problems else ""
            old = tr("What was saved last does not work; the last version that did is used.")
            return Badge("triangle-alert", "warning", f"{old} {why}".strip())
        if grade is None or (grade.verdict == "good" and not entry.foreign):
            return None
        levels: dict[str, Level] = {"good": "note", "warning": "warning", "wrong": "error"}
        said = tr("Grade: {grade}.").format(grade=verdict_words(grade.verdict, language))
        worst = next((finding for finding in grade.findings if finding.level != "note"), None)
        said = f"{said} {language.problem(worst)}" if worst is not None else said
        return Badge(signs[grade.verdict], levels[grade.verdict], said)

    # ---- the manager

    def manage(self) -> None:
        """Shows the manager."""
        if self.manager is None:
            from nnlab.gui.plugins.manager import PluginManager  # most windows never show it

            self.manager = manager = PluginManager(self._context, self.grades, self._make_grade_view, self._window)
            manager.install_asked.connect(self.installer.ask_file)
            manager.dropped.connect(self.drop)
            manager.folder_asked.connect(self.show_plugin_folder)
            manager.closed.connect(self.grades.stop)
            details = manager.details
            details.place_asked.connect(self.place_asked)
            details.edit_asked.connect(self._edit)
            details.folder_asked.connect(lambda path: _open_folder(Path(path)))
            details.switch_asked.connect(self.switches.switch)
            details.remove_asked.connect(self.ask_remove)
            details.grade_asked.connect(self._grade_again)
            screen = self._window.screen().availableGeometry().size()
            manager.resize(min(1240, screen.width() - 80), min(760, screen.height() - 120))
        entries = self.entries
        self.manager.show()
        self.manager.show_entries(entries)
        self.manager.activateWindow()
        self._want_grades(entries)

    def manage_plugin(self, path: str) -> None:
        """Shows the manager with one plugin chosen."""
        self.manage()
        assert self.manager is not None
        self.manager.choose(path)

    def _edit(self, entry: FileEntry, info: ComponentInfo | None) -> None:
        path = Path(info.file if info is not None else entry.infos[0].file if entry.infos else entry.path)
        self.edit_asked.emit(str(path / "__init__.py" if path.is_dir() else path), info)

    def _grade_again(self, info: ComponentInfo) -> None:
        entry = next((entry for entry in self.entries if info in entry.infos), None)
        if entry is not None:
            self.grades.again(info, _file_of(entry))
            self._look()

    # ---- installing

    def drop(self, paths: list[str]) -> bool:
        """Takes files that were let go over a window; False where one is an experiment."""
        return self.installer.drop(paths)

    def _installed(self, paths: tuple[str, ...]) -> None:
        self.switches.consent.allow()  # the sheet said what plugins may do
        for path in paths:
            self.switches.turn(path, True)
        self._context.bridge.client.look_again()
        tr, names, safe = self._context.language.tr, ", ".join(Path(path).name for path in paths), self._safe

        def text() -> str:
            said = tr("Installed: {names}. It is loaded when nnlab starts without --safe-mode.") if safe else ""
            return (said or tr("Installed: {names}.")).format(names=names)

        self._notices.say(Notice("plugins.install", text, "note", seconds=10))

    def _front(self) -> QWidget:
        """The window that questions and sheets belong to."""
        manager = self.manager
        return manager if manager is not None and manager.isVisible() else self._window

    # ---- files

    def show_plugin_folder(self) -> None:
        """Shows the user's plugin folder, made where there is none."""
        folder = home().plugins
        self._writer.write(lambda: folder.mkdir(parents=True, exist_ok=True), lambda _problem: _open_folder(folder))

    def ask_remove(self, entry: FileEntry) -> None:
        """Puts a plugin of the user's folder into the trash, after asking."""
        document, language = self._context.document, self._context.language
        tr = language.tr
        text = tr("Move {file} to the trash?").format(file=entry.path)
        places = uses(document.experiment, entry.infos)
        named = ", ".join(place_words(slot, document.experiment, language) for slot in places)
        more = tr("The open experiment uses it: {places}. A placeholder stays there.").format(places=named)
        ask(
            self._front(),
            "remove_plugin",
            text,
            more if places else "",
            tr("Move to the trash"),
            lambda: self._remove(entry),
        )

    def _remove(self, entry: FileEntry) -> None:
        tr = self._context.language.tr
        gone = QFile.moveToTrash(entry.path)
        if not (gone[0] if isinstance(gone, tuple) else gone):

            def text() -> str:
                return tr("{file} could not be moved to the trash. Remove it in the plugin folder.").format(
                    file=entry.path
                )

            self._notices.say(
                Notice("plugins.remove", text, "error", (Way(lambda: tr("Show folder"), self.show_plugin_folder),))
            )
            return
        self._context.bridge.client.look_again()


def _file_of(entry: FileEntry) -> PluginFile | None:
    return entry.told.file if entry.told is not None else None


def _open_folder(path: Path) -> None:
    folder = path if path.is_dir() and not (path / "__init__.py").exists() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
