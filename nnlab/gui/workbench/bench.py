"""The workbench of a window: its dock, its actions, and what they do with the text that is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMainWindow, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.docks import Dock
from nnlab.gui.file_dialog import file_dialog
from nnlab.gui.memory import Memory
from nnlab.gui.notice import Notice, NoticeBar, Way
from nnlab.gui.workbench.commands import Commands
from nnlab.gui.workbench.outside import open_in_editor, show_in_files
from nnlab.gui.workbench.use import Use
from nnlab.gui.workshop import GuiWorkshop
from nnlab.gui.writer import Writer
from nnlab.records import ComponentInfo, Kind, Problem, ProblemError, home

if TYPE_CHECKING:  # what the panel needs is imported when it is first shown
    from nnlab.gui.workbench.panel import Panel
    from nnlab.gui.workbench.sheets import Sheet, Sheets
    from nnlab.gui.workbench.trial import Trial

_share = 0.46  # of the window's height


class Bench(QObject):
    """Owns dock and actions; panel, texts and process are made when the dock is first shown."""

    def __init__(
        self,
        context: Context,
        memory: Memory,
        notices: NoticeBar,
        writer: Writer,
        window: QMainWindow,
        *,
        workshop: GuiWorkshop | None = None,
    ) -> None:
        super().__init__(window)
        self._context, self._memory, self._notices, self._writer = context, memory, notices, writer
        self._window = window
        self._workshop = workshop or GuiWorkshop(self, memory=memory.now.kernel_memory << 20 or None)
        self.panel: Panel | None = None
        self.sheet: Sheet | None = None
        self._sheets: Sheets | None = None
        self.trial: Trial | None = None
        self._last_text = ""
        self._closed = False
        place = QWidget()
        place.setObjectName("workbench_place")
        self._column = QVBoxLayout(place)
        self._column.setContentsMargins(0, 0, 0, 0)
        tr = context.language.tr
        self.dock = Dock(
            "workbench", lambda: tr("Workbench"), place, context.language, context.theme, window, titled=True
        )
        self.dock.visibilityChanged.connect(self._seen)
        self._use = Use(context, self._refuse, self)
        self._commands = Commands(context, self)

    # ---- the door

    def turn(self) -> None:
        """Shows the workbench, or closes it where it has the focus."""
        panel = self.panel
        if panel is not None and self.dock.isVisible() and panel.isAncestorOf(self._window.focusWidget() or panel):
            self.dock.close()
        else:
            self.show()
            assert self.panel is not None
            self.panel.editor.setFocus()

    def show(self) -> None:
        """Shows the workbench."""
        self.dock.show()
        self.dock.raise_()
        self._build()
        wanted = round(self._window.height() * _share)
        if not self.dock.isFloating() and self.dock.height() < wanted * 0.7:
            self._window.resizeDocks([self.dock], [wanted], Qt.Orientation.Vertical)

    def open_file(self, path: Path | str, line: int = 0) -> None:
        """Shows a plugin's file, at a line; what came with nnlab is for reading."""
        self.show()
        assert self._sheets is not None
        infos = self._context.document.catalog
        bundled = any(info.origin == "bundled" and Path(info.file) == Path(path) for info in infos)

        def then(sheet: Sheet | None, problem: Problem | None) -> None:
            if sheet is None:
                self._refuse(problem)
                return
            if sheet.read_only and not sheet.component:
                first = next(info for info in infos if Path(info.file) == sheet.path)
                sheet.kind, sheet.component = first.kind, first.id
            self._take(sheet)
            if line and self.panel is not None:
                self.panel.editor.go_to(line)

        self._sheets.open(Path(path), then, read_only=bundled)

    def open_component(self, info: ComponentInfo) -> None:
        """Shows a component's file where it is declared."""
        self.show()
        assert self._sheets is not None

        def then(sheet: Sheet | None, problem: Problem | None) -> None:
            if sheet is None:
                self._refuse(problem)
                return
            sheet.kind, sheet.component = info.kind, info.id
            self._take(sheet, again=True)
            if self.panel is not None:
                self.panel.editor.go_to(info.line)

        self._sheets.open(Path(info.file), then, read_only=info.origin == "bundled")

    def offer(self) -> None:
        """Says that text of plugins was not saved when nnlab ended, and is kept."""
        if not any((home().autosaves / "workbench").glob("*.draft")):
            return
        tr = self._context.language.tr
        way = Way(lambda: tr("Show"), self.show)
        self._notices.say(
            Notice(
                "drafts",
                lambda: tr("Text of a plugin that was not saved when nnlab ended is kept in the workbench."),
                "note",
                (way,),
            )
        )

    def close(self) -> None:
        """Keeps drafts of what is not saved and ends the process, once."""
        if self._closed:
            return
        self._closed = True
        if self._sheets is not None:
            self._sheets.close()
        self._workshop.close()

    @property
    def component(self) -> ComponentInfo | None:
        """The component that is drawn and graded."""
        return self.trial.component if self.trial is not None else None

    # ---- making the panel

    def _seen(self, visible: bool) -> None:
        if visible and self.panel is None:
            QTimer.singleShot(0, self, self._build)

    def _build(self) -> None:
        if self.panel is not None or self._closed:
            return
        from nnlab.gui.workbench.panel import Panel, read_colours
        from nnlab.gui.workbench.sheets import Sheets
        from nnlab.gui.workbench.trial import Trial

        context = self._context
        self._sheets = Sheets(self._writer, self)
        self.trial = Trial(self._workshop, self)
        self.panel = Panel(context, self.trial)
        self._column.addWidget(self.panel)
        read_colours(self._writer, context.theme, self.panel.take_colours)
        self.panel.chooser.file_asked.connect(self.open_file)
        self.panel.chooser.component_asked.connect(self.open_component)
        self.panel.name_bar.made.connect(self._make)
        self.panel.editor.refused.connect(self._show_strip)
        self.panel.place_asked.connect(self.open_file)
        self._sheets.altered.connect(self._altered)
        self._sheets.clashed.connect(self._clash)
        self.trial.changed.connect(self._commands.show)
        for signal in (context.document.catalog_changed, context.bridge.plugins_changed):
            signal.connect(self._list)
        for signal in (context.language.changed, context.theme.changed):
            signal.connect(self._show_strip)
        context.document.changed.connect(lambda _old, _new: self._commands.show())
        left = self._sheets.restore()
        if left:
            self._take(left[0])
        else:
            self._begin()
        self._list()

    def _begin(self) -> None:
        """Shows something at once: a template to be changed says more than an empty editor."""
        from nnlab.gui.workbench.beginnings import first

        assert self._sheets is not None
        plugin = first(self._context.language, self._taken("activation"))
        sheet = self._sheets.make(plugin, "activation")
        sheet.document.setModified(False)  # nobody wrote it yet, so nothing of it can be lost
        self._take(sheet)

    # ---- which text

    def _take(self, sheet: Sheet, *, again: bool = False) -> None:
        assert self.panel is not None
        assert self.trial is not None
        if sheet is self.sheet and not again:
            self._list()
            return
        self._use.forget()
        changed = sheet is not self.sheet
        self.sheet, self._last_text = sheet, sheet.text
        if changed:
            self.panel.show_sheet(sheet)
        self.trial.show(sheet)
        self._show_strip()
        self._commands.show()
        self._list()

    def _altered(self, sheet: Sheet) -> None:
        if sheet is self.sheet and self.panel is not None and self.trial is not None:
            self.panel.show_name(sheet)
            if sheet.text != self._last_text:
                self._last_text = sheet.text
                self._use.forget()
                self.trial.typed()
            self._commands.show()
        self._list()

    def _list(self) -> None:
        if self.panel is not None and self._sheets is not None:
            self.panel.chooser.show_sheets(self._sheets, self.sheet)

    def _show_strip(self) -> None:
        """Says above the editor what should be known about this text."""
        if self.panel is None:
            return
        tr = self._context.language.tr
        if self.sheet is not None and self.sheet.restored and self.sheet.modified:
            said = tr("This was typed and not saved when nnlab ended.")
            self.panel.strip.say(said, "note", (tr("Save"), self.save), (tr("Discard"), self.discard))
        elif self.sheet is not None and self.sheet.read_only:
            self.panel.strip.say(
                tr("This came with nnlab and is for reading. A copy can be changed."),
                "note",
                (tr("Copy and change"), self.ask_copy),
            )
        else:
            self.panel.strip.say("")
        if self.sheet is not None:
            self.panel.show_name(self.sheet)

    def _clash(self, sheet: Sheet, text: str) -> None:
        if self.panel is None:
            return
        if sheet is not self.sheet:
            self._take(sheet)
        tr = self._context.language.tr

        def take() -> None:
            sheet.replace(text)
            self._show_strip()
            self._altered(sheet)

        said = tr("{file} was changed by another program, and what is typed here is not saved.")
        self.panel.strip.say(
            said.format(file=sheet.path.name),
            "warning",
            (tr("Take the file's text"), take),
            (tr("Keep what is typed"), self._show_strip),
        )

    # ---- new and copy

    def _taken(self, kind: Kind | str) -> tuple[str, ...]:
        return tuple(info.id for info in self._context.document.catalog if info.kind == kind)

    def ask_new(self) -> None:
        """Asks for kind and name of a new plugin."""
        self.show()
        if self.panel is not None:
            info = self.trial.component if self.trial is not None else None
            self.panel.name_bar.ask(kind=info.kind if info is not None else "activation")

    def ask_copy(self) -> None:
        """Asks what a copy of the shown component is called."""
        if self.panel is not None and self.component is not None:
            self.panel.name_bar.ask(asks_kind=False)

    def _make(self, kind: Kind | str, name: str) -> None:
        from nnlab.authoring.copying import copy_and_change
        from nnlab.authoring.templates import template
        from nnlab.gui.workbench.beginnings import declared

        assert self._sheets is not None
        assert self.panel is not None
        language, info = self._context.language, self.component
        try:
            if kind:
                plugin = template(kind, name, language.name, self._taken(kind))
            elif info is not None and self.sheet is not None:
                kind = info.kind
                plugin = copy_and_change(self.sheet.text, kind, info.id, name, language.name, self._taken(kind))
            else:
                return
        except ProblemError as error:
            self.panel.name_bar.refuse(language.problem(error.problem))
            return
        self.panel.name_bar.leave()
        self._take(self._sheets.make(plugin, kind))
        self.panel.editor.go_to(declared(plugin))

    # ---- saving

    def save(self) -> None:
        """Writes the text into its file; hot reload takes it from there."""
        sheet = self.sheet
        if sheet is None or sheet.read_only or self._sheets is None:
            return
        self._sheets.save(sheet, self._saved)

    def _saved(self, sheet: Sheet | None, problem: Problem | None) -> None:
        if problem is not None:
            self._use.forget()
            self._refuse(problem)
            return
        self._notices.take_back("workbench")
        self._context.bridge.client.look_again()
        if sheet is self.sheet and self.trial is not None:
            self.trial.saved()
        self._show_strip()
        self._list()

    def save_as(self) -> None:
        """Asks for another file to write to."""
        sheet, sheets = self.sheet, self._sheets
        if sheet is None or sheets is None or sheet.read_only:
            return
        language = self._context.language
        title = language.tr("Save the plugin")
        dialog = file_dialog(self._window, title, str(home().plugins), "Python (*.py)", language)
        dialog.setObjectName("plugin_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("py")
        dialog.selectFile(sheet.path.name)
        dialog.fileSelected.connect(lambda path: sheets.save_as(sheet, Path(path), self._saved))
        dialog.open()

    def discard(self) -> None:
        """Goes back to what the file holds: one step that can be undone; a text without a file is put away."""
        sheet, sheets = self.sheet, self._sheets
        if sheet is None or sheets is None or not sheet.modified:
            return
        sheets.drop(sheet)
        self.sheet = None
        if not sheet.there:
            others = [one for one in sheets if not one.read_only]
            if others:
                self._take(others[0])
            else:
                self._begin()
        else:
            self.open_file(sheet.path)

    def use(self) -> None:
        """Puts the component into the network; what is not saved is saved first, and used once it is loaded."""
        sheet, info = self.sheet, self.component
        if sheet is None or info is None:
            return
        if sheet.read_only:
            self._use.put(info)
            return
        self._use.want(info, sheet.digest)
        if sheet.modified or not sheet.there:
            self.save()

    # ---- finding, and the world outside

    def find(self) -> None:
        """Looks for words in the text."""
        if self.panel is not None and self.sheet is not None:
            self.panel.finder.ask()

    def open_outside(self) -> None:
        """Opens the file in the user's own editor."""
        if self.sheet is not None and self.sheet.there:
            open_in_editor(self._memory.now.editor, self.sheet.path)

    def show_folder(self) -> None:
        """Shows the folder of the file, or the user's plugin folder where there is no file yet."""
        show_in_files(self.sheet.path.parent if self.sheet is not None else home().plugins)

    def _refuse(self, problem: Problem | None) -> None:
        if problem is not None:
            language = self._context.language
            self._notices.say(
                Notice("workbench", lambda: language.problem(problem), problem.level, (), problem.traceback)
            )
