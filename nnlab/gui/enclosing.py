"""Foreign plugins of a window's file: offered to be enclosed on saving, shown on opening, installed on a click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from nnlab.experiment.edits import adopt
from nnlab.experiment.enclosed import (
    Enclosed,
    Gathered,
    Lack,
    digest_of,
    experiments_of,
    followed,
    foreign,
    gather,
    ids_of,
    lacks,
    largest_plugin,
    used_by,
)
from nnlab.experiment.file import ExperimentFile
from nnlab.gui.context import Context
from nnlab.gui.naming import shown_title
from nnlab.gui.notice import Notice, NoticeBar, Way
from nnlab.gui.writer import Writer
from nnlab.records import Problem, home

if TYPE_CHECKING:  # most files enclose nothing, so the sheets are imported when one is shown
    from nnlab.gui.enclosed import EnclosedSheet, Sight

_look_ms = 100
_keys = ("enclosed.missing", "enclosed.other", "enclosed.elsewhere", "enclosed.install", "enclosed.save")


class Enclosing(QObject):
    """Knows what the document's file holds of plugins, and asks before anything is done with them.

    Signals:
        looked: the plugins of an opened file were compared with those here.
    """

    looked = Signal()

    def __init__(self, context: Context, notices: NoticeBar, writer: Writer, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._notices, self._writer, self._window = context, notices, writer, window
        self._wish: bool | None = None  # what was chosen for this document
        self._shown = True  # whether the sheet was shown by itself
        self._met: set[str] = set()  # digests of enclosed texts that were loaded here: what becomes of them is known
        self._sheet: EnclosedSheet | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(_look_ms)
        self._looking.timeout.connect(self._look)
        tr = context.language.tr
        context.actions.add("file.enclosed", lambda: tr("&Plugins in this file…"), self.show_sheet)
        for signal in (context.document.catalog_changed, context.document.changed):
            signal.connect(lambda *_: self._look())
        self._allow()

    # ---- opening

    def take(self, loaded: ExperimentFile) -> None:
        """Makes what a file holds of plugins the document's; what is missing here is shown once all are loaded."""
        for key in _keys:
            self._notices.take_back(key)
        if self._sheet is not None:
            self._sheet.close()
        self._context.document.enclosed = Gathered(plugins=loaded.plugins, named=loaded.named)
        self._wish = True if loaded.plugins or loaded.named else None
        self._shown = False
        self._met.clear()
        self._allow()
        if loaded.plugins or loaded.named:
            self._looking.start()
        else:
            self._looking.stop()

    def show_sheet(self) -> None:
        """Shows every enclosed plugin: how it stands here, and its text."""
        self._prepare(self._open_sheet)

    # ---- saving

    def ask(self, then: Callable[[], object], *, always: bool = False) -> None:
        """Goes on with `then` once it is known whether the texts of foreign plugins shall be in the file.

        Asked the first time the document uses some, and with `always` each time.
        """
        document = self._context.document
        run, infos, carried, texts = self._run(), document.catalog, document.enclosed, self._texts()
        used = foreign(run, infos) or [one for one in carried.plugins if set(one.components) & set(used_by(run))]
        if not used or (self._wish is not None and not always):
            then()
            return
        found: list[Gathered] = []

        def show(problem: Problem | None) -> None:
            from nnlab.gui.enclose_sheet import EncloseSheet

            sheet = EncloseSheet(
                self._context, found[0] if found else Gathered(), self._wish is not False, self._window
            )

            def chosen(enclose: bool, remember: bool) -> None:
                self._wish = enclose
                then()
                if not remember:
                    self._wish = None

            sheet.chosen.connect(chosen)
            sheet.open()

        self._writer.write(lambda: found.append(gather(run, infos, carried, texts)), show)

    def enclosing(self) -> Callable[[ExperimentFile], tuple[ExperimentFile, Gathered]]:
        """Returns what puts the plugins into a file as of now, to be called in a thread: it reads their texts.

        The file is made with the texts that run now, where they changed since before the user's eyes.
        """
        document = self._context.document
        infos, carried, seen, wish = document.catalog, document.enclosed, document.seen, self._wish
        texts = self._texts()

        def enclose(whole: ExperimentFile) -> tuple[ExperimentFile, Gathered]:
            gathered = Gathered()
            if wish is not False:
                run = experiments_of(whole.experiment, whole.began, whole.events)
                gathered = gather(run, infos, carried, texts)
            made = followed(whole.experiment, infos, seen)
            return replace(whole, experiment=made, plugins=gathered.plugins, named=gathered.named), gathered

        return enclose

    def saved(self, gathered: Gathered) -> None:
        """Notes what was written, and says what could not be enclosed."""
        self._context.document.enclosed = Gathered(plugins=gathered.plugins, named=gathered.named)
        loaded = {info.sha256 for info in self._context.document.catalog}
        self._met |= loaded & {plugin.sha256 for plugin in gathered.plugins}
        self._allow()
        self._notices.take_back("enclosed.save")
        if gathered.problems:
            language = self._context.language

            def text() -> str:
                return "\n".join(language.problem(problem) for problem in gathered.problems)

            self._notices.say(Notice("enclosed.save", text, "warning"))

    # ---- inside

    def _run(self) -> Sequence:
        return experiments_of(self._context.document.experiment)

    def _texts(self) -> dict[str, str]:
        """The texts that run by digest, as far as their files hold others by now: half of an edit, or a mistake."""
        texts: dict[str, str] = getattr(self._context.bridge.client, "older_texts", {})
        return texts

    def _lacks(self) -> tuple[Lack, ...]:
        document = self._context.document
        return lacks(document.enclosed.plugins, self._run(), document.catalog)

    def _allow(self) -> None:
        tr, held = self._context.language.tr, bool(self._context.document.enclosed.plugins)
        self._context.actions.allow("file.enclosed", held, tr("This file encloses no plugin."))

    def _look(self) -> None:
        """Compares with what is loaded, as soon as all that is installed was tried."""
        document, bridge = self._context.document, self._context.bridge
        held = document.enclosed
        if not (held.plugins or held.named) or not document.catalog or self._writer.closed:
            return
        settled = getattr(bridge.client, "plugins_settled", None)
        if settled is not None and not settled.is_set():
            self._looking.start()
            return
        self._looking.stop()
        self._met |= {info.sha256 for info in document.catalog} & {plugin.sha256 for plugin in held.plugins}
        self._prepare(self._tell)

    def _tell(self, sights: tuple[Sight, ...]) -> None:
        """Says what is not here as it is enclosed, and shows by itself what could be installed."""
        told = [sight for sight in sights if sight.lack is not None and sight.plugin.sha256 not in self._met]
        # one that lies here with this very text and is not loaded is turned off, refused, or waits for the user's leave
        told = [sight for sight in told if not (sight.missing and sight.plan.fate == "same")]
        self._say([sight.lack for sight in told if sight.lack is not None])
        if self._sheet is not None and self._sheet.isVisible():
            self._refresh(sights)
        elif not self._shown and any(sight.missing for sight in told):
            self._open_sheet(sights)
        self._shown = True
        self.looked.emit()

    def _say(self, found: Sequence[Lack]) -> None:
        if not found and not self._context.document.enclosed.named:
            for key in ("enclosed.missing", "enclosed.other", "enclosed.elsewhere"):
                self._notices.take_back(key)
            return
        from nnlab.gui.enclosed import other

        language, document = self._context.language, self._context.document
        missing = [lack for lack in found if lack.state == "missing"]
        others = [lack for lack in found if lack.state == "other"]
        known = {f"{info.kind}:{info.id}" for info in document.catalog}
        needed = {key for key in used_by(self._run()) if key not in known}
        absent = [one for one in document.enclosed.named if needed & set(one.components)]
        names = {
            "enclosed.missing": [_needed(lack) for lack in missing],
            "enclosed.other": [other(lack) for lack in others],
            "enclosed.elsewhere": [
                Problem(
                    code="enclosed.elsewhere",
                    level="warning",
                    values={"name": one.name, "version": one.version, "components": ids_of(one.components)},
                )
                for one in absent
            ],
        }
        for key, problems in names.items():
            if not problems:
                self._notices.take_back(key)
                continue
            first = problems[0]
            ways = () if key == "enclosed.elsewhere" else (self._way(key),)
            self._notices.say(Notice(key, lambda first=first: language.problem(first), first.level, ways))

    def _way(self, key: str) -> Way:
        tr = self._context.language.tr
        return Way(
            (lambda: tr("Look at it…")) if key == "enclosed.missing" else (lambda: tr("Show the difference…")),
            self.show_sheet,
            closes=False,
        )

    def _prepare(self, show: Callable[[tuple[Sight, ...]], object]) -> None:
        """Reads in a thread what the sheet shows."""
        document = self._context.document
        plugins, by_plugin = document.enclosed.plugins, {lack.plugin: lack for lack in self._lacks()}
        texts = {state.file.path: state.file.text for state in getattr(self._context.bridge, "plugins", ())}
        found: list[Sight] = []

        def read() -> None:
            found.extend(_sight(plugin, by_plugin.get(plugin), texts) for plugin in plugins)

        self._writer.write(read, lambda _problem: show(tuple(found)))

    def _open_sheet(self, sights: tuple[Sight, ...]) -> None:
        if not sights:
            return
        if self._sheet is None:
            from nnlab.gui.enclosed import EnclosedSheet

            self._sheet = EnclosedSheet(self._context, self._window)
            self._sheet.wanted.connect(self._install)
            self._sheet.kept.connect(self._keep)
        first = next((sight for sight in sights if sight.lack is not None), None)
        self._sheet.show_sights(sights, self._title(), first)
        self._sheet.open()

    def _refresh(self, sights: tuple[Sight, ...]) -> None:
        if self._sheet is not None and self._sheet.isVisible():
            self._sheet.show_sights(sights, self._title())
            if all(sight.lack is None for sight in sights):
                self._sheet.close()

    def _title(self) -> str:
        path = self._context.document.path
        return path.name if path is not None else shown_title(self._context.document, self._context.language)

    def _install(self, sight: Sight, how: str) -> None:
        language, client = self._context.language, self._context.bridge.client
        self._notices.take_back("enclosed.install")
        made: list[Path] = []

        def write() -> None:
            from nnlab.authoring.installing import install

            made.append(install(sight.beside if how == "beside" else sight.plan, replacing=how == "replace"))

        def done(problem: Problem | None) -> None:
            if problem is not None:
                self._notices.say(Notice("enclosed.install", lambda: language.problem(problem), problem.level))
                return
            client.look_again()
            tr = language.tr

            def text() -> str:
                return tr("{name} was copied to {path}; nnlab tries it now.").format(
                    name=sight.plugin.file_name, path=made[0]
                )

            self._notices.say(Notice("enclosed.install", text, "note", (), "", 8.0))
            self._prepare(self._refresh)

        self._writer.write(write, done)

    def _keep(self, sight: Sight) -> None:
        """Makes the experiment one of the user's own text, and forgets the enclosed one."""
        document, tr = self._context.document, self._context.language.tr
        held = document.enclosed
        left = tuple(plugin for plugin in held.plugins if plugin != sight.plugin)
        document.enclosed = Gathered(plugins=left, named=held.named)
        document.edit(lambda: tr("Take the loaded plugin"), adopt(document.experiment, document.catalog))
        self._allow()
        self._look()
        self._prepare(self._refresh)


