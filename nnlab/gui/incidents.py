"""What happens to the kernel and the experiment, said in the notice bar with the ways out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject

from nnlab.gui.canvas.faults import place_of
from nnlab.gui.context import Context
from nnlab.gui.document import Document
from nnlab.gui.mending import Mending
from nnlab.gui.naming import shown_name
from nnlab.gui.notice import Notice, NoticeBar, Way
from nnlab.gui.recovery import Left
from nnlab.kernel.messages import Applied, Restarted, Stalled
from nnlab.records import Level, Problem, ProblemError

_patience_s = 10.0
_note_s = 10.0  # a note about what is over goes by itself
_set_aside = ("kernel.died_in", "kernel.stalled")  # what set a plugin aside
_of_plugins = ("plugin.gone", "check.missing", "plugin.unknown")  # what the plugin manager may set right
_quiet = ("painted.none",)  # the tools to paint with say it, and the status line: nothing went wrong


class Incidents(QObject):
    """Words stalls, restarts, troubles and misfits of one window."""

    def __init__(
        self, context: Context, notices: NoticeBar, show_problems: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._patience: dict[tuple[str, str], float] = {}  # so many seconds the user waits for a plugin's method
        self._cause: Restarted | None = None  # what set a component aside that the experiment still asks for
        self._context, self._notices, self._show_problems = context, notices, show_problems
        self._mending = Mending(context.language, context.document)
        bridge = context.bridge
        bridge.stalled.connect(self._stalled)
        bridge.restarted.connect(self._restarted)
        bridge.problem.connect(self._trouble)
        bridge.stopped.connect(self._stopped)
        bridge.remarked.connect(self._remarked)
        bridge.state_changed.connect(self._state_changed)
        bridge.applied.connect(self._mended)
        bridge.begun.connect(self._begun)
        context.document.problems_changed.connect(self._misfit)
        context.document.changed.connect(self._changed)

    def say_problem(self, key: str, problem: Problem, *ways: Way) -> None:
        """Shows a problem's sentence; its traceback is one click away."""
        language = self._context.language
        self._notices.say(Notice(key, lambda: language.problem(problem), problem.level, ways, problem.traceback))

    def say_bug(self, summary: str, details: str) -> None:
        """Shows that nnlab itself failed somewhere; the window goes on."""
        tr = self._context.language.tr

        def text() -> str:
            return tr(
                "Something went wrong inside nnlab ({error}). Your work is still here: save it, and please report this."
            ).format(error=summary)

        self._notices.say(Notice("bug", text, "error", (), details))

    def offer(self, left: Left, recover: Callable[[Left], object]) -> None:
        """Offers what a crash left behind."""
        tr = self._context.language.tr
        key = f"recovery.{left.file.name}"

        def text() -> str:
            name = Path(left.origin.path).name or shown_name(left.origin.name, self._context.language)
            return tr("nnlab did not end in order last time. “{name}” can be recovered.").format(name=name)

        def take() -> None:
            try:
                recover(left)
            except ProblemError as error:
                self.say_problem(key, error.problem)

        ways = (Way(lambda: tr("Recover"), take), Way(lambda: tr("Discard"), left.discard))
        self._notices.say(Notice(key, text, "note", ways))

    # ---- inside

    def _stalled(self, event: Stalled) -> None:
        tr, bridge = self._context.language.tr, self._context.bridge
        call = event.plugin, event.method
        if event.seconds < self._patience.get(call, 0.0):
            return

        def text() -> str:
            return tr(
                "The plugin {plugin} has been busy in {method} for {seconds} s. Wait for it, restart the training "
                "process (at most a moment of training is lost), or choose another component in its place."
            ).format(plugin=event.plugin, method=event.method, seconds=f"{event.seconds:.2g}")

        def wait() -> None:
            self._patience[call] = max(_patience_s, 4 * event.seconds)

        ways = (Way(lambda: tr("Wait"), wait), Way(lambda: tr("Restart"), bridge.restart))
        self._notices.say(Notice("stall", text, "warning", ways))

    def _restarted(self, event: Restarted) -> None:
        if event.reason.code in _set_aside:
            self._cause = event
        self._notices.take_back("trouble")
        self._say_restarted(event, event.reason)

    def _say_restarted(self, event: Restarted, reason: Problem, seconds: float = 0.0) -> None:
        language = self._context.language

        def text() -> str:
            n = round(event.lost_epochs)
            if n < 1:
                return language.problem(reason)
            loss = language.trn("{n} epoch of training was lost.", "{n} epochs of training were lost.", n)
            return f"{language.problem(reason)} {loss.format(n=n)}"

        level: Level = "note" if seconds else "warning"
        self._notices.say(Notice("restart", text, level, (), event.reason.traceback, seconds))

    def _mended(self, applied: Applied) -> None:
        """Says of a restart only what still is so once another component was chosen."""
        document, cause = self._context.document, self._cause
        if cause is None or applied.rev != self._context.bridge.rev or document.facts is None or _errors(document):
            return
        self._cause = None
        if any(notice.key == "restart" for notice in self._notices.notices):
            stalled = cause.reason.code == "kernel.stalled"
            mended = replace(cause.reason, code="kernel.stalled_bundled" if stalled else "kernel.died_in_bundled")
            self._say_restarted(cause, mended, _note_s)

    def _trouble(self, problem: Problem) -> None:
        tr, bridge = self._context.language.tr, self._context.bridge
        if problem.code in _quiet:
            return
        if problem.code == "kernel.paused":  # it says what the restart said, and what to do
            self._notices.take_back("restart")
        ways = (Way(lambda: tr("Restart"), bridge.restart),) if bridge.state == "dead" else ()
        self.say_problem("trouble", problem, *ways)

    def _stopped(self, reason: Problem) -> None:
        """Says which stop rule ended training, and offers to go on."""
        tr, bridge = self._context.language.tr, self._context.bridge
        self.say_problem("stopped", reason, Way(lambda: tr("Go on"), bridge.train))

    def _remarked(self, problem: Problem) -> None:
        """Says for a moment what stays among the problems of plugins."""
        language = self._context.language
        notice = Notice("remark", lambda: language.problem(problem), problem.level, (), problem.traceback, _note_s)
        self._notices.say(notice)

    def _begun(self) -> None:
        for key in ("trouble", "stopped"):
            self._notices.take_back(key)

    def _state_changed(self) -> None:
        bridge = self._context.bridge
        if bridge.state != "stalled":
            self._notices.take_back("stall")
        if bridge.training:
            for key in ("trouble", "file.open", "stopped"):
                self._notices.take_back(key)

    def _changed(self, _old: object, _new: object) -> None:
        for key in ("trouble", "file.open"):
            self._notices.take_back(key)

    def _misfit(self) -> None:
        """Says what stops training, and sets it right where that is simple; the network's own is on the canvas."""
        document = self._context.document
        here = [one for one in _errors(document) if place_of(one, document.experiment.network) is None]
        here = [one for one in here if one.code not in _quiet]
        errors = sorted(here, key=lambda problem: problem.code != "plugin.gone")  # it says more
        if not errors or self._cause is not None:  # why the component is missing is said already
            self._notices.take_back("misfit")
            return
        tr = self._context.language.tr
        ways = []
        if self._mending.mended(errors[0]) is not None:
            ways.append(Way(lambda: tr("Fix"), lambda: self._mending.mend(errors[0]), closes=False))
        if len(_errors(document)) > 1:
            ways.append(Way(lambda: tr("Show all"), self._show_problems, closes=False))
        if errors[0].code in _of_plugins and "plugins.manage" in self._context.actions:
            manage = self._context.actions.get("plugins.manage")
            ways.append(Way(lambda: tr("Plugin manager"), manage.trigger, closes=False))
        self.say_problem("misfit", errors[0], *ways)


def _errors(document: Document) -> list[Problem]:
    return [problem for problem in document.problems if problem.level == "error"]
