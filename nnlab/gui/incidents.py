"""What happens to the kernel and the experiment, said in the notice bar with the ways out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from nnlab.experiment.fixes import fix
from nnlab.gui.context import Context
from nnlab.gui.notice import Notice, NoticeBar, Way
from nnlab.gui.recovery import Left
from nnlab.kernel.messages import Restarted, Stalled
from nnlab.records import Problem, ProblemError


class Incidents(QObject):
    """Words stalls, restarts, troubles and misfits of one window."""

    def __init__(
        self, context: Context, notices: NoticeBar, show_problems: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._notices, self._show_problems = context, notices, show_problems
        bridge = context.bridge
        bridge.stalled.connect(self._stalled)
        bridge.restarted.connect(self._restarted)
        bridge.problem.connect(self._trouble)
        bridge.state_changed.connect(self._state_changed)
        context.document.problems_changed.connect(self._misfit)
        context.document.changed.connect(lambda _old, _new: notices.take_back("trouble"))

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
            name = left.origin.name or tr("Untitled")
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

        def text() -> str:
            return tr(
                "The plugin {plugin} has been busy in {method} for {seconds} s. Wait for it, or restart: "
                "at most a moment of training is lost."
            ).format(plugin=event.plugin, method=event.method, seconds=f"{event.seconds:.2g}")

        ways = (
            Way(lambda: tr("Wait"), lambda: None),  # it is said again when the time has doubled
            Way(lambda: tr("Restart"), bridge.restart),
        )
        self._notices.say(Notice("stall", text, "warning", ways))

    def _restarted(self, event: Restarted) -> None:
        language, lost = self._context.language, event.lost_epochs

        def text() -> str:
            n = round(lost)
            loss = language.trn("{n} epoch of training was lost.", "{n} epochs of training were lost.", n)
            return f"{language.problem(event.reason)} {loss.format(n=n)}"

        self._notices.say(Notice("restart", text, "warning", (), event.reason.traceback))

    def _trouble(self, problem: Problem) -> None:
        tr, bridge = self._context.language.tr, self._context.bridge
        ways = (Way(lambda: tr("Restart"), bridge.restart),) if bridge.state == "dead" else ()
        self.say_problem("trouble", problem, *ways)

    def _state_changed(self) -> None:
        bridge = self._context.bridge
        if bridge.state != "stalled":
            self._notices.take_back("stall")
        if bridge.training:
            self._notices.take_back("trouble")

    def _misfit(self) -> None:
        """Says what stops training, and sets it right where that is simple."""
        document = self._context.document
        errors = [problem for problem in document.problems if problem.level == "error"]
        if not errors:
            self._notices.take_back("misfit")
            return
        tr = self._context.language.tr
        ways = []
        mended = fix(document.experiment, errors[0], document.catalog, document.facts)
        if mended is not None and mended != document.experiment:
            ways.append(Way(lambda: tr("Fix"), lambda: self._fix(errors[0]), closes=False))
        if len(errors) > 1:
            ways.append(Way(lambda: tr("Show all"), self._show_problems, closes=False))
        self.say_problem("misfit", errors[0], *ways)

    def _fix(self, problem: Problem) -> None:
        document = self._context.document
        mended = fix(document.experiment, problem, document.catalog, document.last_facts)
        if mended is not None:
            document.edit(self._context.language.tr("Fix"), mended)