def _needed(lack: Lack) -> Problem:
    values = {"name": lack.plugin.file_name, "components": ids_of(lack.used)}
    return Problem(code="enclosed.needed", level="warning", values=values, plugin=lack.plugin.name)


def _sight(plugin: Enclosed, lack: Lack | None, texts: dict[str, str | None]) -> Sight:
    from nnlab.authoring.installing import beside, plan_at, plan_text
    from nnlab.gui.enclosed import Sight
    from nnlab.gui.source_text import difference

    data = plugin.text.encode()
    mine = lack.mine[0] if lack is not None and lack.mine else None
    plan, changes = plan_text(data, plugin.file_name, home().plugins), ""
    free = beside(plan)
    if mine is not None:
        place = Path(mine.file)
        if mine.origin == "user":
            plan = plan_at(data, place, plugin.file_name)
        text = texts[mine.file] if texts.get(mine.file) is not None else _read(place)
        if text is not None:
            changes = difference(
                text, plugin.text, f"{place} {digest_of(text)[:8]}", f"{plugin.file_name} {plugin.sha256[:8]}"
            )
    elif plan.fate == "replaces" and Path(plan.target).is_file():
        changes = difference(_read(Path(plan.target)) or "", plugin.text, plan.target, plugin.file_name)
    return Sight(plugin=plugin, lack=lack, plan=plan, beside=free, difference=changes)


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes()[:largest_plugin].decode("utf-8", "replace")
    except OSError:
        return None
